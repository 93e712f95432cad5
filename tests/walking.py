"""How people walk through the house in a browser: a clerk at the window, an officer at a case, a resident at home."""

import re
from dataclasses import dataclass

import at_the_window as window
from fixtures_browser import LOOKED, looked_at, route_of, sit_down


def card(serial: int, *, born: str = "19800101") -> str:
    """A number of the unassigned area that nobody of the demonstration has."""
    return window.card(serial, born=born)


@dataclass
class Paper:
    """What a resident takes home: number, query code and the words of the paper."""

    number: str
    code: str
    words: str
    title: str


@dataclass
class Walk:
    """One browser that somebody sits at; whoever sits down last acts."""

    page: object
    house: object

    # ── everywhere ──
    def sit(self, username: str) -> None:
        """Somebody of the demonstration takes the seat."""
        sit_down(self.page, self.house.url, username)

    def go(self, path: str) -> object:
        """Open a path of the product; the answer."""
        return self.page.goto(self.house.url + path)

    def words(self) -> str:
        """What stands on the page."""
        return self.page.locator("main").inner_text()

    def look(self) -> None:
        """Look at the page once in a session: a second visit of the same address is taken as seen."""
        if route_of(self.page.url) not in LOOKED:
            assert looked_at(self.page) == [], self.page.url

    # ── the window ──
    def ask_for(self, words: str) -> None:
        """Look for a resident in the first column."""
        self.go("/window/")
        window.find(self.page, words)

    def seat(self, who: str) -> None:
        """The resident sits down at the window."""
        self.ask_for(who)
        if self.page.locator(".found a").count():
            with self.page.expect_navigation():
                self.page.locator(".found a").first.click()

    def register(self, name: str, number: str, **streets: str) -> None:
        """Somebody whom nobody knows yet; `streets` by kind of address."""
        self.go("/window/register/")
        self.page.get_by_label("证件号码").fill(number)
        self.page.get_by_label("姓名").fill(name)
        for kind, street in streets.items():
            self.page.locator(f"#street_{kind}").select_option(street)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="登记并继续").click()
        assert "/register/" not in self.page.url, f"{number} is somebody's of another test, or is wrong"

    def want(self, words: str, code: str) -> None:
        """The resident says what it is about; the clerk opens the item."""
        window.search_item(self.page, words)
        self.look()
        with self.page.expect_navigation():
            self.page.locator(f".found a[href*='{code}']").click()
        self.look()

    def means(self) -> str:
        """What the one next act would do."""
        return window.means(self.page)

    def mark(self, material: str, state: str, note: str = "") -> None:
        """Tick what is the matter with one material."""
        box = self.page.locator(f"#material-{material}")
        box.locator(f"input[value={state}]").check()
        if note:
            box.locator(f"#n-{material}").fill(note)

    def everything_is_here(self) -> None:
        """All that everybody must bring is handed in."""
        for box in self.page.locator("fieldset.material").all():
            here = box.locator("input[value=handed_in]")
            if here.count() and not box.locator("input[value=not_needed]").count():
                here.check()

    def fill_form(self) -> None:
        """Answer every field of the item's form."""
        window.fill_form(self.page)

    def becomes(self, means: str) -> None:
        """The third column has caught up with what was ticked and says that the next act is `means`."""
        window.become(self.page, means)

    def hand_in(self) -> None:
        """The one next act."""
        window.hand_in(self.page)

    def paper(self) -> Paper:
        """What the resident takes home."""
        self.look()
        big = self.page.locator(".paper .big")
        code = big.nth(1).inner_text().replace(" ", "") if big.count() > 1 else ""
        return Paper(
            big.first.inner_text(), code, self.page.locator(".paper").inner_text(), self.page.locator("h1").inner_text()
        )

    # ── a case ──
    def open(self, number: str) -> None:
        """The page of a case."""
        assert self.go(f"/cases/{number}/").status == 200, number
        self.look()

    def offers(self) -> list[str]:
        """What the one who sits here may do with the case now."""
        return [one.strip() for one in self.page.locator("section.acts details > summary").all_inner_texts()]

    def act(self, says: str) -> object:
        """Unfold an act that is offered; its form."""
        found = self.page.locator("section.acts details").filter(
            has=self.page.locator("summary", has_text=re.compile(rf"^\s*{re.escape(says)}"))
        )
        assert found.count(), (says, self.offers())
        box = found.first
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        return box

    def do(self, says: str, **filled: str) -> None:
        """Do an act; `filled` by the last word of a field's name: text is typed, radios are ticked."""
        self.send(self.fill(self.act(says), **filled))
        done = self.page.get_by_role("status").all_inner_texts()
        assert any("已完成" in one for one in done), (says, self.words()[:600])

    def fill(self, form: object, **filled: str) -> object:
        """Fill the form of an act."""
        for name, value in filled.items():
            wanted = form.locator(f"[name$='-{name}']")
            kind = wanted.first.get_attribute("type")
            if kind == "radio":
                form.locator(f"[name$='-{name}'][value='{value}']").check()
            elif kind == "checkbox":
                wanted.first.check()
            elif wanted.first.evaluate("one => one.tagName") == "SELECT":
                wanted.first.select_option(value)
            else:
                wanted.first.fill(value)
        return form

    def send(self, form: object) -> None:
        """Press the button of an act."""
        with self.page.expect_navigation():
            form.locator(".submit button").click()

    def answer(self, part: str, says: str = "agrees", remark: str = "") -> None:
        """A department answers its part."""
        self.do(f"答复任务：{part}", result=says, **({"remark": remark} if remark else {}))

    def deliver(self, number: str) -> None:
        """The result is handed over against a signature."""
        self.open(number)
        self.do("送达结果", way="by_hand", signed="yes")

    # ── the resident at home ──
    def ask_status(self, number: str, code: str) -> str:
        """What the public page says of a case."""
        self.page.context.clear_cookies()  # nobody is signed in at home
        self.go("/status/")
        for label, typed in (("编号", number), ("查询码", code)):
            self.page.get_by_label(label).fill(typed)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        return self.words()

    def rate(self, level: str, text: str = "") -> None:
        """Say how it was, on the page of the case's state."""
        self.page.get_by_label(level, exact=True).check()
        self.page.get_by_label("想告诉我们什么").fill(text)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="提交").click()
        assert "谢谢" in self.page.get_by_role("status").inner_text()


def ledger_is_whole(house: object) -> None:
    """The ledger of the city tells the whole story, unbroken."""
    result = house.doorstep("ledger", "verify", "--json")
    assert result.returncode == 0, result.stderr
    assert '"broken": null' in result.stdout
