"""Forms of the acts by which a material comes afterwards: what was asked for, what was promised, with its scans."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from doorstep.web.uploads import Attached, attached, ids_of

from .fields import one_of, text
from .forms import ActForm
from .page_words import name_of, open_defects, told


class BringingForm(ActForm):
    """An act that takes materials; each may come with files."""

    def scans(self) -> dict[str, tuple[UUID, ...]]:
        """Material → uploads that the form names."""
        posted: Any = self.data if self.is_bound else MultiValueDict()
        rows = [(_material(choice), ids_of(posted, self._field(choice))) for choice, _name in self.brings()]
        return {material: keys for material, keys in rows if keys}

    def attachments(self) -> list[tuple[Attached, str, str]]:
        """What is drawn for each of these materials: its files, its choice, its name. One query, none without files."""
        keys = self.scans()
        asked = {self._field(choice): keys.get(_material(choice), ()) for choice, _name in self.brings()}
        found = attached(asked, by=self.standing.by, wrong=self.unkept)
        return [(found[self._field(choice)], choice, name) for choice, name in self.brings()]

    def _field(self, choice: str) -> str:
        return f"{self.prefix}-u-{_material(choice)}"


class SupplyForm(BringingForm):
    """What the applicant brought: what the notice asked for, and any other material that was missing."""

    hint = _("Tick what is here now. Whether it is enough is judged by who accepts.")
    remark = text(_("Remark"), longest=500)

    def build(self) -> None:
        asked = [(row.about, row.what) for row in open_defects(self.standing)]
        names = dict(asked)
        others = [
            (f"material:{row.material}", name_of(row))
            for row in self.standing.materials
            if row.state in ("missing", "wrong") and f"material:{row.material}" not in names
        ]
        brought = forms.MultipleChoiceField(
            label=_("Here now"),
            choices=[*((about, told(self.standing, about, what)) for about, what in asked), *others],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Tick what is here now."), "invalid_choice": _("Choose one of the list.")},
        )
        self.fields = {"seen": self.fields["seen"], "brought": brought, "remark": self.fields["remark"]}

    def brings(self) -> list[tuple[str, str]]:
        names = {f"material:{row.material}": name_of(row) for row in self.standing.materials}
        return [(about, names[about]) for about, _told in self.fields["brought"].choices if about in names]  # type: ignore[attr-defined]

    def materials(self) -> list[str]:
        """The materials that are here."""
        return [one.removeprefix("material:") for one in self.cleaned_data["brought"] if one.startswith("material:")]

    def mended(self) -> list[str]:
        """The other defects that are mended."""
        return [one for one in self.cleaned_data["brought"] if not one.startswith("material:")]


class PromisedForm(BringingForm):
    """A promised material came, or never came."""

    def brings(self) -> list[tuple[str, str]]:
        return [(row.material, name_of(row)) for row in self.standing.materials if row.state == "tolerated"]

    def build(self) -> None:
        promised = self.brings()
        self.fields["material"] = one_of(_("Material"), promised, _("Choose the material."))
        if len(promised) == 1:
            self.fields["material"].initial = promised[0][0]


def _material(choice: str) -> str:
    return choice.removeprefix("material:")
