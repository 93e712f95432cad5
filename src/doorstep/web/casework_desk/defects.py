"""The one-time notice: every defect with its basis and how to mend it, told at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doorstep.wire.defects import GUIDE, Sentences, written

from .fields import day, line
from .forms import ActForm
from .page_words import clauses_of, label_of, name_of

GAPS = ("missing", "wrong")


@dataclass(frozen=True)
class Row:
    """One thing that may be missing or wrong, with its four fields."""

    pick: BoundField
    what: BoundField
    mend: BoundField
    basis: BoundField
    state: str


class DefectsForm(ActForm):
    """一次性告知. A tick for each material and each answer of the form; what is ticked needs words."""

    hint = _("Tell everything now: a defect that is not told in this notice cannot be raised later.")
    template = "casework_desk/defects_fields.html"
    due_on = day(_("To be supplied by"), _("Name the day by which it is to be supplied."))

    def build(self) -> None:
        self.subjects: list[tuple[str, str]] = []
        asked = {one.id: one for one in self.standing.item.materials}
        for row in self.standing.materials:
            if row.state != "not_needed":
                gap = row.state in GAPS and row.material in asked
                ours = written(asked[row.material], row.state, row.note) if gap else Sentences(row.note, "")
                self._add(f"material:{row.material}", name_of(row), row.state, ours)
        for field in self.standing.item.fields:
            self._add(f"field:{field.id}", label_of(field), "", Sentences("", ""))
        self.order_fields([*(name for name in self.fields if name != "due_on"), "due_on"])

    def _add(self, about: str, name: Any, state: str, says: Sentences) -> None:
        here = len(self.subjects)
        self.subjects.append((about, state))
        self.fields[f"pick{here}"] = forms.BooleanField(label=name, required=False, initial=state in GAPS)
        self.fields[f"what{here}"] = line(_("What is missing or wrong"), longest=300, initial=says.what)
        self.fields[f"mend{here}"] = line(_("How to mend it"), longest=300, initial=says.mend)
        self.fields[f"basis{here}"] = line(
            _("Basis"), initial=GUIDE, widget=forms.TextInput(attrs={"list": f"{self.prefix}-clauses"})
        )

    @property
    def suggestions(self) -> list[str]:
        """Clauses of the item."""
        return clauses_of(self.standing)

    def materials_rows(self) -> Iterator[Row]:
        """The rows of materials."""
        return self._rows("material:")

    def answers_rows(self) -> Iterator[Row]:
        """The rows of the form's answers."""
        return self._rows("field:")

    def _rows(self, start: str) -> Iterator[Row]:
        for here, (about, state) in enumerate(self.subjects):
            if about.startswith(start):
                yield Row(self[f"pick{here}"], self[f"what{here}"], self[f"mend{here}"], self[f"basis{here}"], state)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        asked = {
            "what": _("Say what is missing or wrong."),
            "mend": _("Say how to mend it."),
            "basis": _("Name the basis."),
        }
        picked = [here for here in range(len(self.subjects)) if told.get(f"pick{here}")]
        for here in picked:
            for name, missing in asked.items():
                if not (told.get(f"{name}{here}") or "").strip():
                    label = self.fields[f"pick{here}"].label
                    self.add_error(
                        f"{name}{here}", gettext("%(label)s: %(error)s") % {"label": label, "error": missing}
                    )
        if not picked:
            self.add_error(None, _("Tick at least one thing that is missing or wrong."))
        return told

    def defects(self) -> list[dict[str, str]]:
        """What was ticked, as the room of cases wants it."""
        told = self.cleaned_data
        return [
            {
                "about": about,
                "what": told[f"what{here}"].strip(),
                "basis": told[f"basis{here}"].strip(),
                "how_to_mend": told[f"mend{here}"].strip(),
            }
            for here, (about, _state) in enumerate(self.subjects)
            if told.get(f"pick{here}")
        ]

    def due_day(self) -> date:
        """The day by which it is to be supplied."""
        day_given: date = self.cleaned_data["due_on"]
        return day_given
