"""How cases of the demonstration go: each story is the acts in their order, as far as the time allows."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from doorstep.cases import public as cases
from doorstep.ledger.public import Robot

from .demo_forms import may_be_missing, may_follow
from .demo_life import Life, NotYetHappened

Story = Callable[[Life], None]


def tell(life: Life) -> None:
    """The life of one case, until its end or the last moment of the demonstration."""
    with suppress(NotYetHappened):
        STORIES[life.plan.story](life)


def _on_the_spot(life: Life) -> None:
    life.receive(accept=True)
    life.minutes(2, 6)
    cases.finish_on_spot(case_id=life.case, by=life.clerk, at=life.at, seed=life.plan.key)
    if life.rng.random() < 0.6:
        life.minutes(1, 3)
        life.rate()


def _at_work(life: Life) -> None:
    life.receive(accept=True)
    _through_the_departments(life)


def _at_the_weekend(life: Life) -> None:
    """Received on a day without work, accepted on the next working day."""
    life.receive(accept=False)
    life.wait(1, 1)
    life.accept()
    _through_the_departments(life)


def _through_the_departments(life: Life) -> None:
    life.wait(1, 2)
    while life.one_part():
        life.wait(1, 2)
    life.decide()
    if life.rests(0):
        return
    life.wait(1, 2)
    life.deliver()
    if life.rng.random() < 0.5:
        life.minutes(3, 9)
        life.rate()


def _just_received(life: Life) -> None:
    life.receive(accept=False)


def _ready(life: Life) -> None:
    """Every part is done, the decision is not signed yet."""
    life.receive(accept=True)
    life.wait(1, 1)
    while life.one_part():
        life.wait(1, 1)


def _slow(life: Life) -> None:
    """Accepted early and left lying: its limit runs out about the day of the demonstration."""
    life.receive(accept=True)


def _forwarded(life: Life) -> None:
    """Handed in in one street, accepted in another; three in ten wait still."""
    life.receive(accept=False)
    life.wait(1, 1)
    if life.rests(0.3):
        return
    life.accept()
    if life.item.kind.value == "instant":
        life.minutes(5, 20)
        by = life.posts.clerk(life.accepting_street, life.rng)
        cases.decide(case_id=life.case, outcome="granted", by=by, at=life.at)
        life.wait(1, 1)
        life.deliver()
    else:
        _through_the_departments(life)


def _gap(life: Life) -> frozenset[str]:
    return frozenset(life.rng.sample(may_be_missing(life.item), 1))


def _returned(life: Life) -> None:
    """The competent centre sends all defects back; half of the applicants have brought what was missing."""
    gap = _gap(life)
    life.receive(accept=False, without=gap)
    life.wait(1, 1)
    by = life.posts.clerk(life.accepting_street, life.rng)
    due = life.at.date() + timedelta(days=10)
    cases.return_to_receiving(case_id=life.case, defects=life.missing(gap), due_on=due, by=by, at=life.at)
    life.wait(1, 3)
    if life.rests(0.5):
        return
    cases.supply(case_id=life.case, materials=sorted(gap), by=life.clerk, at=life.at)
    life.wait(1, 1)
    life.accept()


def _supplement(life: Life) -> None:
    gap = _gap(life)
    _told_what_is_missing(life, gap, days=10)
    life.wait(1, 4)
    if life.rests(0.4):
        return
    cases.supply(case_id=life.case, materials=sorted(gap), by=life.clerk, at=life.at)
    life.minutes()
    life.accept()
    _through_the_departments(life)


def _nothing_came(life: Life) -> None:
    """What was missing never came: sent back when the day was over (退件)."""
    _told_what_is_missing(life, _gap(life), days=5)
    life.wait(6, 7)
    reason = "逾期未补正"
    cases.terminate(case_id=life.case, reason=reason, by=life.clerk, at=life.at)


def _told_what_is_missing(life: Life, gap: frozenset[str], *, days: int) -> None:
    life.receive(accept=False, without=gap)
    life.minutes()
    due = life.at.date() + timedelta(days=days)
    cases.ask_supplement(case_id=life.case, defects=life.missing(gap), due_on=due, by=life.clerk, at=life.at)


def _correction(life: Life) -> None:
    life.receive(accept=True)
    life.wait(1, 2)
    gap = _gap(life)
    due = life.at.date() + timedelta(days=10)
    cases.ask_correction(case_id=life.case, defects=life.faulty(gap), due_on=due, by=life.clerk, at=life.at)
    life.wait(1, 3)
    if life.rests(0.5):
        return
    cases.receive_correction(case_id=life.case, materials=sorted(gap), by=life.clerk, at=life.at)
    _through_the_departments(life)


def _special(life: Life) -> None:
    """A special procedure that the item names; one in three is over."""
    reasons = [row.kind for row in life.item.procedures] + [row.reason for row in life.item.pauses]
    life.receive(accept=True)
    life.wait(1, 2)
    says = "现进行特别程序, 预计七日, 所需时间另行告知"
    handlers = (life.posts.handler(task.body) for task in life.page.tasks)
    by = life.somebody(next(filter(None, handlers), None))
    cases.open_special(case_id=life.case, reason=reasons[0], says=says, by=by, at=life.at)
    life.wait(4, 6)
    if life.rests(0.6):
        return
    cases.close_special(case_id=life.case, finding="无异议", by=by, at=life.at)
    _through_the_departments(life)


def _outside(life: Life) -> None:
    """A part lies with another system; four in ten were never heard of."""
    life.receive(accept=True)
    life.wait(1, 2)
    task, by, _ = life.hand_over()
    life.wait(3, 4)
    if not life.rests(0.6):
        cases.lose_task(task_id=task.id, by=by, at=life.at, note="对方系统未收到")


def _promised(life: Life) -> None:
    """A minor paper may follow (容缺); most keep their promise. The machine reminds of it and looks the day after."""
    name, until = may_follow(life.item)[0], life.at.date() + timedelta(days=7)
    life.receive(accept=True, promised={name: until})
    if life.rests(0.3):
        life.morning(until - timedelta(days=1))
        cases.remind_promise(case_id=life.case, material=name, by=Robot("job:remind_promise"), at=life.at)
        life.morning(until + timedelta(days=1))
        cases.end_promise(case_id=life.case, material=name, by=Robot("job:end_promise"), at=life.at)
        return
    life.wait(2, 3)
    cases.keep_promise(case_id=life.case, material=name, by=life.clerk, at=life.at)
    _through_the_departments(life)


def _withdrawn(life: Life) -> None:
    life.receive(accept=life.rng.random() < 0.5)
    life.wait(1, 2)
    cases.withdraw(case_id=life.case, reason="申请人家中情况有变, 自愿撤回", by=life.clerk, at=life.at)


def _not_accepted(life: Life) -> None:
    life.receive(accept=False)
    life.minutes()
    cases.not_accept(
        case_id=life.case,
        reason="申请事项不属于本事项的受理范围",
        clause="《办事指南》受理条件",
        where_to_go="请向原单位或者原登记机关申请",
        remedy="可以依法申请行政复议或者提起行政诉讼",
        by=life.clerk,
        at=life.at,
    )


def _referred(life: Life) -> None:
    """Another district is competent: the visit is on record, the applicant knows where to go."""
    with suppress(cases.ReferElsewhere):
        life.receive(accept=False)


def _asked(life: Life) -> None:
    cases.consult(
        item_code=life.plan.item,
        note="咨询所需材料, 已打印一次性告知单",
        idempotency_key=life.plan.key,
        resident_id=life.resident,
        by=life.clerk,
        at=life.at,
    )


STORIES: dict[str, Story] = {
    "on_the_spot": _on_the_spot,
    "at_work": _at_work,
    "at_the_weekend": _at_the_weekend,
    "just_received": _just_received,
    "ready": _ready,
    "slow": _slow,
    "forwarded": _forwarded,
    "returned": _returned,
    "supplement": _supplement,
    "nothing_came": _nothing_came,
    "correction": _correction,
    "special": _special,
    "outside": _outside,
    "promised": _promised,
    "withdrawn": _withdrawn,
    "not_accepted": _not_accepted,
    "referred": _referred,
    "asked": _asked,
}
