"""Idempotency: a command under a key is done once; sent again, it is told the same."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from doorstep.kernel.refusal import Refusal
from doorstep.ledger.public import Actor

from .manners import KeyUsedBefore
from .problems import problem_of
from .services import Kept, claim_key, forget_answers, keep_answer, text_of

__all__ = ["Answer", "forget_answers", "once"]

_KEPT_HEADERS = ("Content-Type", "ETag", "Location")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an act is answered with: JSON and headers."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def once(
    *,
    key: str,
    what: str,
    content: object,
    by: Actor,
    at: datetime,
    act: Callable[[], Answer],
    check: Callable[[], None] | None = None,
    undone: bool = False,
) -> HttpResponse:
    """Do `act` once under `key` and keep its answer, in one transaction; the same key with the same `what` and `content`
    is answered the same again. A refusal of the act is an answer too. What `check` refuses is not kept: the thing is
    read anew and the command sent again under its key. Raises KeyUsedBefore, and what `check` raises.

    `undone`: a refused act leaves nothing on record. Then it needs no savepoint of its own: the transaction is undone with
    it, and the refusal is kept in the next one, unless the same command was done meanwhile.
    """
    told = hashlib.sha256(json.dumps([what, content], sort_keys=True, default=str).encode()).hexdigest()

    def kept_once(do: Callable[[], HttpResponse], check: Callable[[], None] | None = None) -> HttpResponse:
        with transaction.atomic():
            kept = claim_key(post=by.post, key=key, fingerprint=told, at=at)
            if kept is not None:
                return _again(kept, told)
            if check is not None:
                check()
            response = do()
            headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
            body = response.content.decode()
            keep_answer(post=by.post, key=key, status=response.status_code, headers=headers, body=body)
        return response

    try:
        return kept_once(lambda: _done(act, undone=undone), check)
    except _Undone as refused:
        answer = problem_of(refused.why)
        return kept_once(lambda: answer)


class _Undone(Exception):
    """An act was refused, and with it everything is undone that its transaction has done."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


def _done(act: Callable[[], Answer], *, undone: bool) -> HttpResponse:
    try:
        answer = act()
    except Refusal as refusal:
        if undone:
            raise _Undone(refusal) from None
        return problem_of(refusal)  # what the refused act has put on record (a referral) stays on record
    response = HttpResponse(text_of(answer.body), status=answer.status, content_type="application/json; charset=utf-8")
    for name, value in answer.headers.items():
        response[name] = value
    return response


def _again(kept: Kept, told: str) -> HttpResponse:
    if kept.fingerprint != told:
        raise KeyUsedBefore
    response = HttpResponse(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response
