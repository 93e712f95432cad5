"""Accept, read, list: the least that does it."""

import hashlib
import itertools
import json
import os
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, JsonResponse

from .models import Answer, Audit, Case, Material, Mention, Outbox, Task

COUNT = itertools.count(1)
LATER = ("remind_promise", "end_promise")  # what a paper that may follow leaves in the outbox
COLUMNS = ("id", "number", "applicant", "item_code", "item_name", "stage", "received_at", "due_on", "urgent_on")


def cases(request: HttpRequest) -> JsonResponse:
    """POST: a case as the product stores it, row for row. GET: twenty of a centre, the most urgent first, by keyset."""
    return _accept(json.loads(request.body)) if request.method == "POST" else _list(request)


def case(request: HttpRequest, number: str) -> JsonResponse:
    """One case with everything of it."""
    row = Case.objects.get(number=number)
    body = {name: getattr(row, name) for name in COLUMNS}
    body["answers"] = dict(row.answers.values_list("field", "value"))
    body["materials"] = list(row.materials.values("material", "name", "state"))
    body["tasks"] = list(row.tasks.values("id", "spec", "body", "state", "due_on"))
    body["story"] = list(Audit.objects.filter(chain=f"case:{row.pk}").order_by("seq").values("seq", "body"))
    return JsonResponse(body)


def _accept(asked: dict) -> JsonResponse:
    now = datetime.now(UTC)
    due = now.date() + timedelta(days=30)
    with transaction.atomic():
        row = Case.objects.create(
            number=f"{now:%Y%m%d}-{os.getpid()}-{next(COUNT)}-{now:%f}",
            applicant=asked["applicant"],
            item_code=asked["item"],
            item_name="共有产权保障住房",
            stage="in_progress",
            centre="310105011-1",
            body="ZJ-310105",
            received_at=now,
            due_on=due,
            urgent_on=due,
        )
        Material.objects.bulk_create(
            [
                Material(case=row, name="身份证", **{name: one[name] for name in ("material", "state")})
                for one in asked["materials"]
            ]
        )
        Answer.objects.bulk_create(
            [Answer(case=row, field=name, value=value) for name, value in asked["answers"].items()]
        )
        Task.objects.bulk_create(
            [Task(case=row, spec=f"t{n}", body="MZ-310105", state="open", due_on=due) for n in range(2)]
        )
        told = json.dumps({"what": "case.accepted", "at": now.isoformat(), "number": row.number}, sort_keys=True)
        prev = bytes(32)
        digest = hashlib.sha256(prev + told.encode()).digest()
        line = Audit.objects.create(chain=f"case:{row.pk}", seq=1, body=told, prev=prev, digest=digest)
        Mention.objects.create(audit=line, about=f"resident:{row.applicant}")
        Outbox.objects.bulk_create([Outbox(name=name, params={"case": row.pk}, not_before=now) for name in LATER])
    return JsonResponse({"number": row.number}, status=201)


def _list(request: HttpRequest) -> JsonResponse:
    found = Case.objects.filter(centre=request.GET["centre"], stage="in_progress")
    if after := request.GET.get("after"):
        day, _, number = after.partition(":")
        found = found.filter(Q(urgent_on__gt=day) | Q(urgent_on=day, id__gt=int(number)))
    return JsonResponse({"cases": list(found.order_by("urgent_on", "id").values(*COLUMNS)[:20])})
