"""Photos with the thumb and the keyboard: made smaller on the phone, sent again after a lost line, shown strip by strip."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from electcoord.papers import storage
from electcoord.papers.models import Photo, Placement
from tests.cast import TPS_1, Cast
from tests.photos import lay, picture

SHOTS = Path(__file__).parent / "shots"
PAGE = f"/rekap/talang/tps/{TPS_1}/ppwp/kertas/"
LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`kebijakan isi menolak ${event.violatedDirective} ${event.blockedURI}`));"""
GO = "(part) => document.dispatchEvent(new CustomEvent('sheet:part', {detail: part}))"

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def open_page(browser: Any, live_server: Any, real_cast: Cast) -> Iterator[Any]:
    """Opens a page as the operator; the test fails where the browser complained."""
    wrong: list[str] = []
    opened = []

    def open_at(path: str = PAGE, width: int = 360, scripts: bool = True) -> Any:
        is_phone = width < 700
        context = browser.new_context(
            viewport={"width": width, "height": 800}, is_mobile=is_phone, has_touch=is_phone, locale="id-ID",
            java_script_enabled=scripts,
        )  # fmt: skip
        opened.append(context)
        client = Client()
        client.force_login(real_cast["operator"])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_at
    for context in opened:
        context.close()
    # A request that the test cut off, or one that was refused with a sentence.
    assert [text for text in wrong if "ERR_CONNECTION" not in text and "status of 422" not in text] == []


def photo_of(page: Any, size: tuple[int, int]) -> dict[str, Any]:
    target = io.BytesIO()
    Image.frombytes("RGB", (50, 70), os.urandom(50 * 70 * 3)).resize(size).save(target, "JPEG", quality=98)
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def test_a_page_after_the_other_with_the_thumb(real_cast: Cast, open_page: Any) -> None:
    page = open_page()
    camera = page.locator("[data-camera] input")
    assert page.locator("[data-camera] label").inner_text().strip() == "Foto halaman 1"
    large = photo_of(page, (3000, 4000))
    camera.set_input_files(large)
    page.locator(".upload-list .done").wait_for()
    assert page.locator("[data-camera] label").inner_text().strip() == "Foto halaman 2"
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (1800, 2400)
    assert photo.size < len(large["buffer"]), "made smaller on the phone"
    page.locator("[data-viewer][data-ready]").wait_for()
    camera.set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"GIF89a"})
    refused = page.locator(".upload-list .refused")
    refused.wait_for()
    assert "bukan JPEG" in refused.inner_text()
    assert page.locator("[data-camera] label").inner_text().strip() == "Foto halaman 2", "still to be photographed"
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / "operator-foto-360.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_lost_line_is_tried_again_with_the_same_key(real_cast: Cast, open_page: Any) -> None:
    """The first request reaches the server and its answer is lost; the second finds the photo there."""
    page = open_page()
    calls = []

    def answer(route: Any) -> None:
        calls.append(route.request.method)
        if len(calls) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(f"**{PAGE}", lambda route: answer(route) if route.request.method == "POST" else route.continue_())
    page.locator("[data-camera] input").set_input_files(photo_of(page, (600, 800)))
    page.locator(".upload-list .waiting").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".upload-list .done").wait_for()
    assert len(calls) == 2
    assert Photo.objects.count() == Placement.objects.count() == 1


def test_several_files_at_once_and_without_javascript(real_cast: Cast, open_page: Any, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.jpg").write_bytes(picture(number))
    page = open_page(scripts=False)
    page.locator("input[name=foto]").set_input_files([tmp_path / "1.jpg", tmp_path / "2.jpg"])
    page.locator("[data-send]").click()
    assert "Foto halaman 1 sampai 2 disimpan." in page.locator(".messages").inner_text()
    assert page.locator(".viewer-plain a").count() == 2
    assert page.locator(".viewer-plain noscript").count() == 2


@pytest.mark.parametrize("width", [360, 1280])
def test_the_viewer_goes_to_the_strip_that_is_typed(real_cast: Cast, open_page: Any, width: int) -> None:
    for number in (1, 2):
        lay(real_cast, page=number, seed=number)
    page = open_page(width=width)
    viewer = page.locator("[data-viewer]")
    page.evaluate(GO, {"part": "IV", "page": 2, "top": 0.6, "bottom": 0.66})
    band, stage = page.locator("[data-band]"), page.locator("[data-stage]")
    assert band.is_visible()
    assert viewer.locator("[aria-pressed=true]").inner_text() == "Halaman 2"

    def gap() -> float:
        """Middle of the strip under the middle of the page, as a part of its height."""
        return page.evaluate(
            """() => { const [b, s] = ["band", "sheet"].map((n) => document.querySelector(`[data-${n}]`).getBoundingClientRect());
            return (b.top + b.height / 2 - s.top) / s.height }"""
        )

    assert gap() == pytest.approx(0.63, abs=0.01)
    inside = "() => { const b = document.querySelector('[data-band]').getBoundingClientRect(), s = document.querySelector('[data-stage]').getBoundingClientRect(); return b.top >= s.top && b.bottom <= s.bottom }"
    assert page.evaluate(inside)
    page.locator("input[name=halaman]").focus()
    page.keyboard.press("Alt+PageDown")
    assert gap() == pytest.approx(0.64, abs=0.01)
    page.evaluate(GO, {"part": "IV", "page": 2, "top": 0.3, "bottom": 0.36})
    assert gap() == pytest.approx(0.34, abs=0.01), "the nudge is remembered for the page"
    page.evaluate(GO, {"part": "I.A", "page": 1, "top": 0.3, "bottom": 0.36})
    assert gap() == pytest.approx(0.33, abs=0.01), "another page has its own"
    page.evaluate(GO, {"part": "V.A", "page": 3, "top": 0.2, "bottom": 0.3})
    assert "Belum ada foto halaman 3" in viewer.inner_text()
    assert band.is_hidden()
    page.evaluate(GO, {"part": "I.A", "page": 1, "top": 0.3, "bottom": 0.36})
    page.locator("[data-do=right]").click()
    assert band.is_hidden(), "a strip of the upright page is not one of the turned page"
    page.locator("[data-do=left]").click()
    stage.focus()
    before = page.locator("[data-sheet]").bounding_box()["width"]
    page.keyboard.press("+")
    assert page.locator("[data-sheet]").bounding_box()["width"] == pytest.approx(before * 1.25, rel=0.01)
    page.keyboard.press("0")
    assert page.locator("[data-sheet]").bounding_box()["width"] == pytest.approx(before, rel=0.01)
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"operator-potongan-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_stored_turn_shows_the_page_upright(real_cast: Cast, open_page: Any) -> None:
    photo = lay(real_cast)
    page = open_page(f"{PAGE}{photo.uuid}/", width=1280)
    box = page.locator("[data-sheet]").bounding_box()
    assert box["height"] / box["width"] == pytest.approx(420 / 300, rel=0.02)
    page.locator("button[name=putaran]", has_text="Kanan").click()
    page.locator(".messages").wait_for()
    assert photo.placements.latest("number").turns == 1
    box = page.locator("[data-sheet]").bounding_box()
    assert box["height"] / box["width"] == pytest.approx(300 / 420, rel=0.02)
    assert storage.path_of("gambar", photo.image_sha256).read_bytes() == picture(1), "the picture itself stays"
