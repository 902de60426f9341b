"""From :class:`shared.api.answer.Answer` to the Functions response type."""

from collections.abc import Callable

import azure.functions as func

from shared.api.answer import Answer, answered


def respond(request: func.HttpRequest, name: str, call: Callable[[], Answer], **facts: object) -> func.HttpResponse:
    """Run an endpoint; failures become problem details."""
    answer = answered(name, call, parent=request.headers.get("traceparent", ""), **facts)
    return func.HttpResponse(
        answer.body, status_code=answer.status, headers=dict(answer.headers), mimetype=answer.content_type
    )
