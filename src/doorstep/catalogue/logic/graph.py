"""The departments' tasks as a graph: what waits for what."""

from collections.abc import Collection, Mapping, Sequence


def cycle_in(after: Mapping[str, Sequence[str]]) -> list[str]:
    """One circle of tasks that wait for each other, or an empty list. Unknown names wait for nothing."""
    done: set[str] = set()
    for start in after:
        trail: list[str] = []
        found = _walk(start, after, trail, done)
        if found:
            return found
    return []


def _walk(task: str, after: Mapping[str, Sequence[str]], trail: list[str], done: set[str]) -> list[str]:
    if task in trail:
        return [*trail[trail.index(task) :], task]
    if task in done:
        return []
    trail.append(task)
    for before in after.get(task, ()):
        found = _walk(before, after, trail, done)
        if found:
            return found
    trail.pop()
    done.add(task)
    return []


def ready(after: Mapping[str, Sequence[str]], finished: Collection[str]) -> list[str]:
    """Tasks that may start now: not finished themselves, everything before them finished. In the order of the pack."""
    return [task for task, waits in after.items() if task not in finished and all(one in finished for one in waits)]
