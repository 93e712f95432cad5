"""The counter: one family, every programme, every condition explained, and the best lawful combination."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from doorstep.rulebook.engines import combining
from doorstep.rulebook.engines.answers import (
    ENTITLED,
    EXCLUDED,
    RECEIVED,
    UNKNOWN,
    UNKNOWN_AMOUNT,
    Answer,
    Explainer,
    Question,
)
from doorstep.rulebook.engines.asking import Asker, index_of
from doorstep.rulebook.engines.combining import Combination, Option
from doorstep.rulebook.engines.family import Family, encode_family
from doorstep.rulebook.engines.outcome import Outcome
from doorstep.rulebook.engines.python import PythonEngine
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.packs.model import PERIODS, Cap, Pack
from doorstep.rulebook.plan import Plan, make_plan
from doorstep.rulebook.resolve import CITY, resolve
from doorstep.rulebook.ruleset import ALONE, Ruleset

_TAKEABLE = (ENTITLED, UNKNOWN_AMOUNT, RECEIVED)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that the counter says of a family on a day; with what is needed to say the same years later."""

    pack: str
    digest: str
    day: date
    territory: str
    answers: tuple[Answer, ...]
    combination: Combination

    def of(self, code: str, member: str | None = None) -> Answer | None:
        """The answer for a programme: of a member, or the only or first one."""
        for answer in self.answers:
            if answer.programme.code == code and member in (None, answer.member):
                return answer
        return None

    @property
    def questions(self) -> tuple[Question, ...]:
        """Everything worth asking, cheapest first, each once."""
        asked = {q for answer in self.answers for q in answer.questions}
        return tuple(sorted(asked, key=lambda q: (q.cost, q.fact, q.member or "")))


class Counter:
    """Judges families by the rules of one day and area. Make one per day and keep it: compiling takes some 20 ms."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.plan: Plan = make_plan(ruleset)
        self.engine = PythonEngine(self.plan)
        self.explainer = Explainer(self.plan)
        self._index = index_of(self.plan)

    @classmethod
    def on(cls, pack: Pack, day: date, territory: str = CITY) -> "Counter":
        """The counter of a day. `territory`: nine-digit area code. Refuses (PackRefused) a wrong pack."""
        return cls(resolve(pack, day, territory))

    def assess_raw(self, raw: object) -> Assessment:
        """As `assess`, from JSON or TOML values. Refuses BadFamily."""
        return self.assess(encode_family(self.ruleset, raw))

    def assess(self, family: Family) -> Assessment:
        """Every programme for every subject, explained, with questions and the best lawful combination."""
        outcomes, columns = self.engine.judge(family)
        together = self._together(family, columns)
        answers = []
        asker: Asker | None = None
        for outcome in outcomes:
            if outcome.applies is False:
                continue
            answer = self.explainer.answer(outcome, family, together)
            if answer.answer in (UNKNOWN, UNKNOWN_AMOUNT):
                asker = asker or Asker(self.plan, self._index, columns, family)
                answer = answer._replace(questions=self._questions(asker, outcome))
            answers.append(answer)
        combination = combining.combine(self._options(answers), self._limits)
        return Assessment(
            pack=self.ruleset.pack.name,
            digest=self.ruleset.pack.digest,
            day=self.ruleset.day,
            territory=self.ruleset.territory,
            answers=tuple(_excluded(a, combination) for a in answers),
            combination=combination,
        )

    def _together(self, family: Family, columns: tuple[object, ...]) -> tuple[str, ...]:
        place = self._index.get(ALONE)
        if place is None:
            return family.ids
        alone = columns[place[0]]
        assert isinstance(alone, list)
        return tuple(member for member, apart in zip(family.ids, alone, strict=True) if apart is not True)

    def _questions(self, asker: Asker, outcome: Outcome) -> tuple[Question, ...]:
        claim = self.explainer.claims[outcome.claim]
        wanted = [claim.verdict]
        if outcome.verdict and claim.amount is not None:
            wanted.append(claim.amount)
        return asker.questions(wanted, outcome.member)

    def _options(self, answers: list[Answer]) -> list[Option]:
        return [
            Option(
                key=_key(a),
                code=a.programme.code,
                members=frozenset(a.subjects),
                value=combining.yearly(a.amount, a.period),
                excludes=frozenset(a.programme.excludes),
                ranks_before=frozenset(a.programme.ranks_before),
                cap=self._cap_of(a),
            )
            for a in answers
            if a.answer in _TAKEABLE
        ]

    def _cap_of(self, answer: Answer) -> str | None:
        cap = self._caps.get(answer.programme.code)
        if cap is None:
            return None
        return f"{cap.code}:{answer.member}" if cap.per is Unit.PERSON else cap.code

    @cached_property
    def _caps(self) -> dict[str, Cap]:
        return {code: cap for cap in self.ruleset.caps for code in cap.programmes}

    @cached_property
    def _limits(self) -> "_Limits":
        values = self.ruleset.values
        return _Limits({c.code: values[c.limit] * PERIODS[c.period] for c in self.ruleset.caps})


class _Limits(dict[str, int]):
    """The limit of a cap; of a cap per person, the same for each ("cap:member")."""

    def __missing__(self, key: str) -> int:
        return self[key.split(":", 1)[0]]


def _key(answer: Answer) -> str:
    return answer.claim if answer.member is None else f"{answer.claim}:{answer.member}"


def _excluded(answer: Answer, combination: Combination) -> Answer:
    """An entitlement that the best combination leaves out is excluded, and by what is part of the answer."""
    key = _key(answer)
    left = next((x for x in combination.left_out if x.option.key == key), None)
    if left is None:
        return answer
    by = left.conflicts or left.outranked_by
    if not by:
        return answer
    return answer._replace(answer=answer.answer if answer.answer == RECEIVED else EXCLUDED, excluded_by=by)
