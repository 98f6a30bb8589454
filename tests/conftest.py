"""Fixtures that all tests share, and the rule that in CI nothing is skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from support.authored import status_site  # noqa: F401 - fixtures
from support.browser import browser, open_page  # noqa: F401 - fixtures
from support.builders import SITE, Repository, SiteFolder
from support.news_to_send import mailing_site  # noqa: F401 - a fixture
from support.stress import files  # noqa: F401 - a fixture
from support.templates import keep_compiled_templates

keep_compiled_templates()

NO_SKIP = "STATUSMARK_NO_SKIP"

# In CI the same examples every time: a red build there is about the change; people's runs explore.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(autouse=True)
def _no_machine_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The machine that runs the tests does not take part in them."""
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "NO_COLOR", "GIT_DIR", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    """A site outside git with two components and a plain agreement."""
    folder = SiteFolder(tmp_path / "site")
    folder.write("site.yaml", SITE)
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """The same site in a git repository, committed on 1 January 2026."""
    folder = Repository(tmp_path / "repository")
    folder.write("site.yaml", SITE)
    folder.commit("2026-01-01T00:00:00+01:00", "A site")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """Under STATUSMARK_NO_SKIP=1 a skipped test is a failed one."""
    del item
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[Any]:
    """The same for whole modules."""
    report = yield
    if report.skipped:
        _refuse(report)
    return report


def _refuse(report: Any) -> None:
    if os.environ.get(NO_SKIP) == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped, which {NO_SKIP}=1 forbids: {report.longrepr}"
