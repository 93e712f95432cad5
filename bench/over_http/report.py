"""The table, on the terminal and in docs/benchmarks.md; what is judged across sizes."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- http_cases -->", "<!-- /http_cases -->"
SIZES = re.compile(r"size: (.*), (\d+) cases")
SLOWER = 1.2


def judged(rows: Sequence[Any], *, write: bool, command: str) -> int:
    """Print the table, say which promises are missed; the exit code."""
    _compare_sizes(rows)
    lines = [
        "| | found | p50 ms | p95 ms | ms of cores | ratio | of cores | promise | |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        mark = ("kept" if row.kept else "**missed**") if row.bar else ""
        lines.append(
            f"| {row.what} | {row.found} | {row.p50} | {row.p95} | {row.cores} | {row.ratio} | {row.of_cores} | {row.bar} | {mark} |"
        )
    print("\n".join(lines))
    missed = [row.what for row in rows if not row.kept]
    print(
        f"\n{len(missed)} promises missed" + "".join(f"\n  {one}" for one in missed)
        if missed
        else "\nevery promise kept"
    )
    if write:
        _write("\n".join([f"Measured by `{command}`.", "", *lines]))
    return 1 if missed else 0


def _compare_sizes(rows: Sequence[Any]) -> None:
    """The largest city is no slower than the smallest, within reason."""
    found: dict[str, list[tuple[int, Any]]] = {}
    for row in rows:
        if match := SIZES.fullmatch(row.what):
            found.setdefault(match.group(1), []).append((int(match.group(2)), row))
    for sized in found.values():
        small, large = min(sized, key=lambda one: one[0])[1], max(sized, key=lambda one: one[0])[1]
        if small is not large:
            ratio = float(large.p50) / float(small.p50)
            large.ratio, large.bar, large.kept = f"{ratio:.2f}", f"≤ {SLOWER} × the smallest", ratio <= SLOWER


def _write(text: str) -> None:
    whole = DOCS.read_text(encoding="utf-8")
    part = f"{BEGIN}\n{text}\n{END}"
    if BEGIN in whole:
        whole = re.sub(f"{BEGIN}.*?{END}", lambda _: part, whole, flags=re.DOTALL)
    else:
        whole += f"\n## Cases and desks over HTTP\n\n{part}\n"
    DOCS.write_text(whole, encoding="utf-8")
