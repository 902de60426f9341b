-- First tables: elia

CREATE TABLE IF NOT EXISTS `elia__activated_volumes` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Activated balancing volumes by component per quarter hour, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__activated_volumes__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Activated balancing volumes by component per quarter hour, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__activated_volumes_recent` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Activated balancing volumes by component per quarter hour, near real time, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__activated_volumes_recent__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Activated balancing volumes by component per quarter hour, near real time, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__carbon_intensity` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `production_co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `consumption_co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "CO2 intensity by production and consumption, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__carbon_intensity__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `production_co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `consumption_co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "CO2 intensity by production and consumption, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__carbon_intensity_recent` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `production_co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `consumption_co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "CO2 intensity by production and consumption, near real time, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__carbon_intensity_recent__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `production_co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `consumption_co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "CO2 intensity by production and consumption, near real time, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__generation_by_fuel` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `fuel` VARCHAR(64) NOT NULL COMMENT "Fuel as the provider names it (ENTSO-E names).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `generation_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `fuel`)
COMMENT "Generation by fuel, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__generation_by_fuel__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `fuel` VARCHAR(64) NOT NULL COMMENT "Fuel as the provider names it (ENTSO-E names).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `generation_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `fuel`, `known_at`)
COMMENT "Generation by fuel, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__grid_load` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `grid_load_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Load on the Elia grid, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__grid_load__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `grid_load_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Load on the Elia grid, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `alpha_prime_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Imbalance prices per quarter hour, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `alpha_prime_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Imbalance prices per quarter hour, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_minute` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quarter_start` DATETIME NULL COMMENT "Start of the quarter hour that the minute belongs to, UTC.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `alpha_prime_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Imbalance prices per minute, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_minute__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quarter_start` DATETIME NULL COMMENT "Start of the quarter hour that the minute belongs to, UTC.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `alpha_prime_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Imbalance prices per minute, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_minute_pre_mari` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `net_regulation_mw` DECIMAL(14, 4) NULL COMMENT "Net regulation volume; positive = net upward activation. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `strategic_reserve_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `positive_imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `negative_imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Imbalance prices per minute until 22 May 2024, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_minute_pre_mari__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `net_regulation_mw` DECIMAL(14, 4) NULL COMMENT "Net regulation volume; positive = net upward activation. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `strategic_reserve_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `positive_imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `negative_imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Imbalance prices per minute until 22 May 2024, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_minute_recent` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quarter_start` DATETIME NULL COMMENT "Start of the quarter hour that the minute belongs to, UTC.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `alpha_prime_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Imbalance prices per minute, near real time, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_minute_recent__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quarter_start` DATETIME NULL COMMENT "Start of the quarter hour that the minute belongs to, UTC.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `alpha_prime_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Imbalance prices per minute, near real time, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_pre_mari` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `net_regulation_mw` DECIMAL(14, 4) NULL COMMENT "Net regulation volume; positive = net upward activation. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `strategic_reserve_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `positive_imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `negative_imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Imbalance prices per quarter hour until 22 May 2024, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_pre_mari__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `net_regulation_mw` DECIMAL(14, 4) NULL COMMENT "Net regulation volume; positive = net upward activation. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `strategic_reserve_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `positive_imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `negative_imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Imbalance prices per quarter hour until 22 May 2024, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_recent` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `alpha_prime_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Imbalance prices per quarter hour, near real time, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__imbalance_prices_recent__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `alpha_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `alpha_prime_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_incremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `marginal_decremental_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Imbalance prices per quarter hour, near real time, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__physical_flows` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `flow_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = export from the area. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `from_zone`, `to_zone`)
COMMENT "Physical flows per border, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`from_zone`, `start`) BUCKETS 1
ORDER BY (`from_zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__physical_flows__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `flow_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = export from the area. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `from_zone`, `to_zone`, `known_at`)
COMMENT "Physical flows per border, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`from_zone`, `start`) BUCKETS 1
ORDER BY (`from_zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__physical_flows_recent` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `flow_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = export from the area. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `from_zone`, `to_zone`)
COMMENT "Physical flows per border, near real time, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`from_zone`, `start`) BUCKETS 1
ORDER BY (`from_zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__physical_flows_recent__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `flow_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = export from the area. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `from_zone`, `to_zone`, `known_at`)
COMMENT "Physical flows per border, near real time, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`from_zone`, `start`) BUCKETS 1
ORDER BY (`from_zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__solar` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `region` VARCHAR(40) NOT NULL COMMENT "Region as the provider names it.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `measured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `monitored_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `load_factor` DECIMAL(10, 6) NULL COMMENT "Output over monitored capacity; may be slightly negative. Unit: 1.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `region`)
COMMENT "Solar power by region, measured and forecast, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__solar__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `region` VARCHAR(40) NOT NULL COMMENT "Region as the provider names it.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `measured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `monitored_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `load_factor` DECIMAL(10, 6) NULL COMMENT "Output over monitored capacity; may be slightly negative. Unit: 1.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `region`, `known_at`)
COMMENT "Solar power by region, measured and forecast, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__solar_recent` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `region` VARCHAR(40) NOT NULL COMMENT "Region as the provider names it.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `measured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `monitored_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `load_factor` DECIMAL(10, 6) NULL COMMENT "Output over monitored capacity; may be slightly negative. Unit: 1.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `region`)
COMMENT "Solar power by region, measured and forecast, near real time, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__solar_recent__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `region` VARCHAR(40) NOT NULL COMMENT "Region as the provider names it.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `measured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `monitored_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `load_factor` DECIMAL(10, 6) NULL COMMENT "Output over monitored capacity; may be slightly negative. Unit: 1.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `region`, `known_at`)
COMMENT "Solar power by region, measured and forecast, near real time, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "System imbalance and activated volumes per minute, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "System imbalance and activated volumes per minute, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance_forecast_current` (
  `run_at` DATETIME NOT NULL COMMENT "When the provider made or last updated this forecast, UTC.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `prediction_quality` VARCHAR(64) NULL COMMENT "Quality of the prediction in the provider's words.",
  `system_imbalance_forecast_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `bin_probabilities` VARCHAR(2000) NULL COMMENT "Probability per bin of system imbalance, a JSON object of bin to probability.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`run_at`, `zone`, `start`)
COMMENT "System imbalance forecast for the current quarter hour, Belgium"
PARTITION BY date_trunc('month', `run_at`)
DISTRIBUTED BY HASH(`zone`, `run_at`) BUCKETS 1
ORDER BY (`zone`, `run_at`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance_forecast_current__revisions` (
  `run_at` DATETIME NOT NULL COMMENT "When the provider made or last updated this forecast, UTC.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `prediction_quality` VARCHAR(64) NULL COMMENT "Quality of the prediction in the provider's words.",
  `system_imbalance_forecast_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `bin_probabilities` VARCHAR(2000) NULL COMMENT "Probability per bin of system imbalance, a JSON object of bin to probability.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`run_at`, `zone`, `start`, `known_at`)
COMMENT "System imbalance forecast for the current quarter hour, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `run_at`)
DISTRIBUTED BY HASH(`zone`, `run_at`) BUCKETS 1
ORDER BY (`zone`, `run_at`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance_forecast_next` (
  `run_at` DATETIME NOT NULL COMMENT "When the provider made or last updated this forecast, UTC.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `prediction_quality` VARCHAR(64) NULL COMMENT "Quality of the prediction in the provider's words.",
  `system_imbalance_forecast_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `bin_probabilities` VARCHAR(2000) NULL COMMENT "Probability per bin of system imbalance, a JSON object of bin to probability.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`run_at`, `zone`, `start`)
COMMENT "System imbalance forecast for the next quarter hour, Belgium"
PARTITION BY date_trunc('month', `run_at`)
DISTRIBUTED BY HASH(`zone`, `run_at`) BUCKETS 1
ORDER BY (`zone`, `run_at`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance_forecast_next__revisions` (
  `run_at` DATETIME NOT NULL COMMENT "When the provider made or last updated this forecast, UTC.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `prediction_quality` VARCHAR(64) NULL COMMENT "Quality of the prediction in the provider's words.",
  `system_imbalance_forecast_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `bin_probabilities` VARCHAR(2000) NULL COMMENT "Probability per bin of system imbalance, a JSON object of bin to probability.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`run_at`, `zone`, `start`, `known_at`)
COMMENT "System imbalance forecast for the next quarter hour, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `run_at`)
DISTRIBUTED BY HASH(`zone`, `run_at`) BUCKETS 1
ORDER BY (`zone`, `run_at`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance_pre_mari` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `net_regulation_mw` DECIMAL(14, 4) NULL COMMENT "Net regulation volume; positive = net upward activation. Unit: MW.",
  `strategic_reserve_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `gross_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `gross_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `bids_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `bids_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_standard_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_flex_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `interruptible_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `inter_tso_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `inter_tso_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "System imbalance and regulation volumes per minute until 22 May 2024, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance_pre_mari__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `net_regulation_mw` DECIMAL(14, 4) NULL COMMENT "Net regulation volume; positive = net upward activation. Unit: MW.",
  `strategic_reserve_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `gross_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `gross_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `bids_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `bids_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_standard_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_flex_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `interruptible_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `inter_tso_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `inter_tso_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "System imbalance and regulation volumes per minute until 22 May 2024, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance_recent` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "System imbalance and activated volumes per minute, near real time, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__system_imbalance_recent__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `quality_status` VARCHAR(32) NULL COMMENT "Validation state: not_validated, data_issue, validated.",
  `system_imbalance_mw` DECIMAL(14, 4) NULL COMMENT "System imbalance; positive = surplus (long), negative = shortage. Unit: MW.",
  `ace_mw` DECIMAL(14, 4) NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `igcc_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `igcc_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_scheduled_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_import_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `reserve_sharing_export_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "System imbalance and activated volumes per minute, near real time, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__total_load` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `total_load_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Total load, measured and forecast, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__total_load__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `total_load_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Total load, measured and forecast, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__total_load_recent` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `total_load_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Total load, measured and forecast, near real time, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__total_load_recent__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `total_load_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Total load. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Total load, measured and forecast, near real time, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__wind` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `region` VARCHAR(40) NOT NULL COMMENT "Region as the provider names it.",
  `technology` VARCHAR(32) NOT NULL COMMENT "Generation technology: solar, wind_onshore, wind_offshore.",
  `grid_connection` VARCHAR(16) NOT NULL COMMENT "Grid of connection: elia or dso.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `measured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `monitored_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `load_factor` DECIMAL(10, 6) NULL COMMENT "Output over monitored capacity; may be slightly negative. Unit: 1.",
  `curtailment_bid` VARCHAR(64) NULL COMMENT "Decremental bid by which output was reduced on request; null = none.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `region`, `technology`, `grid_connection`)
COMMENT "Wind power by group of parks, measured and forecast, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__wind__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `region` VARCHAR(40) NOT NULL COMMENT "Region as the provider names it.",
  `technology` VARCHAR(32) NOT NULL COMMENT "Generation technology: solar, wind_onshore, wind_offshore.",
  `grid_connection` VARCHAR(16) NOT NULL COMMENT "Grid of connection: elia or dso.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `measured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `monitored_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `load_factor` DECIMAL(10, 6) NULL COMMENT "Output over monitored capacity; may be slightly negative. Unit: 1.",
  `curtailment_bid` VARCHAR(64) NULL COMMENT "Decremental bid by which output was reduced on request; null = none.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `region`, `technology`, `grid_connection`, `known_at`)
COMMENT "Wind power by group of parks, measured and forecast, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__wind_recent` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `region` VARCHAR(40) NOT NULL COMMENT "Region as the provider names it.",
  `technology` VARCHAR(32) NOT NULL COMMENT "Generation technology: solar, wind_onshore, wind_offshore.",
  `grid_connection` VARCHAR(16) NOT NULL COMMENT "Grid of connection: elia or dso.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `measured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `monitored_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `load_factor` DECIMAL(10, 6) NULL COMMENT "Output over monitored capacity; may be slightly negative. Unit: 1.",
  `curtailment_bid` VARCHAR(64) NULL COMMENT "Decremental bid by which output was reduced on request; null = none.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `region`, `technology`, `grid_connection`)
COMMENT "Wind power by group of parks, measured and forecast, near real time, Belgium"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `elia__wind_recent__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `region` VARCHAR(40) NOT NULL COMMENT "Region as the provider names it.",
  `technology` VARCHAR(32) NOT NULL COMMENT "Generation technology: solar, wind_onshore, wind_offshore.",
  `grid_connection` VARCHAR(16) NOT NULL COMMENT "Grid of connection: elia or dso.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `measured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `most_recent_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_11h_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `day_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p10_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `week_ahead_p90_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `monitored_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `load_factor` DECIMAL(10, 6) NULL COMMENT "Output over monitored capacity; may be slightly negative. Unit: 1.",
  `curtailment_bid` VARCHAR(64) NULL COMMENT "Decremental bid by which output was reduced on request; null = none.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `region`, `technology`, `grid_connection`, `known_at`)
COMMENT "Wind power by group of parks, measured and forecast, near real time, Belgium: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");
