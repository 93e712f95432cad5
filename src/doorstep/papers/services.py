"""Giving a paper out: one transaction, one ledger event for each print."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from doorstep.kernel.codes import code_of
from doorstep.ledger.public import Actor, Entry, record

from .logic import CHECK_LENGTH, Draft, PrintedMeanwhile, content_digest, paper_number
from .models import Paper
from .selectors import PaperRow, row_of


def give_out(*, draft: Draft, way: str, by: Actor, at: datetime) -> PaperRow:
    """Print a paper (`way`: page, pdf): the first time it is issued, later it is a copy; the paper as it stands then.

    Other content than that of the edition in force makes the next edition. Events: paper.issued, paper.printed-again.
    Of two people who issue the same paper at once one issues it and the other gets a copy. Raises PrintedMeanwhile
    where somebody prints other content of it at the same moment.
    """
    try:
        return _print(draft, way=way, by=by, at=at)
    except PrintedMeanwhile:
        return _print(draft, way=way, by=by, at=at)


def _print(draft: Draft, *, way: str, by: Actor, at: datetime) -> PaperRow:
    with transaction.atomic():
        parts = Paper.objects.filter(about=draft.about, kind=draft.kind)
        # Locked: what is printed again here is not replaced or put out of force by another meanwhile.
        current = parts.select_for_update().filter(part=draft.part, replaced_at__isnull=True).first()
        if current is not None and current.digest == content_digest(current.check_code, draft.content):
            parts.filter(id=current.pk).update(prints=F("prints") + 1, printed_at=at, printed_by=by.account)
            current.refresh_from_db()
            _remember(current, draft, way=way, by=by, at=at)
            return row_of(current)
        if current is not None and parts.filter(id=current.pk, replaced_at__isnull=True).update(replaced_at=at) != 1:
            raise PrintedMeanwhile(about=draft.about)
        made = _issue(draft, edition=parts.count() + 1, by=by, at=at)
        _remember(made, draft, way=way, by=by, at=at, replaces=current.number if current else "")
        return row_of(made)


def put_out_of_force(*, about: str, at: datetime) -> list[str]:
    """Whatever was given out about a thing holds no longer, in the caller's transaction and with the caller's event; the
    numbers. One query, two where there are any."""
    found = Paper.objects.select_for_update().filter(about=about, replaced_at__isnull=True).order_by("id")
    numbers = dict(found.values_list("id", "number"))
    if numbers:
        Paper.objects.filter(id__in=numbers, replaced_at__isnull=True).update(replaced_at=at)
    return list(numbers.values())


def shown_by_code(*, paper: PaperRow, by: Actor, at: datetime) -> bool:
    """Remember that somebody at home opened a paper with the number and query code of the case. False where it is no
    longer in force: then nobody is to see it."""
    with transaction.atomic():
        in_force = Paper.objects.select_for_update().filter(id=paper.id, replaced_at__isnull=True)
        if in_force.values_list("id").first() is None:
            return False
        record(Entry(what="paper.shown-by-code", about=f"paper:{paper.id}", by=by, at=at, mentions=(paper.about,)))
    return True


def _issue(draft: Draft, *, edition: int, by: Actor, at: datetime) -> Paper:
    code = code_of([secrets.randbelow(2**16) for _ in range(CHECK_LENGTH)])
    try:
        with transaction.atomic():
            return Paper.objects.create(
                number=paper_number(draft, edition),
                kind=draft.kind,
                about=draft.about,
                part=draft.part,
                check_code=code,
                digest=content_digest(code, draft.content),
                issuer=draft.issuer,
                issuer_name=draft.issuer_name,
                issuer_name_en=draft.issuer_name_en,
                dated_on=draft.dated_on,
                issued_at=at,
                issued_by=by.account,
                printed_at=at,
                printed_by=by.account,
            )
    except IntegrityError as clash:
        raise PrintedMeanwhile(about=draft.about) from clash


def _remember(paper: Paper, draft: Draft, *, way: str, by: Actor, at: datetime, replaces: str | None = None) -> None:
    """The event of a print; `replaces` is given with the first print of an edition."""
    details: dict[str, object] = {"number": paper.number, "kind": paper.kind, "way": way, "print": paper.prints}
    if replaces is not None:
        details |= {"issuer": paper.issuer, "digest": paper.digest, "replaces": replaces}
    record(
        Entry(
            what="paper.printed-again" if replaces is None else "paper.issued",
            about=f"paper:{paper.pk}",
            by=by,
            at=at,
            mentions=(draft.about, *draft.mentions),
            details=details,
        )
    )
