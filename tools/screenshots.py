"""Pictures of every page, to be looked at: widths 320, 768 and 1366, text at 200 %, three languages, high contrast, dark.

Usage: make screenshots   (writes screenshots/<page>-<way>.png; starts the demonstration on data of its own)
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fixtures_browser import House, sit_down
from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).resolve().parents[1] / "screenshots"
#: name → who sits there → where it stands (a path, or words of a link to follow from it)
PAGES = (
    ("front", "", "/"),
    ("design", "", "/design/"),
    ("sign-in", "", "/sign-in/"),
    ("status", "", "/status/"),
    ("window", "clerk-beixinjing", "/window/"),
    ("window-register", "clerk-beixinjing", "/window/register/"),
    ("window-resident", "clerk-beixinjing", "/window/1/"),
    ("window-item", "clerk-beixinjing", "/window/1/YB-001/"),
    ("window-referral", "clerk-beixinjing", "/window/1/MZ-012/"),
    ("window-guide", "clerk-beixinjing", "/window/guide/MZ-001/"),
    ("inbox", "clerk-beixinjing", "/cases/"),
    ("case", "clerk-beixinjing", "/cases/ a.nowrap"),
    ("case-approver", "approver-mz-changning", "/cases/ a.nowrap"),
    ("outside", "handler-hd-changning", "/cases/outside/"),
    ("checks", "manager-beixinjing", "/cases/spot-checks/"),
)
WAYS = {
    "1366": {"width": 1366},
    "768": {"width": 768},
    "320": {"width": 320},
    "200": {"width": 1280, "text": "200%"},
    "hant": {"width": 1366, "language": "zh-hant"},
    "en": {"width": 1366, "language": "en"},
    "contrast": {"width": 1366, "contrast": "more"},
    "dark": {"width": 1366, "scheme": "dark"},
}


def take(browser: Browser, url: str, way: str) -> None:
    """Every page in one way."""
    wanted = WAYS[way]
    context = browser.new_context(
        viewport={"width": wanted["width"], "height": 768},
        locale="zh-CN",
        color_scheme=wanted.get("scheme", "light"),
        contrast=wanted.get("contrast", "no-preference"),
    )
    page = context.new_page()
    sits = ""
    for name, who, where in PAGES:
        if who != sits:
            context.clear_cookies()
            sit_down(page, url, who)
            sits = who
        if "language" in wanted:
            context.add_cookies([{"name": "doorstep_language", "value": wanted["language"], "url": url}])
        else:
            context.clear_cookies(name="doorstep_language")
        go(page, url, where)
        if "text" in wanted:
            page.evaluate(f"document.documentElement.style.fontSize = '{wanted['text']}'")
        page.screenshot(path=OUT / f"{name}-{way}.png", full_page=True)
    context.close()


def go(page: Page, url: str, where: str) -> None:
    """Open a path, then the first link that a selector behind it finds."""
    path, _, selector = where.partition(" ")
    page.goto(url + path)
    if selector and page.locator(selector).count():
        page.goto(url + str(page.locator(selector).first.get_attribute("href")))


def main() -> None:
    """Make the pictures and say where they are."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="doorstep-pictures-") as var, sync_playwright() as playwright:
        house = House(Path(var))
        url = house.stand_on("2018-02-13")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            for way in WAYS:
                take(browser, url, way)
                print(f"{way}: {len(PAGES)} pages", flush=True)
        finally:
            browser.close()
            house.end()
    print(f"Look at them: {OUT.relative_to(Path.cwd())}/")


if __name__ == "__main__":
    main()
