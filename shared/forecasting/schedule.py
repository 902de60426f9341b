"""When a model is issued and which period its forecast begins with; everything from arguments, nothing from a clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from shared.forecasting.interface import METHODS, AfterPeriod, ModelDeclaration


def last_issue(expr: str, tz: str, moment: datetime) -> datetime:
    """The newest instant of the schedule at or before ``moment``, in UTC."""
    local = (moment + timedelta(minutes=1)).astimezone(ZoneInfo(tz)).replace(second=0, microsecond=0)
    found: datetime = next(CronSim(expr, local, reverse=True)).astimezone(UTC)
    return found


def next_midnight(moment: datetime, tz: str) -> datetime:
    """The first local midnight after ``moment``, in UTC."""
    zone = ZoneInfo(tz)
    day = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def is_day_ahead(declaration: ModelDeclaration) -> bool:
    """Whether a forecast covers the next local day instead of the next hours."""
    method = METHODS[declaration.method]
    return method.daily or bool(declaration.params.get("daily"))


def lead_steps(declaration: ModelDeclaration) -> int:
    """Whole periods between issue and the first target period: the part of the gap that is not publication delay."""
    rule = declaration.target.available
    if is_day_ahead(declaration) or not isinstance(rule, AfterPeriod):
        return 0
    period = timedelta(minutes=declaration.minutes)
    return max(0, declaration.gap - -(-rule.delay // period))


def tick(expr: str, tz: str) -> str:
    """Six-field NCRONTAB in UTC that ticks at every instant of the schedule; hourly when the market's zone decides."""
    minute, hour, day, month, weekday = expr.split()
    if tz != "UTC" and hour != "*":
        hour = "*"
    if (day, month, weekday) != ("*", "*", "*"):
        day = month = weekday = "*"
    return f"30 {minute} {hour} {day} {month} {weekday}"
