"""Every page of the desks, opened by somebody who works there: how long the server needs, and how much goes over the
line, style sheets and scripts included."""

import gzip
import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from statistics import median
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

from doorstep.cases.models import Case, Task
from doorstep.people import keys
from doorstep.people.models import Resident
from doorstep.staff import public as staff

from .work import ITEM

TIMES = 7
CSRF = "c" * 32
CENTRE, BODY = "310105011-1", "MZ-310105"
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


@dataclass(frozen=True)
class Page:
    """A page and who opens it. `form` is what is typed where a page is asked by POST."""

    name: str
    user: str
    path: str
    form: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What one page cost."""

    page: Page
    milliseconds: float  # of the server, the median
    slowest: float
    kilobytes: float  # compressed, with everything it loads at once


def pages(*, on: date) -> Iterator[Page]:
    """Pages of each desk, with cases and people of the middle of the city."""
    clerk, manager, handler, approver = (
        "clerk-beixinjing", "manager-beixinjing", "handler-mz-changning", "approver-mz-changning",
    )  # fmt: skip
    case = Case.objects.filter(receiving_centre=CENTRE, stage="in_progress").order_by("-id").first()
    ended = Case.objects.filter(receiving_centre=CENTRE, stage="rated").order_by("id").first()
    part = Task.objects.filter(body=BODY, state="open").select_related("case").order_by("id").first()
    who = Resident.objects.filter(cases=case).first()
    assert case and ended and who
    yield Page("front", clerk, "/")
    yield Page("window", clerk, "/window/")
    card, phone = keys.unseal("identity", who.identity_sealed), keys.unseal("phone", who.phone_sealed)
    typed = {
        "number": card,
        "telephone": phone,
        "name": who.name,
        "pinyin": who.pinyin,
        "initials": who.initials,
        "common name": "张伟",
    }
    for kind, text in typed.items():
        if text:
            yield Page(f"search by {kind}", clerk, "/window/", {"who": text})
    yield Page("resident", clerk, f"/window/{who.pk}/")
    yield Page("resident, words", clerk, f"/window/{who.pk}/", {"words": "住房"})
    yield Page("window item", clerk, f"/window/{who.pk}/{ITEM}/")
    yield Page("address", clerk, f"/window/{who.pk}/address/")
    yield Page("agent", clerk, f"/window/{who.pk}/agent/")
    yield Page("register", clerk, "/window/register/")
    yield Page("guide", clerk, f"/window/guide/{ITEM}/")
    yield Page("receipt", clerk, f"/window/receipt/{case.number}/")
    yield Page("inbox of the centre", clerk, "/cases/")
    yield Page("everything of the centre", clerk, "/cases/?mine=no&open=no")
    for sort in ("due", "-received", "received"):
        yield Page(f"inbox by {sort}", clerk, f"/cases/?sort={sort}")
    yield Page("inbox, overdue", clerk, "/cases/?light=overdue")
    yield Page("inbox of a department", handler, "/cases/")
    yield Page("inbox of an approver", approver, "/cases/")
    yield Page("case", clerk, f"/cases/{case.number}/")
    yield Page("ended case", clerk, f"/cases/{ended.number}/")
    yield Page("receipt of an ended case", clerk, f"/window/receipt/{ended.number}/")
    if part is not None:
        yield Page("case of a department", handler, f"/cases/{part.case.number}/")
        yield Page("slip", handler, f"/papers/{part.case.number}/slip-{part.pk}/")
    yield Page("outside", manager, "/cases/outside/")
    yield Page("outside, to hand over", manager, "/cases/outside/?list=to_send")
    yield Page("outside, handed over", manager, "/cases/outside/?list=sent")
    yield Page("outside of a department", handler, "/cases/outside/")
    yield Page("spot checks", manager, "/cases/spot-checks/")
    yield Page("status", "", "/status/")
    yield Page("status of a case", "", "/status/", {"number": ended.number, "code": ended.query_code})
    yield Page("design", clerk, "/design/")


def seen(port: int, page: Page, *, on: date) -> Seen:
    """Open a page some times, after once that does not count."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    cookie = f"csrftoken={CSRF}" + (f"; {settings.SESSION_COOKIE_NAME}={_session(page.user, on)}" if page.user else "")
    headers = {
        "Cookie": cookie, "X-CSRFToken": CSRF, "X-Forwarded-Proto": "https", "Referer": f"https://127.0.0.1:{port}/",
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    took = []
    for _ in range(TIMES + 1):
        line.request("POST" if page.form else "GET", page.path, urlencode(page.form) if page.form else None, headers)
        answer = line.getresponse()
        body = answer.read()
        if answer.status not in (200, 302):
            raise SystemExit(
                f"{page.name}: {page.path} as {page.user}: {answer.status} {body[:300].decode(errors='replace')}"
            )
        took.append(float(answer.headers["X-Server-Milliseconds"]))
    html = body.decode(errors="replace")
    weight = len(gzip.compress(body)) + sum(_weight(line, path) for path in sorted(set(LINKED.findall(html))))
    line.close()
    return Seen(page, median(took[1:]), max(took[1:]), weight / 1024)


_weights: dict[str, int] = {}


def _weight(line: http.client.HTTPConnection, path: str) -> int:
    if path not in _weights:
        line.request("GET", path, headers={"Accept-Encoding": "gzip", "X-Forwarded-Proto": "https"})
        _weights[path] = len(line.getresponse().read())
    return _weights[path]


_sessions: dict[str, str] = {}


def _session(user: str, on: date) -> str:
    """The session of somebody who has signed in."""
    if user not in _sessions:
        account = get_user_model().objects.get(username=user)
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[1]
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()
        store["post"] = staff.posts_of(account.pk, on=on)[0].id
        store.create()
        _sessions[user] = store.session_key
    return _sessions[user]
