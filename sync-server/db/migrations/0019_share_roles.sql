CREATE TABLE `share_comments` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`share_id` text NOT NULL,
	`user_id` text NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `share_comments_by_share` ON `share_comments` (`share_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `share_comments_by_person` ON `share_comments` (`user_id`);--> statement-breakpoint
ALTER TABLE `grants` ADD `share_id` text;