"""The acts on a case: every one is sent the same way, and differs only in its word, its body and what it does."""

from collections.abc import Callable
from datetime import datetime
from inspect import signature
from typing import Any, TypedDict

from django.http import HttpResponse
from ninja import Body, Router
from pydantic import BaseModel

from doorstep.cases import public as cases
from doorstep.staff.public import Acting, Permission

from .asking import ApiRequest, IfMatch, Key, Numbered, needs, write_case
from .shapes.cases import CaseMoved


class OnCase(TypedDict):
    """What every act is told beside its body: which case, who acts, and when."""

    case_id: int
    by: Acting
    at: datetime


#: Does an act; where the case stands afterwards, or None where it stays.
CaseAct = Callable[[Any, OnCase], cases.Stage | None]


def act_on_case(router: Router, word: str, permission: Permission) -> Callable[[CaseAct], CaseAct]:
    """An operation `POST /{number}/word` for who has `permission`: the decorated function does the act with a body of the
    kind that its first argument names, and gives the operation its name and description."""

    def offer(act: CaseAct) -> CaseAct:
        body = next(iter(signature(act).parameters.values())).annotation

        def operation(
            request: ApiRequest, number: Numbered, key: Key, asked: BaseModel, if_match: IfMatch = None
        ) -> HttpResponse:
            def done(case_id: int, by: Acting, at: datetime) -> cases.Stage | None:
                return act(asked, OnCase(case_id=case_id, by=by, at=at))

            return write_case(request, number=number, key=key, if_match=if_match, what=word, body=asked, act=done)

        operation.__name__, operation.__doc__ = act.__name__, act.__doc__
        operation.__annotations__["asked"] = Body[body]  # type: ignore[misc, valid-type]
        router.post(f"/{{number}}/{word}", response=CaseMoved, auth=needs(permission))(operation)
        return act

    return offer
