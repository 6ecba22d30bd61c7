"""What follows the `?` of an address."""

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from service.documentation import PUBLIC


def require_known(request: Request) -> None:
    """Raises RequestValidationError where the route takes no such parameter, which would do nothing unseen.

    Addresses for everybody are let be: mail, messengers and providers of logins add parameters of their own.
    """
    route: APIRoute = request.scope["route"]
    if route.openapi_extra == PUBLIC:
        return
    known = names(route.dependant)
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"type": "unknown_query", "loc": ("query", name), "input": ""} for name in unknown]
        )


def names(dependant: Dependant) -> set[str]:
    """Of all query parameters of a route, and of what it depends on."""
    return {field.alias for field in dependant.query_params}.union(*map(names, dependant.dependencies))
