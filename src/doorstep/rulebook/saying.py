"""A formula in words: the labels of the pack between a few short words, for people who do not read formulas."""

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, RATIO_SCALE, Kind
from doorstep.rulebook.packs.model import Text
from doorstep.rulebook.ruleset import Ruleset
from doorstep.rulebook.wording import current, shown, word

PHRASES: dict[str, Text] = {
    "and": {"zh-hans": "{}，并且{}", "en": "{}, and {}"},
    "or": {"zh-hans": "{}，或者{}", "en": "{}, or {}"},
    "<": {"zh-hans": "{}低于{}", "en": "{} below {}"},
    "<=": {"zh-hans": "{}不超过{}", "en": "{} at most {}"},
    ">": {"zh-hans": "{}高于{}", "en": "{} above {}"},
    ">=": {"zh-hans": "{}不低于{}", "en": "{} at least {}"},
    "==": {"zh-hans": "{}为{}", "en": "{}: {}"},
    "!=": {"zh-hans": "{}不为{}", "en": "{}: not {}"},
    "+": {"zh-hans": "{}＋{}", "en": "{} + {}"},
    "-": {"zh-hans": "{}－{}", "en": "{} - {}"},
    "*": {"zh-hans": "{}×{}", "en": "{} × {}"},
    "yes": {"zh-hans": "{}：是", "en": "{}: yes"},
    "no": {"zh-hans": "{}：否", "en": "{}: no"},
    "not": {"zh-hans": "并非（{}）", "en": "not ({})"},
    "meets": {"zh-hans": "符合{}的条件", "en": "meets the conditions of {}"},
    "any": {"zh-hans": "至少一名成员：{}", "en": "at least one member: {}"},
    "all": {"zh-hans": "每名成员：{}", "en": "every member: {}"},
    "sum": {"zh-hans": "各成员{}之和", "en": "{}, all members together"},
    "count": {"zh-hans": "成员数（{}）", "en": "members who: {}"},
    "min": {"zh-hans": "{}与{}中较小的", "en": "the smaller of {} and {}"},
    "max": {"zh-hans": "{}与{}中较大的", "en": "the larger of {} and {}"},
    "floor": {"zh-hans": "（{}，不足0的按0计）", "en": "({}, but not less than 0)"},
    "choose": {"zh-hans": "{}时为{}，否则为{}", "en": "if {}: {}, else {}"},
    "half_up": {"zh-hans": "{}÷{}", "en": "{} ÷ {}"},
    "round_up": {"zh-hans": "（{}，向上取整到{}的倍数）", "en": "({}, rounded up to a multiple of {})"},
    "age": {"zh-hans": "年龄", "en": "age"},
    "members": {"zh-hans": "人数", "en": "number of members"},
    "today": {"zh-hans": "当天", "en": "the day"},
    "rest": {"zh-hans": "（{}）", "en": "({})"},
}


class Sayer:
    """Says formulas of one day in one language."""

    def __init__(self, ruleset: Ruleset, lang: str) -> None:
        self.ruleset, self.lang = ruleset, lang

    def programme(self, code: str) -> str:
        """The name that a programme bears on the day."""
        programme = self.ruleset.pack.programmes[code]
        name = current(programme.names, self.ruleset.day)
        return name.text[self.lang] if name else code

    def say(self, node: n.Node) -> str:  # noqa: PLR0911 — one case per node class
        """The formula in words."""
        match node:
            case n.Const():
                return shown(node.type, node.value, self.lang)
            case n.Today():
                return self._phrase("today")
            case n.Param():
                label = self.ruleset.pack.parameters[node.name].label[self.lang]
                return self._phrase("yes", label) if node.type == BOOL else label
            case n.Lookup():
                return self.ruleset.pack.parameters[node.table].label[self.lang]
            case n.Fact():
                label = self.ruleset.facts[node.name].label[self.lang]
                return self._phrase("yes", label) if node.type == BOOL else label
            case n.Ref():
                return self._named(node)
            case n.AgeOn():
                return self._phrase("age")
            case n.Not():
                return self.deny(node.arg)
            case n.Logic():
                return self._logic(node)
            case n.Compare():
                return self._compare(node)
            case n.Agg():
                return self._members(node)
            case _:
                return self._number(node)

    def _phrase(self, key: str, *parts: str) -> str:
        return PHRASES[key][self.lang].format(*parts)

    def _named(self, node: n.Ref) -> str:
        source = self.ruleset.definitions[node.name].source
        if source is not None:
            return source.label[self.lang]
        return self._phrase("meets", self.programme(node.name.removeprefix("meets_")))

    def deny(self, node: n.Node) -> str:
        """That the formula does not hold."""
        if isinstance(node, n.Fact):
            return self._phrase("no", self.ruleset.facts[node.name].label[self.lang])
        return self._phrase("not", self.say(node))

    def _logic(self, node: n.Logic) -> str:
        parts = [self._inside(a) for a in node.args]
        if node.op == "or" and (codes := self._codes(node)) is not None:
            return codes
        text = parts[0]
        for part in parts[1:]:
            text = self._phrase(node.op, text, part)
        return text

    def _inside(self, node: n.Node) -> str:
        said = self.say(node)
        return self._phrase("rest", said) if isinstance(node, n.Logic) and self._codes(node) is None else said

    def _codes(self, node: n.Node) -> str | None:
        """`disability in ('grade_1', 'grade_2')` is compiled to `or`; it is said as one list of values."""
        if not isinstance(node, n.Logic) or node.op != "or":
            return None
        equal = [a for a in node.args if isinstance(a, n.Compare) and a.op == "==" and isinstance(a.left, n.Fact)]
        if len(equal) < len(node.args) or len({a.left for a in equal}) > 1:
            return None
        values = [self._code(a.left, a.right) for a in equal]
        joined = ("、" if self.lang.startswith("zh") else " or ").join(values)
        return self._phrase("==", self.say(equal[0].left), joined)

    def _code(self, fact: n.Node, value: n.Node) -> str:
        assert isinstance(fact, n.Fact) and isinstance(value, n.Const)
        words = self.ruleset.facts[fact.name].words
        return words[value.value][self.lang] if words else str(fact.type.codes[value.value])

    def _compare(self, node: n.Compare) -> str:
        if node.left.type.kind is Kind.CODE and isinstance(node.left, n.Fact) and isinstance(node.right, n.Const):
            return self._phrase(node.op, self.say(node.left), self._code(node.left, node.right))
        return self._phrase(node.op, self.say(node.left), self.say(node.right))

    def _members(self, node: n.Agg) -> str:
        if node.kind == "count" and isinstance(node.arg, n.Const):
            return self._phrase("members")
        if node.kind in ("min", "max"):
            assert node.default is not None
            return self._phrase(node.kind, self._part(node.arg), self._part(node.default))
        return self._phrase(node.kind, self._part(node.arg))

    def _part(self, node: n.Node, loose: tuple[str, ...] = ("+", "-")) -> str:
        """A number as a part of another: in brackets where one could not see what belongs together."""
        said = self.say(node)
        apart = isinstance(node, n.Choose | n.Extreme) and not self._is_floor(node)
        apart = apart or (isinstance(node, n.Arith) and node.op in loose and not self._is_bare(node))
        return self._phrase("rest", said) if apart else said

    @staticmethod
    def _is_floor(node: n.Node) -> bool:
        """max(…, 0): what is below nothing counts as nothing."""
        zero = isinstance(node, n.Extreme) and node.op == "max" and len(node.args) == 2 and node.args[1]
        return isinstance(zero, n.Const) and zero.value == 0

    @staticmethod
    def _is_bare(node: n.Arith) -> bool:
        """What is said without its operator: rounded up, or brought to one scale."""
        return node.op == "*" and isinstance(node.right, n.Const)

    def _number(self, node: n.Node) -> str:  # noqa: PLR0911 — one case per form
        match node:
            case n.Arith(op="*", left=n.Divide(half_up=False, left=over), right=step):
                return self._phrase("round_up", self.say(over), self.say(step))
            case n.Arith(op="*", right=n.Const(value=value)) if value % RATIO_SCALE == 0:
                return self.say(node.left)  # two ratios brought to one scale
            case n.Arith():
                inside, behind = {"*": (("+", "-"), ("+", "-")), "+": ((), ()), "-": ((), ("+", "-"))}[node.op]
                return self._phrase(node.op, self._part(node.left, inside), self._part(node.right, behind))
            case n.Divide(right=n.Const(value=value)) if value % RATIO_SCALE == 0:
                return self.say(node.left)  # a ratio dropped again
            case n.Divide():
                return self._phrase("half_up", self._part(node.left), self._part(node.right))
            case n.Choose():
                return self._phrase(
                    "choose", self.say(node.test), self._part(node.then, ()), self._part(node.other, ())
                )
            case n.Extreme() if self._is_floor(node):
                return self._phrase("floor", self.say(node.args[0]))
            case n.Extreme():
                text = self._part(node.args[0])
                for part in node.args[1:]:
                    text = self._phrase(node.op, text, self._part(part))
                return text
        return word("formula", self.lang)
