"""Two languages: a cookie switches, nothing else does; what is stored stays in the source's."""

import json
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from electcoord.accounts.actions import give_new_password
from electcoord.common.translations import marked
from electcoord.common.translations.sources import DOMAINS
from electcoord.common.translations.templates import HUMAN_ATTRIBUTES
from electcoord.elections.actions import set_stages
from electcoord.elections.models import Stage
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import SYSTEM
from electcoord.ledger.verification import verify
from tests.cast import KABUPATEN, TPS_1, TPS_2, Cast
from tests.photos import lay
from tests.pictures.language import data_of_the_database, leftovers

Sign = Callable[[str | None], Client]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def _language(client: Client, url: str = "/akun/masuk/") -> str:
    response = client.get(url, headers={"accept-language": "en-US,en;q=0.9"})
    head = response.content.decode().split("<head>")[0]
    assert f'<html lang="{response["Content-Language"]}"' in " ".join(head.split())
    return response["Content-Language"]


@pytest.mark.django_db
@pytest.mark.once
def test_the_form_switches_both_ways_and_the_browser_has_no_say() -> None:
    client = Client(enforce_csrf_checks=True)
    assert _language(client) == "id"
    token = client.cookies["csrftoken"].value
    for language in ("en", "id"):
        sent = {"language": language, "next": "/akun/masuk/?next=/", "csrfmiddlewaretoken": token}
        response = client.post("/bahasa/", sent)
        assert response["Location"] == "/akun/masuk/?next=/"
        assert response.cookies["bahasa"]["samesite"] == "Lax"
        assert _language(client) == language
    assert client.post("/bahasa/", {"language": "en"}).status_code == 403  # another site's form
    assert _language(client) == "id"


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("cookie", ["fr", "EN", "en-us", "../en", "<script>", "en\x00", "e" * 5000, ""])
def test_a_cookie_that_names_no_language_of_ours_is_not_heard(cookie: str) -> None:
    client = Client()
    client.cookies["bahasa"] = cookie
    assert _language(client) == "id"


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("next_url", ["https://example.com/", "//example.com", "javascript:alert(1)", "/\\example.com"])
def test_the_switch_leads_nowhere_else(next_url: str) -> None:
    assert Client().post("/bahasa/", {"language": "en", "next": next_url})["Location"] == "/"


@pytest.mark.once
def test_pages_of_refusal_and_of_staff_follow_the_cookie(cast: Cast, as_person: Sign) -> None:
    client = as_person("staf")
    client.cookies["bahasa"] = "en"
    for url in ("/rekap/tidak-ada/", "/buku/", "/admin/", f"/rekap/talang/tps/{TPS_1}/"):
        assert _language(client, url) == "en", url


@pytest.mark.django_db
@pytest.mark.once
def test_texts_of_scripts_are_kept_for_good_under_their_version() -> None:
    client = Client()
    client.cookies["bahasa"] = "en"
    url = client.get("/akun/masuk/").context["words_url"]
    assert url.startswith("/bahasa/en.js?v=")
    script = client.get(url)
    assert "immutable" in script["Cache-Control"] and "Cookie" not in script.get("Vary", "")
    assert b"django.gettext = function" in script.content
    assert client.get("/bahasa/en.js")["Cache-Control"] == "no-cache"
    assert client.get("/bahasa/fr.js").status_code == 404


@pytest.mark.once
def test_a_first_password_is_changed_in_either_language(cast: Cast, as_person: Sign) -> None:
    give_new_password(cast["staf"], actor=SYSTEM)
    client = as_person("staf")
    assert client.post("/bahasa/", {"language": "en"}).status_code == 302
    assert _language(client, "/akun/sandi/") == "en"
    assert client.get("/bahasa/en.js").status_code == 200


class Texts(HTMLParser):
    """What people read of a page, but for elements in another language."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.silent: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = given.get("lang") == "id" or tag in ("script", "style", "textarea")
        if not silent:
            for name in HUMAN_ATTRIBUTES:
                self.handle_data(given.get(name) or "")
        if tag not in VOID:
            self.silent.append(silent)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self.silent):
            self.texts.append(" ".join(data.split()))


PAGES = {
    "ketua": (
        "/", "/rekap/", "/rekap/talang/", f"/rekap/talang/kontes/ppwp/{KABUPATEN}/", f"/rekap/talang/tps/{TPS_1}/",
        f"/rekap/talang/tps/{TPS_1}/ppwp/kisah/", f"/rekap/talang/tps/{TPS_1}/ppwp/kertas/", "/rekap/talang/koreksi/",
        "/rekap/talang/pekerjaan/", "/rekap/talang/temuan/", "/rekap/talang/temuan/?status=tidak_lengkap",
        "/rekap/talang/kemajuan/", "/rekap/talang/aturan/", "/rekap/talang/aturan/coba/?kapasitas_tps=10",
        "/profil/talang/", "/buku/", f"/buku/{KABUPATEN}/1/", "/rekap/tidak-ada/", "/akun/sandi/",
    ),
    "operator": (
        "/rekap/talang/meja/", f"/rekap/talang/entri/{TPS_2}/ppwp/", "/rekap/talang/impor/", "/rekap/talang/templat/",
    ),
    "staf": ("/admin/", "/admin/elections/tps/", "/admin/recap/sheet/", "/admin/regions/region/"),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("who", PAGES)
def test_pages_in_english_hold_no_indonesian(cast: Cast, as_person: Sign, who: str) -> None:
    cast.enter("operator")
    cast.enter("staf", votes=(900, None), suara_sah=3)
    lay(cast)
    data = data_of_the_database()
    client = as_person(who)
    client.cookies["bahasa"] = "en"
    left = {}
    for url in PAGES[who]:
        page = Texts()
        page.feed(client.get(url).content.decode())
        if found := leftovers(page.texts, "en", data):
            left[url] = found
    assert not left


@pytest.mark.once
def test_a_deed_is_written_in_one_language_and_read_in_two(cast: Cast, as_person: Sign) -> None:
    """Who works in English writes the same bytes as everybody else."""
    with translation.override("en"):
        cast.enter("operator")
        set_stages(cast.election, [Stage.ENTRI, Stage.PENETAPAN], reason="uji", actor=cast.actor("ketua"))
    entered, opened = Entry.objects.order_by("-pk")[:2][::-1]
    assert json.loads(entered.payload)["jenis_entri"] == "entri pertama"
    assert json.loads(opened.payload)["tahapan"] == "Entri C.Hasil, Penetapan hasil"
    client = as_person("ketua")
    pages = {}
    for language in ("id", "en"):
        client.cookies["bahasa"] = language
        pages[language] = client.get("/buku/").content.decode()
    assert "(entri pertama), status menjadi menunggu entri kedua" in pages["id"]
    assert "entered C.Hasil President and Vice President" in pages["en"]
    assert "(first entry), status now waiting for second entry" in pages["en"]
    assert "opened the stages C.Hasil entry, Determination of results in the election" in pages["en"]
    assert verify()[0] is None


@pytest.mark.once
def test_no_source_text_means_something_else_to_django() -> None:
    """Django's own Indonesian catalogue would answer for a source text that happens to be English."""
    texts = {item.message for domain in DOMAINS for item in marked(settings.BASE_DIR, domain) if item.message}
    assert [m.text for m in texts if not m.context and translation.gettext(m.text) != m.text] == []
