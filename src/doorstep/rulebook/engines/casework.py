"""Worked cases: a pack proves itself by families whose answers are known."""

from dataclasses import dataclass
from datetime import date

from doorstep.rulebook.engines.answers import ANSWERS, Answer
from doorstep.rulebook.engines.counter import Assessment, Counter
from doorstep.rulebook.language.types import MONEY
from doorstep.rulebook.packs.model import CONFIDENCES, Case, Pack
from doorstep.rulebook.problems import BadFamily
from doorstep.rulebook.values import decode

KEYS: dict[str, tuple[type, str]] = {
    "answer": (str, "one of " + ", ".join(ANSWERS)), "amount": (str, '"440", in yuan'),
    "member": (int, "the member's place, from 0"), "ask": (list, '["homes"]'), "failed": (list, '["income"]'),
    "excluded_by": (list, '["dibao"]'), "confidence": (str, "one of " + ", ".join(CONFIDENCES)),
}  # fmt: skip
"""What a case can expect, of which type, and how it is written."""
WRONG = {
    "unknown-fact": "no such fact", "value": "not written as it should be", "range": "outside the fact's range",
    "missing": "has to be known", "programme": "no programme of this code", "members": "too few or too many members",
    "twice": "two of one id", "unborn": "born after the day",
}  # fmt: skip
"""What is wrong with the family of a case, by the reason of the refusal."""


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
        programme = self.pack.programmes[case.programme]
        if case.on not in programme.span:
            force = f"{programme.span.first} to {programme.span.last or 'today'}"
            return CaseResult(case, (f"on = {case.on}: {case.programme} is in force from {force}",))
        key = (case.on, programme.area)
        if key not in self._counters:
            self._counters[key] = Counter.on(self.pack, *key)
        try:
            assessment = self._counters[key].assess_raw(case.family)
        except BadFamily as refusal:
            said = {name: str(value) for name, value in refusal.params.items()}
            return CaseResult(case, (f"{said['where']}: {WRONG[said['why']]} → {said['write']}",))
        return CaseResult(case, tuple(_differences(case, assessment)))


def _differences(case: Case, assessment: Assessment) -> list[str]:
    expect = dict(case.expect)
    unknown = [key for key in expect if key not in KEYS]
    if unknown:
        return [f"{key} cannot be expected; one of {', '.join(KEYS)}" for key in unknown]
    wrong = [
        f"{key} = {expect[key]!r} → {write}" for key, (kind, write) in KEYS.items() if _is_other(expect, key, kind)
    ]
    if wrong or expect.get("answer") not in ANSWERS:
        return wrong or [f"answer = {expect.get('answer')!r} → {KEYS['answer'][1]}"]
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


def _is_other(expect: dict[str, object], key: str, kind: type) -> bool:
    return key in expect and type(expect[key]) is not kind


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
