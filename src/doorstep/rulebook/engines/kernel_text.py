"""The plan as the text of one fused, branchless kernel over a chunk: families outside, their members inside.

A truth value is a pair of bits (known true, known false), so that Kleene's `and` is (t & t, f | f) and unknown is
neither; a number is (value, known). Steps are expressions only, never `if`: a kernel with branches made numba's
recursion limit burst at eighty programmes. Equal steps are written once. The order of the text follows the plan alone,
so its digest finds the compiled code on the disk again. Rows are unsigned: numba would otherwise test every index for
being negative, which cost 60 %. The text also runs as plain Python, which is how tests try
many small packs without compiling each.
"""

from doorstep.rulebook.engines.answers import EXCLUDED, NOT_ENTITLED, RECEIVED, UNKNOWN, UNKNOWN_AMOUNT
from doorstep.rulebook.engines.cells import CODE, LEFT_OUT, WORD_BITS
from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel_steps import (
    Atom,
    Number,
    Truth,
    conj,
    disj,
    inv,
    literal,
    needed_columns,
    select,
    table_layout,
    wanted_columns,
)
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, Kind, Unit
from doorstep.rulebook.packs.model import PERIODS
from doorstep.rulebook.plan import REST, Claim, Column
from doorstep.rulebook.ruleset import ALONE

SCRATCH = 64  # members of a family that the scratch rows hold; MEMBERS_MAX is 60
LARGEST = 2**63 - 1


def kernel_text(city: CityPlan) -> str:
    """The module text: `tally` (totals and masks), `cells` (every cell of the explanations), `verdicts` (only those)."""
    return HEADER + "\n\n".join(_Writer(city, mode).text() for mode in MODES)


MODES = ("tally", "cells", "verdicts")
HEADER = '"""Generated from a policy pack; the digest of this text is its name."""\n\nimport numpy as np\n\n\n'


class _Writer:
    def __init__(self, city: CityPlan, mode: str) -> None:
        self.city, self.plan, self.mode, self.tally = city, city.plan, mode, mode == "tally"
        self.lines: list[str] = []
        self.indent = 8
        self.steps: dict[str, str] = {}  # of the family
        self.inner: dict[str, str] | None = None  # of the member, inside a loop over members
        self.count = 0
        self.atoms: dict[str, Atom] = {}
        self.local: set[str] = set()
        self.unit = {c.name: c.unit for c in self.plan.columns}
        self.stage = {c.name: i for i, (_, cs) in enumerate(self.plan.stages) for c in cs}
        self.tables = table_layout(city)
        self.people, self.families = wanted_columns(city, mode)
        self.columns = needed_columns(city, {*self.people, *self.families})
        self.kept = self.find_kept()
        self.slots: dict[str, tuple[int, int]] = {}  # column → rows of value and state in the scratch
        self.sums: dict[tuple[str, str, str], Atom] = {}

    # ── the frame ──

    def text(self) -> str:
        self.loop()
        head = [f"def {self.mode}({', '.join(self.arguments())}):"]
        head += [f"    p{i} = P[{i}]" for i, _ in enumerate(self.plan.parameters)]
        head += [f"    tk{i} = TK[{i}]\n    tv{i} = TV[{i}]" for i in range(self.table_rows())]
        head += [f"    SV = np.zeros(({2 * len(self.slots) + 1}, {SCRATCH}), np.int64)"]
        head += [f"    SB = np.zeros(({2 * len(self.slots) + 1}, {SCRATCH}), np.bool_)"]
        head += [
            "    for f0 in range(lo, hi):",
            "        f = np.uint64(f0)",
            "        f7 = f0 & 7",
            "        f8 = np.uint64(f0 >> 3)",
        ]
        head += ["        a = offsets[f0]", "        m = offsets[f0 + 1] - a"]
        return "\n".join(head + self.lines) + "\n"

    def arguments(self) -> list[str]:
        names = [f"g{i}{x}" for i, _ in enumerate(self.plan.family_facts) for x in "vm"]
        names += [f"q{i}{x}" for i, _ in enumerate(self.plan.person_facts) for x in "vm"]
        names += ["offsets", "P", "TK", "TV", "today", "lo", "hi"]
        if self.tally:
            return [*names, "district", "count", "heads", "amount", "unclaimed", "holding", "value"]
        return [*names, "FV", "FK", "PV", "PK"]

    def table_rows(self) -> int:
        return sum(len(self.plan.ruleset.tables[name]) for name in self.tables)

    def loop(self) -> None:
        if self.tally:
            self.line("d = district[f]")
            for word in range(-(-len(self.city.codes) // WORD_BITS)):
                self.line(f"u{word} = 0\n        h{word} = 0")
            self.line("worth = 0")
        stages = self.plan.stages
        for number, (unit, all_columns) in enumerate(stages):
            columns = tuple(c for c in all_columns if c in self.columns)
            if unit is Unit.FAMILY:
                for column in columns:
                    self.atoms[column.name] = self.node(column.node)
                self.of_families(number)
            else:
                self.members(number, columns)
        if self.tally:
            for word in range(-(-len(self.city.codes) // WORD_BITS)):
                self.line(f"unclaimed[{word}, f] = u{word}\n        holding[{word}, f] = h{word}")
            self.line("value[f] = worth")

    def members(self, number: int, columns: tuple[Column, ...]) -> None:
        """One loop over the members: the columns of a stage, what is summed over them, what later stages need."""
        outer, self.lines = self.lines, []
        self.inner, self.local, self.indent = {}, set(), 12
        for text in ("j = np.uint64(j0)", "i0 = a + j0", "i = np.uint64(i0)", "i7 = i0 & 7", "i8 = np.uint64(i0 >> 3)"):
            self.line(text)
        start: list[str] = []
        for column in columns:
            self.atoms[column.name] = self.node(column.node)
            self.local.add(column.name)
        for kind, name in self.wanted(number):
            self.accumulate(kind, name, start)
        for column in columns:
            if column.name in self.kept:
                self.keep(column.name)
        if self.tally:
            for index, claim in enumerate(self.plan.claims):
                if claim.unit is Unit.PERSON and self.ready(claim) == number:
                    self.count_claim(index, claim)
        else:
            for row, name in enumerate(self.people):
                if name in self.local:
                    self.put("PV", "PK", row, "i", self.atoms[name])
        body, self.lines = self.lines, outer
        self.inner, self.indent = None, 8
        self.local = set()
        for line in start:
            self.line(line)
        self.line("for j0 in range(m):")
        self.lines += body

    def of_families(self, number: int) -> None:
        if self.tally:
            for index, claim in enumerate(self.plan.claims):
                if claim.unit is Unit.FAMILY and self.ready(claim) == number:
                    self.count_claim(index, claim)
            return
        for row, name in enumerate(self.families):
            if self.stage[name] == number:
                self.put("FV", "FK", row, "f", self.atoms[name])

    def ready(self, claim: Claim) -> int:
        """The stage at which everything that a claim's answer needs is there; a pass of the claim's own unit."""
        return max(self.stage[name] for name in self.needed(claim))

    def needed(self, claim: Claim) -> list[str]:
        names = [claim.applies, claim.verdict, claim.amount, claim.received, self.city.excluded.get(claim.key)]
        own = [x for x in names if x is not None]
        return [x for x in own if self.unit[x] is claim.unit]

    def find_kept(self) -> set[str]:
        """Person columns that a later pass over members reads."""
        kept: set[str] = set()
        for column in self.columns:
            if column.unit is Unit.PERSON:
                refs = [x.name for x in n.walk(column.node) if isinstance(x, n.Ref) and x.unit is Unit.PERSON]
                kept |= {name for name in refs if self.stage[name] != self.stage[column.name]}
        if self.tally:
            for claim in (c for c in self.plan.claims if c.unit is Unit.PERSON):
                last = self.ready(claim)
                kept |= {name for name in self.needed(claim) if self.stage[name] != last}
        return kept

    def wanted(self, number: int) -> list[tuple[str, str]]:
        """What families later sum up over the person columns of a stage."""
        pairs = []
        for column in self.columns:
            for x in n.walk(column.node):
                if isinstance(x, n.Agg):
                    assert isinstance(x.arg, n.Ref)
                    if self.stage[x.arg.name] == number:
                        pairs.append((x.kind, x.arg.name))
        if self.tally and self.stage.get(ALONE) == number:
            pairs.append(("any", ALONE))
            pairs.append(("tally", ALONE))
        return list(dict.fromkeys(pairs))

    # ── steps ──

    def line(self, text: str) -> None:
        self.lines.append(" " * self.indent + text)

    def step(self, text: str) -> str:
        if text.isidentifier() or text in ("True", "False") or text.lstrip("-").isdigit():
            return text
        known = self.steps if self.inner is None else self.inner
        if text in self.steps:
            return self.steps[text]
        if text not in known:
            self.count += 1
            known[text] = f"t{self.count}"
            self.line(f"t{self.count} = {text}")
        return known[text]

    def put(self, values: str, states: str, row: int, at: str, atom: Atom) -> None:
        value, known = (atom.t, disj(atom.t, atom.f)) if isinstance(atom, Truth) else (atom.v, atom.k)
        self.line(f"{values}[{row}, {at}] = {value}")
        self.line(f"{states}[{row}, {at}] = {known}")

    def keep(self, name: str) -> None:
        atom = self.atoms[name]
        row = 2 * len(self.slots)
        self.slots[name] = (row, row + 1)
        if isinstance(atom, Truth):
            self.line(f"SB[{row}, j] = {atom.t}")
            self.line(f"SB[{row + 1}, j] = {atom.f}")
        else:
            self.line(f"SV[{row}, j] = {atom.v}")
            self.line(f"SB[{row}, j] = {atom.k}")

    def column(self, name: str) -> Atom:
        atom = self.atoms[name]
        if self.unit[name] is Unit.FAMILY or name in self.local:
            return atom
        row, other = self.slots[name]
        if isinstance(atom, Truth):
            return Truth(self.step(f"SB[{row}, j]"), self.step(f"SB[{other}, j]"))
        return Number(self.step(f"SV[{row}, j]"), self.step(f"SB[{row}, j]"))

    # ── sums over members ──

    def accumulate(self, kind: str, name: str, start: list[str]) -> None:
        atom = self.atoms[name]
        key = (kind, atom[0], atom[1])
        if key not in self.sums:
            self.count += 1
            x = f"s{self.count}"
            self.sums[key] = self.running(kind, atom, x, start)
        self.sums[(kind, name, "")] = self.sums[key]

    def running(self, kind: str, atom: Atom, x: str, start: list[str]) -> Atom:
        if isinstance(atom, Truth):
            if kind in ("any", "all"):
                start += [f"{x}t = {kind == 'all'}", f"{x}f = {kind == 'any'}"]
                true, false = ("|", "&") if kind == "any" else ("&", "|")
                self.line(f"{x}t = {x}t {true} {atom.t}")
                self.line(f"{x}f = {x}f {false} {atom.f}")
                return Truth(f"{x}t", f"{x}f")
            if atom.t == "True":
                return Number("m", "True")
            start += [f"{x}v = 0", f"{x}k = True"]
            self.line(f"{x}v = {x}v + {atom.t}")
            self.line(f"{x}k = {x}k & {disj(atom.t, atom.f)}")
            return Number(f"{x}v", "True" if kind == "tally" else f"{x}k")
        first = {"sum": 0, "min": LARGEST, "max": -LARGEST}[kind]
        start += [f"{x}v = {first}", f"{x}k = True"]
        self.line(f"{x}v = {x}v + {atom.v}" if kind == "sum" else f"{x}v = {kind}({x}v, {atom.v})")
        self.line(f"{x}k = {x}k & {atom.k}")
        return Number(f"{x}v", f"{x}k")

    # ── nodes ──

    def number(self, node: n.Node) -> Number:
        atom = self.node(node)
        assert isinstance(atom, Number)
        return atom

    def truth(self, node: n.Node) -> Truth:
        atom = self.node(node)
        assert isinstance(atom, Truth)
        return atom

    def node(self, node: n.Node) -> Atom:  # noqa: PLR0911 — one case per node class
        match node:
            case n.Const():
                return literal(node.type, node.value)
            case n.Today():
                return Number("today", "True")
            case n.Param():
                x = f"p{self.plan.parameters.index(node.name)}"
                if node.type == BOOL:
                    t = self.step(f"({x} != 0)")
                    return Truth(t, self.step(inv(t)))
                return Number(x, "True")
            case n.Fact():
                return self.fact(node)
            case n.Ref():
                return self.column(node.name)
            case n.Logic():
                parts = [self.truth(x) for x in node.args]
                true, false = [p.t for p in parts], [p.f for p in parts]
                both = (conj(*true), disj(*false)) if node.op == "and" else (disj(*true), conj(*false))
                return Truth(self.step(both[0]), self.step(both[1]))
            case n.Not():
                x_ = self.truth(node.arg)
                return Truth(x_.f, x_.t)
            case n.Choose():
                return self.choose(node)
            case n.Agg():
                return self.aggregate(node)
            case n.Compare():
                return self.compare(node)
        operands = [self.number(x) for x in n.children(node)]
        known = self.step(conj(*(x.k for x in operands)))
        return Number(self.step(self.formula(node, [x.v for x in operands])), known)

    def formula(self, node: n.Node, x: list[str]) -> str:
        match node:
            case n.Arith():
                return f"({x[0]} {node.op} {x[1]})"
            case n.Divide(half_up=True):
                return f"((2 * {x[0]} + {x[1]}) // (2 * {x[1]}))"
            case n.Divide():
                return f"(({x[0]} + {x[1]} - 1) // {x[1]})"
            case n.Extreme():
                result = x[0]
                for part in x[1:]:
                    result = self.step(f"{node.op}({result}, {part})")
                return result
            case n.AgeOn():
                return f"(max({x[1]} - {x[0]}, 0) // 10000)"
            case n.Lookup():
                return self.lookup(node, x[0])
        raise TypeError(f"no kernel for {type(node).__name__}")

    def lookup(self, node: n.Lookup, key: str) -> str:
        first = self.tables[node.table]
        result = f"tv{first}"
        for row in range(first + 1, first + len(self.plan.ruleset.tables[node.table])):
            reached = self.step(f"({key} >= tk{row})")
            result = self.step(select(reached, f"tv{row}", result))
        return result

    def compare(self, node: n.Compare) -> Truth:
        a, b = self.number(node.left), self.number(node.right)
        known = self.step(conj(a.k, b.k))
        holds = self.step(f"({a.v} {node.op} {b.v})")
        return Truth(self.step(conj(known, holds)), self.step(conj(known, inv(holds))))

    def choose(self, node: n.Choose) -> Atom:
        test = self.truth(node.test)
        a, b = self.node(node.then), self.node(node.other)
        if isinstance(a, Truth) and isinstance(b, Truth):
            t = disj(conj(test.t, a.t), conj(test.f, b.t))
            f = disj(conj(test.t, a.f), conj(test.f, b.f))
            return Truth(self.step(t), self.step(f))
        assert isinstance(a, Number) and isinstance(b, Number)
        value = a.v if a.v == b.v else select(test.t, a.v, b.v)
        return Number(self.step(value), self.step(disj(conj(test.t, a.k), conj(test.f, b.k))))

    def aggregate(self, node: n.Agg) -> Atom:
        assert isinstance(node.arg, n.Ref)
        atom = self.sums[(node.kind, node.arg.name, "")]
        if node.default is None or isinstance(atom, Truth):
            return atom
        default = self.number(node.default)
        some = self.step("(m > 0)")
        return Number(self.step(select(some, atom.v, default.v)), self.step(conj(atom.k, default.k)))

    def fact(self, node: n.Fact) -> Atom:
        family = node.unit is Unit.FAMILY
        names = self.plan.family_facts if family else self.plan.person_facts
        x, i = (f"g{names.index(node.name)}", "f") if family else (f"q{names.index(node.name)}", "i")
        known = "True"
        if self.plan.ruleset.facts[node.name].nullable:
            known = self.step(f"(((({x}m[{i}8]) >> {i}7) & 1) != 0)")
        if node.type.kind is Kind.BOOL:
            bit = self.step(f"(((({x}v[{i}8]) >> {i}7) & 1) != 0)")
            return Truth(self.step(conj(known, bit)), self.step(conj(known, inv(bit))))
        return Number(self.step(f"np.int64({x}v[{i}])"), known)

    # ── counting ──

    def count_claim(self, index: int, claim: Claim) -> None:
        """Number of the answer, then counts, people and fen at [claim, district, answer], and the family's bits."""
        verdict = self.column(claim.verdict)
        received = self.column(claim.received)
        assert isinstance(verdict, Truth) and isinstance(received, Truth)
        amount = Number("0", "False") if claim.amount is None else self.column(claim.amount)
        assert isinstance(amount, Number)
        name = self.city.excluded.get(claim.key)
        excluded = "False" if name is None else self.column(name)[0]
        met, got = verdict.t, self.step(conj(verdict.t, received.t))
        out = self.step(conj(met, inv(received.t), excluded))
        free = self.step(conj(met, inv(received.t), inv(excluded)))
        vague = self.step(conj(free, inv(amount.k)))
        unknown = self.step(conj(inv(verdict.t), inv(verdict.f)))
        weights = {NOT_ENTITLED: verdict.f, UNKNOWN: unknown, RECEIVED: got, EXCLUDED: out, UNKNOWN_AMOUNT: vague}
        terms = [f"{CODE[word]} * {step}" for word, step in weights.items() if step != "False"]
        if claim.applies is not None:
            left = self.column(claim.applies)[1]
            terms.append(f"{LEFT_OUT - CODE[NOT_ENTITLED]} * {left}")
        z = self.step("(" + " + ".join(terms) + ")")
        fen = self.step(f"({amount.v} * {conj(met, amount.k)})")
        heads = "1" if claim.unit is Unit.PERSON else self.together(claim)
        self.line(f"count[{index}, d, {z}] += 1")
        self.line(f"heads[{index}, d, {z}] += {heads}")
        self.line(f"amount[{index}, d, {z}] += {fen}")
        word, bit = divmod(self.city.codes.index(claim.code), WORD_BITS)
        held = self.step(conj(met, inv(out)))
        self.line(f"u{word} = u{word} | ({free} * {1 << bit})")
        self.line(f"h{word} = h{word} | ({held} * {1 << bit})")
        self.line(f"worth = worth + {fen} * {held} * {PERIODS[claim.typed.formula.period]}")

    def together(self, claim: Claim) -> str:
        if claim.variant != REST:
            return "m"
        return f"(m - {self.sums[('tally', ALONE, '')][0]})"
