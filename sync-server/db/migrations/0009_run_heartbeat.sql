ALTER TABLE `runs` ADD `beat_at` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `price` text;