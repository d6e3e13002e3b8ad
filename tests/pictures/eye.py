"""A page as a browser shows it, and everything that is wrong with it; the everyday tests look through the same eye."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

# Bytes over the wire without photos of papers: a first visit, and the next one.
FIRST, AGAIN = 300_000, 100_000
PAPERS = "/kertas/"
PATIENCE = 120_000
# Pictures of longer pages end here.
TALLEST = 4000
QUIET = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# No download of style sheets by axe itself: the page's own requests are what is counted.
AXE = """(rules) => axe.run(document, {runOnly: rules, resultTypes: ["violations"], preload: false}).then((done) =>
  done.violations.map(({id, impact, help, nodes}) => ({id, impact, help, count: nodes.length,
    target: nodes[0].target.join(" "), html: nodes[0].html.slice(0, 160), why: nodes[0].failureSummary ?? ""})))"""
LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`kebijakan isi menolak ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""


@dataclass(frozen=True)
class Fault:
    """`serious` ones fail a run; the others are told."""

    kind: str
    text: str
    serious: bool = True


@dataclass
class Weight:
    """What one visit cost, photos of papers apart."""

    bytes: int = 0
    requests: int = 0
    _papers: set[str] = field(default_factory=set)

    def begin(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if PAPERS in url:
            self._papers.add(event["requestId"])
        elif not url.startswith("data:"):
            self.requests += 1

    def end(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._papers:
            self.bytes += int(event["encodedDataLength"])


def context_of(browser: Any, origin: str, width: int, *, session: tuple[str, str] | None, language: str = "id") -> Any:
    """A browser profile of its own, with nothing in its cache; `session`: name and value of the cookie."""
    is_phone = width < 700
    context = browser.new_context(
        viewport={"width": width, "height": 800 if width < 1900 else 1080}, is_mobile=is_phone, has_touch=is_phone,
        locale="id-ID", reduced_motion="reduce", color_scheme="light",
    )  # fmt: skip
    # A machine may be busy with other things.
    context.set_default_timeout(PATIENCE)
    context.add_init_script(LISTEN)
    if session:
        context.add_cookies([{"name": session[0], "value": session[1], "url": origin}])
    speak(context, origin, language)
    return context


def speak(context: Any, origin: str, language: str) -> None:
    """From the next page on in this language."""
    from django.conf import settings

    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": origin}])


class Eye:
    """One tab of a profile, and what it noticed since the last `open`."""

    def __init__(self, context: Any, origin: str, width: int) -> None:
        self.context, self.origin, self.width = context, origin, width
        self.page = context.new_page()
        self.noticed: list[Fault] = []
        self.weight = Weight()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._notice("skrip", str(error)))
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)
        wire = context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", lambda event: self.weight.begin(event))
        wire.on("Network.loadingFinished", lambda event: self.weight.end(event))

    def open(self, path: str) -> int:
        """Goes there and waits until everything has loaded; returns the status, 0 where another page came."""
        self.noticed, self.weight = [], Weight()
        self._asked = self.origin + path
        response = self.page.goto(self._asked)
        self.page.wait_for_load_state("networkidle") if PAPERS in path else None
        return response.status if response.url == self._asked else 0

    def _notice(self, kind: str, text: str) -> None:
        self.noticed.append(Fault(kind, text.replace(self.origin, "")))

    def _console(self, message: Any) -> None:
        # A refused page itself is no fault; what it asks for is told by `_response`.
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self._notice("konsol", message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:", "about:")):
            self._notice("asal luar", request.url)

    def _failed(self, request: Any) -> None:
        # What was still on its way when the eye went on is no fault.
        if "ERR_ABORTED" not in request.failure:
            self._notice("jaringan", f"{request.url}: {request.failure}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self._notice("jaringan", f"{response.url}: {response.status}")

    def look(self) -> tuple[list[Fault], list[str]]:
        """What is wrong with the page as it stands, and the texts on it."""
        # Tells the browser that a keyboard is at work, so that focus shows.
        self.page.keyboard.press("Shift")
        seen = self.page.evaluate(look_script(), self.width)
        faults = [*self.noticed, *(Fault(**one) for one in seen["found"])]
        return list(dict.fromkeys(faults)), seen["texts"]

    def axe(self, *rules: str) -> list[Fault]:
        """What axe says; `rules` instead of all. Evaluated from outside, so the page's own policy stays in force."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE_SCRIPT)
        only = {"type": "rule" if rules else "tag", "values": list(rules) or RULES}
        return [
            Fault(
                "axe",
                f"{one['id']} ({one['impact']}), {one['count']}×: {one['target']} | {one['html']} | {_short(one['why'])}",
                one["impact"] in ("serious", "critical"),
            )
            for one in self.page.evaluate(AXE, only)
        ]

    def weigh(self, limit: int) -> list[Fault]:
        """Whether the visit was within its limit."""
        kilo = f"{self.weight.bytes / 1000:.0f} kB dalam {self.weight.requests} permintaan"
        return [Fault("bobot", f"{kilo}, batas {limit // 1000} kB")] if self.weight.bytes > limit else []

    def picture(self, file: Path, scheme: str = "light", *, is_window: bool = False) -> None:
        """The whole page, or what of it stands in the window."""
        self.page.emulate_media(color_scheme=scheme)
        if is_window:
            self.page.screenshot(path=file, animations="disabled")
            return
        height = self.page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": self.width, "height": min(max(height, 400), TALLEST)}
        self.page.screenshot(path=file, full_page=True, clip=clip, animations="disabled")

    def close(self) -> None:
        self.context.close()


@cache
def look_script() -> str:
    return Path(__file__).with_name("look.js").read_text(encoding="utf-8").partition("\n")[2]


def _short(text: str) -> str:
    """The measured part of axe's advice."""
    lines = [line.strip() for line in text.splitlines()[1:] if line.strip()]
    return re.sub(r"\s+", " ", lines[0])[:160] if lines else ""
