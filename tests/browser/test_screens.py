"""Key pages as several people on a phone and a laptop, through the eye of `tests.pictures`: nothing wider than the window,
nothing refused by the policy, nothing that axe finds serious, no text left in another language.

The pictures are kept in `tests/browser/shots/`; look at them when you change a page. All pages as all people:
`python -m tests.pictures`.
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
from tests.pictures.eye import Eye, Fault, context_of
from tests.pictures.language import data_of_the_database, leftovers

SHOTS = Path(__file__).parent / "shots"
WIDTHS = PHONE, LAPTOP = 360, 1280
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
STATUS = {"tidak-ada": 404, "bukan-wewenang": 403}

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


def _eye(browser: Any, live_server: Any, cast: Cast, who: str | None, width: int, language: str = "id") -> Eye:
    client = Client()
    if who:
        client.force_login(cast[who])
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    session = (cookie.key, cookie.value) if cookie else None
    context = context_of(browser, live_server.url, width, session=session, language=language)
    return Eye(context, live_server.url, width)


# English words are longer on the phone of whoever sees most.
SIGHTS = [(who, width, "id") for who in SCREENS for width in WIDTHS] + [("ketua", PHONE, "en")]


@pytest.mark.parametrize(("who", "width", "language"), SIGHTS, ids=str)
def test_screens_are_without_fault(
    evening: Cast, live_server: Any, browser: Any, who: str | None, width: int, language: str
) -> None:
    SHOTS.mkdir(exist_ok=True)
    wrong: list[str] = []
    data = data_of_the_database()
    eye = _eye(browser, live_server, evening, who, width, language)
    for name, path in SCREENS[who].items():
        assert eye.open(path) == STATUS.get(name, 200), path
        if language == "id":
            eye.picture(SHOTS / f"{who or 'tamu'}-{name}-{width}.png")
        faults = eye.axe() if width == LAPTOP else []
        seen, texts = eye.look()
        left = [Fault("bahasa", text) for text in leftovers(texts, language, data)]
        wrong += [f"{path}: {fault.kind}: {fault.text}" for fault in (*faults, *seen, *left) if fault.serious]
    eye.close()
    assert not wrong, "\n".join(wrong)


def test_the_keyboard_reaches_the_work_and_shows_where_it_is(evening: Cast, live_server: Any, browser: Any) -> None:
    eye = _eye(browser, live_server, evening, "ketua", 1280)
    page = eye.page
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
    eye.close()
