"""An assessment as lines of Markdown that a clerk reads: first what is entitled, what to ask, what to take together; then
programme by programme each condition with clause, figure, threshold and distance, and what would have to change."""

from collections.abc import Iterable, Iterator

from doorstep.rulebook.engines.answers import (
    ENTITLED,
    EXCLUDED,
    NOT_ENTITLED,
    RECEIVED,
    UNKNOWN,
    UNKNOWN_AMOUNT,
    Answer,
    Finding,
    Part,
    Question,
)
from doorstep.rulebook.engines.changing import ALL, ANY, HOLD, NEVER, Changes, Need
from doorstep.rulebook.engines.counter import Assessment, option_key
from doorstep.rulebook.engines.family import Family, Value
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.ruleset import Leaf, Ruleset, TypedCondition
from doorstep.rulebook.saying import Sayer
from doorstep.rulebook.wording import current, place, shown, word, yuan

ORDER = (ENTITLED, UNKNOWN_AMOUNT, EXCLUDED, RECEIVED, UNKNOWN, NOT_ENTITLED)


class Teller:
    """Tells one family's assessment in a language that is written by hand (zh-hans, en)."""

    def __init__(self, ruleset: Ruleset, family: Family, assessment: Assessment, lang: str) -> None:
        self.ruleset, self.assessment, self.lang = ruleset, assessment, lang
        self.pack = ruleset.pack
        self.sayer, self.changes = Sayer(ruleset, lang), Changes(ruleset, family)
        self.colon = "：" if lang.startswith("zh") else ": "
        self.comma = "；" if lang.startswith("zh") else "; "
        self.resting = {x.option.key for x in assessment.combination.left_out if x.because == x.rests_on}
        self.names = {option_key(a): self._name(a) for a in assessment.answers}
        # a recognition opens the way to others and pays nothing itself
        self.unpaid = {option_key(a) for a in assessment.answers if a.amount_formula.text == "0"}

    def lines(self) -> list[str]:
        """Everything, the result first."""
        a = self.assessment
        lines = [f"# {self.word('result')} · {a.day} · {self.word('rules')} {a.digest[:12]}", ""]
        answers = sorted(a.answers, key=lambda x: ORDER.index(x.answer))
        alone = [x for x in answers if x.answer not in (UNKNOWN, NOT_ENTITLED) or _to_review(x)]
        lines += [f"- {self._headline(x)}" for x in alone]
        told = {x.programme.code for x in alone}
        for key in (UNKNOWN, NOT_ENTITLED):  # each programme once, by the best answer that a member has
            codes = dict.fromkeys(x.programme.code for x in answers if x.answer == key and x.programme.code not in told)
            told.update(codes)
            names = [self.sayer.programme(code) for code in codes]
            if names:
                lines.append(f"- {self.word(key)}{self.colon}{self._list(names)}")
        if a.questions:
            lines += ["", f"## {self.word('ask_cheapest')}", ""]
            lines += [f"{i}. {self._question(q)}" for i, q in enumerate(a.questions, start=1)]
        lines += ["", *self._best(), "", f"# {self.word('each')}"]
        for answer in answers:
            lines += self._answer(answer)
        return lines

    # ── the combination and its proof ──

    def _best(self) -> Iterator[str]:
        best = self.assessment.combination
        yield f"## {self.word('best')}{self.colon}{yuan(best.total, self.lang)}"
        yield ""
        if not best.taken:
            yield f"- {self.word('nothing')}"
        for option in best.taken:
            pays = self.word("pays_nothing") if option.key in self.unpaid else self._yearly(option.value)
            yield f"- {self._called(option.key)}{self.colon}{pays}"
        for key, on in best.open:
            receipts = f"{self.word('hangs_on')}{self._list(map(self._called, on))}"
            yield f"- {self.word('hangs')}{self.colon}{self._called(key)}{self.comma}{receipts}"
        for cap, fen in best.capped:
            yield f"- {self.word('capped')} {cap}{self.colon}-{yuan(fen, self.lang)}"
        for left in best.left_out:
            total = left.total_instead
            instead = self.word("unlawful")
            if total is not None:
                instead = f"{self.word('instead')} {yuan(total, self.lang)}"
            if left.unknown_instead:
                untold = self._list(self._called(x) for x in left.unknown_instead)
                instead = f"{instead}{self.comma}{self.word('incomparable')}{self.colon}{untold}"
            against = self._list(self._called(x) for x in left.because)
            text = (
                f"{self.word('left_out')}{self.colon}{self._called(left.option.key)} {self._yearly(left.option.value)}"
            )
            yield f"- {text}{self.comma}{self._against(left.option.key)}{against}{self.comma}{instead}"

    def _against(self, key: str) -> str:
        return self.word("rests_on" if key in self.resting else "against")

    def _yearly(self, fen: int | None) -> str:
        return self.word("amount_unknown") if fen is None else yuan(fen, self.lang)

    # ── one answer ──

    def _answer(self, answer: Answer) -> list[str]:
        """One answer: the word, the amount, every condition with clause, figure, threshold, distance."""
        lines = ["", f"## {self._headline(answer)}", ""]
        body = current(answer.programme.bodies, self.assessment.day)
        known = {"decided_by": self.pack.bodies[body.code][self.lang] if body else "", "item": answer.programme.item}
        about = [f"{self.word(key)}{self.colon}{value}" for key, value in known.items() if value]
        lines += [f"{self.comma.join(about)}", ""] if about else []
        typed = self.ruleset.programmes[answer.programme.code].conditions
        for finding, condition in zip(answer.findings, typed, strict=True):
            lines += self._finding(answer, finding, condition)
        if answer.amount_formula.reason is not None:
            lines.append(f"- {self.word('amount')}{self.colon}{answer.amount_formula.reason[self.lang]}")
        lines += [f"- {self.word('ask')}{self.colon}{self._question(q)}" for q in answer.questions]
        return lines

    def _headline(self, answer: Answer) -> str:
        text = f"{self._name(answer)}{self.colon}{self.word(answer.answer)}"
        if _to_review(answer):
            text += f" · {self.word('to_review')}"
        pays = option_key(answer) not in self.unpaid
        if answer.verdict and pays and (answer.amount is not None or answer.amount_formula.reason is None):
            sure = self.word(answer.confidence)
            most = f"{self.word('at_most')} " if answer.amount_formula.at_most else ""
            text += f" · {self.word(answer.period)} {most}{yuan(answer.amount, self.lang)}（{sure}）"
        if answer.excluded_by:
            text += f" · {self._against(option_key(answer))}{self._list(self._called(x) for x in answer.excluded_by)}"
        return text if self.lang.startswith("zh") else text.replace("（", " (").replace("）", ")")

    def _finding(self, answer: Answer, finding: Finding, condition: TypedCondition) -> Iterator[str]:
        mark = "?" if finding.holds is None else "✓" if finding.holds else "✗"
        clauses = self.comma.join(place(c, self.pack, self.lang) for c in finding.clauses)
        yield f"- {mark} {finding.condition.clerk_text[self.lang]} — {clauses}"
        for part, leaf in zip(finding.parts, condition.leaves, strict=True):
            yield f"  - {self._part(part, leaf)}"
        if finding.holds is False:
            need = self.changes.of(condition, answer.claim.partition("__")[2], answer.member)
            if need is not None:
                yield from self._need(need, 1, f"{self.word('would_change')}{self.colon}")

    def _part(self, part: Part, leaf: Leaf) -> str:
        if part.type is None or leaf.figure is None or leaf.threshold is None:
            return self._truth(leaf.node, part.holds)
        figure, line = (shown(part.type, v, self.lang) for v in (part.figure, part.threshold))
        text = f"{self.sayer.say(leaf.figure)} {figure}{self.comma}{self.word(part.op or '')} "
        named = "" if isinstance(leaf.threshold, n.Const) else f"{self.sayer.say(leaf.threshold)} "
        text += f"{named}{line}"
        if part.distance is not None:
            text += f"{self.comma}{self._distance(part)}"
        return text

    def _truth(self, node: n.Node, holds: Value) -> str:
        if isinstance(node, n.Not) and isinstance(node.arg, n.Fact) and holds is not None:
            node, holds = node.arg, not holds
        if isinstance(node, n.Fact):
            said = self.ruleset.facts[node.name].label[self.lang]
            return f"{said}{self.colon}{self.word('open' if holds is None else 'yes' if holds else 'no')}"
        return (
            f"{self.sayer.say(node)}{self.colon}{self.word('open' if holds is None else 'holds' if holds else 'fails')}"
        )

    def _distance(self, part: Part) -> str:
        """How far the figure lies from the line, and on which side."""
        assert part.distance is not None and part.type is not None
        if not part.distance:
            return self.word("on_the_line")
        return (
            f"{self.word('lower' if part.distance > 0 else 'higher')} {shown(part.type, abs(part.distance), self.lang)}"
        )

    def _need(self, need: Need, depth: int, lead: str = "") -> Iterator[str]:
        indent = "  " * depth
        if need.how in (ALL, ANY):
            yield f"{indent}- {lead}{self.word('all_of' if need.how == ALL else 'one_of')}"
            for part in need.parts:
                yield from self._need(part, depth + 1)
        else:
            yield f"{indent}- {lead}{self._single(need)}"

    def _single(self, need: Need) -> str:
        if need.how == NEVER:
            return self.word("never")
        assert need.node is not None
        said = self.sayer.say(need.node)
        if need.how == HOLD:
            return said if need.wanted else self.sayer.deny(need.node)
        if need.value is None:
            return f"{self.word('first_ask')}{self.colon}{said}"
        line = shown(need.node.type, need.value, self.lang, up=need.how == "at_least")
        now = shown(need.node.type, need.now, self.lang)
        return f"{said} {self.word(need.how)} {line}{self.comma}{self.word('now')} {now}"

    # ── names and questions ──

    def _name(self, answer: Answer) -> str:
        who = f"（{answer.member}）" if self.lang.startswith("zh") else f" ({answer.member})"
        return self.sayer.programme(answer.programme.code) + (who if answer.member is not None else "")

    def _called(self, key: str) -> str:
        return self.names.get(key, key)

    def _question(self, question: Question) -> str:
        fact = self.pack.facts[question.fact]
        who = "" if question.member is None else f"{question.member}{self.colon}"
        attest = self._list(self.pack.attesters[a][self.lang] for a in fact.attested_by)
        text = f"{who}{fact.label[self.lang]}（{self.word('attested_by')}{attest}{self.comma}{self.word(f'cost_{fact.cost}')}）"
        return text if self.lang.startswith("zh") else text.replace("（", " (").replace("）", ")")

    def _list(self, items: Iterable[str]) -> str:
        return ("、" if self.lang.startswith("zh") else ", ").join(items)

    def word(self, key: str) -> str:
        """A short word between the texts of the pack."""
        return word(key, self.lang)


def _to_review(answer: Answer) -> bool:
    """Received, and the facts say no: it is paid until a review ends it."""
    return answer.answer == NOT_ENTITLED and bool(answer.received)
