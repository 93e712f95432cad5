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
from doorstep.rulebook.engines.kernel_formulas import Formulas
from doorstep.rulebook.engines.kernel_steps import (
    UNKNOWN_NUMBER,
    Atom,
    Number,
    Truth,
    claim_columns,
    conj,
    disj,
    inv,
    literal,
    needed_columns,
    settled,
    wanted_columns,
)
from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.language.types import BOOL, Unit
from doorstep.rulebook.packs.model import PERIODS
from doorstep.rulebook.plan import REST, Claim, Column
from doorstep.rulebook.ruleset import ALONE

SCRATCH = 64  # members of a family that the scratch rows hold; MEMBERS_MAX is 60
LARGEST = 2**63 - 1
TALLY_STATES = 8
"""Cells of a claim in a district's row of the tallies: a number of cells that costs no multiplication."""


def kernel_text(city: CityPlan) -> str:
    """The module text: `tally` (totals and masks), `cells` (every cell of the explanations), `verdicts` (only those)."""
    return HEADER + "\n\n".join(Writer(city, mode).text() for mode in MODES)


def tally_text(city: CityPlan) -> str:
    """The module text of `tally` alone."""
    return HEADER + Writer(city, "tally").text()


MODES = ("tally", "cells", "verdicts")
HEADER = '"""Generated from a policy pack; the digest of this text is its name."""\n\nimport numpy as np\n\n\n'


class Writer(Formulas):
    """Writes one function: the frame, a loop for each stage over members, what the mode counts or gives back."""

    def __init__(self, city: CityPlan, mode: str) -> None:
        super().__init__(city)
        self.city, self.mode, self.tally = city, mode, mode == "tally"
        self.counted = mode in ("tally", "rows")  # claim by claim; the others give columns back
        self.stage = {c.name: i for i, (_, cs) in enumerate(self.plan.stages) for c in cs}
        self.people, self.families = wanted_columns(city, mode)
        self.columns = needed_columns(city, {*self.people, *self.families})
        self.kept = self.find_kept()

    # ── the frame ──

    def text(self) -> str:
        self.loop()
        head = [f"def {self.mode}({', '.join(self.arguments())}):"]
        head += [f"    p{i} = P[{i}]" for i, _ in enumerate(self.plan.parameters)]
        head += [f"    tk{i} = TK[{i}]\n    tv{i} = TV[{i}]" for i in range(self.table_rows())]
        head += [f"    SV = np.zeros(({2 * len(self.slots) + 1}, {SCRATCH}), np.int64)"]
        head += [f"    SB = np.zeros(({2 * len(self.slots) + 1}, {SCRATCH}), np.bool_)"]
        head += [
            "    for n0 in range(lo, hi):",
            "        f0 = which[n0]",
            "        f = np.uint64(f0)",
            "        f7 = f0 & 7",
            "        f8 = np.uint64(f0 >> 3)",
        ]
        head += ["        a = offsets[f0]", "        m = offsets[f0 + 1] - a"]
        return "\n".join(head + self.lines) + "\n"

    def arguments(self) -> list[str]:
        names = [f"g{i}{x}" for i, _ in enumerate(self.plan.family_facts) for x in "vm"]
        names += [f"q{i}{x}" for i, _ in enumerate(self.plan.person_facts) for x in "vm"]
        names += ["offsets", "P", "TK", "TV", "today", "which", "lo", "hi"]
        if self.mode == "rows":
            return [*names, "R", "size"]
        if self.tally:
            return [*names, "district", "count", "heads", "amount", "unclaimed", "holding", "value"]
        return [*names, "FV", "FK", "PV", "PK"]

    def table_rows(self) -> int:
        return sum(len(self.plan.ruleset.tables[name]) for name in self.tables)

    def loop(self) -> None:
        if self.tally:
            self.line(f"b = np.int64(district[f]) * {len(self.plan.claims) * TALLY_STATES}")
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
            atom = self.node(column.node)
            self.atoms[column.name] = UNKNOWN_NUMBER if isinstance(atom, Number) and atom.k == "False" else atom
            self.local.add(column.name)
        for kind, name in self.wanted(number):
            self.accumulate(kind, name, start)
        for column in columns:
            if column.name in self.kept:
                self.keep(column.name)
        if self.counted:
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
        if self.counted:
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
        return [x for x in claim_columns(self.city, claim, self.mode) if self.unit[x] is claim.unit]

    def find_kept(self) -> set[str]:
        """Person columns that a later pass over members reads."""
        kept: set[str] = set()
        for column in self.columns:
            if column.unit is Unit.PERSON:
                refs = [x.name for x in n.walk(column.node) if isinstance(x, n.Ref) and x.unit is Unit.PERSON]
                kept |= {name for name in refs if self.stage[name] != self.stage[column.name]}
        if self.counted:
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

    def put(self, values: str, states: str, row: int, at: str, atom: Atom) -> None:
        value, known = (atom.t, disj(atom.t, atom.f)) if isinstance(atom, Truth) else (atom.v, atom.k)
        self.line(f"{values}[{row}, {at}] = {value}")
        self.line(f"{states}[{row}, {at}] = {known}")

    def keep(self, name: str) -> None:
        atom = self.atoms[name]
        if settled(atom):
            return
        row = 2 * len(self.slots)
        self.slots[name] = (row, row + 1)
        if isinstance(atom, Truth):
            self.line(f"SB[{row}, j] = {atom.t}")
            self.line(f"SB[{row + 1}, j] = {atom.f}")
        else:
            self.line(f"SV[{row}, j] = {atom.v}")
            self.line(f"SB[{row}, j] = {atom.k}")

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
        """A family has members, so what is false or unknown of every member is settled."""
        if isinstance(atom, Truth):
            if kind in ("any", "all"):
                return Truth(
                    self.folded(f"{x}t", atom.t, start, all_of=kind == "all"),
                    self.folded(f"{x}f", atom.f, start, all_of=kind == "any"),
                )
            if atom.t == "True":
                return Number("m", "True")
            start += [f"{x}v = 0"]
            self.line(f"{x}v = {x}v + {atom.t}")
            known = "True" if kind == "tally" else self.folded(f"{x}k", disj(atom.t, atom.f), start, all_of=True)
            return UNKNOWN_NUMBER if known == "False" else Number(f"{x}v", known)
        if atom.k == "False":
            return UNKNOWN_NUMBER
        first = {"sum": 0, "min": LARGEST, "max": -LARGEST}[kind]
        start += [f"{x}v = {first}"]
        self.line(f"{x}v = {x}v + {atom.v}" if kind == "sum" else f"{x}v = {kind}({x}v, {atom.v})")
        return Number(f"{x}v", self.folded(f"{x}k", atom.k, start, all_of=True))

    def folded(self, name: str, step: str, start: list[str], *, all_of: bool) -> str:
        """The step of all members, or of any of them."""
        if step in ("True", "False"):
            return step
        start.append(f"{name} = {all_of}")
        self.line(f"{name} = {name} {'&' if all_of else '|'} {step}")
        return name

    # ── counting ──

    def count_claim(self, index: int, claim: Claim) -> None:
        """Number of the answer, then counts, people and fen at [district, claim, answer], and the family's bits.

        A person's claim is for one person, so its people are its count; a claim without an amount adds no fen.
        """
        verdict = self.column(claim.verdict)
        received = self.column(claim.received)
        assert isinstance(verdict, Truth) and isinstance(received, Truth)
        amount = Number("0", "False") if claim.amount is None else self.column(claim.amount)
        assert isinstance(amount, Number)
        met, got = verdict.t, self.step(conj(verdict.t, received.t))
        excluded = self.excluded(claim)
        new = (met, inv(received.t))
        out = self.step(conj(*new, excluded.t))
        free = self.step(conj(*new, excluded.f))
        vague = self.step(conj(free, inv(amount.k)))
        unknown = self.step(conj(inv(verdict.t), inv(verdict.f)))
        if claim.key in self.city.resting:
            unknown = self.step(disj(unknown, conj(*new, inv(excluded.t), inv(excluded.f))))
        weights = {NOT_ENTITLED: verdict.f, UNKNOWN: unknown, RECEIVED: got, EXCLUDED: out, UNKNOWN_AMOUNT: vague}
        terms = [f"{CODE[word]} * {step}" for word, step in weights.items() if step != "False"] or ["0"]
        if claim.applies is not None:
            left = self.column(claim.applies)[1]
            terms.append(f"{LEFT_OUT - CODE[NOT_ENTITLED]} * {left}")
        z = self.step("(" + " + ".join(terms) + ")")
        fen = self.step(f"({amount.v} * {conj(met, amount.k)})")
        self.line(f"z = np.uint64(b + {z} + {index * TALLY_STATES})")
        self.line("count[z] += 1")
        if claim.unit is Unit.FAMILY:
            self.line(f"heads[z] += {self.together(claim)}")
        if claim.amount is not None:
            self.line(f"amount[z] += {fen}")
        word, bit = divmod(self.city.codes.index(claim.code), WORD_BITS)
        held = self.step(disj(got, free))
        for mask, step in (("u", free), ("h", held)):
            if step != "False":
                self.line(f"{mask}{word} = {mask}{word} | ({step} * {1 << bit})")
        if claim.amount is not None and held != "False":
            self.line(f"worth = worth + {fen} * {held} * {PERIODS[claim.typed.formula.period]}")

    def excluded(self, claim: Claim) -> Truth:
        """Whether others exclude the claim; unknown only where it rests on others."""
        name = self.city.excluded.get(claim.key)
        atom = literal(BOOL, 0) if name is None else self.column(name)
        assert isinstance(atom, Truth)
        return atom

    def together(self, claim: Claim) -> str:
        if claim.variant != REST:
            return "m"
        return f"(m - {self.sums[('tally', ALONE, '')][0]})"
