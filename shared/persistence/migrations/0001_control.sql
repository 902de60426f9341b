-- First tables: control

CREATE TABLE IF NOT EXISTS `ingest_ledger` (
  `dataset` VARCHAR(64) NOT NULL COMMENT "Dataset id.",
  `fetched_at` DATETIME NOT NULL COMMENT "When the answer was fetched, UTC.",
  `request_id` VARCHAR(40) NOT NULL COMMENT "The fetch that this answer came from.",
  `slice_key` VARCHAR(64) NOT NULL COMMENT "Key of the slice: zone, border or curve.",
  `window_start` DATETIME NOT NULL COMMENT "Start of the slice, UTC, inclusive.",
  `window_end` DATETIME NOT NULL COMMENT "End of the slice, UTC, exclusive.",
  `message_id` VARCHAR(64) NOT NULL COMMENT "Broker id of the message last seen with this answer.",
  `sha256` VARCHAR(64) NOT NULL COMMENT "Hex digest of the body.",
  `rows` BIGINT NOT NULL COMMENT "Rows that the body held.",
  `ingested_at` DATETIME NOT NULL COMMENT "When the rows were committed, UTC.",
  `outcome` VARCHAR(16) NOT NULL COMMENT "rows, no_data or dead_letter.",
  `reason` VARCHAR(500) NULL COMMENT "Why the body went to the dead letters.",
  `origin` VARCHAR(16) NOT NULL COMMENT "timer, backfill, realtime or replay.",
  `value_sum` DOUBLE NULL COMMENT "Sum of the dataset's main column, to compare."
)
PRIMARY KEY (`dataset`, `fetched_at`, `request_id`)
COMMENT "What was ingested: one row per provider answer"
PARTITION BY date_trunc('month', `fetched_at`)
DISTRIBUTED BY HASH(`dataset`, `fetched_at`) BUCKETS 1
ORDER BY (`dataset`, `fetched_at`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `worker_config` (
  `environment` VARCHAR(16) NOT NULL COMMENT "development or production.",
  `dataset` VARCHAR(64) NOT NULL COMMENT "Dataset id.",
  `enabled` BOOLEAN NOT NULL COMMENT "Whether its timer fetches.",
  `changed_at` DATETIME NOT NULL COMMENT "When this was last set, UTC.",
  `changed_by` VARCHAR(128) NOT NULL COMMENT "Who set it: a principal, or 'catalogue' for the seed."
)
PRIMARY KEY (`environment`, `dataset`)
COMMENT "Which datasets are fetched in which environment; seeded from the catalogue, changed while running"
DISTRIBUTED BY HASH(`environment`, `dataset`) BUCKETS 1
ORDER BY (`environment`, `dataset`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");
