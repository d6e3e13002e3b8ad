"""What only a browser decides on the pages of meetings: the calendar by the window's width, the copied text."""

from typing import Any

import pytest

from tests.browser.typist import sign_in
from tests.cast import Cast
from tests.meetings.hall import at, kpu, meeting
from tests.meetings.letterbox import sent

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_the_calendar_opens_as_an_agenda_on_a_phone_and_as_a_month_on_a_desk(
    real_cast: Cast, browser: Any, live_server: Any
) -> None:
    meeting(real_cast, kpu(real_cast), title="Rakor hari ini", starts=at(0, 1), ends=at(0, 2))
    page = sign_in(browser, live_server, real_cast["staf"])
    for width, shown, tab in ((360, ".cal-agenda", "Agenda"), (1280, ".month", "Bulan")):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{live_server.url}/kalender/")
        assert page.locator(f"{shown}:visible").count() == 1, width
        assert page.locator(".cal .cal-agenda:visible, .month:visible").count() == 1, width
        assert page.locator(".tabs [aria-current]:visible").all_text_contents() == [tab], width
        assert page.locator(".filters:visible").count() == (width > 1000), "a phone folds them away"
    # A choice stays one, whatever the width.
    page.set_viewport_size({"width": 360, "height": 800})
    page.get_by_role("link", name="Bulan", exact=True).click()
    page.wait_for_url("**tampil=bulan**")
    assert page.locator(".month").is_visible()
    page.locator("summary", has_text="Saring").click()
    page.select_option("#k-jenis", "rapat")
    page.get_by_role("button", name="Tampilkan").click()
    page.wait_for_url("**jenis=rapat**")
    assert page.locator(".filters").is_visible(), "what narrows the page stands open"


def test_the_whatsapp_text_is_copied_and_said_so(real_cast: Cast, browser: Any, live_server: Any) -> None:
    found, people = sent(real_cast)
    page = sign_in(browser, live_server, real_cast["staf"])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/rapat/{found.uuid}/undangan/{people[1].uuid}/")
    page.get_by_role("button", name="Salin teks").click()
    page.locator("[role=status]", has_text="Disalin.").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Yth. ") and text == page.locator("#wa-teks").input_value()
