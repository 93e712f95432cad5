"""A case as it stands on this desk: the page of the room of cases, with what forms and templates ask of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from django.utils.translation import gettext

from doorstep.cases import public as cases
from doorstep.cases.public import Act, CasePage, Seat
from doorstep.catalogue import public as catalogue
from doorstep.kernel.masking import mask_bank, mask_phone
from doorstep.kernel.money import Money
from doorstep.people import public as people
from doorstep.places import public as places
from doorstep.staff import public as staff
from doorstep.web.defect_words import typed
from doorstep.web.templatetags.house import say

FOUND_AT_ONCE = 8


@dataclass(frozen=True)
class Step:
    """Parts of a case that may run at the same time; the step before must be done first."""

    number: int
    tasks: tuple[cases.TaskRow, ...]


@dataclass(frozen=True)
class Said:
    """One answer of the form as it is read: label and words."""

    label: str
    words: str
    day: date | None = None


@dataclass
class Standing:
    """One case before one person at one moment."""

    page: CasePage
    by: staff.Acting
    at: datetime
    unmasked: dict[str, str] = field(default_factory=dict)  # field → value, shown once

    @property
    def id(self) -> int:
        """The case's number within."""
        return self.page.case.id

    @property
    def about(self) -> str:
        """The case's key in ledger and files."""
        return f"case:{self.id}"

    @property
    def seen(self) -> str:
        """The state that this page shows: the stage, and how many events the case has."""
        last = self.page.story[-1].seq if self.page.story else 0
        return f"{self.page.case.stage}.{last}"

    @property
    def materials(self) -> tuple[cases.MaterialRow, ...]:
        """The materials of the case."""
        return self.page.materials

    @property
    def item(self) -> catalogue.ItemOnDay:
        """The item as it stood on the day of the case."""
        return self.page.item

    @property
    def card(self) -> people.PersonCard:
        """The applicant, masked."""
        return self.page.applicant

    @cached_property
    def agents(self) -> list[people.AuthorityRow]:
        """Who may act for the applicant today. One query."""
        return people.authorities_for(self.card.id, on=self.at.date())

    @cached_property
    def street_name(self) -> str:
        """Where the applicant lives, else is registered."""
        known = {str(row.kind): row.street_code for row in self.card.addresses}
        code = known.get("residence") or known.get("hukou") or ""
        if not code:
            return ""
        return places.street(code, on=self.at.date()).name

    @cached_property
    def _catalogue(self) -> catalogue.Catalogue:
        return catalogue.current()

    def clause(self, clause: catalogue.Clause | None, language: str = "zh-hans") -> str:
        """A clause in words, as papers write it unless another language is asked for."""
        return self._catalogue.words(clause, language)

    def clause_of(self, reason: str) -> str:
        """The clause of a pause or a special procedure of this item, in words; empty where none is verified."""
        known = {row.kind: row.clause for row in self.item.procedures}
        known |= {row.reason: row.clause for row in self.item.pauses if row.clause is not None}
        found = known.get(reason)
        return self.clause(found) if found is not None else ""

    @property
    def remedy(self) -> str:
        """What the applicant can do against a decision, by the item."""
        rows = self.item.remedies
        return "；".join(f"{row.says.zh_hans}（{row.terms}）" if row.terms else row.says.zh_hans for row in rows)

    def search(self, words: str) -> list[tuple[str, str]]:
        """Other items of the day of receipt by a resident's words: code and name."""
        if not words.strip():
            return []
        day = self.page.case.received_at.astimezone(self.at.tzinfo).date()
        found = catalogue.search_items(words, on=day, limit=FOUND_AT_ONCE)
        rows = [(hit.item.item.code, f"{say(hit.item.name)} · {hit.item.item.code}") for hit in found]
        return [row for row in rows if row[0] != self.page.case.item_code]

    @cached_property
    def closes(self) -> time | None:
        """When the office closes on the due day."""
        due = self.page.case.due_on
        hours = places.opening_of(self.page.accepting.code, due) if due else None
        return hours.closes if hours else None

    @property
    def steps(self) -> list[Step]:
        """The parts in the order of the item: those side by side stand together."""
        rank: dict[str, int] = {}
        for task in self.page.tasks:  # an item's parts come in order, those before first
            rank[task.spec] = 1 + max((rank.get(before, 0) for before in task.after), default=0)
        numbers = sorted(set(rank.values()))
        return [Step(one, tuple(task for task in self.page.tasks if rank[task.spec] == one)) for one in numbers]

    def task(self, task_id: int) -> cases.TaskRow:
        """One part. Raises UnknownTask."""
        found = next((task for task in self.page.tasks if task.id == task_id), None)
        if found is None:
            raise cases.UnknownTask(task=str(task_id), state="")
        return found

    def tasks_for(self, act: Act) -> list[cases.TaskRow]:
        """The parts on which an act can be done from here."""
        match act:
            case Act.ANSWER_TASK:
                return [task for task in self.page.tasks if task.mine and task.state in ("open", "sent")]
            case Act.LOSE_TASK:
                return [task for task in self.page.tasks if task.mine and task.state == "sent"]
            case Act.SEND_TASK:
                return [task for task in self.page.tasks if self._may_send(task)]
        return []

    def _may_send(self, task: cases.TaskRow) -> bool:
        if task.inside or task.state not in ("open", "lost"):
            return False
        return task.body == self.by.body_code if self.by.body_code else Seat.ACCEPTING in self.page.seats

    @property
    def said(self) -> list[Said]:
        """The answers of the form in the order of the item, as people read them; numbers of phones and accounts masked."""
        answers = dict(self.page.answers)
        return [_said(one, answers[one.id]) for one in self.item.fields if answers.get(one.id)]


def _said(one: catalogue.FormField, value: str) -> Said:
    label = say(one.label)
    match one.type:
        case "money":
            return Said(label, f"¥ {Money(fen=int(value)).yuan_text}")
        case "choice":
            return Said(label, next((say(choice.label) for choice in one.choices if choice.value == value), value))
        case "date":
            return Said(label, value, date.fromisoformat(value))
        case "bool":
            return Said(label, str({"yes": gettext("Yes"), "no": gettext("No")}.get(value, value)))
    if one.id.endswith("phone"):
        return Said(label, mask_phone(value))
    return Said(label, mask_bank(value) if one.id.endswith("account") else typed(value))
