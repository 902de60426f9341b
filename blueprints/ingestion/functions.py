"""Timer and HTTP functions of the ingestion role."""

import azure.functions as func

bp = func.Blueprint()


@bp.function_name("ingestion_drain")
@bp.timer_trigger(arg_name="timer", schedule="*/2 * * * * *", run_on_startup=False, use_monitor=False)
def ingestion_drain(timer: func.TimerRequest) -> None:  # noqa: ARG001 the trigger's binding
    """Pull and load until the time budget ends; the next tick, at most two seconds later, goes on."""
    from shared.ingestion.run import drain
    from shared.runtime import runtime

    drain(runtime("ingestion"))


@bp.function_name("ingestion_maintenance")
@bp.timer_trigger(arg_name="timer", schedule="40 */5 * * * *", run_on_startup=False, use_monitor=True)
def ingestion_maintenance(timer: func.TimerRequest) -> None:  # noqa: ARG001 the trigger's binding
    """Compact revisions, forget old claims and rebuild the cache, each when it is due."""
    from shared.ingestion.run import maintenance
    from shared.runtime import runtime

    maintenance(runtime("ingestion"))


@bp.function_name("ops_lag")
@bp.route("ops/lag", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def ops_lag(req: func.HttpRequest) -> func.HttpResponse:
    """Messages not yet ingested, per provider topic."""
    from blueprints.http import respond
    from shared.ingestion.ops import lag
    from shared.runtime import runtime

    return respond(req, "http.ops_lag", lambda: lag(runtime("ingestion")))


@bp.function_name("ops_dead_letters")
@bp.route("ops/dead-letters", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def ops_dead_letters(req: func.HttpRequest) -> func.HttpResponse:
    """Bodies that could not be ingested and wait for a decision."""
    from blueprints.http import respond
    from shared.ingestion.ops import list_dead_letters
    from shared.runtime import runtime

    return respond(req, "http.ops_dead_letters", lambda: list_dead_letters(runtime("ingestion"), dict(req.params)))


@bp.function_name("ops_dead_letter")
@bp.route("ops/dead-letters/{id}", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def ops_dead_letter(req: func.HttpRequest) -> func.HttpResponse:
    """One dead letter with its body."""
    from blueprints.http import respond
    from shared.ingestion.ops import show_dead_letter
    from shared.runtime import runtime

    identity = req.route_params["id"]
    return respond(req, "http.ops_dead_letter", lambda: show_dead_letter(runtime("ingestion"), identity))


@bp.function_name("ops_dead_letters_settle")
@bp.route("ops/dead-letters", methods=["POST"], auth_level=func.AuthLevel.FUNCTION)
def ops_dead_letters_settle(req: func.HttpRequest) -> func.HttpResponse:
    """Replay or discard dead letters."""
    from blueprints.http import respond
    from shared.ingestion.ops import settle_dead_letters
    from shared.runtime import runtime

    return respond(
        req, "http.ops_dead_letters_settle", lambda: settle_dead_letters(runtime("ingestion"), req.get_body())
    )
