"""The casework desk for browser tests: a browser, the city, and what happens at other desks meanwhile."""

import json
import re
import subprocess
import sys

from fixtures_browser import PROJECT, sit_down

HANDING_IN = PROJECT / "tests" / "browser" / "handing_in.py"
JOINT, DIBAO, ON_THE_SPOT = "ZJ-001", "MZ-001", "MZ-007"


class Office:
    """A browser, the city, and the applications that residents hand in."""

    def __init__(self, page, house, url):
        self.page, self.house, self.url = page, house, url

    def do(self, what, **how):
        """Do something at another desk, in a process of its own; what it printed."""
        command = [sys.executable, str(HANDING_IN), json.dumps({"do": what, **how})]
        result = subprocess.run(command, env={**self.house.env}, capture_output=True, text=True, cwd=PROJECT)
        assert result.returncode == 0, result.stderr[-2000:]
        return result.stdout.strip().splitlines()[-1]

    def hand_in(self, item, clerk="clerk-beixinjing", **more):
        return self.do("hand_in", item=item, clerk=clerk, at="2018-02-13T08:40", **more)

    def sit(self, username, number="", page=None):
        """Sit down as somebody, before one case."""
        page = page or self.page
        sit_down(page, self.url, username)
        page.goto(f"{self.url}/cases/{number}/" if number else f"{self.url}/cases/")
        return page

    def drawer(self, name, page=None):
        """The drawer of an act, opened."""
        page = page or self.page
        summary = page.locator("summary", has_text=re.compile(rf"^\s*{name}"))
        found = page.locator("details").filter(has=summary)
        if found.get_attribute("open") is None:
            found.locator("summary").click()
        return found

    def said(self, page=None):
        """What the desk says after an act."""
        return (page or self.page).get_by_role("status").first.inner_text()


def examined(office, **more):
    """A joint case of which every department has answered."""
    number = office.hand_in(JOINT, **more)
    office.do("answer_all", case=number, at="2018-02-13T08:50")
    return number
