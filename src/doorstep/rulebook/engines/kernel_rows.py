"""The kernel that writes the list: a row for every claim that is met, not excluded and not received, as `listing` reads it.

Branchless like the others: every claim writes its row at the end of the list, and the end moves on if the claim is free.
"""

from doorstep.rulebook.engines.exclusion import CityPlan
from doorstep.rulebook.engines.kernel_steps import Number, Truth, conj, inv, select
from doorstep.rulebook.engines.kernel_text import HEADER, Writer
from doorstep.rulebook.engines.listing import FAR, NOBODY, is_money, measured
from doorstep.rulebook.language.types import Unit
from doorstep.rulebook.plan import Claim


def rows_text(city: CityPlan) -> str:
    """The module text of `rows`."""
    return HEADER + _Rows(city, "rows").text()


class _Rows(Writer):
    def text(self) -> str:
        return super().text().replace("    for n0 in", "    r = 0\n    for n0 in", 1) + "    size[0] = r\n"

    def count_claim(self, index: int, claim: Claim) -> None:
        """The claim's row, kept if it is free."""
        verdict, received = self.column(claim.verdict), self.column(claim.received)
        assert isinstance(verdict, Truth) and isinstance(received, Truth)
        free = self.step(conj(verdict.t, inv(received.t), self.excluded(claim).f))
        if free == "False":
            return
        amount = Number("0", "False") if claim.amount is None else self.column(claim.amount)
        assert isinstance(amount, Number)
        fen = self.step(select(amount.k, amount.v, str(NOBODY)))
        member = "j0" if claim.unit is Unit.PERSON else str(NOBODY)
        self.line("z = np.uint64(r)")
        for place, cell in enumerate((str(index), "f0", member, fen, *self.nearest(claim))):
            self.line(f"R[z, {place}] = {cell}")
        self.line(f"r = r + {free}")

    def nearest(self, claim: Claim) -> tuple[str, str]:
        """The condition with the least room, and the room; sums of money before all others."""
        condition, room, money = str(NOBODY), str(FAR), "False"
        for number, leaf in measured(claim):
            assert leaf.figure is not None and leaf.threshold is not None and leaf.leaf.op is not None
            figure, line = self.column(leaf.figure), self.column(leaf.threshold)
            assert isinstance(figure, Number) and isinstance(line, Number)
            low, high = (figure.v, line.v) if leaf.leaf.op[0] == "<" else (line.v, figure.v)
            way = self.step(f"({high} - {low})")
            free = "True" if is_money(leaf) else inv(money)
            near = self.step(conj(figure.k, line.k, f"({way} >= 0)", f"({way} < {room})", free))
            room = self.step(select(near, way, room))
            condition = self.step(select(near, str(number), condition))
            if is_money(leaf) and near != "False":
                money = near if money == "False" else self.step(f"({money} | {near})")
        return condition, room
