"""Looking at a screen: axe finds nothing, light and dark; and a picture of it when wanted."""

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.chromium import ROOT

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDE = {"width": 1280, "height": 800}
# A change of scheme draws through short transitions; in the middle of one every contrast is wrong.
SETTLED = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  .then(() => Promise.all(document.getAnimations().map((each) => each.finished)))"""
RUN = f"""{SETTLED}.then(() => axe.run(document, {{resultTypes: ["violations"]}})).then((found) =>
  JSON.stringify(found.violations.map(({{id, nodes}}) => ({{id, why: nodes[0].failureSummary,
    at: nodes.map((node) => node.html.slice(0, 200))}}))))"""


@dataclass(slots=True)
class Eyes:
    """What was looked at, and how often."""

    language: str
    seen: Counter[str] = field(default_factory=Counter)
    _lines: dict[Page, CDPSession] = field(default_factory=dict)
    """Kept open: a line that is closed takes the page's virtual authenticators with it."""

    def look(self, page: Page, name: str) -> None:
        """Look at a settled screen in both schemes.

        With TIDEOVER_SCREENS naming a folder, pictures of it are left there, narrow and wide.
        """
        expect(page.locator("h1").first).to_be_visible()
        expect(page.locator(".ghost")).to_have_count(0)
        self.seen["screens"] += 1
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert not (found := broken_rules(self._line(page))), (name, scheme, found)
            self.seen["axe runs"] += 1
            if folder := os.environ.get("TIDEOVER_SCREENS"):
                self._draw(page, Path(folder) / f"{name}-{self.language}-{scheme}")
        page.emulate_media(color_scheme="light")

    def _line(self, page: Page) -> CDPSession:
        if page not in self._lines:
            self._lines[page] = page.context.new_cdp_session(page)
        return self._lines[page]

    def _draw(self, page: Page, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        narrow = page.viewport_size
        for width, size in (("", narrow), ("-wide", WIDE)):
            page.set_viewport_size(size)
            page.screenshot(path=f"{file}{width}.png")
        page.set_viewport_size(narrow)


def broken_rules(line: CDPSession) -> list[dict[str, Any]]:
    """Return the rules of axe that a page breaks.

    The page's own policy lets no foreign script in, so the debugger brings it.
    """
    if not _evaluated(line, "typeof axe === 'object'"):
        _evaluated(line, AXE.read_text(encoding="utf-8") + ";true")
    return json.loads(_evaluated(line, RUN))


def _evaluated(line: CDPSession, expression: str) -> Any:
    asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    answer = line.send("Runtime.evaluate", asked)
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"].get("value")
