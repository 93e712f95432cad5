"""Pieces of the window desk: words of its lists, limits and clauses, the mark of doubt."""

from typing import Protocol

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doorstep.catalogue import public as catalogue
from doorstep.web.window_desk.words import LISTS
from doorstep.web.words import STARTS, UNITS
from doorstep.wire.languages import pick

register = template.Library()


@register.filter
def desk_word(value: object, which: str) -> object:
    """The word of one of this desk's closed lists: `{{ plan.means|desk_word:"means" }}`."""
    return LISTS[which].get(str(value), str(value))


@register.inclusion_tag("window_desk/doubt.html")
def doubt(confidence: str) -> dict[str, object]:
    """The mark 未核实 where a value is from memory or nobody has read it in a source; nothing where it is sure."""
    why = {
        "approximate": _("From memory; not read in an official source."),
        "unverified": _("Nobody has read this in a source yet."),
    }
    return {"why": why.get(str(confidence), "")}


class Clauses(Protocol):
    """What puts clauses into words: a guide, a case with its item."""

    def clause(self, clause: catalogue.Clause | None, language: str = ..., /) -> str:
        """A clause in words, 未核实 where there is none."""
        ...


@register.simple_tag
def clause_of(guide: Clauses, clause: catalogue.Clause | None) -> str:
    """A clause in words, 未核实 where there is none."""
    language = "en" if get_language() == "en" else "zh-hans"
    words = guide.clause(clause, language)
    return words if language == "en" else pick({"zh-hans": words})


@register.simple_tag
def limit_words(now: catalogue.ItemOnDay) -> str:
    """The limit in words: "30 calendar days from the application", the mark of doubt beside what nobody verified."""
    limit = now.limit
    if limit is None:
        return _("no limit is verified")
    if limit.value.days == 0:
        return _("on the spot")
    shown = {"days": limit.value.days, "unit": UNITS[limit.value.unit], "start": STARTS[limit.value.starts_at]}
    return _("%(days)s %(unit)s %(start)s") % shown


@register.simple_tag
def case_link(case: object) -> str:
    """Where the page of a case is, or its receipt where this product has no desk for casework."""
    for name in ("casework_desk:case", "window_desk:receipt"):
        try:
            return reverse(name, args=[getattr(case, "number", "")])
        except NoReverseMatch:
            continue
    return ""


@register.filter
def zh(text: str) -> str:
    """A text that is kept in Chinese only, in the reader's script."""
    return pick({"zh-hans": text})
