"""Do the departments' tasks of a pack fit together on every day?"""

from collections.abc import Mapping, Sequence
from datetime import date

from doorstep.catalogue.logic.graph import cycle_in
from doorstep.catalogue.logic.reader import Notebook
from doorstep.catalogue.logic.types import ItemVersion


def check_tasks(item: ItemVersion, book: Notebook) -> None:
    """Note unknown and circular dependencies, and days on which not exactly one task decides."""
    starts = sorted({task.span.first for task in item.tasks} | {row.span.first for row in item.deciders})
    reported: set[tuple[int, str]] = set()
    for day in starts:
        held = {task.id: (index, task) for index, task in enumerate(item.tasks) if task.span.contains(day)}
        if not held:
            continue
        for index, task in held.values():
            for before in task.after:
                if before not in held and (index, before) not in reported:
                    reported.add((index, before))
                    book.note(
                        ("task", index, "after"), f"no task '{before}' holds on {day}", "name a task of the same days"
                    )
        circle = cycle_in({name: task.after for name, (_, task) in held.items()})
        if circle and (held[circle[0]][0], "circle") not in reported:
            reported.add((held[circle[0]][0], "circle"))
            book.note(
                ("task", held[circle[0]][0], "after"), f"the tasks wait for each other: {' → '.join(circle)}", "cut it"
            )
        _check_decision(item, day, {name: task.after for name, (_, task) in held.items()}, book)


def _check_decision(item: ItemVersion, day: date, after: Mapping[str, Sequence[str]], book: Notebook) -> None:
    deciding = [(index, task) for index, task in enumerate(item.tasks) if task.decides and task.span.contains(day)]
    if len(deciding) != 1:
        book.note(("task",), f"{len(deciding)} tasks decide on {day}", "write decides = true at exactly one task")
        return
    index, task = deciding[0]
    if any(task.id in waits_for for waits_for in after.values()):
        book.note(("task", index, "decides"), "other tasks come after the decision", "let the last task decide")
    body = next((row.value for row in item.deciders if row.span.contains(day)), None)
    if body is not None and (body.level, body.department) != (task.level, task.department):
        book.note(
            ("task", index),
            f"decides as {task.level} {task.department}; on {day} [[decides]] says {body.level} {body.department}",
            "make the two agree",
        )
