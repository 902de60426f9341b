"""ENTSO-E declarations: unavailability of units and grid elements.

Asked by time of update, so that each change is seen once; a backfill over update times gives every unavailability
that was announced or changed then. Withdrawn ones are answered only when their status is asked for, and are not.
"""

from collections.abc import Mapping

from msgspec import Struct

from shared.catalogue import areas
from shared.catalogue import fields as f
from shared.catalogue.entsoe_common import SOURCE, days, hours, window
from shared.catalogue.model import Cron, Dataset
from shared.providers import entsoe
from shared.providers.entsoe_outages import outages

_KEY = ("start", "mrid", "revision", "series_no")
_AREA = {"BiddingZone_Domain": "{area}"}


class UnitOutage(Struct, frozen=True, kw_only=True):
    """One interval of constant availability within one revision of a unit's or plant's unavailability."""

    start: f.Start
    mrid: f.Mrid
    revision: f.Revision
    series_no: f.SeriesNo
    end: f.End
    zone: f.Zone | None
    available_mw: f.PowerMw | None
    nominal_mw: f.PowerMw | None
    unit_eic: f.Eic | None
    unit_name: f.EicName | None
    plant_eic: f.Eic | None
    psr_type: f.PsrType
    business_type: f.BusinessCode
    doc_status: f.DocStatus
    outage_start: f.OutageStart
    outage_end: f.OutageEnd
    reason_code: f.ReasonCode | None
    reason_text: f.ReasonText | None
    created_at: f.CreatedAt | None


class AssetOutage(Struct, frozen=True, kw_only=True):
    """One interval of constant availability within one revision of a grid element's unavailability.

    The value is the transfer capacity left between the zones, or the wind feed-in still possible (offshore).
    """

    start: f.Start
    mrid: f.Mrid
    revision: f.Revision
    series_no: f.SeriesNo
    end: f.End
    zone: f.Zone | None
    from_zone: f.FromZone | None
    to_zone: f.ToZone | None
    available_mw: f.PowerMw | None
    nominal_mw: f.PowerMw | None
    asset_eic: f.Eic | None
    asset_name: f.EicName | None
    asset_type: f.PsrType
    business_type: f.BusinessCode
    doc_status: f.DocStatus
    outage_start: f.OutageStart
    outage_end: f.OutageEnd
    reason_code: f.ReasonCode | None
    reason_text: f.ReasonText | None
    created_at: f.CreatedAt | None


def _outages(
    family: str, name: str, title: str, row: type[Struct], place: Mapping[str, str], keys: tuple[str, ...], minute: int
) -> Dataset:
    return Dataset(
        id=f"entsoe.{name}",
        title=title,
        source=SOURCE,
        provider="entsoe",
        # The platform wants a delivery period of at most a year beside the time of update.
        request=entsoe.query(
            family, place, page=200, times=("PeriodStartUpdate", "PeriodEndUpdate"), horizon=days(364)
        ),
        parse=outages(row, document=family),
        row=row,
        primary_key=_KEY,
        value="available_mw",
        keys=keys,
        key_column="" if "{from}" in place.values() else "zone",
        window=window(back=hours(1)),
        schedule=Cron(f"{minute},{minute + 15},{minute + 30},{minute + 45} * * * *"),
        fresh_within=days(7),
        match={"documentType": family},
    )


_UNIT_ZONES = ("BE", "NL", "FR", "AT", "CZ", "DE-50Hertz", "DE-Amprion", "DE-TenneT", "DE-TransnetBW", "DK1", "DK2")

GENERATION_OUTAGES = _outages(
    "A80", "generation_outages", "Unavailability of generation units, 15.1.A&B", UnitOutage, _AREA, _UNIT_ZONES, 2
)
PRODUCTION_UNIT_OUTAGES = _outages(
    "A77", "production_unit_outages", "Unavailability of production units, 15.1.C&D", UnitOutage, _AREA, _UNIT_ZONES, 5
)
CONSUMPTION_OUTAGES = _outages(
    "A76", "consumption_outages", "Unavailability of consumption units, 7.1.A&B", UnitOutage, _AREA, ("DE-LU", "NL"), 8
)
TRANSMISSION_OUTAGES = _outages(
    "A78", "transmission_outages", "Unavailability of the transmission grid, 10.1.A&B", AssetOutage,
    {"In_Domain": "{to}", "Out_Domain": "{from}"}, areas.HOME_BORDERS, 11,
)  # fmt: skip
OFFSHORE_GRID_OUTAGES = _outages(
    "A79", "offshore_grid_outages", "Unavailability of the offshore grid, 10.1.C", AssetOutage, _AREA,
    ("BE", "NL", "DE-LU", "DK1"), 14,
)  # fmt: skip
