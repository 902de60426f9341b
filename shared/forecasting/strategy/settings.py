"""What a person decides about the strategy: fees with dates, sizes, limits. Refused when incomplete."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from shared.errors import ConfigError


class Fee(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fees in EUR per MWh from ``valid_from`` on: exchange, imbalance settlement, balance responsibility."""

    valid_from: date
    exchange: float
    imbalance: float
    balance: float

    @property
    def total(self) -> float:
        return self.exchange + self.imbalance + self.balance


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hard limits; a proposal is cut until it keeps all of them.

    ``max_mw``            absolute position per period and area
    ``max_mwh_day``       sum of absolute energy per delivery day and area
    ``max_es95_eur_day``  sum of the expected shortfall of the positions of a day
    ``max_loss_*_eur``    loss over the last 1, 7, 30 delivery days that stops the strategy
    ``offered_share``     part of the offered mFRR volume a position may reach
    ``cleared_share``     part of the cleared day-ahead volume; beyond it the price would not be given
    ``price_low/high``    technical limits of the auction, EUR/MWh
    ``max_age``           inputs older than this are stale
    """

    max_mw: float = 5.0
    max_mwh_day: float = 60.0
    max_es95_eur_day: float = 5_000.0
    max_loss_1d_eur: float = 2_000.0
    max_loss_7d_eur: float = 5_000.0
    max_loss_30d_eur: float = 10_000.0
    offered_share: float = 0.05
    cleared_share: float = 0.01
    price_low: float = -500.0
    price_high: float = 4_000.0
    max_age: timedelta = timedelta(hours=3)

    def __post_init__(self) -> None:
        sizes = (self.max_mw, self.max_mwh_day, self.max_es95_eur_day)
        losses = (self.max_loss_1d_eur, self.max_loss_7d_eur, self.max_loss_30d_eur)
        if min(sizes) < 0 or min(losses) <= 0:
            raise ConfigError(f"strategy limits: sizes must not be negative and loss stops be positive, got {self}")
        if not (0 < self.offered_share <= 1 and 0 < self.cleared_share <= 0.01):
            raise ConfigError("strategy limits: offered_share in (0, 1] and cleared_share in (0, 0.01] expected")
        if self.price_low >= self.price_high:
            raise ConfigError(f"strategy limits: price_low {self.price_low} must be below price_high {self.price_high}")


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``flex_mw``: declared flexibility around the expected volume; 0 means every deviation is zero.

    ``kappa_mw`` is the position at an edge as large as the expected shortfall. Fees must be given: a result without
    them is never shown alone.
    """

    fees: tuple[Fee, ...]
    flex_mw: float = 0.0
    kappa_mw: float = 5.0
    limits: Limits = Limits()
    bootstrap_days: int = 28
    bootstrap_block_days: int = 3
    bootstrap_draws: int = 400
    seed: int = 20_251_001

    def __post_init__(self) -> None:
        if not self.fees:
            raise ConfigError("strategy: no fees given; state exchange, imbalance and balance fee with their dates")
        if list(self.fees) != sorted(self.fees, key=lambda fee: fee.valid_from):
            raise ConfigError("strategy: fees must be in order of valid_from")
        if self.flex_mw < 0 or self.kappa_mw <= 0:
            raise ConfigError(f"strategy: flex_mw {self.flex_mw} must be >= 0 and kappa_mw {self.kappa_mw} > 0")

    def fee(self, day: date) -> float:
        """Total fee in EUR per MWh on a delivery day. Raises ConfigError before the first dated fee."""
        valid = [fee for fee in self.fees if fee.valid_from <= day]
        if not valid:
            raise ConfigError(f"strategy: no fee valid on {day}; the first begins {self.fees[0].valid_from}")
        return valid[-1].total
