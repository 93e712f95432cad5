"""What a clerk typed at the window, read from the form and shown again exactly as it was."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.translation import gettext as _

from doorstep.cases import public as cases
from doorstep.catalogue import public as catalogue
from doorstep.staff.public import Acting
from doorstep.web.keys import MATERIALS as KEYS
from doorstep.web.uploads import Attached, Posted, attached, ids_of
from doorstep.web.words import MATERIALS, Words
from doorstep.wire.defects import FAULTS, as_one, written
from doorstep.wire.languages import pick
from doorstep.wire.typed import typed_day, typed_text

LONGEST = 2000
DOUBTFUL = ("approximate", "unverified")
GAPS = ("missing", "wrong")
MOST_NOTE = 240  # with the reason of the list before it, a note fits its column


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One material of the checklist: what is asked, what may be ticked, what is ticked."""

    material: catalogue.Material
    key: str  # the key that ticks it; empty beyond the rows of keys
    states: tuple[tuple[str, Words], ...]
    state: str
    fault: str  # why it is wrong, of the list; empty: only the note says it
    note: str
    promised: str
    attached: Attached
    files: tuple[UUID, ...] = ()  # uploads that the form names, whether or not they are still there
    wrong: str = ""

    @property
    def id(self) -> str:
        """The material's id within its item."""
        return self.material.id

    @property
    def told(self) -> str:
        """What is wrong with it, in the reader's language: the reason of the list, then the clerk's own words."""
        return as_one(self.fault, self.note)

    @property
    def promised_on(self) -> date | None:
        """The day by which it will come; None: what was typed is no day."""
        return typed_day(self.promised)

    @property
    def is_gap(self) -> bool:
        """Whether it is missing or wrong."""
        return self.state in GAPS


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of the item's form with what was typed into it."""

    field: catalogue.FormField
    value: str
    wrong: str = ""

    @property
    def answer(self) -> str:
        """What was typed; a day in its one spelling."""
        day = typed_day(self.value) if self.field.type == "date" else None
        return day.isoformat() if day else self.value

    @property
    def id(self) -> str:
        """The field's id within its item."""
        return self.field.id


@dataclass(frozen=True, slots=True)
class Typed:
    """Everything of the form: materials, answers, who acts, and the key that makes a second press harmless."""

    key: str
    materials: tuple[MaterialLine, ...]
    fields: tuple[FieldLine, ...]
    agent: str = ""
    local_hukou: str = ""
    means: str = ""
    due: str = ""  # by when the resident brings what is missing
    errors: tuple[tuple[str, str], ...] = ()  # (anchor, sentence)

    @property
    def doubtful(self) -> bool:
        """Whether the whole list is in doubt: then the mark stands once, at its head."""
        return bool(self.materials) and all(line.material.confidence in DOUBTFUL for line in self.materials)

    @property
    def gaps(self) -> tuple[MaterialLine, ...]:
        """The materials that are missing or wrong."""
        return tuple(line for line in self.materials if line.is_gap)

    @property
    def promised(self) -> tuple[MaterialLine, ...]:
        """The materials that may follow by a promised day."""
        return tuple(line for line in self.materials if line.state == "tolerated")

    @property
    def answers(self) -> dict[str, str]:
        """The answers that are not empty."""
        return {line.id: line.answer for line in self.fields if line.value}

    @property
    def due_day(self) -> date | None:
        """The day by which the resident brings what is missing, None where it is no date."""
        return typed_day(self.due)

    @property
    def hukou_is_local(self) -> bool | None:
        """Whether the hukou is of the city, where the clerk was told."""
        return {"yes": True, "no": False}.get(self.local_hukou)

    def given(self) -> list[cases.MaterialGiven]:
        """The materials as the room of cases takes them."""
        return [
            cases.MaterialGiven(
                line.id,
                cases.MaterialState(line.state),
                note=_note(line),
                promised_until=line.promised_on if line.state == "tolerated" else None,
                files=line.files,
            )
            for line in self.materials
        ]

    def defects(self, basis: str) -> list[cases.DefectGiven]:
        """Every gap as the one-time notice tells it. In Chinese: the paper is."""
        return [_defect(line, basis) for line in self.gaps]


def read(posted: Posted, now: catalogue.ItemOnDay, *, promise: date) -> Typed:
    """The form as it was posted; an empty mapping gives a fresh one. `promise`: the day proposed for what may follow."""
    return Typed(
        key=_key(posted.get("key", "")),
        materials=tuple(_material(posted, one, place, promise) for place, one in enumerate(now.materials)),
        fields=tuple(FieldLine(one, typed_text(posted, f"f-{one.id}", most=LONGEST + 1)) for one in now.fields),
        agent=posted.get("agent", ""),
        local_hukou=posted.get("local_hukou", ""),
        means=posted.get("means", ""),
        due=posted.get("due", promise.isoformat()),
    )


def with_wrongs(
    typed: Typed, *, fields: Mapping[str, Sequence[str]] | None = None, materials: Mapping[str, str] | None = None
) -> Typed:
    """The same form with every wrong line marked and the summary that leads to each."""
    fields, materials = fields or {}, materials or {}
    field_lines = [replace(one, wrong=_why(fields.get(one.id, ()))) for one in typed.fields]
    lines = [replace(one, wrong=_why([materials.get(one.id, "")])) for one in typed.materials]
    errors = [(f"field-{one.id}", f"{say(one.field.label)}: {one.wrong}") for one in field_lines if one.wrong]
    errors += [(f"material-{one.id}", f"{say(one.material.name)}: {one.wrong}") for one in lines if one.wrong]
    return replace(typed, materials=tuple(lines), fields=tuple(field_lines), errors=tuple(errors))


def with_files(typed: Typed, wrong: Mapping[str, str], *, by: Acting) -> Typed:
    """The same form with the files of each material as they are drawn. One query, none without files."""
    found = attached({line.attached.name: line.files for line in typed.materials}, by=by, wrong=wrong)
    lines = [replace(line, attached=found[line.attached.name]) for line in typed.materials]
    return replace(typed, materials=tuple(lines))


def say(text: catalogue.Text) -> str:
    """A text of a pack in the reader's language."""
    return pick({"zh-hans": text.zh_hans, "en": text.en})


def _material(posted: Posted, material: catalogue.Material, place: int, promise: date) -> MaterialLine:
    states = tuple((one, MATERIALS[one]) for one in _states(material))
    usual = {"shared": "shared", "printed": "printed"}.get(
        material.source, "missing" if _needed(material) else "not_needed"
    )
    chosen = posted.get(f"m-{material.id}", usual)
    return MaterialLine(
        material=material,
        key=KEYS[place : place + 1],
        states=states,
        state=chosen if chosen in dict(states) else usual,
        fault=fault if (fault := posted.get(f"w-{material.id}", "")) in FAULTS else "",
        note=typed_text(posted, f"n-{material.id}", most=MOST_NOTE),
        promised=posted.get(f"p-{material.id}", promise.isoformat()),
        attached=Attached(f"u-{material.id}"),
        files=ids_of(posted, f"u-{material.id}"),
    )


def _key(text: str) -> str:
    """The key of the submission; one that is not ours is as good as none."""
    return text if re.fullmatch(r"[0-9a-f]{32}", text) else uuid4().hex


def _needed(material: catalogue.Material) -> bool:
    return material.mandatory and material.when is None


def _states(material: catalogue.Material) -> list[str]:
    """What may be ticked, the good answer first: digit keys go round in this order."""
    first = {"shared": ["shared", "handed_in"], "printed": ["printed", "handed_in"]}.get(material.source, ["handed_in"])
    return [
        *first,
        "wrong",
        "missing",
        *(["tolerated"] if material.tolerable else []),
        *([] if _needed(material) else ["not_needed"]),
    ]


def _defect(line: MaterialLine, basis: str) -> cases.DefectGiven:
    with translation.override("zh-hans"):  # the paper is in Chinese whatever the screen speaks
        told = line.told if line.state == "wrong" else ""
    says = written(line.material, line.state, told)
    return cases.DefectGiven(about=f"material:{line.id}", what=says.what, basis=basis, how_to_mend=says.mend)


def _note(line: MaterialLine) -> str:
    """What is kept of a material's note. In Chinese, as the papers are."""
    if line.state not in ("wrong", "tolerated"):
        return ""
    with translation.override("zh-hans"):
        return line.told if line.state == "wrong" else line.note


def _why(reasons: Sequence[str]) -> str:
    """Why a line cannot be taken and what to do, in the reader's language."""
    sentences = {
        "missing": _("Nothing is entered. Ask and fill it in."),
        "not_a_date": _("This is no day. Write year, month and day: 20180213 or 2018-2-13."),
        "long_past": _("This date lies too far back. Check the year."),
        "future": _("This date lies ahead. Enter a day that has come."),
        "not_a_number": _("This is not a number. Use digits only."),
        "negative": _("This is less than zero. Enter zero or more."),
        "not_money": _("This is not an amount. Write yuan with at most two decimals."),
        "not_a_choice": _("Choose one of the answers."),
        "not_yes_or_no": _("Choose yes or no."),
        "too_long": _("This is too long. Keep it under two thousand characters."),
        "not_asked": _("The item no longer asks this. Open the item again."),
        "unknown": _("The item does not ask for this. Open the item again."),
        "twice": _("This stands twice. Open the item again."),
        "needed": _("Everybody must bring this. Mark it as handed in, missing or wrong."),
        "not-tolerable": _("This may not follow later. Mark it as handed in, missing or wrong."),
        "no-promise-date": _("Enter the day by which it will be brought; it must lie ahead."),
        "not-shared": _("This is not obtained by data sharing. Ask the resident for it."),
        "not-printed": _("The centre does not print this. Ask the resident for it."),
        "not-yet": _("This can only be said later, on the page of the case."),
        "file-of-missing": _("A file is attached, so it is here: mark it as handed in or wrong, or remove the file."),
        "too-many-files": _("One material takes at most %(most)s files.") % {"most": cases.MOST_FILES},
    }
    return " ".join(sentences.get(str(reason), str(reason)) for reason in reasons if reason)
