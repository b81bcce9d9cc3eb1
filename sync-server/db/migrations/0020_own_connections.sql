ALTER TABLE `connections` ADD `user_id` text;--> statement-breakpoint
ALTER TABLE `connections` ADD `consented_at` integer;