"""The counter: one family, every programme, every condition explained, and the best lawful combination."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from doorstep.rulebook.engines import combining, receipts
from doorstep.rulebook.engines.answers import (
    EXCLUDED,
    NOT_ENTITLED,
    RECEIVED,
    UNKNOWN,
    UNKNOWN_AMOUNT,
    Answer,
    Explainer,
    Question,
    word,
)
from doorstep.rulebook.engines.asking import Asker, index_of
from doorstep.rulebook.engines.combining import Combination
from doorstep.rulebook.engines.family import Family, encode_family
from doorstep.rulebook.engines.options import Option
from doorstep.rulebook.engines.python import Columns, PythonEngine, Row
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
        return tuple(sorted(asked, key=by_cost))


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
        answers = self._answers(family, outcomes, columns)
        options = self._options(answers)
        limits = self._limits(options)
        combination = combining.combine(options, limits)
        answers = _excluded(answers, options, combination)
        if combination.resting and (hinges := receipts.hinges_of(options, combination.resting, answers)):
            open_ = receipts.wavering(options, limits, hinges)
            asker = Asker(self.plan, self._index, columns, family)
            combination = _left_open(combination, options, answers, open_)
            answers = self._asked(answers, family, asker, open_)
        return Assessment(
            pack=self.ruleset.pack.name,
            digest=self.ruleset.pack.digest,
            day=self.ruleset.day,
            territory=self.ruleset.territory,
            answers=tuple(answers),
            combination=combination,
        )

    def _answers(self, family: Family, outcomes: list[Row], columns: Columns) -> list[Answer]:
        everybody, together = family.ids, self._together(family, columns)
        each = [(member,) for member in everybody]
        fixed, new, asker = self.explainer.fixed, tuple.__new__, None
        answers: list[Answer] = []
        for outcome in outcomes:
            key, place, applies, verdict, amount, received, rows = outcome
            if applies is False:
                continue
            programme, period, formula, layout, variant = fixed[key]
            said = NOT_ENTITLED
            questions: tuple[Question, ...] = ()
            if verdict is not False:
                said = word(verdict, amount, received)
                if said in (UNKNOWN, UNKNOWN_AMOUNT):
                    asker = asker or Asker(self.plan, self._index, columns, family)
                    questions = self._questions(asker, outcome)
            member = None if place is None else everybody[place]
            subjects = each[place] if place is not None else together if variant else everybody
            # The tuple is made directly: one call of C instead of one of Python, for every programme and member.
            answers.append(new(Answer, (
                programme, key, member, subjects, said, verdict, amount, period, formula, received, layout, rows, (), questions,
            )))  # fmt: skip
        return answers

    def _together(self, family: Family, columns: Columns) -> tuple[str, ...]:
        alone = columns[ALONE]
        if not isinstance(alone, list):
            return family.ids
        return tuple(member for member, apart in zip(family.ids, alone, strict=True) if apart is not True)

    def _questions(self, asker: Asker, outcome: Row) -> tuple[Question, ...]:
        claim = self.explainer.claims[outcome[0]]
        if not outcome[3]:
            return asker.questions(claim.verdict, outcome[1])
        return () if claim.amount is None else asker.questions(claim.amount, outcome[1])

    def _asked(self, answers: list[Answer], family: Family, asker: Asker, open_: receipts.Hinges) -> list[Answer]:
        """The answers, with questions in place of what hangs on receipts that nobody knows."""
        met = [i for i, answer in enumerate(answers) if answer.verdict]
        asked = {on: self._receipts(answers, family, asker, on) for on in set(open_.values())}
        for place, on in open_.items():
            answer = answers[met[place]]
            if answer.answer != RECEIVED:
                answers[met[place]] = answer._replace(answer=UNKNOWN, excluded_by=(), questions=asked[on])
        return answers

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
        return tuple(sorted(asked, key=by_cost))

    def _options(self, answers: list[Answer]) -> list[Option]:
        relations, caps = self._relations, self._caps
        options, new = [], tuple.__new__
        sets: dict[tuple[str, ...], frozenset[str]] = {}
        # received although no longer met, by member; what is met and received may be given up like what is only met
        got = {(a[0].code, member) for a in answers if a[9] and not a[5] for member in a[3]}
        for answer in answers:
            if answer[5]:
                programme, claim, member, subjects, _, _, amount, period = answer[:8]
                members = sets.get(subjects) or sets.setdefault(subjects, frozenset(subjects))
                value = None if amount is None else amount * PERIODS[period]
                key = claim if member is None else f"{claim}:{member}"
                cap = self._cap_of(answer) if caps else None
                code = programme.code
                excludes, before, requires = relations[code]
                if requires and got and any((x, member) in got for x in requires for member in subjects):
                    requires = _NOTHING
                options.append(new(Option, (key, code, members, value, excludes, before, cap, requires)))
        return options

    @cached_property
    def _relations(self) -> dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]]:
        """What each programme excludes, what it ranks before, and beside which of those in force it is given."""
        on_the_day = {code: typed.relations for code, typed in self.ruleset.programmes.items()}
        return {
            code: (frozenset(r.excludes), frozenset(r.ranks_before), frozenset(on_the_day).intersection(r.requires))
            for code, r in on_the_day.items()
        }

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


_NOTHING: frozenset[str] = frozenset()


def by_cost(question: Question) -> tuple[int, str, str]:
    """Cheapest first."""
    return question.cost, question.fact, question.member or ""


def option_key(answer: Answer) -> str:
    """What a combination calls an answer."""
    return answer.claim if answer.member is None else f"{answer.claim}:{answer.member}"


def _excluded(answers: list[Answer], options: list[Option], combination: Combination) -> list[Answer]:
    """An entitlement that the best combination leaves out is excluded, and by what is part of the answer."""
    by = {left.option.key: left.because for left in combination.left_out}
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


def _left_open(
    combination: Combination, options: list[Option], answers: list[Answer], open_: receipts.Hinges
) -> Combination:
    """The combination, with the names of what hangs on receipts that nobody knows, and of what is received."""
    named = [(options[i].key, tuple([option_key(answers[a]) for a in sorted(on)])) for i, on in open_.items()]
    return replace(combination, open=tuple(named))
