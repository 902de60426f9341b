-- Catalogue changes: forecasts

CREATE TABLE IF NOT EXISTS `forecasts` (
  `model_id` VARCHAR(40) NOT NULL COMMENT "Model id.",
  `area` VARCHAR(12) NOT NULL COMMENT "Bidding zone or control area.",
  `issued_at` DATETIME NOT NULL COMMENT "Instant of the forecast, UTC; nothing received later is in it.",
  `start` DATETIME NOT NULL COMMENT "Start of the forecast period, UTC, inclusive.",
  `quantile_pct` INT NOT NULL COMMENT "Quantile in %; -1 mean; -2, -3, -4 probability below, at, above zero.",
  `model_version` VARCHAR(28) NOT NULL COMMENT "Version of the model; climatology without one.",
  `minutes` INT NOT NULL COMMENT "Length of the period.",
  `value` DOUBLE NOT NULL COMMENT "Forecast in the model's unit.",
  `degraded` BOOLEAN NOT NULL COMMENT "Whether an input was missing, filled or suspect.",
  `alias` VARCHAR(16) NOT NULL COMMENT "champion, or challenger-1 ... in shadow."
)
PRIMARY KEY (`model_id`, `area`, `issued_at`, `start`, `quantile_pct`, `model_version`)
COMMENT "Forecasts as they were published: one row per model version, area, issue time, period and quantile"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`model_id`, `area`, `issued_at`) BUCKETS 1
ORDER BY (`model_id`, `area`, `issued_at`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");
