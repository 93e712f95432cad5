"""Where in a TOML file does a value stand? `tomllib` reads values and forgets their lines; an error needs them."""

from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Path = tuple[str | int, ...]
"""The way to a value: `("material", 2, "name", "en")` is the English name of the third `[[material]]`."""

_PARSER = Parser(Language(tree_sitter_toml.language()))


def toml_lines(text: str) -> dict[Path, int]:
    """1-based line of every table, key and array element of a TOML text that `tomllib` has accepted."""
    root = _PARSER.parse(text.encode()).root_node
    lines: dict[Path, int] = {(): 1}
    lines.update(_pairs(root, ()))
    seen: dict[Path, int] = {}
    for table in root.children:
        if table.type not in ("table", "table_array_element"):
            continue
        path = _header_path(table, seen)
        if table.type == "table_array_element":
            number = seen.get(path, 0)
            seen[path] = number + 1
            lines.setdefault(path, _line(table))
            path = (*path, number)
        lines[path] = _line(table)
        lines.update(_pairs(table, path))
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Line of the value at `path`, or of the nearest thing around it that has one."""
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)


def _header_path(table: Node, seen: dict[Path, int]) -> Path:
    """Path of `[a.b]` or `[[a.b]]`, with the number of the current element put in where `a` is an array of tables."""
    key = next(child for child in table.children if child.type in ("bare_key", "quoted_key", "dotted_key"))
    parts = _key(key)
    path: Path = ()
    for position, part in enumerate(parts):
        path = (*path, part)
        if position < len(parts) - 1 and path in seen:
            path = (*path, seen[path] - 1)
    return path


def _pairs(parent: Node, base: Path) -> Iterator[tuple[Path, int]]:
    for pair in parent.children:
        if pair.type == "pair":
            path = (*base, *_key(pair.children[0]))
            yield path, _line(pair)
            yield from _inside(pair.children[2], path)


def _inside(value: Node, path: Path) -> Iterator[tuple[Path, int]]:
    if value.type == "inline_table":
        yield from _pairs(value, path)
    if value.type == "array":
        elements = [child for child in value.children if child.is_named and child.type != "comment"]
        for number, element in enumerate(elements):
            yield (*path, number), _line(element)
            yield from _inside(element, (*path, number))


def _key(node: Node) -> tuple[str, ...]:
    if node.type == "dotted_key":
        return tuple(part for child in node.children if child.type != "." for part in _key(child))
    return ((node.text or b"").decode().strip("\"'"),)


def _line(node: Node) -> int:
    return int(node.start_point[0]) + 1
