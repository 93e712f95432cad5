"""A real browser before the real product: `doorstep demo` in a process of its own, on the database of the run."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
import pytest
from django.urls import resolve

PROJECT = Path(__file__).parents[1]
AXE = Path(__file__).with_name("browser") / "vendor" / "axe.min.js"
PHONE, DESK = {"width": 320, "height": 700}, {"width": 1366, "height": 768}
#: Names of the addresses of the urlconf that were looked at in this session.
LOOKED: set[str] = set()


class House:
    """The demonstration city on its own data; it can stand on one day after another."""

    def __init__(self, var: Path, database: str = ""):
        self.env = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("DATABASE_URL", "DOORSTEP_", "DJANGO_"))
            },
            "DOORSTEP_VAR": str(var),
            **({"DATABASE_URL": database} if database else {}),
        }
        self.log = var / "server.log"
        self.process = None
        self.url = ""
        self.day = ""

    def doorstep(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run a command of the product on this city."""
        command = [sys.executable, "-m", "doorstep.cli", *arguments]
        return subprocess.run(
            command, env={**self.env, "DOORSTEP_MODE": "demo"}, capture_output=True, text=True, cwd=PROJECT
        )

    def stand_on(self, day: str) -> str:
        """Serve the city on `day` (it may already stand there, or somewhere else); its address."""
        if self.process is not None and self.process.poll() is None and self.day == day:
            return self.url
        self.end()
        self.day = day
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "doorstep.cli", "demo", "--date", day, "--port", str(port)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, cwd=PROJECT)
        self.url = f"http://127.0.0.1:{port}"
        for _ in range(4800):  # four minutes: a busy machine makes the city slowly
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return self.warm()
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        pytest.fail(f"The demonstration did not start:\n{self.log.read_text()[-3000:]}")

    def warm(self) -> str:
        """Ask each worker for its first page, which takes long on a busy machine; the address."""
        for _ in range(4):
            with urlopen(self.url + "/status/", timeout=120) as answer:
                answer.read()
        return self.url

    def end(self) -> None:
        """End the server by its own process id."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=20)
            self.process = None


@contextmanager
def own_database(name: str):
    """A database of its own on the PostgreSQL of the run, or nothing on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield ""
        return
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        yield url.rsplit("/", 1)[0] + "/" + name
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def house(tmp_path_factory, worker_id):
    """The product with the demonstration city, not yet standing on a day."""
    with own_database(f"journey_{worker_id}") as database:
        made = House(tmp_path_factory.mktemp("house"), database)
        yield made
        made.end()


@pytest.fixture(scope="session")
def chromium():
    """Debian's chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is missing: install the package chromium to walk the screens")
    # Playwright leaves its loop running in this thread; tests of the database that come after it on this worker are none the
    # less synchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        with clicks_that_wait_for_the_page():
            yield browser
        browser.close()


@contextmanager
def clicks_that_wait_for_the_page():
    """Playwright's click waits until the next page begins to load; a person reads it when it is there."""
    from playwright.sync_api import Locator

    click = Locator.click

    def click_and_see(self, **how):
        click(self, **how)
        self.page.wait_for_load_state()

    Locator.click = click_and_see
    yield
    Locator.click = click


@pytest.fixture
def page(chromium):
    """A fresh page at a desk's size; an error in the console fails the test."""
    context = chromium.new_context(viewport=DESK, locale="zh-CN")
    context.set_default_timeout(20_000)  # the machine may be busy
    opened, wrong = context.new_page(), []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console",
        lambda line: wrong.append(line.text) if line.type == "error" and "Failed to load" not in line.text else None,
    )
    yield opened
    context.close()
    assert wrong == []


def sit_down(page, url: str, username: str) -> None:
    """Sign in as a person of the demonstration with one press on the front page."""
    page.goto(url)
    if page.get_by_role("button", name="退出").count():
        page.get_by_role("button", name="退出").click()
    page.get_by_role("listitem").filter(has=page.get_by_text(username, exact=True)).get_by_role("button").click()


def violations(page) -> list[str]:
    """What axe finds wrong on the page as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def route_of(url: str) -> str:
    """The name of an address in the product's urlconf."""
    return resolve(urlsplit(url).path).view_name


def looked_at(page) -> list[str]:
    """What is wrong with the page at a desk, on a phone, and at twice the size of text; the page is put back."""
    LOOKED.add(route_of(page.url))
    wrong = [f"desk: {one}" for one in violations(page)]
    page.set_viewport_size(PHONE)
    wrong += [f"phone: {one}" for one in violations(page)]
    if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
        wrong.append("phone: the page scrolls sideways")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if page.evaluate("document.documentElement.scrollWidth") > 1280:
        wrong.append("200 %: the page scrolls sideways")
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(DESK)
    return wrong
