CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`organization_id` text NOT NULL,
	`event` text NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_at` integer,
	`status` integer,
	FOREIGN KEY (`organization_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `deliveries_by_organization` ON `deliveries` (`organization_id`,`at`);--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`next_at`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`organization_id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`sealed_secret` blob NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`organization_id`) REFERENCES `organizations`(`id`) ON UPDATE no action ON DELETE cascade
);
