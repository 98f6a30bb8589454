"""Looking at pages: Chromium through Playwright, axe for accessibility, the Nu checker for valid HTML.

Playwright drives the Chromium or Chrome found on PATH; it downloads none. Where a tool is missing
the tests that need it are skipped (and fail under STATUSMARK_NO_SKIP=1, as in CI).
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")
CHECKER = Path(__file__).parents[1] / "html_checker/node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A running Chromium (a Playwright ``Browser``)."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium or Chrome on PATH")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """``open_page(address, width=1280, scheme="light", javascript=True, **context)`` → Playwright page.

    The page's ``complaints`` list holds every console error, script error and failed request.
    """
    contexts = []

    def open_(
        address: str,
        width: int = 1280,
        scheme: str = "light",
        javascript: bool = True,
        **options: Any,
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale=options.pop("locale", "en-GB"),
            timezone_id=options.pop("timezone_id", "Europe/Warsaw"),
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: m.type == "error" and page.complaints.append(m.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: page.complaints.append(request.url))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()


WCAG_22_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def axe_findings(page: Any) -> list[str]:
    """What axe-core finds wrong with a page, a line for each element; empty is what we want."""
    from axe_playwright_python.sync_playwright import Axe

    wanted = {"type": "tag", "values": [*WCAG_22_AA, "best-practice"]}
    violations = Axe().run(page, options={"runOnly": wanted}).response["violations"]
    return [
        f"{violation['id']}: {violation['help']}: {node['html']}"
        for violation in violations
        for node in violation["nodes"]
    ]


def html_faults(*places: Path) -> list[str]:
    """What the Nu HTML checker says about files or folders of HTML; warnings count, infos do not."""
    java = shutil.which("java")
    if java is None or not CHECKER.is_file():
        pytest.skip(
            "no Nu HTML checker: tests/setup_system.sh installs it where npm and java exist"
        )
    result = subprocess.run(
        [java, "-Xss4m", "-jar", CHECKER, "--skip-non-html", "--format", "json", *places],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(result.stderr)["messages"]
    return [
        f"{message.get('url', '')}:{message.get('lastLine', 0)}: {message['message']}"
        for message in messages
        if message["type"] != "info" or message.get("subType") == "warning"
    ]
