"""Pictures of every page, to be looked at: in each width, size of text, language and light, and one sheet with them all.

Usage: make screenshots            (writes screenshots/, starts the demonstration on data of its own)
       tools/screenshots.py WORD…  (only pages whose address has a name with one of the words in it)
"""

import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixtures_browser import DESK, House
from page_ways import LANGUAGES, as_usual, at_size, in_language, in_light
from playwright.sync_api import sync_playwright
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from walking import Walk
from ways import WAYS

OUT = Path(__file__).resolve().parents[1] / "screenshots"
SIZES = ("1366", "768", "320", "1366-200")
#: Language, light and size of each picture of a page.
PICTURES = [
    *((language, "light", size) for language in LANGUAGES for size in SIZES),
    *(("zh-hans", light, size) for light in ("dark", "contrast") for size in SIZES),
]
SHEET = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Every page of the house</title>
<style>
  body {{ font: 14px/1.4 system-ui, sans-serif; margin: 1rem; }}
  h2 {{ position: sticky; top: 0; background: #fff; margin: 1rem 0 .25rem; padding: .25rem 0; }}
  div {{ display: flex; gap: .75rem; overflow-x: auto; align-items: flex-start; }}
  figure {{ margin: 0; flex: none; }}
  img {{ height: 20rem; width: auto; max-width: 36rem; object-fit: cover; object-position: top; border: 1px solid #888; display: block; }}
</style>
<h1>Every page of the house</h1>
{rows}
</html>
"""


class Visit(Walk):
    """A walk that only looks with the eyes."""

    def look(self) -> None:
        """Nothing is measured here."""


def file_of(name: str, picture: tuple[str, str, str]) -> str:
    """The name of a picture's file."""
    language, light, size = picture
    return f"{name.replace(':', '.')}-{language}-{light}-{size}.png"


def pictures(walk: Visit, names: list[str]) -> Iterator[str]:
    """Take every picture of the pages; the name of each page as often as it was taken."""
    for name in names:
        as_usual(walk)
        WAYS[name](walk)
        for picture in PICTURES:
            language, light, size = picture
            in_language(walk, language)
            in_light(walk.page, light)
            at_size(walk.page, size)
            walk.page.screenshot(path=OUT / file_of(name, picture), full_page=True)
            yield name


def sheet(names: list[str]) -> str:
    """All pictures on one page, a row for each page of the house."""
    rows = []
    for name in names:
        figures = "".join(
            f'<figure><a href="{escape(file)}"><img loading="lazy" src="{escape(file)}" alt=""></a>'
            f"<figcaption>{escape(' '.join(picture))}</figcaption></figure>"
            for picture in PICTURES
            for file in [file_of(name, picture)]
        )
        rows.append(f"<h2>{escape(name)}</h2><div>{figures}</div>")
    return SHEET.format(rows="\n".join(rows))


def main(words: list[str]) -> None:
    """Make the pictures and the sheet, and say where they are."""
    names = [name for name in WAYS if not words or any(word in name for word in words)]
    OUT.mkdir(exist_ok=True)
    bar = Progress(TextColumn("{task.description:32}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with tempfile.TemporaryDirectory(prefix="doorstep-pictures-") as var, sync_playwright() as playwright, bar:
        made = bar.add_task("the city", total=len(names) * len(PICTURES))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_context(viewport=DESK, locale="zh-CN").new_page()
        house = House(Path(var))
        house.stand_on("2018-02-13")
        try:
            for name in pictures(Visit(page, house), names):
                bar.update(made, advance=1, description=name)
        finally:
            house.end()
    (OUT / "index.html").write_text(sheet(names), encoding="utf-8")
    print(f"Look at them: {OUT / 'index.html'}")


if __name__ == "__main__":
    main(sys.argv[1:])
