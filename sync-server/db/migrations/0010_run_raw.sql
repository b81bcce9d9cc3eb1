CREATE TABLE `run_raw` (
	`run_id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`organization_id` text NOT NULL,
	`sealed` blob NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `run_raw_by_time` ON `run_raw` (`at`);