"""The drawn seal: a ring, the name of the body along it, a star, and what the seal is for. It is a drawing, not a
signature: whether a paper is ours, its check code tells."""

from math import cos, pi, radians, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

RED = "#b5121b"
RADIUS = 38.0  # of the middle of the letters; the ring stands at 47 of 50
WIDEST = 286.0  # degrees that a name may take
_LATIN = 0.6  # a Latin letter's share of the width of a Chinese one


def seal(name: str, *, purpose: str, label: str) -> SafeString:
    """The seal of a body as SVG. `label` says in words what is drawn; `purpose` stands above the star. Nothing stands
    below it: there the name and the day of the paper run through the seal."""
    size, places = letters(name)
    around = format_html_join(
        "",
        '<text transform="rotate({} 50 50)" x="50" y="{}" font-size="{}" text-anchor="middle">{}</text>',
        ((f"{angle:.2f}", f"{50 - RADIUS + size * 0.36:.2f}", f"{size:.2f}", letter) for angle, letter in places),
    )
    return format_html(
        '<svg class="seal-drawing" viewBox="0 0 100 100" role="img" aria-label="{}" lang="zh-hans" fill="{}"'
        ' font-family="Noto Serif CJK SC, Songti SC, SimSun, serif">'
        '<circle cx="50" cy="50" r="47" fill="none" stroke="{}" stroke-width="2.6"/>'
        '<polygon points="{}"/>{}'
        '<text x="50" y="35" font-size="5.6" text-anchor="middle">{}</text></svg>',
        label,
        RED,
        RED,
        mark_safe(_STAR),  # noqa: S308  # our own figures
        around,
        purpose,
    )


def letters(name: str) -> tuple[float, list[tuple[float, str]]]:
    """The size of the letters and the angle of each, 0 at the top: a long name gets smaller letters, never fewer."""
    widths = [_LATIN if letter.isascii() else 1.0 for letter in name]
    total = sum(widths) or 1.0
    size = min(9.0, WIDEST / 360 * 2 * pi * RADIUS / (total * 1.06))
    each = min(WIDEST / total, size * 1.22 / (2 * pi * RADIUS) * 360)
    angle, places = -each * total / 2, []
    for width, letter in zip(widths, name, strict=True):
        places.append((angle + each * width / 2, letter))
        angle += each * width
    return size, places


def _star() -> str:
    points = []
    for step in range(10):
        reach = 11.0 if step % 2 == 0 else 11.0 * 0.382
        turn = radians(36 * step)
        points.append(f"{50 + reach * sin(turn):.2f},{50 - reach * cos(turn):.2f}")
    return " ".join(points)


_STAR = _star()
