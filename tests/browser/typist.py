"""A person at the keyboard: types what stands on a paper, box after box, and counts the strokes."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.test import Client

from electcoord.accounts.models import User
from recap.reading import Figure


def sign_in(browser: Any, live_server: Any, user: User, width: int = 1280) -> Any:
    """A page of this person's own browser."""
    is_phone = width < 700
    context = browser.new_context(
        viewport={"width": width, "height": 800}, is_mobile=is_phone, has_touch=is_phone, locale="id-ID"
    )
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15000)
    return page


class Typist:
    """Types with the keyboard alone; `strokes` counts every key, a chord as one."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base
        self.strokes = 0

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.strokes += 1

    def sheet(self, cells: Mapping[str, Figure]) -> None:
        """Every box of the open form in its own order, in one go: the hand does not wait for the eye."""
        names = self.page.eval_on_selector_all("input.box", "boxes => boxes.map((box) => box.name)")
        focused = self.page.evaluate("document.activeElement.name")
        assert focused == names[0], "the first box has the focus when the form opens"
        keys = "".join(_keys(cells.get(name)) for name in names)
        self.page.keyboard.type(keys)
        self.strokes += len(keys)

    def send(self) -> None:
        """From the last box: Enter on the button, Ctrl+Enter where there is a question; waits for the next page."""
        url = self.page.url
        self.press("Enter")
        question = self.page.locator("dialog[open]")
        if question.count():
            self.press("Control+Enter")
        self.page.wait_for_url(lambda now: now != url)

    def leave(self) -> None:
        """Closes the browser; what the page still sends on leaving has arrived."""
        self.page.goto("about:blank")
        self.page.wait_for_timeout(150)
        self.page.context.close()


def _keys(value: Figure) -> str:
    """The keys that fill one box and go on to the next; a line end is Enter."""
    if value is None:
        return "x"
    return "." if value == 0 else f"{value}\n"
