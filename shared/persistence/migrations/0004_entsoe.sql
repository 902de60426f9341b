-- First tables: entsoe

CREATE TABLE IF NOT EXISTS `entsoe__activated_balancing_prices` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `category` VARCHAR(4) NOT NULL COMMENT "Price category: A04 long (surplus), A05 short (deficit), A06 average, A08 marginal. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `price` DECIMAL(14, 4) NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `process`, `business_type`, `psr_type`, `direction`, `category`, `market_product`, `minutes`)
COMMENT "Prices of activated balancing energy, 17.1.F"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__activated_balancing_prices__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `category` VARCHAR(4) NOT NULL COMMENT "Price category: A04 long (surplus), A05 short (deficit), A06 average, A08 marginal. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `price` DECIMAL(14, 4) NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `process`, `business_type`, `psr_type`, `direction`, `category`, `market_product`, `minutes`, `known_at`)
COMMENT "Prices of activated balancing energy, 17.1.F: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__actual_load` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `load_mw` DECIMAL(14, 4) NOT NULL COMMENT "Total load. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `minutes`)
COMMENT "Actual total load, 6.1.A"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__actual_load__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `load_mw` DECIMAL(14, 4) NOT NULL COMMENT "Total load. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `minutes`, `known_at`)
COMMENT "Actual total load, 6.1.A: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__afrr_marginal_price_4s` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `seconds` INT NOT NULL COMMENT "Length of the period. Unit: s.",
  `price` DECIMAL(14, 4) NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `direction`, `seconds`)
COMMENT "Cross-border marginal prices of aFRR (PICASSO), per 4 s"
PARTITION BY date_trunc('day', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__afrr_marginal_price_4s__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `seconds` INT NOT NULL COMMENT "Length of the period. Unit: s.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `price` DECIMAL(14, 4) NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `direction`, `seconds`, `known_at`)
COMMENT "Cross-border marginal prices of aFRR (PICASSO), per 4 s: every version, by when it became known"
PARTITION BY date_trunc('day', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__balancing_bids_aggregated` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `offered_mw` DECIMAL(14, 4) NULL COMMENT "Power offered to the balancing market. Unit: MW.",
  `activated_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `unavailable_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `process`, `direction`, `market_product`, `minutes`)
COMMENT "Aggregated balancing energy bids, GL EB 12.3.E"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__balancing_bids_aggregated__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `offered_mw` DECIMAL(14, 4) NULL COMMENT "Power offered to the balancing market. Unit: MW.",
  `activated_mw` DECIMAL(14, 4) NULL COMMENT "Activated balancing power, average over the period, in the column's direction. Unit: MW.",
  `unavailable_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `process`, `direction`, `market_product`, `minutes`, `known_at`)
COMMENT "Aggregated balancing energy bids, GL EB 12.3.E: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__congestion_income` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `amount` DECIMAL(18, 4) NOT NULL COMMENT "Amount of money in the row's currency. Unit: currency.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `contract`, `minutes`)
COMMENT "Congestion income of implicit auctions, 12.1.E"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__congestion_income__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `amount` DECIMAL(18, 4) NOT NULL COMMENT "Amount of money in the row's currency. Unit: currency.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `contract`, `minutes`, `known_at`)
COMMENT "Congestion income of implicit auctions, 12.1.E: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__consumption_outages` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `unit_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `unit_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `plant_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`)
COMMENT "Unavailability of consumption units, 7.1.A&B"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__consumption_outages__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `unit_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `unit_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `plant_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`, `known_at`)
COMMENT "Unavailability of consumption units, 7.1.A&B: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__contracted_reserves` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `agreement` VARCHAR(4) NOT NULL COMMENT "Procurement agreement: A01 daily, A02 weekly, A03 monthly, A04 yearly, A13 hourly. 'none' where not stated.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `procurement_price` DECIMAL(14, 4) NULL COMMENT "Procurement price in the row's currency per MW, for the hour or product period as published. Unit: currency/MW.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `category` VARCHAR(4) NOT NULL COMMENT "Price category: A04 long (surplus), A05 short (deficit), A06 average, A08 marginal. 'none' where not stated.",
  `allocated_at` DATETIME NULL COMMENT "When the reserve was allocated, UTC.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `process`, `agreement`, `direction`, `psr_type`, `market_product`, `minutes`)
COMMENT "Volumes and prices of contracted reserves, 17.1.B&C"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__contracted_reserves__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `agreement` VARCHAR(4) NOT NULL COMMENT "Procurement agreement: A01 daily, A02 weekly, A03 monthly, A04 yearly, A13 hourly. 'none' where not stated.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `procured_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `procurement_price` DECIMAL(14, 4) NULL COMMENT "Procurement price in the row's currency per MW, for the hour or product period as published. Unit: currency/MW.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `category` VARCHAR(4) NOT NULL COMMENT "Price category: A04 long (surplus), A05 short (deficit), A06 average, A08 marginal. 'none' where not stated.",
  `allocated_at` DATETIME NULL COMMENT "When the reserve was allocated, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `process`, `agreement`, `direction`, `psr_type`, `market_product`, `minutes`, `known_at`)
COMMENT "Volumes and prices of contracted reserves, 17.1.B&C: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__current_balancing_state` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `ace_mw` DECIMAL(14, 4) NOT NULL COMMENT "Area control error as published; its sign is the row's direction. Unit: MW.",
  `ace_signed_mw` DECIMAL(14, 4) NOT NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `minutes`)
COMMENT "Current balancing state (area control error), 12.3.A"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__current_balancing_state__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `ace_mw` DECIMAL(14, 4) NOT NULL COMMENT "Area control error as published; its sign is the row's direction. Unit: MW.",
  `ace_signed_mw` DECIMAL(14, 4) NOT NULL COMMENT "Area control error; positive = surplus. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `minutes`, `known_at`)
COMMENT "Current balancing state (area control error), 12.3.A: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__day_ahead_prices` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `sequence` INT NOT NULL COMMENT "Auction sequence: 1 is the single day-ahead coupling, higher ones are other auctions.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `price` DECIMAL(14, 4) NOT NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `sequence`, `minutes`)
COMMENT "Day-ahead prices, 12.1.D"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__day_ahead_prices__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `sequence` INT NOT NULL COMMENT "Auction sequence: 1 is the single day-ahead coupling, higher ones are other auctions.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `price` DECIMAL(14, 4) NOT NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `sequence`, `minutes`, `known_at`)
COMMENT "Day-ahead prices, 12.1.D: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__exchanged_volumes` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `exchanged_mwh` DECIMAL(14, 4) NOT NULL COMMENT "Energy over the period. Unit: MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `process`, `business_type`, `market_product`, `minutes`)
COMMENT "Netted and exchanged balancing volumes per border"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__exchanged_volumes__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `exchanged_mwh` DECIMAL(14, 4) NOT NULL COMMENT "Energy over the period. Unit: MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `process`, `business_type`, `market_product`, `minutes`, `known_at`)
COMMENT "Netted and exchanged balancing volumes per border: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__generation_forecast` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `flow` VARCHAR(12) NOT NULL COMMENT "generation, or consumption (pumps, own use).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `forecast_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `flow`, `minutes`)
COMMENT "Generation forecast day ahead, 14.1.C"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__generation_forecast__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `flow` VARCHAR(12) NOT NULL COMMENT "generation, or consumption (pumps, own use).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `forecast_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `flow`, `minutes`, `known_at`)
COMMENT "Generation forecast day ahead, 14.1.C: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__generation_outages` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `unit_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `unit_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `plant_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`)
COMMENT "Unavailability of generation units, 15.1.A&B"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__generation_outages__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `unit_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `unit_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `plant_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`, `known_at`)
COMMENT "Unavailability of generation units, 15.1.A&B: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__generation_per_type` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `flow` VARCHAR(12) NOT NULL COMMENT "generation, or consumption (pumps, own use).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `generation_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `flow`, `minutes`)
COMMENT "Actual generation per production type, 16.1.B&C"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__generation_per_type__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `flow` VARCHAR(12) NOT NULL COMMENT "generation, or consumption (pumps, own use).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `generation_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `flow`, `minutes`, `known_at`)
COMMENT "Actual generation per production type, 16.1.B&C: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__generation_per_unit` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `unit_eic` VARCHAR(64) NOT NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `flow` VARCHAR(12) NOT NULL COMMENT "generation, or consumption (pumps, own use).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `plant_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `unit_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `generation_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `unit_eic`, `flow`, `minutes`)
COMMENT "Actual generation per generation unit, 16.1.A"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__generation_per_unit__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `unit_eic` VARCHAR(64) NOT NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `flow` VARCHAR(12) NOT NULL COMMENT "generation, or consumption (pumps, own use).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `plant_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `unit_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `generation_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `unit_eic`, `flow`, `minutes`, `known_at`)
COMMENT "Actual generation per generation unit, 16.1.A: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__imbalance_prices` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `category` VARCHAR(4) NOT NULL COMMENT "Price category: A04 long (surplus), A05 short (deficit), A06 average, A08 marginal. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `price` DECIMAL(14, 4) NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `psr_type`, `category`, `minutes`)
COMMENT "Imbalance prices, 17.1.G"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__imbalance_prices__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `category` VARCHAR(4) NOT NULL COMMENT "Price category: A04 long (surplus), A05 short (deficit), A06 average, A08 marginal. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `price` DECIMAL(14, 4) NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `psr_type`, `category`, `minutes`, `known_at`)
COMMENT "Imbalance prices, 17.1.G: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__imbalance_volumes` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `volume` DECIMAL(14, 4) NULL COMMENT "Quantity in the row's unit of measure. Unit: row's unit.",
  `unit` VARCHAR(4) NULL COMMENT "Unit of the row's quantity: MWH or MAW (MW).",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `minutes`)
COMMENT "Total imbalance volumes, 17.1.H"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__imbalance_volumes__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `control_area` VARCHAR(16) NOT NULL COMMENT "Control area (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `direction` VARCHAR(4) NOT NULL COMMENT "Direction: A01 up, A02 down, A03 symmetric or balanced. 'none' where not stated.",
  `volume` DECIMAL(14, 4) NULL COMMENT "Quantity in the row's unit of measure. Unit: row's unit.",
  `unit` VARCHAR(4) NULL COMMENT "Unit of the row's quantity: MWH or MAW (MW).",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `control_area`, `minutes`, `known_at`)
COMMENT "Total imbalance volumes, 17.1.H: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`control_area`, `start`) BUCKETS 1
ORDER BY (`control_area`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__installed_capacity` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `installed_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `end`)
COMMENT "Installed generation capacity per type, 14.1.A"
PARTITION BY date_trunc('year', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__installed_capacity__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `installed_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `end`, `known_at`)
COMMENT "Installed generation capacity per type, 14.1.A: every version, by when it became known"
PARTITION BY date_trunc('year', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__intraday_auction_prices` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `sequence` INT NOT NULL COMMENT "Auction sequence: 1 is the single day-ahead coupling, higher ones are other auctions.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `price` DECIMAL(14, 4) NOT NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `sequence`, `minutes`)
COMMENT "Intraday auction prices, 12.1.D"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__intraday_auction_prices__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `sequence` INT NOT NULL COMMENT "Auction sequence: 1 is the single day-ahead coupling, higher ones are other auctions.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `price` DECIMAL(14, 4) NOT NULL COMMENT "Price of energy in the row's currency. Unit: currency/MWh.",
  `currency` VARCHAR(3) NULL COMMENT "ISO 4217 currency of the price.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `sequence`, `minutes`, `known_at`)
COMMENT "Intraday auction prices, 12.1.D: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__load_forecast_day_ahead` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `load_mw` DECIMAL(14, 4) NOT NULL COMMENT "Total load. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `minutes`)
COMMENT "Day-ahead total load forecast, 6.1.B"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__load_forecast_day_ahead__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `load_mw` DECIMAL(14, 4) NOT NULL COMMENT "Total load. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `minutes`, `known_at`)
COMMENT "Day-ahead total load forecast, 6.1.B: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__load_forecast_long` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `horizon` VARCHAR(4) NOT NULL COMMENT "Forecast horizon, a process: A31 week, A32 month, A33 year ahead. 'none' where not stated.",
  `bound` VARCHAR(4) NOT NULL COMMENT "Bound of a load forecast: A60 minimum, A61 maximum. 'none' where not stated.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `load_mw` DECIMAL(14, 4) NOT NULL COMMENT "Total load. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `horizon`, `bound`, `end`)
COMMENT "Week-, month- and year-ahead total load forecast, 6.1.C-E"
PARTITION BY date_trunc('year', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__load_forecast_long__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `horizon` VARCHAR(4) NOT NULL COMMENT "Forecast horizon, a process: A31 week, A32 month, A33 year ahead. 'none' where not stated.",
  `bound` VARCHAR(4) NOT NULL COMMENT "Bound of a load forecast: A60 minimum, A61 maximum. 'none' where not stated.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `load_mw` DECIMAL(14, 4) NOT NULL COMMENT "Total load. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `horizon`, `bound`, `end`, `known_at`)
COMMENT "Week-, month- and year-ahead total load forecast, 6.1.C-E: every version, by when it became known"
PARTITION BY date_trunc('year', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__net_positions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `trade_direction` VARCHAR(6) NOT NULL COMMENT "Side of the area: export or import.",
  `position_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `net_export_mw` DECIMAL(14, 4) NOT NULL COMMENT "Exchange; positive = export from the area. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `contract`, `minutes`)
COMMENT "Net positions, 12.1.E"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__net_positions__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `trade_direction` VARCHAR(6) NOT NULL COMMENT "Side of the area: export or import.",
  `position_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `net_export_mw` DECIMAL(14, 4) NOT NULL COMMENT "Exchange; positive = export from the area. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `contract`, `minutes`, `known_at`)
COMMENT "Net positions, 12.1.E: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__netted_volumes` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `exchanged_mwh` DECIMAL(14, 4) NOT NULL COMMENT "Energy over the period. Unit: MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `process`, `business_type`, `market_product`, `minutes`)
COMMENT "Netted and exchanged balancing volumes per area"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__netted_volumes__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `process` VARCHAR(4) NOT NULL COMMENT "Process: A16 realised, A46 RR, A47 mFRR, A51 aFRR, A52 FCR, A60/A61 mFRR. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `market_product` VARCHAR(4) NOT NULL COMMENT "Market product: A01 standard, A02-A04 specific, A05, A07. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `exchanged_mwh` DECIMAL(14, 4) NOT NULL COMMENT "Energy over the period. Unit: MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `process`, `business_type`, `market_product`, `minutes`, `known_at`)
COMMENT "Netted and exchanged balancing volumes per area: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__ntc_forecast` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `ntc_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `minutes`)
COMMENT "Forecasted transfer capacities day ahead, 11.1"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`border`, `start`) BUCKETS 1
ORDER BY (`border`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__ntc_forecast__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `ntc_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `minutes`, `known_at`)
COMMENT "Forecasted transfer capacities day ahead, 11.1: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`border`, `start`) BUCKETS 1
ORDER BY (`border`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__ntc_forecast_long` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `ntc_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `contract`, `end`)
COMMENT "Forecasted transfer capacities week, month and year ahead, 11.1"
PARTITION BY date_trunc('year', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__ntc_forecast_long__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `ntc_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `contract`, `end`, `known_at`)
COMMENT "Forecasted transfer capacities week, month and year ahead, 11.1: every version, by when it became known"
PARTITION BY date_trunc('year', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__offered_capacity` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `allocation` VARCHAR(4) NOT NULL COMMENT "Allocation: A01 implicit, A02 explicit, A08 continuous. 'none' where not stated.",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `auction_category` VARCHAR(4) NOT NULL COMMENT "Auction category: A01 base, A02 peak, A03 off-peak, A04 hourly. 'none' where not stated.",
  `sequence` INT NOT NULL COMMENT "Auction sequence: 1 is the single day-ahead coupling, higher ones are other auctions.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `offered_capacity_mw` DECIMAL(14, 4) NOT NULL COMMENT "Capacity, signed as the column's name says. Unit: MW.",
  `updated_at` DATETIME NULL COMMENT "When the provider last updated the value, UTC.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `allocation`, `contract`, `auction_category`, `sequence`, `minutes`)
COMMENT "Offered transfer capacities, 11.1"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__offered_capacity__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `allocation` VARCHAR(4) NOT NULL COMMENT "Allocation: A01 implicit, A02 explicit, A08 continuous. 'none' where not stated.",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `auction_category` VARCHAR(4) NOT NULL COMMENT "Auction category: A01 base, A02 peak, A03 off-peak, A04 hourly. 'none' where not stated.",
  `sequence` INT NOT NULL COMMENT "Auction sequence: 1 is the single day-ahead coupling, higher ones are other auctions.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `offered_capacity_mw` DECIMAL(14, 4) NOT NULL COMMENT "Capacity, signed as the column's name says. Unit: MW.",
  `updated_at` DATETIME NULL COMMENT "When the provider last updated the value, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `allocation`, `contract`, `auction_category`, `sequence`, `minutes`, `known_at`)
COMMENT "Offered transfer capacities, 11.1: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__offshore_grid_outages` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `from_zone` VARCHAR(16) NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NULL COMMENT "Receiving side; values are positive towards here.",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `asset_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `asset_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `asset_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`)
COMMENT "Unavailability of the offshore grid, 10.1.C"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__offshore_grid_outages__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `from_zone` VARCHAR(16) NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NULL COMMENT "Receiving side; values are positive towards here.",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `asset_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `asset_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `asset_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`, `known_at`)
COMMENT "Unavailability of the offshore grid, 10.1.C: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__physical_flows` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `physical_flow_mw` DECIMAL(14, 4) NOT NULL COMMENT "Physical flow, per direction, not netted. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `minutes`)
COMMENT "Cross-border physical flows, 12.1.G"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`border`, `start`) BUCKETS 1
ORDER BY (`border`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__physical_flows__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `physical_flow_mw` DECIMAL(14, 4) NOT NULL COMMENT "Physical flow, per direction, not netted. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `minutes`, `known_at`)
COMMENT "Cross-border physical flows, 12.1.G: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`border`, `start`) BUCKETS 1
ORDER BY (`border`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__production_unit_outages` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `unit_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `unit_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `plant_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`)
COMMENT "Unavailability of production units, 15.1.C&D"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__production_unit_outages__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `unit_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `unit_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `plant_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`, `known_at`)
COMMENT "Unavailability of production units, 15.1.C&D: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__reservoir_filling` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `stored_mwh` DECIMAL(14, 4) NOT NULL COMMENT "Energy stored in water reservoirs. Unit: MWh.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `end`)
COMMENT "Water reservoirs and hydro storage plants, 16.1.D"
PARTITION BY date_trunc('year', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__reservoir_filling__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `stored_mwh` DECIMAL(14, 4) NOT NULL COMMENT "Energy stored in water reservoirs. Unit: MWh.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `end`, `known_at`)
COMMENT "Water reservoirs and hydro storage plants, 16.1.D: every version, by when it became known"
PARTITION BY date_trunc('year', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__scheduled_exchanges` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `scheduled_mw` DECIMAL(14, 4) NOT NULL COMMENT "Scheduled commercial exchange, per direction. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `contract`, `minutes`)
COMMENT "Scheduled commercial exchanges, 12.1.F"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`border`, `start`) BUCKETS 1
ORDER BY (`border`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__scheduled_exchanges__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `border` VARCHAR(33) NOT NULL COMMENT "Border in the direction of the flow, FROM>TO.",
  `contract` VARCHAR(4) NOT NULL COMMENT "Contract: A01 daily, A02 weekly, A03 monthly, A04 yearly, A05 total, A07 intraday. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `from_zone` VARCHAR(16) NOT NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NOT NULL COMMENT "Receiving side; values are positive towards here.",
  `scheduled_mw` DECIMAL(14, 4) NOT NULL COMMENT "Scheduled commercial exchange, per direction. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `border`, `contract`, `minutes`, `known_at`)
COMMENT "Scheduled commercial exchanges, 12.1.F: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`border`, `start`) BUCKETS 1
ORDER BY (`border`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__transmission_outages` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `from_zone` VARCHAR(16) NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NULL COMMENT "Receiving side; values are positive towards here.",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `asset_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `asset_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `asset_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`)
COMMENT "Unavailability of the transmission grid, 10.1.A&B"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__transmission_outages__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `mrid` VARCHAR(40) NOT NULL COMMENT "The provider's lasting id of an unavailability.",
  `revision` INT NOT NULL COMMENT "Revision of the unavailability, counting from 1.",
  `series_no` INT NOT NULL COMMENT "Ordinal of the series within its document.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `end` DATETIME NOT NULL COMMENT "End of the delivery period, UTC, exclusive.",
  `zone` VARCHAR(16) NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `from_zone` VARCHAR(16) NULL COMMENT "Sending side; values are positive from here.",
  `to_zone` VARCHAR(16) NULL COMMENT "Receiving side; values are positive towards here.",
  `available_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `nominal_mw` DECIMAL(14, 4) NULL COMMENT "Average power over the period. Unit: MW.",
  `asset_eic` VARCHAR(64) NULL COMMENT "Energy identification code (or national one) of unit, plant or asset.",
  `asset_name` VARCHAR(500) NULL COMMENT "Name of the unit, plant or asset as published.",
  `asset_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `business_type` VARCHAR(4) NOT NULL COMMENT "Business type, for example A95 FCR, A96 aFRR, A97 mFRR, A98 RR, A53 planned. 'none' where not stated.",
  `doc_status` VARCHAR(4) NOT NULL COMMENT "Document status: A01 intermediate, A02 final; outages A05 active, A09 cancelled, A13 withdrawn. 'none' where not stated.",
  `outage_start` DATETIME NOT NULL COMMENT "Start of the whole unavailability, UTC.",
  `outage_end` DATETIME NOT NULL COMMENT "End of the whole unavailability, UTC.",
  `reason_code` VARCHAR(8) NULL COMMENT "Reason: B18 failure, B19 maintenance, B20 shutdown, A95 see text.",
  `reason_text` VARCHAR(4000) NULL COMMENT "Reason in the publisher's words, cut at 1,000 characters.",
  `created_at` DATETIME NULL COMMENT "When the provider created the document, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `mrid`, `revision`, `series_no`, `known_at`)
COMMENT "Unavailability of the transmission grid, 10.1.A&B: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`start`) BUCKETS 1
ORDER BY (`start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__wind_solar_forecast` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `forecast_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `minutes`)
COMMENT "Generation forecast for wind and solar, day ahead, 14.1.D"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__wind_solar_forecast__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `forecast_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `minutes`, `known_at`)
COMMENT "Generation forecast for wind and solar, day ahead, 14.1.D: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__wind_solar_forecast_current` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `forecast_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `minutes`)
COMMENT "Generation forecast for wind and solar, current, 14.1.D"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__wind_solar_forecast_current__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `forecast_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `minutes`, `known_at`)
COMMENT "Generation forecast for wind and solar, current, 14.1.D: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__wind_solar_forecast_intraday` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `forecast_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `fetched_at` DATETIME NOT NULL COMMENT "When Scalar fetched the answer that holds this row, UTC.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `minutes`)
COMMENT "Generation forecast for wind and solar, intraday, 14.1.D"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");

CREATE TABLE IF NOT EXISTS `entsoe__wind_solar_forecast_intraday__revisions` (
  `start` DATETIME NOT NULL COMMENT "Start of the delivery period, UTC, inclusive.",
  `zone` VARCHAR(16) NOT NULL COMMENT "Bidding zone (short code; the EIC where none is known).",
  `psr_type` VARCHAR(4) NOT NULL COMMENT "Type of production or resource: A03-A05, B01 biomass … B19 wind onshore, B25 storage. 'none' where not stated.",
  `minutes` INT NOT NULL COMMENT "Length of the market time unit. Unit: min.",
  `known_at` DATETIME NOT NULL COMMENT "When Scalar first knew this version of the row, UTC.",
  `forecast_mw` DECIMAL(14, 4) NOT NULL COMMENT "Average power over the period. Unit: MW.",
  `version` BIGINT NOT NULL COMMENT "Which of two versions of a row wins: rank x 10^16 + fetched_at in microseconds since 1970. The larger one stays."
)
PRIMARY KEY (`start`, `zone`, `psr_type`, `minutes`, `known_at`)
COMMENT "Generation forecast for wind and solar, intraday, 14.1.D: every version, by when it became known"
PARTITION BY date_trunc('month', `start`)
DISTRIBUTED BY HASH(`zone`, `start`) BUCKETS 1
ORDER BY (`zone`, `start`)
PROPERTIES ("replication_num" = "${replication_num}", "enable_persistent_index" = "true");
