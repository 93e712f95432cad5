"""What the house itself writes of a defect: in Chinese on the paper that is given, and said again in each reader's language.

Only what was told is kept. What stands there exactly as the house writes it from the item's requirement is the house's own
sentence; everything else is somebody's, and stays as it was typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doorstep.catalogue import public as catalogue
from doorstep.web.templatetags.house import say
from doorstep.web.words import FAULTS, FORMS
from doorstep.wire.languages import pick

COLON = "："
#: The basis that is always true of a missing material; it goes on paper, so it is Chinese.
GUIDE = "本事项办事指南"


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is told of one material, and how to mend it."""

    what: str
    mend: str


def written(material: catalogue.Material, state: str, told: str = "") -> Sentences:
    """The sentences of a material that is missing or wrong, in Chinese whatever the screen speaks: they go on paper. `told`:
    the reason of the list and the clerk's own words."""
    with translation.override("zh-hans"):
        found = _sentences(material, state)
    return Sentences(_with_colon(found.what, told), found.mend)


def guide_of(item: catalogue.ItemOnDay) -> str:
    """The item's guide as a basis, in Chinese: it goes on paper."""
    with translation.override("zh-hans"):
        return _guide(item)


def as_one(fault: str, own: str) -> str:
    """The reason of the list and somebody's own words, in the language of the moment; what is kept is Chinese."""
    return _with_colon(str(FAULTS.get(fault, "")), own)


def told_apart(note: str) -> tuple[str, str]:
    """The reason of the list and somebody's own words, of what is kept as one."""
    with translation.override("zh-hans"):
        for fault, words in FAULTS.items():
            head, colon, rest = note.partition(COLON)
            if head == str(words):
                return fault, rest if colon else ""
    return "", note


def note_said(note: str) -> SafeString:
    """A material's note for the reader: the reason of the list in their language, own words as they were typed."""
    fault, own = told_apart(note)
    return _joined(str(FAULTS[fault]) if fault else "", typed(own))


def what_said(item: catalogue.ItemOnDay, about: str, what: str) -> SafeString:
    """What the house told of a material, for the reader; empty where it is not the house's sentence."""
    material = _material(item, about)
    if material is None:
        return SafeString()
    if what == written(material, "missing").what:
        return _joined(_sentences(material, "missing").what)
    head, colon, rest = what.partition(COLON)
    if head == written(material, "wrong").what and bool(colon) == bool(rest):
        return _joined(_sentences(material, "wrong").what, note_said(rest))
    return SafeString()


def mend_said(item: catalogue.ItemOnDay, about: str, mend: str) -> SafeString:
    """How to mend it, for the reader; as it was typed where it is not the house's sentence."""
    material = _material(item, about)
    if material is not None:
        for state in ("missing", "wrong"):
            if mend == written(material, state).mend:
                return _joined(_sentences(material, state).mend)
    return typed(mend)


def basis_said(item: catalogue.ItemOnDay, basis: str) -> SafeString:
    """On what it rests, for the reader; as it was typed where neither a clause of the item nor its guide."""
    if basis == GUIDE:
        return _joined(pick({"zh-hans": GUIDE, "en": _("Guide of the item")}))
    if basis == guide_of(item):
        return _joined(_guide(item))
    book = catalogue.current()
    for clause in _clauses(item):
        if basis == (chinese := book.words(clause)):
            return _joined(pick({"zh-hans": chinese, "en": book.words(clause, "en")}))
    return typed(basis)


def typed(words: str) -> SafeString:
    """What a person typed, which nobody translates."""
    return format_html('<span lang="zh" translate="no">{}</span>', words) if words else SafeString()


def _sentences(material: catalogue.Material, state: str) -> Sentences:
    """In the language of the moment."""
    asked = {"name": say(material.name), "form": FORMS[material.form], "count": material.count}
    if state == "missing":
        mend = _("Bring “%(name)s”: %(form)s, copies: %(count)s") % asked
        return Sentences(_("“%(name)s” is missing") % asked, mend)
    mend = _("Bring a fitting “%(name)s”: %(form)s, copies: %(count)s") % asked
    return Sentences(_("“%(name)s” does not fit") % asked, mend)


def _with_colon(*parts: str) -> str:
    return COLON.join(filter(None, parts))


def _guide(item: catalogue.ItemOnDay) -> str:
    return _("Guide of the item “%(item)s”") % {"item": say(item.name)}


def _joined(ours: str, theirs: SafeString = SafeString()) -> SafeString:  # noqa: B008  # immutable
    if not (ours and theirs):
        return format_html("{}", ours) if ours else theirs
    return format_html(_("%(part)s: %(result)s") % {"part": "{}", "result": "{}"}, ours, theirs)


def _material(item: catalogue.ItemOnDay, about: str) -> catalogue.Material | None:
    kind, _colon, key = about.partition(":")
    return next((one for one in item.materials if one.id == key), None) if kind == "material" else None


def _clauses(item: catalogue.ItemOnDay) -> Iterator[catalogue.Clause]:
    yield from (row.clause for row in item.conditions if row.clause is not None)
    yield from (row.clause for row in item.legal_bases)
    yield from (row.clause for row in item.remedies if row.clause is not None)
