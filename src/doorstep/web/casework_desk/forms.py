"""Forms of the acts on a case. Each is made for one page: it knows the case's materials, parts, item and language.

A form checks what can be seen without the case (a field is empty, a day is no day) and names every gap at once; whether
the act is possible is the business of the room of cases.
"""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from doorstep.web.act_words import RESULTS
from doorstep.web.words import DELIVERIES, OUTCOMES, Words

from .fields import day, line, one_of, pairs, text
from .page_words import clauses_of, name_of, special_reasons
from .standing import Standing


class ActForm(forms.Form):
    """An act with nothing to fill in. `seen` is the state of the case that the page showed."""

    hint: Words = ""
    template = "casework_desk/act_fields.html"
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        standing: Standing,
        prefix: str,
        initial: Mapping[str, Any] | None = None,
        unkept: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix, initial=dict(initial or {}), use_required_attribute=False)
        self.standing = standing
        self.unkept = unkept or {}
        self.fields["seen"].initial = standing.seen
        self.build()
        if "clause" in self.fields:
            self.fields["clause"].widget.attrs["list"] = f"{prefix}-clauses"

    def build(self) -> None:
        """Add what depends on the case."""

    def brings(self) -> list[tuple[str, str]]:
        """The materials that may come with files: the choice that says a material is here, and its name."""
        return []

    def seeing(self, standing: Standing) -> Self:
        """The same form with everything typed, now beside the case as it stands."""
        if self.is_bound:
            data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict keeps several ticks of one name
            data[f"{self.prefix}-seen"] = standing.seen
            self.data = data
        return self

    @property
    def suggestions(self) -> list[str]:
        """Clauses to choose from when one is asked; others may be written."""
        return clauses_of(self.standing) if "clause" in self.fields else []


class AcceptForm(ActForm):
    """受理. Gaps that the item tolerates may follow by a promised day."""

    def build(self) -> None:
        self.gaps = [row for row in self.standing.materials if row.state in ("missing", "wrong") and row.tolerable]
        for row in self.gaps:
            label = _("%(material)s: may follow until") % {"material": name_of(row)}
            self.fields[f"until-{row.material}"] = day(label, hint=_("Only with the applicant's signed promise."))

    def tolerated(self) -> dict[str, Any]:
        """Material → promised day."""
        found = {row.material: self.cleaned_data.get(f"until-{row.material}") for row in self.gaps}
        return {material: until for material, until in found.items() if until}


class NotAcceptForm(ActForm):
    """不予受理: reason, clause, where to go."""

    hint = _("The applicant gets these words on paper, with the remedy that the item names.")
    reason = text(_("Reason"), _("Write why it cannot be accepted."))
    clause = line(_("Clause"), _("Name the clause on which this rests."))
    where_to_go = line(_("Where to go instead"), hint=_("Office, address and hours, if another place is competent."))


class AnswerTaskForm(ActForm):
    """协办意见: what a department says of its part."""

    result = one_of(_("Opinion"), pairs(RESULTS), _("Choose what your department says."))
    remark = text(_("Findings in words"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("result") == "objects" and not told.get("remark", "").strip():
            self.add_error("remark", _("Write what your department objects to."))
        return told


class DecideForm(ActForm):
    """审批: grant, or refuse with reason, clause and remedy."""

    outcome = one_of(_("Decision"), pairs(OUTCOMES), _("Choose whether the application is granted or refused."))
    reason = text(_("Reason"), hint=_("Required when refused: in words that the applicant understands."))
    clause = line(_("Clause"), hint=_("Required when refused: law, article, paragraph."))
    remedy = text(_("Remedy"), hint=_("What the applicant can do against it. The item's own remedy is filled in."))

    def build(self) -> None:
        self.fields["remedy"].initial = self.standing.remedy

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("outcome") != "refused":
            return told
        asked = {
            "reason": _("A refusal needs its reason."),
            "clause": _("A refusal needs the clause on which it rests."),
            "remedy": _("A refusal says what can be done against it."),
        }
        for name, missing in asked.items():
            if not told.get(name, "").strip():
                self.add_error(name, missing)
        return told


class SpecialForm(ActForm):
    """特别程序: why, and what the applicant is told."""

    hint = _("The applicant is told in writing. The clock stands still only where the item's rule says so.")
    says = text(_("What the applicant is told"), _("Write what happens and how long it takes."))

    def build(self) -> None:
        reasons = special_reasons(self.standing)
        first = one_of(_("Procedure"), reasons, _("Choose the procedure."), radio=False)
        self.fields = {"seen": self.fields["seen"], "reason": first, "says": self.fields["says"]}


class ExtendForm(ActForm):
    """延期: once, licences only."""

    hint = _("Once, by at most ten working days; the applicant is told the reason.")
    days = forms.IntegerField(
        label=_("Working days more"),
        min_value=1,
        max_value=10,
        error_messages={
            "required": _("Write a number from 1 to 10."),
            "invalid": _("Write a number from 1 to 10."),
            "min_value": _("Write a number from 1 to 10."),
            "max_value": _("Write a number from 1 to 10."),
        },
    )
    reason = text(_("Reason"), _("Write why more time is needed."))
    clause = line(_("Clause"), _("Name the clause that allows it."))
    says = text(_("What the applicant is told"), _("Write what the applicant is told."))


class CloseSpecialForm(ActForm):
    """The procedure is over: what it found."""

    finding = text(_("What it found"), _("Write what the procedure found."))


class DeliverForm(ActForm):
    """送达: by hand, by post, to the agent, as an electronic licence."""

    way = one_of(_("How"), pairs(DELIVERIES), _("Choose how the result was handed over."))
    signed = forms.BooleanField(label=_("A receipt was signed"), required=False)
    tracking = line(_("Number of the letter or of the e-licence"), longest=60, hint=_("For post and e-licence."))

    def build(self) -> None:
        agents = [(str(row.id), row.agent_name) for row in self.standing.agents]
        if agents:
            chosen = one_of(_("Agent"), agents, "", radio=False)
            chosen.required = False
            self.fields["agent"] = chosen

    def authority(self) -> int | None:
        """The agent's authority, where the agent came."""
        chosen = self.cleaned_data.get("agent", "")
        return int(chosen) if chosen and self.cleaned_data["way"] == "by_agent" else None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        way = told.get("way")
        if way in ("by_hand", "by_agent") and not told.get("signed"):
            self.add_error("signed", _("Handed over in person only against a signature."))
        if way in ("by_post", "e_licence") and not told.get("tracking", "").strip():
            self.add_error("tracking", _("Write the number of the letter or of the e-licence."))
        if way == "by_agent" and not told.get("agent"):
            self.add_error(
                "agent" if "agent" in self.fields else "way", _("No agent with an authority of today is chosen.")
            )
        return told


class LoseTaskForm(ActForm):
    """No answer came from outside: the part is handed over again."""

    note = line(_("Remark"), longest=300)


class ReasonForm(ActForm):
    """An act that wants a reason and nothing else."""

    reason = text(_("Reason"), _("Write the reason."))


class ReassignForm(ActForm):
    """改派: another item, the time of receipt stays."""

    hint = _("The case keeps its number and the day of its receipt; its clock follows the new item.")
    template = "casework_desk/reassign_fields.html"
    words = line(_("Find the right item"), hint=_("In the resident's words, in pinyin, or by code."), longest=60)
    item = forms.ChoiceField(
        label=_("Right item"),
        required=True,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Search, then choose the right item."),
            "invalid_choice": _("Choose one of the items found."),
        },
    )
    reason = text(_("Reason"), _("Write why the case belongs elsewhere."))

    def build(self) -> None:
        words = self.data.get(f"{self.prefix}-words", "") if self.is_bound else self.initial.get("words", "")
        self.fields["item"].choices = self.standing.search(words)  # type: ignore[attr-defined]


class SpotCheckForm(ActForm):
    """抽查: what a second person found of an item that a clerk finished alone."""

    passed = one_of(_("Finding"), [("yes", _("In order")), ("no", _("Not in order"))], _("Choose what you found."))
    finding = text(_("In words"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("passed") == "no" and not told.get("finding", "").strip():
            self.add_error("finding", _("Write what is not in order."))
        return told
