CREATE TABLE `search_documents` (
	`id` integer PRIMARY KEY NOT NULL,
	`scope` text NOT NULL,
	`collection` text NOT NULL,
	`record_id` text NOT NULL,
	`at` integer NOT NULL,
	`facts` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_documents_once` ON `search_documents` (`scope`,`collection`,`record_id`);--> statement-breakpoint
CREATE INDEX `search_documents_by_time` ON `search_documents` (`scope`,`at`);--> statement-breakpoint
CREATE TABLE `search_marks` (
	`scope` text NOT NULL,
	`collection` text NOT NULL,
	`record_id` text NOT NULL,
	PRIMARY KEY(`scope`, `collection`, `record_id`)
);
--> statement-breakpoint
CREATE VIRTUAL TABLE `search_index` USING fts5(`scope`, `head`, `body`, tokenize = 'ascii', columnsize = 0);
--> statement-breakpoint
INSERT INTO `search_index`(`search_index`, `rank`) VALUES ('secure-delete', 1);
--> statement-breakpoint
CREATE TRIGGER `search_marks_made` AFTER INSERT ON `records` BEGIN INSERT INTO `search_marks` SELECT NEW.`scope`, NEW.`collection`, NEW.`id` WHERE NOT EXISTS (SELECT 1 FROM `search_marks` WHERE `scope` = NEW.`scope` AND `collection` = NEW.`collection` AND `record_id` = NEW.`id`); END;
--> statement-breakpoint
CREATE TRIGGER `search_marks_changed` AFTER UPDATE OF `body` ON `records` BEGIN INSERT INTO `search_marks` SELECT NEW.`scope`, NEW.`collection`, NEW.`id` WHERE NOT EXISTS (SELECT 1 FROM `search_marks` WHERE `scope` = NEW.`scope` AND `collection` = NEW.`collection` AND `record_id` = NEW.`id`); END;
--> statement-breakpoint
CREATE TRIGGER `search_forgets_record` AFTER DELETE ON `records` BEGIN
  DELETE FROM `search_index` WHERE `rowid` = (SELECT `id` FROM `search_documents` WHERE `scope` = OLD.`scope` AND `collection` = OLD.`collection` AND `record_id` = OLD.`id`);
  DELETE FROM `search_documents` WHERE `scope` = OLD.`scope` AND `collection` = OLD.`collection` AND `record_id` = OLD.`id`;
  DELETE FROM `search_marks` WHERE `scope` = OLD.`scope` AND `collection` = OLD.`collection` AND `record_id` = OLD.`id`;
END;
--> statement-breakpoint
CREATE TRIGGER `search_marks_output` AFTER INSERT ON `run_outputs` BEGIN INSERT INTO `search_marks` SELECT NEW.`scope`, 'runs', NEW.`run_id` WHERE NOT EXISTS (SELECT 1 FROM `search_marks` WHERE `scope` = NEW.`scope` AND `collection` = 'runs' AND `record_id` = NEW.`run_id`); END;
--> statement-breakpoint
CREATE TRIGGER `search_marks_output_changed` AFTER UPDATE ON `run_outputs` BEGIN INSERT INTO `search_marks` SELECT NEW.`scope`, 'runs', NEW.`run_id` WHERE NOT EXISTS (SELECT 1 FROM `search_marks` WHERE `scope` = NEW.`scope` AND `collection` = 'runs' AND `record_id` = NEW.`run_id`); END;
--> statement-breakpoint
CREATE TRIGGER `search_forgets_output` AFTER DELETE ON `run_outputs` BEGIN
  DELETE FROM `search_index` WHERE `rowid` = (SELECT `id` FROM `search_documents` WHERE `scope` = OLD.`scope` AND `collection` = 'runs' AND `record_id` = OLD.`run_id`);
  INSERT INTO `search_marks` SELECT OLD.`scope`, 'runs', OLD.`run_id` WHERE NOT EXISTS (SELECT 1 FROM `search_marks` WHERE `scope` = OLD.`scope` AND `collection` = 'runs' AND `record_id` = OLD.`run_id`);
END;
--> statement-breakpoint
INSERT INTO `search_marks` SELECT `scope`, `collection`, `id` FROM `records`;
