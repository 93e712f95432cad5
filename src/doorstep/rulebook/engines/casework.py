"""Worked cases: a pack proves itself by families whose answers are known."""

from dataclasses import dataclass
from datetime import date

from doorstep.rulebook.engines.answers import ANSWERS, Answer
from doorstep.rulebook.engines.counter import Assessment, Counter
from doorstep.rulebook.language.types import MONEY
from doorstep.rulebook.packs.model import Case, Pack
from doorstep.rulebook.problems import BadFamily
from doorstep.rulebook.values import decode

KEYS = ("answer", "amount", "member", "ask", "failed", "excluded_by", "confidence")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case and what differs from its expectation; nothing: it passed."""

    case: Case
    differences: tuple[str, ...]


class CaseRunner:
    """Runs cases, compiling each day and area once."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._counters: dict[tuple[date, str], Counter] = {}

    def run_all(self) -> list[CaseResult]:
        """Every case of the pack, in the order of files and lines."""
        return [self.run(case) for case in self.pack.cases]

    def run(self, case: Case) -> CaseResult:
        """One case, judged in the area of its programme."""
        key = (case.on, self.pack.programmes[case.programme].area)
        if key not in self._counters:
            self._counters[key] = Counter.on(self.pack, *key)
        try:
            assessment = self._counters[key].assess_raw(case.family)
        except BadFamily as refusal:
            return CaseResult(case, (str(refusal),))
        return CaseResult(case, tuple(_differences(case, assessment)))


def _differences(case: Case, assessment: Assessment) -> list[str]:
    expect = dict(case.expect)
    unknown = [key for key in expect if key not in KEYS]
    if unknown:
        return [f"{key} cannot be expected; one of {', '.join(KEYS)}" for key in unknown]
    if expect.get("answer") not in ANSWERS:
        return [f"answer = {expect.get('answer')!r}; one of {', '.join(ANSWERS)}"]
    answer = _chosen(case.programme, assessment, expect.pop("member", None))
    if answer is None:
        return ["the programme gives no answer for this subject on this day"]
    found: dict[str, object] = {
        "answer": answer.answer,
        "amount": decode(MONEY, answer.amount if answer.verdict else None),
        "ask": sorted({q.fact for q in answer.questions}),
        "failed": [f.condition.id for f in answer.failed],
        "excluded_by": sorted({x.split(":", 1)[0].split("__", 1)[0] for x in answer.excluded_by}),
        "confidence": answer.confidence,
    }
    return [
        f"{key}: expected {_plain(want)}, found {found[key]}"
        for key, want in expect.items()
        if not _same(want, found[key])
    ]


def _chosen(code: str, assessment: Assessment, member: object) -> Answer | None:
    """The family's answer, or that of the member at a position (by default the first who has one)."""
    answers = [a for a in assessment.answers if a.programme.code == code]
    if isinstance(member, int):
        return next((a for a in answers if a.member == str(member)), None)
    return next((a for a in answers if a.member is None), answers[0] if answers else None)


def _same(want: object, found: object) -> bool:
    if isinstance(found, str) and "." in found and isinstance(want, str):
        return want in (found, found.removesuffix(".00"))
    return _plain(want) == found


def _plain(want: object) -> object:
    return sorted(want) if isinstance(want, list) and all(isinstance(w, str) for w in want) else want
