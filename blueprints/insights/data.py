"""The data endpoints: the catalogue and the rows of each dataset."""

import azure.functions as func

bp = func.Blueprint()


@bp.function_name("data_catalogue")
@bp.route("data", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def data_catalogue(req: func.HttpRequest) -> func.HttpResponse:
    """All datasets with their columns, units and keys."""
    from blueprints.http import respond
    from shared.api.data import datasets

    return respond(req, "http.data_catalogue", datasets)


@bp.function_name("data_rows")
@bp.route("data/{dataset}", methods=["GET"], auth_level=func.AuthLevel.FUNCTION)
def data_rows(req: func.HttpRequest) -> func.HttpResponse:
    """Rows of one dataset, now or as of a moment."""
    from blueprints.http import respond
    from shared.api.data import data
    from shared.runtime import runtime

    name = req.route_params["dataset"]
    return respond(req, "http.data", lambda: data(runtime("insights").warehouse, name, dict(req.params)), dataset=name)


@bp.function_name("ops_query")
@bp.route("ops/query", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
def ops_query(req: func.HttpRequest) -> func.HttpResponse:
    """One SELECT on the warehouse, for people."""
    from blueprints.http import respond
    from shared.api.query import query
    from shared.runtime import runtime

    return respond(req, "http.ops_query", lambda: query(runtime("insights").warehouse, req.get_body()))
