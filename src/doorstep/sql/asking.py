"""Questions that are put into SQL once. Building a queryset and putting it into SQL takes a process longer than asking
it; what every act asks is built for the first of them only, and asked anew for each."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
)

from .making import joined_of, maker_of
from .running import USING, fetched

KEPT = 500  # shapes of one question; the next one takes the place of the one kept longest

Row = Callable[[Any], Any]


class Given(Expression):
    """Stands in a queryset for a value that is given each time: by its name, in a list also by its place."""

    def __init__(self, name: str, place: int | None = None) -> None:
        super().__init__()
        self.name, self.place = name, place

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A mark; the parameter is this stand-in itself, until the question is asked."""
        return "%s", [self]

    def value(self, given: Mapping[str, Any]) -> Any:
        """What it stands for now, as the database takes it."""
        value = given[self.name] if self.place is None else given[self.name][self.place]
        if isinstance(value, datetime):
            return connection.ops.adapt_datetimefield_value(value)
        return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class _Compiled:
    """One shape of a question in one database's SQL."""

    text: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, Any, Any], ...]
    row: Row


_NOTHING = _Compiled("", (), (), tuple)


def question(ask: Callable[..., QuerySet[Any] | list[Any]]) -> Callable[..., list[Any]]:
    """A function that gives back a queryset becomes one that gives back its rows: one query, and nothing else.

    Positional arguments shape the question; every combination is put into SQL once. Keyword arguments are values: text,
    numbers, dates, or lists of them for `__in` (of a relation: `case__id__in`). The function gets stand-ins for them,
    which it may compare fields with and nothing more. Rows are models, with what `select_related` joins, or what `values`
    and `values_list` say. Of several querysets with the same columns, each with its own order and limit, it gives the rows
    of all, in no order: the database puts them together.
    """
    known: OrderedDict[Hashable, _Compiled] = OrderedDict()

    @wraps(ask)
    def asked(*shape: Hashable, **given: Any) -> list[Any]:
        lengths = tuple((name, len(value)) for name, value in given.items() if isinstance(value, list))
        key = (connection.vendor, shape, lengths)
        compiled = known.get(key)
        if compiled is None:
            made = ask(*shape, **{name: _stand_in(name, given[name]) for name in given})
            compiled = known[key] = _together(made) if isinstance(made, list) else _compiled(made)
            while len(known) > KEPT:
                known.popitem(last=False)
        if not compiled.text:
            return []
        parameters = [one.value(given) if isinstance(one, Given) else one for one in compiled.parameters]
        found: list[Any] = fetched(compiled.text, parameters)
        if compiled.converters:
            found = [_converted(row, compiled.converters) for row in found]
        return [compiled.row(row) for row in found]

    return asked


def first_keys(querysets: Iterable[QuerySet[Any]], *, by: Sequence[str], limit: int) -> RawSQL | list[Any]:
    """What `__in` compares a key with: the first of the column `row_key` of several querysets with the same columns, each with
    its own order and limit, in the order of the columns `by` ("-" in front: descending)."""
    parts = [one for one in map(_compiled, querysets) if one.text]
    if not parts:
        return []
    order = ", ".join(f'"{name.removeprefix("-")}" {"DESC" if name.startswith("-") else "ASC"}' for name in by)
    keys = f'SELECT "row_key" FROM ({_union(parts, "UNION")}) AS parts ORDER BY {order} LIMIT {limit}'
    return RawSQL(keys, _parameters(parts))  # noqa: S611 # what the compiler wrote; values stay beside it


def _stand_in(name: str, value: Any) -> Any:
    if not isinstance(value, list):
        return Given(name)
    return [Given(name, place) for place in range(len(value))]


def _together(querysets: list[QuerySet[Any]]) -> _Compiled:
    """Written out, because a union of the model's own loses the limits of its parts on SQLite."""
    parts = [one for one in map(_compiled, querysets) if one.text]
    if len(parts) < 2:
        return parts[0] if parts else _NOTHING
    return replace(parts[0], text=_union(parts, "UNION ALL"), parameters=_parameters(parts))


def _union(parts: Sequence[_Compiled], union: str) -> str:
    return f" {union} ".join(f"SELECT * FROM ({one.text}) AS part_{place}" for place, one in enumerate(parts))


def _parameters(parts: Iterable[_Compiled]) -> tuple[Any, ...]:
    return tuple(value for one in parts for value in one.parameters)


def _compiled(queryset: QuerySet[Any]) -> _Compiled:
    compiler = queryset.query.get_compiler(USING)
    try:
        text, parameters = compiler.as_sql()
    except EmptyResultSet:  # whatever the values, no row can be found
        return _NOTHING
    selected = [expression for expression, *_ in compiler.select]
    converters = tuple(
        (place, convert, expression)
        for place, (converts, expression) in compiler.get_converters(selected).items()
        for convert in converts
    )
    return _Compiled(*_said(text, parameters), converters, _row_of(queryset, compiler))


def _said(text: str, parameters: Iterable[Any]) -> tuple[str, tuple[Any, ...]]:
    """The words of the house, a stage or a kind, stand in the statement: of a plan that is kept, the database knows nothing
    of the values, and one state of a part may be nearly all of them while another is rare."""
    (first, *pieces), left = text.split("%s"), []
    for piece, value in zip(pieces, parameters, strict=True):
        if not isinstance(value, StrEnum):
            left.append(value)
        first += (f"'{value}'" if isinstance(value, StrEnum) else "%s") + piece
    return first, tuple(left)


def _row_of(queryset: Any, compiler: Any) -> Row:
    """How a row of the database becomes one of the question. The kinds that querysets know are told apart as they do."""
    kind = queryset._iterable_class
    if issubclass(kind, ModelIterable):
        return _model_of(compiler)
    if issubclass(kind, ValuesIterable):
        names = list(queryset.query.selected)
        return lambda row: dict(zip(names, row, strict=True))
    return (lambda row: row[0]) if issubclass(kind, FlatValuesListIterable) else tuple


def _model_of(compiler: Any) -> Row:
    info, select = compiler.klass_info, compiler.select
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in select[start:end]]
    maker, joined = maker_of(info["model"]), joined_of(info, select, USING)

    def made(row: Any) -> Any:
        model = maker.from_db(USING, names, row[start:end])
        for one in joined:
            one.populate(row, model)
        return model

    return made


def _converted(row: tuple[Any, ...], converters: tuple[tuple[int, Any, Any], ...]) -> list[Any]:
    told = list(row)
    for place, convert, expression in converters:
        told[place] = convert(told[place], expression, connection)
    return told
