"""The counter: one family, every programme, every condition explained, and the best lawful combination."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from doorstep.rulebook.engines import combining, receipts
from doorstep.rulebook.engines.answers import (
    ENTITLED,
    EXCLUDED,
    NOT_ENTITLED,
    RECEIVED,
    UNKNOWN,
    UNKNOWN_AMOUNT,
    Answer,
    Explainer,
    Question,
)
from doorstep.rulebook.engines.asking import Asker, in_turn, index_of
from doorstep.rulebook.engines.combining import Combination
from doorstep.rulebook.engines.family import Family, encode_family
from doorstep.rulebook.engines.options import Option
from doorstep.rulebook.engines.python import Columns, PythonEngine, Row
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.packs.model import PERIODS, Cap, Pack
from doorstep.rulebook.plan import Plan, make_plan
from doorstep.rulebook.resolve import resolve
from doorstep.rulebook.ruleset import ALONE, Ruleset

_Codes = frozenset[str]
_Terms = tuple[str, int, _Codes, _Codes, _Codes, Cap | None]
"""Of a claim: its programme, how often in twelve months it is paid, what the programme excludes, what it ranks before, and
beside which of those in force it is given; and its cap."""
_NOTHING: _Codes = frozenset()


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
        return in_turn(asked)


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
        outcomes, columns = self.engine.rows(family)
        answers, met, still = self._answers(family, outcomes, columns)
        options = self._options(answers, met, still)
        limits = self._limits(options)
        combination = combining.combine(options, limits)
        _exclude(answers, met, combination)
        if combination.resting and (hinges := receipts.hinges_of(options, combination.resting, answers)):
            open_ = receipts.wavering(options, limits, hinges)
            asker = Asker(self.plan, self._index, columns, family)
            combination = _left_open(combination, options, answers, open_)
            self._ask(answers, met, family, asker, open_)
        return Assessment(
            pack=self.ruleset.pack.name,
            digest=self.ruleset.pack.digest,
            day=self.ruleset.day,
            territory=self.ruleset.territory,
            answers=tuple(answers),
            combination=combination,
        )

    def _answers(
        self, family: Family, outcomes: list[Row], columns: Columns
    ) -> tuple[list[Answer], list[int], dict[str, set[str]]]:
        """The answers; the places of what is met; and what is received although no longer met, with the members that have
        it: what is met and received may be given up like what is only met."""
        everybody, together = family.ids, self._together(family, columns)
        each = [(member,) for member in everybody]
        fixed, new, asker = self.explainer.fixed, tuple.__new__, None
        answers: list[Answer] = []
        met: list[int] = []
        still: dict[str, set[str]] = {}
        for key, place, applies, verdict, amount, received, rows in outcomes:
            if applies is False:
                continue
            programme, period, formula, layout, variant, verdict_from, amount_from = fixed[key]
            member = None if place is None else everybody[place]
            subjects = each[place] if place is not None else together if variant else everybody
            said, unknown = NOT_ENTITLED, None
            questions: tuple[Question, ...] = ()
            if verdict:
                met.append(len(answers))
                said = RECEIVED if received else UNKNOWN_AMOUNT if amount is None else ENTITLED
                unknown = amount_from if said == UNKNOWN_AMOUNT else None
            else:
                if verdict is None:
                    said, unknown = UNKNOWN, verdict_from
                if received:
                    still.setdefault(programme.code, set()).update(subjects)
            if unknown is not None:
                asker = asker or Asker(self.plan, self._index, columns, family)
                questions = asker.questions(unknown, place)
            # The tuple is made directly: one call of C instead of one of Python, for every programme and member.
            answers.append(new(Answer, (
                programme, key, member, subjects, said, verdict, amount, period, formula, received, layout, rows, (), questions,
            )))  # fmt: skip
        return answers, met, still

    def _together(self, family: Family, columns: Columns) -> tuple[str, ...]:
        alone = columns[ALONE]
        if not isinstance(alone, list):
            return family.ids
        return tuple(member for member, apart in zip(family.ids, alone, strict=True) if apart is not True)

    def _ask(self, answers: list[Answer], met: list[int], family: Family, asker: Asker, open_: receipts.Hinges) -> None:
        """Put questions in place of what hangs on receipts that nobody knows."""
        asked = {on: self._receipts(answers, family, asker, on) for on in set(open_.values())}
        for place, on in open_.items():
            answer = answers[met[place]]
            if answer.answer != RECEIVED:
                answers[met[place]] = answer._replace(answer=UNKNOWN, excluded_by=(), questions=asked[on])

    def _receipts(
        self, answers: list[Answer], family: Family, asker: Asker, on: frozenset[int]
    ) -> tuple[Question, ...]:
        """The facts behind these receipts, and behind these claims where it is unknown whether they are met."""
        asked: set[Question] = set()
        for answer in map(answers.__getitem__, on):
            claim = self.explainer.claims[answer.claim]
            place = None if answer.member is None else family.ids.index(answer.member)
            for column, value in ((claim.received, answer.received), (claim.verdict, answer.verdict)):
                if value is None:
                    asked.update(asker.questions(column, place))
        return in_turn(asked)

    def _options(self, answers: list[Answer], met: list[int], still: dict[str, set[str]]) -> list[Option]:
        terms, new, options = self._terms, tuple.__new__, []
        sets: dict[tuple[str, ...], frozenset[str]] = {}
        for place in met:
            answer = answers[place]
            claim, member, subjects, amount = answer[1], answer[2], answer[3], answer[6]
            code, times, excludes, before, requires, cap = terms[claim]
            members = sets.get(subjects) or sets.setdefault(subjects, frozenset(subjects))
            key = claim if member is None else f"{claim}:{member}"
            if requires and any(x in still and not members.isdisjoint(still[x]) for x in requires):
                requires = _NOTHING
            options.append(new(Option, (
                key, code, members, None if amount is None else amount * times, excludes, before,
                None if cap is None else f"{cap.code}:{member}" if cap.per is Unit.PERSON else cap.code, requires,
            )))  # fmt: skip
        return options

    @cached_property
    def _terms(self) -> dict[str, _Terms]:
        caps = {code: cap for cap in self.ruleset.caps for code in cap.programmes}
        in_force = frozenset(self.ruleset.programmes)
        found = {}
        for claim in self.plan.claims:
            on_the_day = claim.typed.relations
            excludes, before = frozenset(on_the_day.excludes), frozenset(on_the_day.ranks_before)
            requires, times = in_force.intersection(on_the_day.requires), PERIODS[claim.typed.formula.period]
            found[claim.key] = claim.code, times, excludes, before, requires, caps.get(claim.code)
        return found

    def _limits(self, options: list[Option]) -> dict[str, int]:
        """The limit over twelve months of every cap that some option stands under; of a person's cap, one for each."""
        caps = {c.code: c for c in self.ruleset.caps}
        found = {option.cap: caps[option.cap.split(":", 1)[0]] for option in options if option.cap}
        return {key: self.ruleset.values[cap.limit] * PERIODS[cap.period] for key, cap in found.items()}


_WORD, _BY = map(Answer._fields.index, ("answer", "excluded_by"))


def option_key(answer: Answer) -> str:
    """What a combination calls an answer."""
    return answer.claim if answer.member is None else f"{answer.claim}:{answer.member}"


def _exclude(answers: list[Answer], met: list[int], combination: Combination) -> None:
    """An entitlement that the best combination leaves out is excluded, and by what is part of the answer."""
    for left in combination.left_out:
        a = answers[met[left.place]]
        word = a.answer if a.answer == RECEIVED else EXCLUDED
        # made from its parts: `_replace` costs ten times as much
        answers[met[left.place]] = tuple.__new__(
            Answer, (*a[:_WORD], word, *a[_WORD + 1 : _BY], left.because, *a[_BY + 1 :])
        )


def _left_open(
    combination: Combination, options: list[Option], answers: list[Answer], open_: receipts.Hinges
) -> Combination:
    """The combination, with the names of what hangs on receipts that nobody knows, and of what is received."""
    named = [(options[i].key, tuple([option_key(answers[a]) for a in sorted(on)])) for i, on in open_.items()]
    return replace(combination, open=tuple(named))
