"""What a timer function does: ask whether the dataset is enabled and due, then run it with the process's clients."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shared.acquisition.run import RunReport, acquire
from shared.acquisition.schedule import is_due
from shared.catalogue.model import Dataset
from shared.monitoring import telemetry
from shared.runtime import Runtime, runtime


def on_tick(dataset: Dataset, *, past_due: bool = False) -> None:
    """Run the dataset if it is enabled and due; raises what :func:`shared.acquisition.run.acquire` raises."""
    held = runtime("acquisition")
    now = datetime.now(UTC)
    with telemetry.run("acquisition.timer", dataset=dataset.id, provider=dataset.provider, past_due=past_due) as run:
        if not held.switches.enabled(dataset):
            run.outcome = "disabled"
        elif not is_due(dataset, held.acquisition_state.last_run(dataset.id), now):
            run.outcome = "not_due"
        else:
            report = acquire_now(held, dataset, now)
            run.outcome = report.outcome
            run.note(slices=len(report.slices), missed=len(report.missed))
    telemetry.flush()


def acquire_now(held: Runtime, dataset: Dataset, now: datetime) -> RunReport:
    """One run of the dataset with this process's clients, whatever its schedule says."""
    return acquire(
        dataset,
        now,
        client=held.client(dataset.provider),
        publish=held.broker.publish,
        state=held.acquisition_state,
        history=timedelta(days=held.settings.initial_history_days),
    )
