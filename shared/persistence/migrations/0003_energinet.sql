-- First tables: energinet

CREATE TABLE IF NOT EXISTS `energinet__afrr_activation` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `afrr_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `afrr_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Activated aFRR energy and price, Denmark"
PARTITION BY date_trunc('day', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__afrr_activation__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `afrr_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `afrr_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Activated aFRR energy and price, Denmark: every version, by when it became known"
PARTITION BY date_trunc('day', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__afrr_reserves` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `up_demand_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `up_procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `up_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `up_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `down_demand_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `down_procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `down_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `down_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "aFRR capacity market, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__afrr_reserves__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `up_demand_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `up_procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `up_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `up_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `down_demand_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `down_procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `down_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `down_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "aFRR capacity market, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__co2_forecast` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "CO2 intensity forecast, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__co2_forecast__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "CO2 intensity forecast, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__day_ahead_prices` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Day-ahead prices, Denmark and neighbours"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__day_ahead_prices__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Day-ahead prices, Denmark and neighbours: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__electricity_balance` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `total_load_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `biomass_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `fossil_gas_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `hard_coal_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `fossil_oil_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `hydro_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `other_renewable_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `solar_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `waste_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `wind_onshore_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `wind_offshore_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `exchange_continent_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `exchange_great_belt_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `exchange_nordic_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `exchange_great_britain_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Hourly electricity balance by fuel, not validated, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__electricity_balance__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `total_load_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `biomass_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `fossil_gas_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `hard_coal_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `fossil_oil_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `hydro_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `other_renewable_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `solar_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `waste_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `wind_onshore_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `wind_offshore_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `exchange_continent_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `exchange_great_belt_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `exchange_nordic_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `exchange_great_britain_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Hourly electricity balance by fuel, not validated, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__fcr_dk1` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `domestic_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `abroad_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `cross_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `cross_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `dk_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `dk_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "FCR capacity, western Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__fcr_dk1__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `domestic_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `abroad_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `cross_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `cross_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `dk_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `dk_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "FCR capacity, western Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__fcr_nd_dk2` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `product` VARCHAR(16) NOT NULL COMMENT "Reserve product: fcr_n, fcr_d_up, fcr_d_down.",
  `auction` VARCHAR(16) NOT NULL COMMENT "Auction of the product: total, d1_early, d1_late.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `local_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `total_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `product`, `auction`)
COMMENT "FCR-N and FCR-D capacity, eastern Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__fcr_nd_dk2__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `product` VARCHAR(16) NOT NULL COMMENT "Reserve product: fcr_n, fcr_d_up, fcr_d_down.",
  `auction` VARCHAR(16) NOT NULL COMMENT "Auction of the product: total, d1_early, d1_late.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `local_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `total_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `product`, `auction`, `known_at`)
COMMENT "FCR-N and FCR-D capacity, eastern Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__forecasts_5min` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `technology` VARCHAR(32) NOT NULL COMMENT "Generation technology: solar, wind_onshore, wind_offshore.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `intraday_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `five_hours_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `one_hour_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `current_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `run_at` DATETIME NULL COMMENT "When the provider made or last updated this forecast, UTC.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `technology`)
COMMENT "Wind and solar forecasts every five minutes, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__forecasts_5min__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `technology` VARCHAR(32) NOT NULL COMMENT "Generation technology: solar, wind_onshore, wind_offshore.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `intraday_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `five_hours_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `one_hour_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `current_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `run_at` DATETIME NULL COMMENT "When the provider made or last updated this forecast, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `technology`, `known_at`)
COMMENT "Wind and solar forecasts every five minutes, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__forecasts_hour` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `technology` VARCHAR(32) NOT NULL COMMENT "Generation technology: solar, wind_onshore, wind_offshore.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `intraday_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `five_hours_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `one_hour_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `current_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `run_at` DATETIME NULL COMMENT "When the provider made or last updated this forecast, UTC.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `technology`)
COMMENT "Wind and solar forecasts per hour, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__forecasts_hour__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `technology` VARCHAR(32) NOT NULL COMMENT "Generation technology: solar, wind_onshore, wind_offshore.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `intraday_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `five_hours_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `one_hour_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `current_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `run_at` DATETIME NULL COMMENT "When the provider made or last updated this forecast, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `technology`, `known_at`)
COMMENT "Wind and solar forecasts per hour, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__imbalance_prices` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `satisfied_demand_mw` DECIMAL(14, 4) NULL COMMENT "Balancing demand met by the mFRR market; positive = system short (up-regulation bought). Unit: MW.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `spot_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `dominating_direction` INT NULL COMMENT "Dominating direction of balancing: 1 up, -1 down, 0 none.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `afrr_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `afrr_up_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `afrr_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `afrr_down_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `mfrr_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `mfrr_up_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `mfrr_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `mfrr_down_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Imbalance prices and satisfied balancing demand, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__imbalance_prices__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `satisfied_demand_mw` DECIMAL(14, 4) NULL COMMENT "Balancing demand met by the mFRR market; positive = system short (up-regulation bought). Unit: MW.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `spot_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `dominating_direction` INT NULL COMMENT "Dominating direction of balancing: 1 up, -1 down, 0 none.",
  `afrr_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `afrr_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `afrr_up_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `afrr_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `afrr_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `afrr_down_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `mfrr_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `mfrr_up_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `mfrr_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `mfrr_down_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Imbalance prices and satisfied balancing demand, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__mfrr_activation` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `scheduled_up_requested_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `scheduled_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `scheduled_down_requested_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `scheduled_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `direct_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `direct_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `total_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `total_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `offered_up_mw` DECIMAL(14, 4) NULL COMMENT "Power offered to the balancing market. Unit: MW.",
  `offered_down_mw` DECIMAL(14, 4) NULL COMMENT "Power offered to the balancing market. Unit: MW.",
  `local_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `local_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `special_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `special_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "mFRR energy activation market, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__mfrr_activation__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `scheduled_up_requested_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `scheduled_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `scheduled_down_requested_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `scheduled_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `direct_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `direct_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `direct_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `direct_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `total_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `total_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `offered_up_mw` DECIMAL(14, 4) NULL COMMENT "Power offered to the balancing market. Unit: MW.",
  `offered_down_mw` DECIMAL(14, 4) NULL COMMENT "Power offered to the balancing market. Unit: MW.",
  `local_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `local_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `special_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `special_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "mFRR energy activation market, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__mfrr_capacity` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `up_demand_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `up_procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `up_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `up_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `down_demand_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `down_procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `down_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `down_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "mFRR capacity market, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__mfrr_capacity__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `up_demand_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `up_procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `up_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `up_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `down_demand_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `down_procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `down_price_eur_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: EUR/MW/h.",
  `down_price_dkk_mw_h` DECIMAL(14, 4) NULL COMMENT "Price of reserve capacity per MW and hour. Unit: DKK/MW/h.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "mFRR capacity market, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__power_system_now` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `production_large_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `production_small_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `solar_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `wind_offshore_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `wind_onshore_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `exchange_sum_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_de_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_nl_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_gb_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_no_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_se_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_dk2_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk2_de_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk2_se_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_bornholm_se_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `afrr_dk1_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `afrr_dk2_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `mfrr_dk1_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_dk2_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `imbalance_dk1_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `imbalance_dk2_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "The Danish power system right now"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__power_system_now__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `co2_g_kwh` DECIMAL(14, 4) NULL COMMENT "CO2 emission intensity. Unit: g/kWh.",
  `production_large_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `production_small_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `solar_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `wind_offshore_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `wind_onshore_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `exchange_sum_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_de_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_nl_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_gb_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_no_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_se_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk1_dk2_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk2_de_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_dk2_se_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_bornholm_se_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `afrr_dk1_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `afrr_dk2_mw` DECIMAL(14, 4) NULL COMMENT "Activated aFRR; upward is positive, downward negative. Unit: MW.",
  `mfrr_dk1_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `mfrr_dk2_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `imbalance_dk1_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `imbalance_dk2_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "The Danish power system right now: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__production_exchange_5min` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `production_small_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `production_large_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `wind_offshore_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `wind_onshore_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `solar_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `exchange_great_belt_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_germany_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_netherlands_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_great_britain_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_norway_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_sweden_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_bornholm_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Production and exchange every five minutes, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__production_exchange_5min__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `production_small_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `production_large_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `wind_offshore_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `wind_onshore_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `solar_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `exchange_great_belt_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_germany_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_netherlands_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_great_britain_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_norway_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_sweden_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `exchange_bornholm_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Production and exchange every five minutes, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__regulating_power` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `balancing_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `balancing_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `special_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `special_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `imbalance_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `mfrr_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `mfrr_up_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `mfrr_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `mfrr_down_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Regulating power and imbalance per hour until 4 March 2025, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__regulating_power__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `balancing_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `balancing_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `special_up_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `special_down_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `imbalance_mwh` DECIMAL(14, 4) NULL COMMENT "Energy over the period. Unit: MWh.",
  `imbalance_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `imbalance_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `mfrr_up_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `mfrr_up_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `mfrr_down_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `mfrr_down_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Regulating power and imbalance per hour until 4 March 2025, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__spot_prices` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`)
COMMENT "Day-ahead prices per hour until 30 September 2025, Denmark and neighbours"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__spot_prices__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `known_at`)
COMMENT "Day-ahead prices per hour until 30 September 2025, Denmark and neighbours: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__transmission_lines` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `connected_zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `import_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Capacity, signed as the column's name says. Unit: MW.",
  `export_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Capacity, signed as the column's name says. Unit: MW.",
  `scheduled_day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `scheduled_intraday_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `physical_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `physical_settled_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `congestion_income_eur` DECIMAL(18, 4) NULL COMMENT "Amount of money. Unit: EUR.",
  `congestion_income_dkk` DECIMAL(18, 4) NULL COMMENT "Amount of money. Unit: DKK.",
  `home_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `home_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `connected_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `connected_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `connected_zone`)
COMMENT "Capacity, exchange and congestion income per border, Denmark"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `energinet__transmission_lines__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `connected_zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `import_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Capacity, signed as the column's name says. Unit: MW.",
  `export_capacity_mw` DECIMAL(14, 4) NULL COMMENT "Capacity, signed as the column's name says. Unit: MW.",
  `scheduled_day_ahead_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `scheduled_intraday_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `physical_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `physical_settled_mw` DECIMAL(14, 4) NULL COMMENT "Exchange; positive = import into the area. Unit: MW.",
  `congestion_income_eur` DECIMAL(18, 4) NULL COMMENT "Amount of money. Unit: EUR.",
  `congestion_income_dkk` DECIMAL(18, 4) NULL COMMENT "Amount of money. Unit: DKK.",
  `home_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `home_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `connected_price_eur_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: EUR/MWh.",
  `connected_price_dkk_mwh` DECIMAL(14, 4) NULL COMMENT "Price of energy. Unit: DKK/MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `connected_zone`, `known_at`)
COMMENT "Capacity, exchange and congestion income per border, Denmark: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");
