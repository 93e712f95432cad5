"""Which papers a case has as it stands, whose seal each bears, and who prints it. The table is the law of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from doorstep.cases.logic.stages import TABLE, Act, Seat
from doorstep.cases.logic.words import Kind, NoticeKind, Outcome


class PaperKind(StrEnum):
    """The official letters of a case."""

    RECEIPT = "receipt"  # 收件凭证
    NOTICE = "notice"  # 一次性补正告知书, before acceptance
    CORRECTION = "correction"  # 补正告知书, after it
    ACCEPTANCE = "acceptance"  # 受理通知书
    TOLERANCE = "tolerance"  # 容缺受理承诺书
    NOT_ACCEPTED = "not_accepted"  # 不予受理通知书
    SLIP = "slip"  # 协办单
    SPECIAL = "special"  # 特别程序告知书
    EXTENSION = "extension"  # 延期告知书
    DECISION = "decision"  # 准予决定书
    REFUSAL = "refusal"  # 不予决定书
    RESULT = "result"  # 办理结果
    DELIVERY = "delivery"  # 送达回证
    WITHDRAWAL = "withdrawal"  # 撤回凭证
    TERMINATION = "termination"  # 退件通知书


@dataclass(frozen=True, slots=True)
class PaperRule:
    """`series`: the word of its number; `seal`: the side whose seal it bears, where nobody else is known to have told
    it; `prints`: the sides that may print it; `online`: who has number and query code may read it at home."""

    series: str
    seal: Seat
    prints: frozenset[Seat]
    online: bool = False


def _rule(series: str, seal: Seat, prints: str, *, online: bool = False) -> PaperRule:
    return PaperRule(series, seal, frozenset(Seat(seat) for seat in prints.split()), online)


P, S = PaperKind, Seat

#: What the applicant must answer is handed out where the applicant comes, under the seal of who asks. What decides
#: something (acceptance, no acceptance, decision) leaves the printer of the body that decided it, and of nobody else.
PAPERS: dict[PaperKind, PaperRule] = {
    P.RECEIPT: _rule("收", S.RECEIVING, "receiving", online=True),
    P.NOTICE: _rule("补", S.ACCEPTING, "receiving accepting", online=True),
    P.CORRECTION: _rule("正", S.DECIDING, "receiving accepting task deciding", online=True),
    P.ACCEPTANCE: _rule("受", S.ACCEPTING, "accepting", online=True),
    P.TOLERANCE: _rule("容", S.ACCEPTING, "receiving accepting"),
    P.NOT_ACCEPTED: _rule("不受", S.ACCEPTING, "accepting"),
    P.SLIP: _rule("协", S.ACCEPTING, "accepting task deciding"),
    P.SPECIAL: _rule("特", S.DECIDING, "receiving accepting task deciding"),
    P.EXTENSION: _rule("延", S.DECIDING, "receiving accepting deciding"),
    P.DECISION: _rule("准", S.DECIDING, "deciding"),
    P.REFUSAL: _rule("不准", S.DECIDING, "deciding"),
    P.RESULT: _rule("结", S.RECEIVING, "receiving accepting"),
    P.DELIVERY: _rule("送", S.RECEIVING, "receiving accepting"),
    P.WITHDRAWAL: _rule("撤", S.RECEIVING, "receiving accepting"),
    P.TERMINATION: _rule("退", S.ACCEPTING, "receiving accepting"),
}

_OF_NOTICE = {
    NoticeKind.ONE_TIME: P.NOTICE,
    NoticeKind.CORRECTION: P.CORRECTION,
    NoticeKind.SPECIAL: P.SPECIAL,
    NoticeKind.EXTENSION: P.EXTENSION,
}
#: The acts behind papers that have no row of their own.
ENDED_BY = {
    P.NOT_ACCEPTED: (Act.NOT_ACCEPT,),
    P.WITHDRAWAL: (Act.WITHDRAW,),
    P.TERMINATION: (Act.TERMINATE, Act.BREAK_PROMISE),
}


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What decides which papers a case has. `notices`: number and kind of each; `handed_over`: numbers of the parts
    that began at a desk of ours or left for a system outside; `events`: what stands in its story."""

    accepted: bool
    promised: bool
    outcome: str
    delivered: bool
    notices: tuple[tuple[int, NoticeKind], ...]
    handed_over: tuple[int, ...]
    events: frozenset[str]


def papers_of(facts: PaperFacts) -> Iterator[tuple[PaperKind, int]]:
    """The papers of a case in the order of its way: kind, and the number of the notice or part (0: the case)."""
    if TABLE[Act.TAKE_BACK].event in facts.events:
        return  # a slip of the window leaves nothing to hold on to; what was printed is out of force
    yield P.RECEIPT, 0
    yield from ((_OF_NOTICE[kind], number) for number, kind in facts.notices if kind is NoticeKind.ONE_TIME)
    if facts.accepted:
        yield P.ACCEPTANCE, 0
    if facts.promised:
        yield P.TOLERANCE, 0
    yield from ((P.SLIP, number) for number in facts.handed_over)
    yield from ((_OF_NOTICE[kind], number) for number, kind in facts.notices if kind is not NoticeKind.ONE_TIME)
    if facts.outcome:
        yield (P.DECISION if facts.outcome == Outcome.GRANTED else P.REFUSAL), 0
    if facts.delivered:
        yield P.RESULT, 0
    if facts.outcome:
        yield P.DELIVERY, 0
    for kind, acts in ENDED_BY.items():
        if facts.events & {TABLE[act].event for act in acts}:
            yield kind, 0


def may_print(kind: PaperKind, seats: Iterable[Seat], *, case_kind: Kind) -> bool:
    """Whether a side prints a paper. An instant item is finished by the clerk who accepted it, decision and all."""
    prints = PAPERS[kind].prints
    if case_kind is Kind.INSTANT and kind in (P.DECISION, P.REFUSAL):
        prints |= {S.ACCEPTING}
    return not prints.isdisjoint(seats)
