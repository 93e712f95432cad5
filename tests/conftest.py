"""What every test shares: both databases, the ledger's triggers at flush, and nothing skipped where CI says so."""

import os

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import HealthCheck, settings

from doorstep.ledger import triggers

pytest_plugins = ["fixtures_browser", "fixtures_city"]

settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], print_blob=True
)
settings.register_profile("nightly", settings.get_profile("house"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_addoption(parser):
    parser.addoption("--databases-only", action="store_true", help="only tests that use the database")


def uses_database(item):
    return any(item.get_closest_marker(name) for name in ("django_db", "browser")) or bool(
        {"db", "transactional_db", "live_server", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    )


def pytest_collection_modifyitems(config, items):
    chosen, left = [], []
    nightly = "nightly" in config.option.markexpr
    for item in items:
        keep = nightly or item.get_closest_marker("nightly") is None
        if config.getoption("--databases-only"):
            keep = keep and uses_database(item) and item.get_closest_marker("once") is None
        (chosen if keep else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = chosen


def pytest_collection_finish(session):
    """Tests of a group share one dear fixture: say so where they would be dealt out over the workers all the same."""
    if getattr(session.config.option, "loadgroup", False):
        lost = [
            item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
        ]
        assert not lost, f"xdist does not see the group of {lost[0]}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and (page := item.funcargs.get("page")) is not None:
        report.sections.append(("the page as it was", what_stood_there(page)))
        if house := item.funcargs.get("house"):
            report.sections.append(("the server's last words", house.log.read_text()[-3000:]))
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report


def what_stood_there(page):
    """What somebody would have read when a test of a screen failed."""
    try:
        return f"{page.url}\n{page.locator('body').inner_text(timeout=2000)[:3000]}"
    except Exception as gone:
        return f"the page is gone: {gone}"


@pytest.fixture(autouse=True, scope="session")
def the_flush_between_tests_may_empty_the_ledger():
    """Tests that need real transactions end with a flush; the triggers step aside for it and come back."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def stepping_aside(self, sql_list):
        with triggers.lifted(self.connection):
            return flush(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = stepping_aside
    yield
    BaseDatabaseOperations.execute_sql_flush = flush
