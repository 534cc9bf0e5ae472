"""What every test may use: the option --no-skips, the way hypothesis runs, and the fixture chromium."""

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

# No database and no deadline: a run leaves no file in the tree, and a slow machine fails no test.
# In CI the examples are the same each time, so that a failure there can be repeated.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(tempfile.gettempdir(), "psychopharm-hypothesis")))
hypothesis.settings.register_profile("course", database=None, deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("course")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class SkipsFail:
    """Turns each skip into a failure, also a skip of a whole file; an expected failure (xfail) stays what it is."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        return as_failure((yield))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector):
        return as_failure((yield))


def as_failure(report):
    """Return the report, as a failure if it was a skip."""
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"--no-skips allows no skip, but {report.nodeid} gave: {report.longrepr[-1]}"
    return report


def pytest_addoption(parser):
    parser.addoption("--no-skips", action="store_true", help="count every skipped test as failed")


def pytest_configure(config):
    if config.getoption("--no-skips"):
        config.pluginmanager.register(SkipsFail())  # a plugin, so that it also sees the notebooks


def pytest_collection_modifyitems(items):
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium():
    """The path of the machine's Chromium or Chrome; without one, the tests that ask for it are skipped."""
    found = [path for path in map(shutil.which, BROWSERS) if path]
    if not found:
        pytest.skip("no Chromium or Chrome on this machine")
    return found[0]
