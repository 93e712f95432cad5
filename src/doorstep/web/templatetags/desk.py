"""Small helps of the casework desk's templates."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def at(table: Mapping[str, object], key: object) -> object:
    """The entry of a table, the key itself where there is none."""
    return table.get(str(key), key)
