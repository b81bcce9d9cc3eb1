CREATE TABLE `blobs` (
	`scope` text NOT NULL,
	`hash` text NOT NULL,
	`size` integer NOT NULL,
	`bytes` blob NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`scope`, `hash`)
);
