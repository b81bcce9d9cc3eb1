CREATE TABLE `ledger` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`entry` text NOT NULL,
	`kind` text NOT NULL,
	`attempt` integer NOT NULL,
	`person` text NOT NULL,
	`organization_id` text NOT NULL,
	`run_id` text,
	`prompt_id` text,
	`model` text,
	`price` text,
	`nano_usd` integer,
	`input_tokens` integer,
	`output_tokens` integer,
	`reasoning_tokens` integer,
	`cached_tokens` integer,
	`usage_source` text,
	`outcome` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_once` ON `ledger` (`entry`,`kind`,`attempt`);--> statement-breakpoint
CREATE INDEX `ledger_by_person` ON `ledger` (`person`,`at`);--> statement-breakpoint
CREATE TABLE `limits` (
	`organization_id` text PRIMARY KEY NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL
);
