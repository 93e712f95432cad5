"""Pages of a list by key: forwards and backwards from a row, from as many sources as a list has, without a count."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from doorstep.sql.public import first_keys

MOST = 100
MOST_IN_A_FILE = 5000
MOMENT = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Order:
    """An order that an index gives: its fields, the last of which is unique, all in one direction."""

    fields: tuple[str, ...]
    descending: bool = False
    kinds: tuple[Callable[[str], Any], ...] = ()  # how each field is read from a key; a number where nothing is said

    def key_of(self, row: Mapping[str, Any]) -> str:
        """The key of a row, for addresses."""
        return ":".join(_told(row[name]) for name in self.fields)

    def read(self, key: str) -> tuple[Any, ...] | None:
        """The values of a key; None where it cannot be read."""
        parts = key.split(":")
        kinds: tuple[Callable[[str], Any], ...] = self.kinds or (int,) * len(self.fields)
        if len(parts) != len(self.fields):
            return None
        try:
            return tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
        except ValueError:
            return None

    def named(self, names: Mapping[str, str]) -> "Order":
        """The same order where some fields have other names."""
        return replace(self, fields=tuple(names.get(one, one) for one in self.fields)) if names else self

    def after(self, values: Sequence[Any], *, backwards: bool = False) -> Q:
        """The rows on the far side of a key. The first field is bounded by itself, so that an index can begin there."""
        side = "lt" if self.descending != backwards else "gt"
        wanted = Q()
        for place in reversed(range(len(self.fields))):
            name, value = self.fields[place], values[place]
            beyond = Q(**{f"{name}__{side}": value})
            wanted = beyond | (Q(**{name: value}) & wanted) if place < len(self.fields) - 1 else beyond
        return Q(**{f"{self.fields[0]}__{side}e": values[0]}) & wanted

    def order_by(self, *, backwards: bool = False) -> tuple[str, ...]:
        """The same for a queryset."""
        sign = "-" if self.descending != backwards else ""
        return tuple(f"{sign}{name}" for name in self.fields)


@dataclass(frozen=True, slots=True)
class Source:
    """One of the sources of a list. `named`: where an index gives a field of the order, the last of which is the key of the
    listed rows, under another name."""

    rows: QuerySet[Any]
    named: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a page begins: after a row, before a row, or at the start; and how long it is. A key that cannot be read
    begins at the start."""

    after: str = ""
    before: str = ""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A page of raw rows with the keys of its neighbours; empty where there is none."""

    rows: list[dict[str, Any]]
    next_key: str
    previous_key: str


def moment_of(text: str) -> datetime:
    """A moment as keys have it."""
    return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cut:
    """The shape of a page: in which direction, and how many rows at most."""

    backwards: bool
    limit: int


#: The rows of a list beyond a key (from the beginning where it is empty), cut, in no order.
Ask = Callable[[Cut, list[Any]], Iterable[dict[str, Any]]]


def page_of(ask: Ask, *, order: Order, asked: Asked, most: int = MOST) -> Found:
    """One page of a list that has several sources, as if they were one. One query."""
    limit = max(1, min(asked.limit, most))
    before, after = order.read(asked.before), order.read(asked.after)
    backwards = before is not None and after is None
    found = {row["id"]: row for row in ask(Cut(backwards, limit + 1), list(after or before or ()))}
    rows = sorted(
        found.values(),
        key=lambda row: tuple(row[name] for name in order.fields),
        reverse=order.descending != backwards,
    )
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    if not rows:
        return Found([], "", "")
    first, last = order.key_of(rows[0]), order.key_of(rows[-1])
    if backwards:
        return Found(rows, last, first if more else "")
    return Found(rows, last if more else "", first if after is not None else "")


def cut_to(
    sources: Iterable[QuerySet[Any]], cut: Cut, key: Sequence[Any], *, order: Order, columns: Sequence[str]
) -> list[QuerySet[Any]]:
    """Each source cut to a page before they are put together: that is what an index gives at once, where the union of all
    that is open would have to be sorted. No query."""
    return [_cut(rows.values(*columns), cut, key, order) for rows in sources]


def chosen_from(
    rows: QuerySet[Any], sources: Iterable[Source], cut: Cut, key: Sequence[Any], *, order: Order
) -> QuerySet[Any]:
    """The same, where sources say no more than which rows they are, so that only the rows of the page are read. No
    query."""
    cuts = []
    for source in sources:
        here = order.named(source.named)
        *before, last = here.fields
        cuts.append(_cut(source.rows.values(*before, row_key=F(last)), cut, key, here))
    keys = first_keys(
        cuts, by=order.named({order.fields[-1]: "row_key"}).order_by(backwards=cut.backwards), limit=cut.limit
    )
    return rows.filter(pk__in=keys).order_by(*order.order_by(backwards=cut.backwards))


def _cut(rows: QuerySet[Any], cut: Cut, key: Sequence[Any], order: Order) -> QuerySet[Any]:
    beyond = rows.filter(order.after(key, backwards=cut.backwards)) if key else rows
    return beyond.order_by(*order.order_by(backwards=cut.backwards))[: cut.limit]


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(MOMENT)
    return value.isoformat() if isinstance(value, date) else str(value)
