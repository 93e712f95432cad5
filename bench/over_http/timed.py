"""The product behind a stop-watch, for this measurement only: each answer says how long the server had it."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from doorstep.config.wsgi import application as product


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The whole answer, then the milliseconds in a header."""
    begun = time.perf_counter()
    told: list[Any] = []

    def remember(status: str, headers: list[tuple[str, str]], *rest: object) -> None:
        told[:] = [status, headers]

    body = b"".join(product(environ, remember))
    took = (time.perf_counter() - begun) * 1000
    start_response(told[0], [*told[1], ("X-Server-Milliseconds", f"{took:.2f}")])
    return [body]
