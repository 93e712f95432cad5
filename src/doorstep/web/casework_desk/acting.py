"""Which form belongs to which act, and the one call that it becomes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from doorstep.cases import public as cases
from doorstep.cases.public import Act
from doorstep.staff.public import Acting

from .bringing import PromisedForm, SupplyForm
from .defects import DefectsForm
from .forms import (
    AcceptForm,
    ActForm,
    AnswerTaskForm,
    CloseSpecialForm,
    DecideForm,
    DeliverForm,
    ExtendForm,
    LoseTaskForm,
    NotAcceptForm,
    ReasonForm,
    ReassignForm,
    SpecialForm,
    SpotCheckForm,
)


@dataclass(frozen=True)
class Hand:
    """Who does it, when, to which case and, where it is about a part, to which part."""

    case_id: int
    task_id: int
    by: Acting
    at: datetime

    @property
    def on_case(self) -> dict[str, Any]:
        """The arguments that every act on a case takes."""
        return {"case_id": self.case_id, "by": self.by, "at": self.at}

    @property
    def on_task(self) -> dict[str, Any]:
        """The arguments that every act on a part takes."""
        return {"task_id": self.task_id, "by": self.by, "at": self.at}


@dataclass(frozen=True)
class Doing:
    """An act at this desk: its form and its call."""

    form: type[ActForm]
    call: Callable[[Any, Hand], object]


def _defects(form: DefectsForm) -> list[cases.DefectGiven]:
    return [cases.DefectGiven(**one) for one in form.defects()]


def _told(*names: str) -> Callable[[ActForm], dict[str, Any]]:
    return lambda form: {name: form.cleaned_data[name] for name in names}


def _send(form: ActForm, hand: Hand) -> object:
    """One part handed over by a printed sheet; batches leave from the page of outside tasks."""
    task = form.standing.task(hand.task_id)
    return cases.hand_over(department=task.department, way="sheet", task_ids=[hand.task_id], by=hand.by, at=hand.at)


def _supply(form: SupplyForm, hand: Hand) -> object:
    return cases.take_supplement(
        materials=form.materials(),
        mended=form.mended(),
        note=form.cleaned_data["remark"],
        files=form.scans(),
        **hand.on_case,
    )


DOINGS: dict[Act, Doing] = {
    Act.ACCEPT: Doing(AcceptForm, lambda form, hand: cases.accept(tolerated=form.tolerated(), **hand.on_case)),
    Act.NOT_ACCEPT: Doing(
        NotAcceptForm,
        lambda form, hand: cases.not_accept(**_told("reason", "clause", "where_to_go")(form), **hand.on_case),
    ),
    Act.ASK_SUPPLEMENT: Doing(
        DefectsForm,
        lambda form, hand: cases.ask_supplement(defects=_defects(form), due_on=form.due_day(), **hand.on_case),
    ),
    Act.RETURN: Doing(
        DefectsForm,
        lambda form, hand: cases.return_to_receiving(defects=_defects(form), due_on=form.due_day(), **hand.on_case),
    ),
    Act.ASK_CORRECTION: Doing(
        DefectsForm,
        lambda form, hand: cases.ask_correction(defects=_defects(form), due_on=form.due_day(), **hand.on_case),
    ),
    Act.SUPPLY: Doing(SupplyForm, _supply),
    Act.CORRECT: Doing(SupplyForm, _supply),
    Act.ANSWER_TASK: Doing(
        AnswerTaskForm, lambda form, hand: cases.answer_task(**_told("result", "remark")(form), **hand.on_task)
    ),
    Act.SEND_TASK: Doing(ActForm, _send),
    Act.LOSE_TASK: Doing(LoseTaskForm, lambda form, hand: cases.lose_task(**_told("note")(form), **hand.on_task)),
    Act.OPEN_SPECIAL: Doing(
        SpecialForm, lambda form, hand: cases.open_special(**_told("reason", "says")(form), **hand.on_case)
    ),
    Act.CLOSE_SPECIAL: Doing(
        CloseSpecialForm, lambda form, hand: cases.close_special(**_told("finding")(form), **hand.on_case)
    ),
    Act.EXTEND: Doing(
        ExtendForm, lambda form, hand: cases.extend(**_told("days", "reason", "clause", "says")(form), **hand.on_case)
    ),
    Act.KEEP_PROMISE: Doing(
        PromisedForm,
        lambda form, hand: cases.keep_promise(
            material=form.cleaned_data["material"],
            files=form.scans().get(form.cleaned_data["material"], ()),
            **hand.on_case,
        ),
    ),
    Act.BREAK_PROMISE: Doing(
        PromisedForm, lambda form, hand: cases.end_promise(**_told("material")(form), **hand.on_case)
    ),
    Act.DECIDE: Doing(
        DecideForm,
        lambda form, hand: cases.decide(**_told("outcome", "reason", "clause", "remedy")(form), **hand.on_case),
    ),
    Act.DECIDE_ON_SPOT: Doing(
        DecideForm,
        lambda form, hand: cases.decide(**_told("outcome", "reason", "clause", "remedy")(form), **hand.on_case),
    ),
    Act.FINISH_ON_SPOT: Doing(ActForm, lambda _form, hand: cases.finish_on_spot(**hand.on_case)),
    Act.DELIVER: Doing(
        DeliverForm,
        lambda form, hand: cases.deliver(
            **_told("way", "signed", "tracking")(form), authority_id=form.authority(), **hand.on_case
        ),
    ),
    Act.WITHDRAW: Doing(ReasonForm, lambda form, hand: cases.withdraw(**_told("reason")(form), **hand.on_case)),
    Act.TERMINATE: Doing(ReasonForm, lambda form, hand: cases.terminate(**_told("reason")(form), **hand.on_case)),
    Act.REASSIGN: Doing(
        ReassignForm,
        lambda form, hand: cases.reassign(
            item_code=form.cleaned_data["item"], reason=form.cleaned_data["reason"], **hand.on_case
        ),
    ),
    Act.SPOT_CHECK: Doing(
        SpotCheckForm,
        lambda form, hand: cases.spot_check(
            passed=form.cleaned_data["passed"] == "yes", note=form.cleaned_data["finding"], **hand.on_case
        ),
    ),
}

#: Acts about one part of a case: there is a form for each part that waits for them.
ABOUT_A_TASK = frozenset({Act.ANSWER_TASK, Act.SEND_TASK, Act.LOSE_TASK})
