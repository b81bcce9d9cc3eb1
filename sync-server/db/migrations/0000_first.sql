CREATE TABLE `applied` (
	`mid` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`seq` integer NOT NULL,
	`client_id` text NOT NULL,
	`cseq` integer NOT NULL,
	`result` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `applied_by_seq` ON `applied` (`scope`,`seq`);--> statement-breakpoint
CREATE INDEX `applied_by_client` ON `applied` (`client_id`,`cseq`);--> statement-breakpoint
CREATE TABLE `connections` (
	`organization_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`base_url` text NOT NULL,
	`sealed_key` blob,
	`key_last4` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`organization_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `data_keys` (
	`organization_id` text PRIMARY KEY NOT NULL,
	`wrapped` blob NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`run_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`scope`, `key`)
);
--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `records` (
	`scope` text NOT NULL,
	`collection` text NOT NULL,
	`id` text NOT NULL,
	`seq` integer NOT NULL,
	`body` text NOT NULL,
	`fields` text NOT NULL,
	`deleted_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`scope`, `collection`, `id`)
);
--> statement-breakpoint
CREATE INDEX `records_by_seq` ON `records` (`scope`,`seq`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`scope` text NOT NULL,
	`collection` text NOT NULL,
	`record_id` text NOT NULL,
	`path` text NOT NULL,
	`mid` text NOT NULL,
	`value` text NOT NULL,
	`eff` integer NOT NULL,
	`status` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `revisions_by_record` ON `revisions` (`scope`,`collection`,`record_id`);--> statement-breakpoint
CREATE TABLE `run_outputs` (
	`run_id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `run_segments` (
	`run_id` text NOT NULL,
	`from_seq` integer NOT NULL,
	`to_seq` integer NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`run_id`, `from_seq`)
);
--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`prompt_id` text,
	`version_id` text,
	`status` text NOT NULL,
	`record` text NOT NULL,
	`seq` integer NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `runs_by_status` ON `runs` (`status`);--> statement-breakpoint
CREATE INDEX `runs_by_prompt` ON `runs` (`scope`,`prompt_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `scopes` (
	`id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
