"""Key pages as several people on a phone and a laptop: nothing wider than the window, nothing refused by the policy.

The pictures are kept in `tests/browser/shots/`; look at them when you change a page.
"""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from recap import aggregate
from recap.actions import enter_reading, propose_correction
from recap.actions.corrections import Proposal
from recap.models import CorrectionReason, VersionKind
from tests.cast import HULU, KABUPATEN, PASAR, TPS_1, TPS_2, Cast, blank_reading
from tests.photos import lay

SHOTS = Path(__file__).parent / "shots"
WIDTHS = (360, 1280)
REKAP = "/rekap/talang"
PPWP, DPRD = f"{REKAP}/kontes/ppwp", f"{REKAP}/kontes/dprd_kab_1"
SCREENS: dict[str | None, dict[str, str]] = {
    None: {"masuk": "/akun/masuk/"},
    "asing": {"beranda": "/", "tidak-ada": "/rekap/tidak-ada/", "sandi": "/akun/sandi/"},
    "ketua": {
        "beranda": "/", "pemilu": f"{REKAP}/", "kabupaten": f"{PPWP}/{KABUPATEN}/", "partai": f"{DPRD}/{KABUPATEN}/",
        "desa": f"{PPWP}/{PASAR}/", "tps": f"{REKAP}/tps/{TPS_1}/", "karantina": f"{REKAP}/tps/{TPS_2}/",
        "lembar": f"{REKAP}/pekerjaan/", "kemajuan": f"{REKAP}/kemajuan/", "temuan": f"{REKAP}/temuan/",
        "tanpa-foto": f"{REKAP}/pekerjaan/?kertas=belum", "kisah": f"{REKAP}/tps/{TPS_1}/ppwp/kisah/",
        "tidak-lengkap": f"{REKAP}/temuan/?status=tidak_lengkap", "aturan": f"{REKAP}/aturan/",
        "coba": f"{REKAP}/aturan/coba/", "dicoba": f"{REKAP}/aturan/coba/?kapasitas_tps=100&batas_R08=3",
        "buku": "/buku/", "catatan": f"/buku/{HULU}/1/",
        "gaya": "/gaya/",
    },
    "operator": {
        "meja": f"{REKAP}/meja/", "cari": f"{REKAP}/meja/?cari=1", "entri": f"{REKAP}/entri/9901022001001/ppwp/",
        "entri-partai": f"{REKAP}/entri/9901022001001/dprd_kab_2/", "usul": f"{REKAP}/tps/{TPS_1}/dprd_kab_1/koreksi/",
        "kertas": f"{REKAP}/tps/{TPS_1}/dprd_kab_1/kertas/", "templat": f"{REKAP}/templat/",
    },
    "ketua-hulu": {
        "meja": f"{REKAP}/meja/", "putuskan": f"{REKAP}/putuskan/{TPS_1}/ppwp/", "koreksi": f"{REKAP}/koreksi/",
        "tps": f"{REKAP}/tps/{TPS_1}/",
    },
    "staf": {"beranda": "/", "kabupaten": f"{PPWP}/{KABUPATEN}/", "tps": f"{REKAP}/tps/{TPS_1}/",
             "impor": f"{REKAP}/impor/", "templat": f"{REKAP}/templat/", "kisah": f"{REKAP}/tps/{TPS_1}/ppwp/kisah/", "administrasi": "/admin/"},
    "saksi-hulu": {"beranda": "/", "kecamatan": f"{PPWP}/{HULU}/", "bukan-wewenang": f"{REKAP}/impor/"},
}  # fmt: skip
LISTEN = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`kebijakan isi menolak ${event.violatedDirective} ${event.blockedURI}`));"""

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def evening(browser: Any, real_cast: Cast) -> Cast:
    """Some papers in each state."""
    cast = real_cast
    cast.enter("operator", (137, 46), suara_total=190, pemilih_dpt_l=120)
    cast.enter("staf", (139, 46), suara_total=190)
    cast.enter("operator", (888, 12), code=TPS_2)
    cast.enter("operator", (52, 61), code="9901012002001")
    contest = cast.contest("dprd_kab_1")
    for who in ("operator", "staf"):
        reading = blank_reading(contest, suara_sah=3, suara_tidak_sah=1, suara_total=4)
        enter_reading(cast.sheet(TPS_1, "dprd_kab_1"), reading, key=uuid4(), actor=cast.actor(who))
    proposal = Proposal(
        VersionKind.SALAH_BACA, {"suara_sah": 8}, CorrectionReason.ANGKA, "angka 8 terbaca 3",
        lay(cast, key="dprd_kab_1"),
    )  # fmt: skip
    actor = cast.actor("sekretariat-hulu")
    propose_correction(cast.sheet(TPS_1, "dprd_kab_1"), proposal, base=1, key=uuid4(), actor=actor)
    aggregate.refresh_stale()
    return cast


def _context(browser: Any, live_server: Any, cast: Cast, who: str | None, width: int) -> Any:
    is_phone = width < 700
    context = browser.new_context(
        viewport={"width": width, "height": 800}, is_mobile=is_phone, has_touch=is_phone, locale="id-ID"
    )
    context.add_init_script(LISTEN)
    if who:
        client = Client()
        client.force_login(cast[who])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return context


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", SCREENS, ids=str)
def test_screens_fit_and_keep_the_policy(
    evening: Cast, live_server: Any, browser: Any, who: str | None, width: int
) -> None:
    SHOTS.mkdir(exist_ok=True)
    wrong: list[str] = []
    context = _context(browser, live_server, evening, who, width)
    page = context.new_page()
    page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}") if _is_fault(message) else None)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    for name, path in SCREENS[who].items():
        response = page.goto(live_server.url + path)
        assert response.status in {"tidak-ada": (404,), "bukan-wewenang": (403,)}.get(name, (200,)), path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            wrong.append(f"{path}: {wide} px lebih lebar daripada jendela {width} px")
        page.screenshot(path=SHOTS / f"{who or 'tamu'}-{name}-{width}.png", full_page=True)
    context.close()
    assert not wrong, "\n".join(wrong)


def _is_fault(message: Any) -> bool:
    # The status of a refused page is asserted where it is opened.
    return message.type in ("error", "warning") and "the server responded with a status of 40" not in message.text


def test_the_keyboard_reaches_the_work_and_shows_where_it_is(evening: Cast, live_server: Any, browser: Any) -> None:
    context = _context(browser, live_server, evening, "ketua", 1280)
    page = context.new_page()
    page.goto(f"{live_server.url}{PPWP}/{KABUPATEN}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#isi", "first of all past the menu"
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href') ?? ''"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", reached[-1]
        if "/pekerjaan/" in reached[-1]:
            break
    assert "/pekerjaan/" in reached[-1]
    context.close()
