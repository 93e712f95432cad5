"""What a formula rests on, through definitions too."""

from collections.abc import Iterable

from doorstep.rulebook.language import nodes as n
from doorstep.rulebook.ruleset import Ruleset


def parts_of(nodes: Iterable[n.Node], ruleset: Ruleset) -> Iterable[n.Node]:
    """Every node of the formulas and of the definitions below them, each definition once."""
    todo, seen = list(nodes), set()
    while todo:
        for part in n.walk(todo.pop()):
            yield part
            if isinstance(part, n.Ref) and part.name not in seen:
                seen.add(part.name)
                todo.append(ruleset.definitions[part.name].node)


def parameters_of(node: n.Node, ruleset: Ruleset) -> set[str]:
    """The parameters and tables."""
    parts = parts_of([node], ruleset)
    return {x.name if isinstance(x, n.Param) else x.table for x in parts if isinstance(x, n.Param | n.Lookup)}


def definitions_of(nodes: Iterable[n.Node], ruleset: Ruleset) -> list[str]:
    """The definitions, in the order of the ruleset."""
    used = {x.name for x in parts_of(nodes, ruleset) if isinstance(x, n.Ref)}
    return [name for name in ruleset.definitions if name in used]


def facts_of(nodes: Iterable[n.Node], ruleset: Ruleset) -> list[str]:
    """The facts, by name."""
    return sorted({x.name for x in parts_of(nodes, ruleset) if isinstance(x, n.Fact)})
