"""What all ENTSO-E declarations share: the source page, days of the market, and windows."""

from datetime import UTC, datetime, timedelta

from shared.catalogue import areas
from shared.catalogue.model import Cron, Window

SOURCE = "https://transparency.entsoe.eu/"
"""The portal; a dataset's title names the data item by its article in Regulation (EU) 543/2013 or the GL EB."""


def brussels(expr: str) -> Cron:
    """A schedule on the market's clock."""
    return Cron(expr, tz=areas.MARKET_TZ)


def window(*, back: timedelta, ahead: timedelta = timedelta(0), step: int = 365, since: int = 2015) -> Window:
    """A window cut on market days, at most ``step`` of them per request, from the year ``since``."""
    begin = datetime(since, 1, 1, tzinfo=UTC)
    return Window(back=back, ahead=ahead, step=timedelta(days=step), since=begin, tz=areas.MARKET_TZ)


def days(count: float) -> timedelta:
    """A number of 24-hour days."""
    return timedelta(days=count)


def hours(count: float) -> timedelta:
    """A number of hours."""
    return timedelta(hours=count)
