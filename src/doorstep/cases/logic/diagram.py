"""The table as a picture: the text of docs/case-states.md."""

from doorstep.cases.logic.stages import TABLE, Act, Stage, acts_from, landings

_NAMES = {
    Stage.RECEIVED: "收件",
    Stage.FORWARDED: "流转",
    Stage.RETURNED: "退回补正",
    Stage.SUPPLEMENT: "补正",
    Stage.IN_PROGRESS: "办理中",
    Stage.CORRECTION: "受理后补正",
    Stage.SPECIAL: "特别程序",
    Stage.EXAMINED: "待审批",
    Stage.DECIDED: "办结",
    Stage.DELIVERED: "送达",
    Stage.RATED: "评价",
    Stage.ARCHIVED: "归档",
    Stage.NOT_ACCEPTED: "不予受理",
    Stage.WITHDRAWN: "撤回",
    Stage.TERMINATED: "退件",
}
_START = (Act.RECEIVE, Act.RECEIVE_AND_ACCEPT)


def diagram() -> str:
    """The whole of docs/case-states.md: a Mermaid drawing of every step, and the table in words."""
    lines = [
        "# The life of a case (办件)",
        "",
        "Made from `src/doorstep/cases/logic/stages.py`; `python tools/diagrams.py` makes it again.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {stage}: {_NAMES[stage]} {stage}" for stage in Stage),
        *(f"    [*] --> {to}: {act}" for act in _START for to in TABLE[act].to),
    ]
    for stage in Stage:
        for act in acts_from(stage):
            lines += [f"    {stage} --> {to}: {act}" for to in sorted(landings(act, stage)) if to is not stage]
    lines += [
        "```",
        "",
        "| act | from | to | needs | side | clock | paper | event |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for act, row in TABLE.items():
        cells = (
            act,
            ", ".join(sorted(row.before)) or "–",
            ", ".join(row.to) or "stays",
            row.needs or "–",
            ", ".join(sorted(row.seats)),
            row.clock or "–",
            row.paper or "–",
            row.event,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
