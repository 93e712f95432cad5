"""The counter: one family, every programme, every condition explained, and the best lawful combination."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from doorstep.rulebook.engines import combining
from doorstep.rulebook.engines.answers import (
    EXCLUDED,
    RECEIVED,
    Answer,
    Explainer,
    Question,
)
from doorstep.rulebook.engines.asking import Asker, index_of
from doorstep.rulebook.engines.combining import Combination, Option
from doorstep.rulebook.engines.family import Family, encode_family
from doorstep.rulebook.engines.outcome import Outcome
from doorstep.rulebook.engines.python import Columns, PythonEngine
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.packs.model import PERIODS, Cap, Pack
from doorstep.rulebook.plan import Plan, make_plan
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.ruleset import ALONE, Ruleset


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
    def on(cls, pack: Pack, day: date, territory: str | None = None) -> "Counter":
        """The counter of a day. `territory`: nine-digit area code, none: the city. Refuses (PackRefused) a wrong pack."""
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
            _, _, applies, verdict, amount, received, _ = outcome
            if applies is False:
                continue
            questions: tuple[Question, ...] = ()
            if verdict is None or (verdict and amount is None and not received):
                asker = asker or Asker(self.plan, self._index, columns, family)
                questions = self._questions(asker, outcome)
            answers.append(self.explainer.answer(outcome, family, together, questions))
        options = self._options(answers)
        combination = combining.combine(options, self._limits(options))
        return Assessment(
            pack=self.ruleset.pack.name,
            digest=self.ruleset.pack.digest,
            day=self.ruleset.day,
            territory=self.ruleset.territory,
            answers=tuple(_excluded(answers, options, combination)),
            combination=combination,
        )

    def _together(self, family: Family, columns: Columns) -> tuple[str, ...]:
        alone = columns[ALONE]
        if not isinstance(alone, list):
            return family.ids
        return tuple(member for member, apart in zip(family.ids, alone, strict=True) if apart is not True)

    def _questions(self, asker: Asker, outcome: Outcome) -> tuple[Question, ...]:
        claim = self.explainer.claims[outcome.claim]
        wanted = [claim.verdict]
        if outcome.verdict and claim.amount is not None:
            wanted.append(claim.amount)
        return asker.questions(wanted, outcome.member)

    def _options(self, answers: list[Answer]) -> list[Option]:
        relations, caps = self._relations, self._caps
        options = []
        for answer in answers:
            if answer.verdict:
                code = answer.programme.code
                value = combining.yearly(answer.amount, answer.period)
                cap = self._cap_of(answer) if caps else None
                options.append(
                    Option(option_key(answer), code, frozenset(answer.subjects), value, *relations[code], cap)
                )
        return options

    @cached_property
    def _relations(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """What each programme excludes, and what it ranks before."""
        listed = (typed.programme for typed in self.ruleset.programmes.values())
        return {p.code: (frozenset(p.excludes), frozenset(p.ranks_before)) for p in listed}

    def _cap_of(self, answer: Answer) -> str | None:
        cap = self._caps.get(answer.programme.code)
        if cap is None:
            return None
        return f"{cap.code}:{answer.member}" if cap.per is Unit.PERSON else cap.code

    @cached_property
    def _caps(self) -> dict[str, Cap]:
        return {code: cap for cap in self.ruleset.caps for code in cap.programmes}

    def _limits(self, options: list[Option]) -> dict[str, int]:
        """The limit over twelve months of every cap that some option stands under; of a person's cap, one for each."""
        caps = {c.code: c for c in self.ruleset.caps}
        found = {option.cap: caps[option.cap.split(":", 1)[0]] for option in options if option.cap}
        return {key: self.ruleset.values[cap.limit] * PERIODS[cap.period] for key, cap in found.items()}


def option_key(answer: Answer) -> str:
    """What a combination calls an answer."""
    return answer.claim if answer.member is None else f"{answer.claim}:{answer.member}"


def _excluded(answers: list[Answer], options: list[Option], combination: Combination) -> list[Answer]:
    """An entitlement that the best combination leaves out is excluded, and by what is part of the answer."""
    by = {left.option.key: left.conflicts or left.outranked_by for left in combination.left_out}
    if not by:
        return answers
    place = Answer._fields.index("answer")
    last = Answer._fields.index("excluded_by")
    met = [i for i, answer in enumerate(answers) if answer.verdict]
    for i, option in zip(met, options, strict=True):
        if option.key in by:
            a = answers[i]
            word = a.answer if a.answer == RECEIVED else EXCLUDED
            # made from its parts: `_replace` costs ten times as much
            answers[i] = tuple.__new__(Answer, (*a[:place], word, *a[place + 1 : last], by[option.key], *a[last + 1 :]))
    return answers
