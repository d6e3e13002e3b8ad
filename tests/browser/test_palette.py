"""The palette and the shortcuts by the keyboard alone, and the pages that stand in for them."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import TPS_1, TPS_2, Cast

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def page(browser: Any, live_server: Any, real_cast: Cast) -> Any:
    """The commission's chair at Beranda; a fault of the page fails the test."""
    client = Client()
    client.force_login(real_cast["ketua"])
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    faults: list[str] = []
    found = context.new_page()
    found.on("pageerror", lambda error: faults.append(str(error)))
    found.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    found.goto(live_server.url)
    yield found
    context.close()
    assert faults == []


def chosen(page: Any) -> str:
    """What the combobox says is chosen, as a reader of the screen is told."""
    return page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.innerText ?? ''"
    )


def test_a_tps_is_three_keys_and_a_name_away(page: Any) -> None:
    page.keyboard.press("/")
    box = page.locator(".palette input")
    assert box.evaluate("box => box === document.activeElement")
    assert box.input_value() == "", "the key that opened it is not typed"
    page.wait_for_selector(".palette [role=option]")
    page.keyboard.type("pasar hulu")
    page.wait_for_selector(".palette [role=option] >> text=Kelurahan Pasar Hulu")
    page.keyboard.type(" 2")
    # Enter waits for the answer to what was typed last.
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tps/{TPS_2}/")


def test_arrows_choose_and_escape_gives_the_focus_back(page: Any) -> None:
    page.locator("[data-palette]").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("1")
    page.wait_for_selector(f".palette [role=option] >> text={TPS_1}")
    page.wait_for_function("!document.querySelector('.palette [aria-busy]')")
    first = chosen(page)
    page.keyboard.press("ArrowDown")
    second = chosen(page)
    assert first
    assert second not in ("", first)
    page.keyboard.press("ArrowUp")
    assert chosen(page) == first
    page.keyboard.press("ArrowUp")
    assert chosen(page) not in ("", first), "from the first to the last"
    page.keyboard.press("Escape")
    assert not page.locator(".palette").is_visible()
    assert page.evaluate("document.activeElement.matches('[data-palette]')")
    page.keyboard.press("Control+k")
    page.keyboard.press("Control+k")
    assert not page.locator(".palette").is_visible()


def test_shortcuts_are_listed_lead_to_the_rooms_and_never_fire_while_typing(page: Any, live_server: Any) -> None:
    page.keyboard.press("?")
    page.wait_for_selector(".cheat[open] kbd")
    assert "Mengetik C.Hasil" in page.locator(".cheat").inner_text()
    page.keyboard.press("g")
    page.keyboard.press("r")
    assert page.locator(".cheat").is_visible(), "nothing behind the dialog moves"
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/wilayah/9901/")
    page.goto(f"{live_server.url}/cari/")
    page.locator("#q").focus()
    page.keyboard.type("g b/?")
    assert page.locator("#q").input_value() == "g b/?"
    assert not page.locator("dialog[open]").count()
    assert page.url.endswith("/cari/")


def test_a_word_is_explained_where_it_stands(page: Any) -> None:
    page.get_by_role("button", name="Apa itu Cakupan?").focus()
    page.keyboard.press("Enter")
    assert page.locator("#istilah-cakupan").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#istilah-cakupan").is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Apa itu Cakupan?"
