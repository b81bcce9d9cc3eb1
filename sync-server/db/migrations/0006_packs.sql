CREATE TABLE `packs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`scope` text NOT NULL,
	`runs` integer NOT NULL,
	`hash` text,
	`bytes` blob
);
--> statement-breakpoint
CREATE INDEX `packs_by_hash` ON `packs` (`scope`,`hash`);--> statement-breakpoint
DROP INDEX `records_by_seq`;--> statement-breakpoint
ALTER TABLE `records` ADD `pack` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `records_by_pack` ON `records` (`scope`,`pack`,`seq`) WHERE pack > 0;--> statement-breakpoint
CREATE INDEX `runs_to_pack` ON `records` (`scope`,`seq`) WHERE collection = 'runs' and pack = 0;--> statement-breakpoint
CREATE INDEX `records_by_seq` ON `records` (`scope`,`seq`,`pack`);