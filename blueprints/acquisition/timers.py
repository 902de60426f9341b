"""From declarations to timer functions.

Each function is named ``<provider>_<dataset>``, ticks in UTC and leaves the decision whether it is due to
:mod:`shared.acquisition.schedule`.
"""

import azure.functions as func

from shared.acquisition.schedule import tick
from shared.catalogue.model import Dataset
from shared.catalogue.registry import by_provider


def provider_blueprint(provider: str) -> func.Blueprint:
    """A blueprint with one timer function per dataset of the provider."""
    blueprint = func.Blueprint()
    for dataset in by_provider(provider):
        _add_timer(blueprint, dataset)
    return blueprint


def _add_timer(blueprint: func.Blueprint, dataset: Dataset) -> None:
    def acquire(timer: func.TimerRequest) -> None:
        from shared.acquisition.timer import on_tick

        on_tick(dataset, past_due=timer.past_due)

    # A function is called by its __name__ unless a further decorator says otherwise, and each costs a signature.
    acquire.__name__ = dataset.name
    acquire.__doc__ = f"Acquire {dataset.title}."
    blueprint.timer_trigger(arg_name="timer", schedule=tick(dataset), use_monitor=True)(acquire)
