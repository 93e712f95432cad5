"""The API: its operations, and every error in one shape."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from doorstep.kernel.refusal import Refusal
from doorstep.wire.manners import Invalid, NoToken, NotUnderstood
from doorstep.wire.problems import problem_of

from .description import complete
from .operations import (
    acts,
    cases,
    catalogue,
    consultations,
    ending,
    events,
    files,
    outside,
    people,
    status,
    tasks,
    waiting,
)
from .reading import InUtf8, OneMeaning, hearing_everything

ABOUT = (
    "Everything a desk may do by hand, a machine may do with a token: under a post, within its jurisdiction, with the "
    "scopes of the token. Every write names itself with an Idempotency-Key; every write to a case says with If-Match "
    "which version it was made for; every no is problem details with a stable code, whose `type` opens. A parameter that an "
    "operation does not name, or that stands twice, is refused and never passed over."
)


class HouseAPI(NinjaAPI):
    """django-ninja with the description of the house."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """OpenAPI 3.1, completed."""
        doors = {self.get_openapi_operation_id(one): str(door_of(one)) for one in self.operations()}
        return complete(super().get_openapi_schema(**given), doors)

    def operations(self) -> Iterator[Operation]:
        """Every operation that can be called."""
        for router in self._get_bound_routers():
            for view in router.path_operations.values():
                yield from view.operations

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function: it is what clients call it by."""
        return operation.view_func.__name__


def door_of(operation: Operation) -> object:
    """Who may call an operation: "open", a permission, or None where nobody has said it."""
    doors = [getattr(one, "door", None) for one in operation.auth_callbacks]
    return doors[0] if len(doors) == 1 else None


api = HouseAPI(
    title="Doorstep",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    parser=OneMeaning(),
    renderer=InUtf8(),
)
api.add_router("/catalogue", catalogue.router)
api.add_router("/people", people.router)
api.add_router("/cases", cases.router)
api.add_router("/cases", acts.router)
api.add_router("/cases", waiting.router)
api.add_router("/cases", ending.router)
api.add_router("", files.router)
api.add_router("", tasks.router)
api.add_router("/outside-tasks", outside.router)
api.add_router("/events", events.router)
api.add_router("/consultations", consultations.router)
api.add_router("", status.router)
for _operation in api.operations():
    _operation.run = hearing_everything(_operation)  # type: ignore[method-assign]


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem_of(refusal)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem_of(NoToken())


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    why = error.__cause__
    return problem_of(why if isinstance(why, Refusal) else NotUnderstood())


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # "asked" is what our functions call the body; nobody outside knows the word.
    places = [
        {"where": "/".join(str(part) for part in one["loc"] if part != "asked"), "what": str(one["msg"])}
        for one in error.errors
    ]
    return problem_of(Invalid(), errors=places)
