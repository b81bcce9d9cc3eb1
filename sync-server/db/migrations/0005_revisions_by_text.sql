DROP INDEX `revisions_by_record`;--> statement-breakpoint
CREATE INDEX `revisions_by_text` ON `revisions` (`scope`,`collection`,`record_id`,`mid`);