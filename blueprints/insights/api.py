"""HTTP endpoints of forecasts, backtests and strategies."""

import azure.functions as func

bp = func.Blueprint()


@bp.function_name("forecasts_list")
@bp.route("forecasts", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def forecasts_list(req: func.HttpRequest) -> func.HttpResponse:
    """Every model with its versions, freshness and skill."""
    from blueprints.http import respond
    from shared.api.forecasts import models
    from shared.runtime import runtime

    return respond(req, "http.forecasts", lambda: models(runtime("insights")))


@bp.function_name("forecasts_read")
@bp.route("forecasts/{model}", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def forecasts_read(req: func.HttpRequest) -> func.HttpResponse:
    """Published quantiles of one model."""
    from blueprints.http import respond
    from shared.api.forecasts import published
    from shared.runtime import runtime

    name = req.route_params["model"]
    return respond(req, "http.forecast", lambda: published(runtime("insights"), name, dict(req.params)), model=name)


@bp.function_name("forecasts_run")
@bp.route("forecasts/{model}/run", methods=["POST"], auth_level=func.AuthLevel.FUNCTION)
def forecasts_run(req: func.HttpRequest) -> func.HttpResponse:
    """Forecast now, or as of an instant, and publish."""
    from blueprints.http import respond
    from shared.api.forecasts import run
    from shared.runtime import runtime

    name = req.route_params["model"]
    return respond(
        req, "http.forecast_run", lambda: run(runtime("insights"), name, dict(req.params), req.get_body()), model=name
    )


@bp.function_name("strategies_list")
@bp.route("strategies", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def strategies_list(req: func.HttpRequest) -> func.HttpResponse:
    """Every strategy with its verdict, loss stop and newest proposal."""
    from blueprints.http import respond
    from shared.api.strategies import strategies
    from shared.runtime import runtime

    return respond(req, "http.strategies", lambda: strategies(runtime("insights")))


@bp.function_name("strategies_read")
@bp.route("strategies/{strategy}", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def strategies_read(req: func.HttpRequest) -> func.HttpResponse:
    """The newest proposal of a strategy, or that of a delivery day."""
    from blueprints.http import respond
    from shared.api.strategies import proposals
    from shared.runtime import runtime

    name = req.route_params["strategy"]
    return respond(req, "http.strategy", lambda: proposals(runtime("insights"), name, dict(req.params)), strategy=name)


@bp.function_name("strategies_reset")
@bp.route("strategies/{strategy}/reset", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
def strategies_reset(req: func.HttpRequest) -> func.HttpResponse:
    """A person lifts the loss stop of an area."""
    from blueprints.http import respond
    from shared.api.strategies import reset
    from shared.runtime import runtime

    name = req.route_params["strategy"]
    return respond(req, "http.strategy_reset", lambda: reset(runtime("insights"), name, req.get_body()), strategy=name)


@bp.function_name("backtests_start")
@bp.route("backtests", methods=["POST"], auth_level=func.AuthLevel.FUNCTION)
def backtests_start(req: func.HttpRequest) -> func.HttpResponse:
    """Ask for a backtest: 202 and where its status is."""
    from blueprints.http import respond
    from shared.api.backtests import start
    from shared.runtime import runtime

    return respond(req, "http.backtests_start", lambda: start(runtime("insights").blobs, req.get_body()))


@bp.function_name("backtests_status")
@bp.route("backtests/{id}", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def backtests_status(req: func.HttpRequest) -> func.HttpResponse:
    """How far a backtest is, and its figures once it is done."""
    from blueprints.http import respond
    from shared.api.backtests import status
    from shared.runtime import runtime

    identity = req.route_params["id"]
    return respond(req, "http.backtests_status", lambda: status(runtime("insights").blobs, identity))


@bp.function_name("backtests_report")
@bp.route("backtests/{id}/report", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def backtests_report(req: func.HttpRequest) -> func.HttpResponse:
    """The report of a finished backtest, a page with pictures."""
    from blueprints.http import respond
    from shared.api.backtests import report
    from shared.runtime import runtime

    identity = req.route_params["id"]
    return respond(req, "http.backtests_report", lambda: report(runtime("insights").blobs, identity))
