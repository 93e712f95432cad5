"""Names and clauses of a case's item in the reader's language, for forms and lists."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from doorstep.web.act_words import PAUSES
from doorstep.web.defect_words import typed, what_said
from doorstep.web.templatetags.house import say
from doorstep.web.words import Words
from doorstep.wire.languages import text_of_row


def name_of(row: Any) -> str:
    """The name of a material of a case."""
    return text_of_row(row, "name")


def label_of(field: Any) -> str:
    """The label of a field of the item's form."""
    return say(field.label)


def clauses_of(standing: Any) -> list[str]:
    """The clauses on which the item rests, in words; empty where none is verified. In Chinese: they go on papers."""
    item = standing.item
    rows = (*item.conditions, *item.legal_bases, *item.remedies)
    found = (standing.clause(row.clause) for row in rows if row.clause is not None)
    return list(dict.fromkeys(found))


def special_reasons(standing: Any) -> list[tuple[str, Words]]:
    """The item's closed list: its procedures in their own words, and the pauses that its rule knows."""
    found: dict[str, Words] = {row.kind: say(row.says) for row in standing.item.procedures}
    for row in standing.item.pauses:
        found.setdefault(row.reason, PAUSES.get(row.reason, row.reason))
    return list(found.items())


def open_defects(standing: Any) -> Iterator[Any]:
    """The defects of the notice that is not answered yet."""
    for notice in standing.page.notices:
        if notice.answered_at is None:
            yield from (row for row in notice.defects if not row.mended)


def told(standing: Any, about: str, what: str) -> SafeString:
    """A defect as one line: the house's own sentence in the reader's language; else what it is about, and what somebody
    wrote, which stays as it was written."""
    if ours := what_said(standing.item, about, what):
        return ours
    kind, _, key = about.partition(":")
    if kind == "material":
        name = next((name_of(row) for row in standing.materials if row.material == key), key)
    else:
        name = next((label_of(field) for field in standing.item.fields if field.id == key), key)
    return format_html(gettext("%(part)s: %(result)s") % {"part": "{}", "result": "{}"}, name, typed(what))
