"""Which dataset and slice a recorded ENTSO-E answer belongs to, for replaying recordings.

A recording's index entry gives the document, process and business type, and often the request; what it leaves out is
read from the body.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.catalogue import areas
from shared.catalogue.model import Dataset, Slice
from shared.errors import BadData
from shared.providers import entsoe_curves as curves
from shared.providers.entsoe import facts_of
from shared.providers.entsoe_documents import documents, local

_PARTS: Mapping[str, tuple[str, ...]] = {
    "entsoe.load_forecast_long": ("processtype",),
    "entsoe.balancing_bids_aggregated": ("processtype",),
    "entsoe.contracted_reserves": ("processtype",),
    "entsoe.netted_volumes": ("processtype",),
    "entsoe.exchanged_volumes": ("processtype",),
    "entsoe.ntc_forecast_long": ("contract_marketagreement.type",),
    "entsoe.offered_capacity": ("auction.type", "contract_marketagreement.type"),
}
"""Request parameters that follow the place in a slice's key."""

_SIDES = (("out_domain", "in_domain"), ("connecting_domain", "acquiring_domain"))
_AREAS = (
    "area_domain", "controlarea_domain", "biddingzone_domain", "outbiddingzone_domain", "inbiddingzone_domain",
    "out_domain", "in_domain", "acquiring_domain",
)  # fmt: skip


def recorded_dataset(entry: Mapping[str, Any], body: bytes) -> tuple[str, Slice] | None:
    """Dataset id and slice of a recorded answer; ``None`` when no declared dataset reads it.

    ``entry`` is an index entry with ``document_type``, ``process_type``, ``business_type`` and ``request`` (each may be
    null). The slice's key comes from the areas in the request, else in the body; its window from the request, else
    from the documents' headers.
    """
    asked = {name.lower(): str(value) for name, value in (entry.get("request") or {}).items()}
    try:
        facts = {**_body_facts(body), **asked}
    except BadData:
        return None
    for name, parameter in (
        ("document_type", "documenttype"),
        ("process_type", "processtype"),
        ("business_type", "businesstype"),
    ):
        if entry.get(name):
            facts[parameter] = str(entry[name])
    dataset = _dataset(facts)
    place, window = _place(asked) or _place(facts), _window(asked) or _header_window(body)
    if dataset is None or place is None or window is None:
        return None
    key = ":".join((place, *(facts.get(part, "none") for part in _PARTS.get(dataset.id, ()))))
    return dataset.id, Slice(key=key, start=window[0], end=window[1])


def _dataset(facts: Mapping[str, str]) -> Dataset | None:
    """The declaration that matches in most parameters; a contract that nothing names agrees with any."""
    from shared.catalogue import entsoe

    best: Dataset | None = None
    for dataset in vars(entsoe).values():
        if not isinstance(dataset, Dataset):
            continue
        wanted = {name.lower(): value for name, value in dataset.match.items()}
        agrees = all(
            facts.get(name) == value or (name.startswith("contract") and name not in facts)
            for name, value in wanted.items()
        )
        if agrees and (best is None or len(wanted) > len(best.match)):
            best = dataset
    return best


def _body_facts(body: bytes) -> dict[str, str]:
    """Parameters as a request would name them, read from the first document and its first series."""
    for root in documents(body):
        header = {name.lstrip("/"): text for name, text in facts_of(root, "/").items()}
        series = next((facts_of(child) for child in root if local(child).endswith("TimeSeries")), {})
        found = {_parameter(name): text for name, text in {**series, **header}.items()}
        found["documenttype"] = header.get("type", "")
        if "contract_marketagreement.type" not in found and _is_calendar(root):
            # Week- to year-ahead capacities name no contract but come in days, weeks or months.
            found["contract_marketagreement.type"] = "A02"
        return found
    return {}


def _parameter(name: str) -> str:
    return name.lower().removeprefix("process.").removesuffix(".mrid")


def _is_calendar(root: Any) -> bool:
    length = root.findtext(".//{*}resolution") or "PT60M"
    return not curves.step(length).clock


def _place(facts: Mapping[str, str]) -> str | None:
    for sender, receiver in _SIDES:
        ends = [facts.get(side, "") for side in (sender, receiver)]
        if ends[0] != ends[1] and all(map(areas.is_eic, ends)) and "area_domain" not in facts:
            return ">".join(map(areas.code, ends))
    found = next((facts[name] for name in _AREAS if areas.is_eic(facts.get(name, ""))), None)
    return areas.code(found) if found else None


def _window(asked: Mapping[str, str]) -> tuple[datetime, datetime] | None:
    for first, last in (("periodstartupdate", "periodendupdate"), ("periodstart", "periodend")):
        if first in asked and last in asked:
            return _ordered(*(datetime.strptime(asked[k], "%Y%m%d%H%M").replace(tzinfo=UTC) for k in (first, last)))
    if "timeinterval" in asked:
        moments = [datetime.fromisoformat(text) for text in asked["timeinterval"].split("/")]
        return _ordered(*(m if m.tzinfo else m.replace(tzinfo=UTC) for m in moments))
    return None


def _header_window(body: bytes) -> tuple[datetime, datetime] | None:
    """From the earliest start to the latest end in the documents' headers."""
    edges = sorted(_edges(body))
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    if not edges:
        return None
    return _ordered(*(epoch + timedelta(microseconds=edge) for edge in (edges[0], edges[-1])))


def _edges(body: bytes) -> Iterator[int]:
    for root in documents(body):
        for name, text in facts_of(root).items():
            if name.endswith(("timeInterval/start", "timeInterval/end")):
                yield curves.instant(text)


def _ordered(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Half-open and not empty: an equal start and end meant the whole day."""
    return (start, end) if start < end else (start, start + timedelta(days=1))
