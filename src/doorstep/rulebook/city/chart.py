"""A sweep of values as a chart that any browser shows: what it costs, and how many families gain and lose."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 790, 230, 126, 34, 34
COST, GAIN, LOSE = "#1f5fa8", "#2b7a3d", "#b3401f"
_TEXT = 'font-family="system-ui, sans-serif" font-size="13" fill="#222"'


@dataclass(frozen=True, slots=True)
class Point:
    """A value of the sweep: yuan a year more than today, families that gain, families that lose."""

    value: str
    more: int
    gain: int
    lose: int


def sweep_svg(title: str, points: Sequence[Point]) -> str:
    """One picture: above the cost of each value, below the families. Colours are doubled by words and line styles."""
    cost = _panel("¥ a year more than today", points, [("", COST, "", [p.more for p in points])])
    families = [("gain", GAIN, "", [p.gain for p in points]), ("lose", LOSE, "6 4", [p.lose for p in points])]
    told = "; ".join(f"{p.value}: ¥{p.more:,} more, {p.gain:,} gain, {p.lose:,} lose" for p in points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {2 * HEIGHT + 30}">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(told)}</desc>\n"
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text x="12" y="20" {_TEXT} font-weight="600">{escape(title)}</text>\n'
        f'<g transform="translate(0 26)">\n{cost}</g>\n'
        f'<g transform="translate(0 {HEIGHT + 26})">\n{_panel("families", points, families)}</g>\n</svg>\n'
    )


def _panel(unit: str, points: Sequence[Point], series: list[tuple[str, str, str, list[int]]]) -> str:
    """Lines over the values, the least and the greatest figure and nought on the axis."""
    figures = [0, *(x for *_, values in series for x in values)]
    low, high = min(figures), max(figures)
    span = (high - low) or 1
    step = (WIDTH - LEFT - 40) / max(1, len(points) - 1)

    def x(i: int) -> float:
        return LEFT + i * step

    def y(figure: int) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - figure) / span

    lines = [f'<text x="{LEFT}" y="20" {_TEXT}>{unit}</text>']
    for figure in sorted({low, 0, high}):
        at = y(figure)
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - 40}" y1="{at:.1f}" y2="{at:.1f}" stroke="#bbb"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" {_TEXT} text-anchor="end">{figure:,}</text>')
    every = max(1, len(points) // 8)
    for i, point in enumerate(points):
        if i % every == 0:
            lines.append(
                f'<text x="{x(i):.1f}" y="{HEIGHT - 10}" {_TEXT} text-anchor="middle">{escape(point.value)}</text>'
            )
    for name, colour, dash, values in series:
        path = " ".join(f"{x(i):.1f},{y(v):.1f}" for i, v in enumerate(values))
        lines.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        lines += [f'<circle cx="{x(i):.1f}" cy="{y(v):.1f}" r="3" fill="{colour}"/>' for i, v in enumerate(values)]
        end = x(len(values) - 1)
        lines.append(f'<text x="{end + 6:.1f}" y="{y(values[-1]) - 6:.1f}" {_TEXT}>{name}</text>')
    return "\n".join(lines) + "\n"
