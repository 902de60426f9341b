"""Liveness, readiness and the API's description: in every role."""

import azure.functions as func

bp = func.Blueprint()
BLUEPRINTS = (bp,)


@bp.function_name("health")
@bp.route("health", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def health(req: func.HttpRequest) -> func.HttpResponse:
    """The process answers."""
    from blueprints.http import respond
    from shared.api.health import health as answer

    return respond(req, "http.health", answer)


@bp.function_name("ready")
@bp.route("ready", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def ready(req: func.HttpRequest) -> func.HttpResponse:
    """Whether each dependency answers."""
    from blueprints.http import respond
    from shared.api.health import ready as answer
    from shared.runtime import runtime

    return respond(req, "http.ready", lambda: answer(runtime("http")))


@bp.function_name("openapi")
@bp.route("openapi.json", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def openapi(req: func.HttpRequest) -> func.HttpResponse:
    """The API's OpenAPI document."""
    from blueprints.http import respond
    from shared.api.openapi import document

    return respond(req, "http.openapi", document)
