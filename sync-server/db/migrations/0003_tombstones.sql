CREATE TABLE `tombstones` (
	`scope` text NOT NULL,
	`collection` text NOT NULL,
	`id` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`scope`, `collection`, `id`)
);
--> statement-breakpoint
CREATE INDEX `tombstones_by_seq` ON `tombstones` (`scope`,`seq`);--> statement-breakpoint
ALTER TABLE `scopes` ADD `min_seq` integer DEFAULT 0 NOT NULL;