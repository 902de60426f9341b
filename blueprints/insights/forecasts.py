"""Timers of the forecasts: one per model at its issue times, one per strategy, and the care of all of them.

Everything heavy is imported inside the functions: indexing this module costs no numpy, and no model library.
"""

import azure.functions as func

from shared.forecasting.interface import ModelDeclaration
from shared.forecasting.models import MODELS, STRATEGIES, StrategyDeclaration
from shared.forecasting.schedule import tick

bp = func.Blueprint()


def _add_model(declared: ModelDeclaration) -> None:
    def issue(timer: func.TimerRequest) -> None:  # noqa: ARG001 the trigger's binding
        from datetime import UTC, datetime

        from shared.forecasting.production import run_due
        from shared.runtime import runtime

        run_due(runtime("insights"), declared, datetime.now(UTC))

    issue.__doc__ = f"Forecast: {declared.title}."
    named = bp.function_name(f"forecast_{declared.id}")
    schedule = tick(declared.issue, declared.issue_tz)
    named(bp.timer_trigger(arg_name="timer", schedule=schedule, run_on_startup=False, use_monitor=True)(issue))


def _add_strategy(declared: StrategyDeclaration) -> None:
    def propose(timer: func.TimerRequest) -> None:  # noqa: ARG001 the trigger's binding
        from datetime import UTC, datetime

        from shared.forecasting.proposals import run_due
        from shared.runtime import runtime

        run_due(runtime("insights"), declared, datetime.now(UTC))

    propose.__doc__ = f"Propose: {declared.title}."
    named = bp.function_name(f"strategy_{declared.id}")
    schedule = tick(declared.issue, declared.tz)
    named(bp.timer_trigger(arg_name="timer", schedule=schedule, run_on_startup=False, use_monitor=True)(propose))


def _add_night(declared: ModelDeclaration, minute: int) -> None:
    def care(timer: func.TimerRequest) -> None:  # noqa: ARG001 the trigger's binding
        from datetime import UTC, datetime

        from shared.forecasting.lifecycle import nightly
        from shared.runtime import runtime

        nightly(runtime("insights"), declared, datetime.now(UTC))

    care.__doc__ = f"Replay, retrain and judge: {declared.title}."
    named = bp.function_name(f"nightly_{declared.id}")
    schedule = f"15 {minute} 4 * * *"
    named(bp.timer_trigger(arg_name="timer", schedule=schedule, run_on_startup=False, use_monitor=True)(care))


def _add_strategy_night(declared: StrategyDeclaration) -> None:
    def account(timer: func.TimerRequest) -> None:  # noqa: ARG001 the trigger's binding
        from datetime import UTC, datetime

        from shared.forecasting.strategy_night import nightly
        from shared.runtime import runtime

        nightly(runtime("insights"), declared, datetime.now(UTC))

    account.__doc__ = f"Book and replay: {declared.title}."
    named = bp.function_name(f"nightly_{declared.id}")
    schedule = "15 50 4 * * *"
    named(bp.timer_trigger(arg_name="timer", schedule=schedule, run_on_startup=False, use_monitor=True)(account))


for _number, _model in enumerate(MODELS.values()):
    _add_model(_model)
    _add_night(_model, 4 * _number % 60)
for _strategy in STRATEGIES.values():
    _add_strategy(_strategy)
    _add_strategy_night(_strategy)


@bp.function_name("insights_drift")
@bp.timer_trigger(arg_name="timer", schedule="45 25 * * * *", run_on_startup=False, use_monitor=True)
def insights_drift(timer: func.TimerRequest) -> None:  # noqa: ARG001 the trigger's binding
    """Score what has happened, and raise or end drift alarms."""
    from datetime import UTC, datetime

    from shared.forecasting.lifecycle import watch
    from shared.runtime import runtime

    watch(runtime("insights"), datetime.now(UTC))


@bp.function_name("insights_backtests")
@bp.timer_trigger(arg_name="timer", schedule="*/10 * * * * *", run_on_startup=False, use_monitor=False)
def insights_backtests(timer: func.TimerRequest) -> None:  # noqa: ARG001 the trigger's binding
    """Work on backtests that were asked for, the oldest first."""
    from datetime import UTC, datetime

    from shared.forecasting.queue import work
    from shared.runtime import runtime

    work(runtime("insights"), datetime.now(UTC))
