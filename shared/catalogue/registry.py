"""All datasets, by id. Adding one means adding a declaration to its provider's file; nothing here changes."""

from __future__ import annotations

from shared.catalogue import elia, energinet, entsoe
from shared.catalogue.model import Dataset
from shared.errors import ConfigError


def _collect(*modules: object) -> dict[str, Dataset]:
    found: dict[str, Dataset] = {}
    for module in modules:
        for item in vars(module).values():
            if isinstance(item, Dataset):
                if item.id in found:
                    raise ConfigError(f"{item.id}: declared twice", dataset=item.id)
                found[item.id] = item
    return found


CATALOGUE: dict[str, Dataset] = _collect(entsoe, elia, energinet)


def dataset(name: str) -> Dataset:
    """The declaration with this id. Raises :class:`ConfigError` that lists close matches."""
    try:
        return CATALOGUE[name]
    except KeyError:
        from difflib import get_close_matches

        close = ", ".join(get_close_matches(name, CATALOGUE, n=3)) or "see ./scalar datasets"
        raise ConfigError(f"no dataset is called {name!r}; did you mean: {close}?", dataset=name) from None


def by_provider(provider: str) -> list[Dataset]:
    """All datasets of one provider, in the order of their declaration."""
    return [d for d in CATALOGUE.values() if d.provider == provider]
