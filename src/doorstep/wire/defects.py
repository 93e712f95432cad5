"""What the house itself writes of a defect: in Chinese on the paper that is given, and said again in each reader's language.

Only what was told is kept. What stands there exactly as the house writes it from the item's requirement is the house's own
sentence; everything else is somebody's, and stays as it was typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doorstep.catalogue import public as catalogue

from .languages import pick, said

COLON = "："
#: The basis that is always true of a missing material; it goes on paper, so it is Chinese.
GUIDE = "本事项办事指南"

#: How a material must be.
FORMS: dict[str, str | Promise] = {
    "original": gettext_lazy("original"),
    "copy": gettext_lazy("copy"),
    "original_and_copy": gettext_lazy("original and copy"),
    "original_shown": gettext_lazy("original, shown and taken home again"),
    "electronic": gettext_lazy("electronic"),
}

#: Why a material does not fit.
FAULTS: dict[str, str | Promise] = {
    "expired": gettext_lazy("no longer valid"),
    "unclear": gettext_lazy("cannot be read clearly"),
    "not_matching": gettext_lazy("does not agree with the other papers"),
    "incomplete": gettext_lazy("a page or an entry is missing"),
    "unsigned": gettext_lazy("not signed or not sealed"),
    "copy_only": gettext_lazy("the original is needed"),
    "other_form": gettext_lazy("not in the form that is asked"),
}


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is told of one material, and how to mend it."""

    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Parted:
    """A text parted into the house's own words, in the reader's language, and what somebody typed; either may be empty."""

    ours: str = ""
    typed: str = ""

    @property
    def worded(self) -> str:
        """Both as one text; empty where the house worded nothing of it."""
        return _in_a_row(self.ours, self.typed) if self.ours else ""


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


def basis_of(item: catalogue.ItemOnDay) -> str:
    """On what a defect rests, as the paper says it: the item's first article, else its guide. In Chinese."""
    if item.legal_bases:
        return catalogue.current().words(item.legal_bases[0].clause)
    return guide_of(item)


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


def note_parted(note: str) -> Parted:
    """A material's note: the reason of the list, own words."""
    fault, own = told_apart(note)
    return Parted(str(FAULTS[fault]) if fault else "", own)


def what_parted(item: catalogue.ItemOnDay, about: str, what: str) -> Parted:
    """What was told of a material or of an answer of the form."""
    material = _material(item, about)
    if material is None:
        return Parted(typed=what)
    if what == written(material, "missing").what:
        return Parted(_sentences(material, "missing").what)
    head, colon, rest = what.partition(COLON)
    if head == written(material, "wrong").what and bool(colon) == bool(rest):
        note = note_parted(rest)
        return Parted(_in_a_row(_sentences(material, "wrong").what, note.ours), note.typed)
    return Parted(typed=what)


def mend_parted(item: catalogue.ItemOnDay, about: str, mend: str) -> Parted:
    """How to mend it."""
    material = _material(item, about)
    if material is not None:
        for state in ("missing", "wrong"):
            if mend == written(material, state).mend:
                return Parted(_sentences(material, state).mend)
    return Parted(typed=mend)


def basis_parted(item: catalogue.ItemOnDay, basis: str) -> Parted:
    """On what it rests: the item's guide, a clause of the item, or somebody's words."""
    if basis == GUIDE:
        return Parted(pick({"zh-hans": GUIDE, "en": _("Guide of the item")}))
    if basis == guide_of(item):
        return Parted(_guide(item))
    book = catalogue.current()
    for clause in _clauses(item):
        if basis == (chinese := book.words(clause)):
            return Parted(pick({"zh-hans": chinese, "en": book.words(clause, "en")}))
    return Parted(typed=basis)


def _sentences(material: catalogue.Material, state: str) -> Sentences:
    """In the language of the moment."""
    asked = {"name": said(material.name), "form": FORMS[material.form], "count": material.count}
    if state == "missing":
        mend = _("Bring “%(name)s”: %(form)s, copies: %(count)s") % asked
        return Sentences(_("“%(name)s” is missing") % asked, mend)
    mend = _("Bring a fitting “%(name)s”: %(form)s, copies: %(count)s") % asked
    return Sentences(_("“%(name)s” does not fit") % asked, mend)


def _in_a_row(first: str, second: str) -> str:
    return _("%(part)s: %(result)s") % {"part": first, "result": second} if first and second else first or second


def _with_colon(*parts: str) -> str:
    return COLON.join(filter(None, parts))


def _guide(item: catalogue.ItemOnDay) -> str:
    return _("Guide of the item “%(item)s”") % {"item": said(item.name)}


def _material(item: catalogue.ItemOnDay, about: str) -> catalogue.Material | None:
    kind, _colon, key = about.partition(":")
    return next((one for one in item.materials if one.id == key), None) if kind == "material" else None


def _clauses(item: catalogue.ItemOnDay) -> Iterator[catalogue.Clause]:
    yield from (row.clause for row in item.conditions if row.clause is not None)
    yield from (row.clause for row in item.legal_bases)
    yield from (row.clause for row in item.remedies if row.clause is not None)
