"""Small helps of the casework desk's templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from doorstep.web.act_words import PAUSES, RESULTS
from doorstep.web.defect_words import basis_said, mend_said, note_said
from doorstep.web.words import MATERIALS, Words
from doorstep.wire.languages import pick

register = template.Library()

NOTICES: dict[str, Words] = {
    "one_time": _("Notice of all defects"),
    "correction": _("Request for corrections"),
    "special": _("Notice of a special procedure"),
    "extension": _("Notice of an extension"),
}
#: Shape and colour of a material's state; the word stands beside.
SHAPES = {
    "handed_in": ("✓", "done"),
    "shared": ("✓", "done"),
    "printed": ("✓", "done"),
    "supplied": ("✓", "done"),
    "not_needed": ("○", "running"),
    "missing": ("■", "overdue"),
    "wrong": ("■", "overdue"),
    "tolerated": ("◔", "waiting"),
    "broken": ("✕", "refused"),
}


@register.filter
def at(table: Mapping[str, object], key: object) -> object:
    """The entry of a table, the key itself where there is none."""
    return table.get(str(key), key)


@register.filter
def who(waited: object) -> str:
    """The names of those who are waited for."""
    names, english = getattr(waited, "names", ()), getattr(waited, "names_en", ())
    return pick({"zh-hans": "、".join(names), "en": ", ".join(english)})


@register.filter
def pause_word(reason: str) -> Words:
    """Why the clock stood still."""
    return PAUSES.get(reason, reason)


@register.filter
def result_word(result: str) -> Words:
    """What a department said."""
    return RESULTS.get(result, result)


@register.filter
def notice_word(kind: str) -> Words:
    """What a notice is."""
    return NOTICES.get(str(kind), str(kind))


@register.simple_tag
def material_state(value: object) -> SafeString:
    """The state of a material as shape, word and colour."""
    shape, css = SHAPES[str(value)]
    return format_html(
        '<span class="state {}"><span aria-hidden="true">{}</span>&nbsp;{}</span>', css, shape, MATERIALS[str(value)]
    )


@register.simple_tag
def told_defect(standing: object, row: object) -> str:
    """A defect as one line: what it is about, and what was told."""
    from doorstep.web.casework_desk.page_words import told  # noqa: PLC0415  # words of the desk use these filters' neighbours

    return told(standing, getattr(row, "about", ""), getattr(row, "what", ""))


@register.simple_tag
def told_mend(standing: Any, row: Any) -> SafeString:
    """How a defect is to be mended."""
    return mend_said(standing.item, row.about, row.how_to_mend)


@register.simple_tag
def told_basis(standing: Any, row: Any) -> SafeString:
    """On what a defect rests."""
    return basis_said(standing.item, row.basis)


@register.filter
def told_note(note: str) -> SafeString:
    """What is noted at a material."""
    return note_said(note)


@register.simple_tag
def pause_clause(standing: Any, pause: Any) -> str:
    """The clause of a pause in words."""
    words: str = standing.clause_of(pause.reason)
    return words
