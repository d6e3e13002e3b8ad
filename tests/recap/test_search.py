"""The search: what each person finds and does not find, by which words, and what it costs."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.common import search
from electcoord.elections.actions import import_package
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM
from electcoord.regions.actions import add_name
from electcoord.regions.models import NameWord, Region
from electcoord.regions.words import index_missing, named
from recap.selectors.find import split
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, SUMBER, TPS_1, TPS_2, Cast
from tests.packages import PILKADA, write_package
from tests.photos import lay

AsPerson = Callable[[str | None], Client]
TPS_HILIR, TPS_OTHER = "9901022001001", "9902011001001"


def hits(client: Client, text: str) -> dict[str, list[str]]:
    """{source: codes, or titles where there is no code}."""
    response = client.get("/cari/", {"q": text, "potongan": 1})
    assert response.status_code == 200, text
    return {str(g["name"]): [hit.code or hit.title for hit in g["hits"]] for g in response.context["groups"]}


PLACES = [
    (TPS_2, "TPS", [TPS_2]),
    (f"https://kpu.contoh/?kode={TPS_2}", "TPS", [TPS_2]),
    ("pasar hulu 2", "TPS", [TPS_2]),
    ("2 pasar hulu", "TPS", [TPS_2]),
    ("tps 2 pasar", "TPS", [TPS_2]),
    ("Kelurahan PASAR Hulu TPS 002", "TPS", [TPS_2]),
    ("psaar hulu 2", "TPS", []),
    ("pasr hulu 2", "TPS", [TPS_2]),
    ("hul", "Wilayah", [HULU, PASAR]),
    ("kec hulu", "Wilayah", [HULU, PASAR]),
    ("soember redjo", "Wilayah", [SUMBER]),
    ("sumberrejo", "Wilayah", [SUMBER]),
    ("sümber réjo", "Wilayah", [SUMBER]),
    ("sumbr rejo", "Wilayah", [SUMBER]),
    ("talang", "Wilayah", [KABUPATEN]),
    (PASAR, "Wilayah", [PASAR]),
    ("jaya", "Wilayah", []),
]


def test_places_are_found_by_code_words_and_with_a_slip(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("ketua")
    for text, source, codes in PLACES:
        assert hits(client, text).get(source, []) == codes, text


def test_the_number_of_a_tps_stands_before_or_after_the_name() -> None:
    assert split("Desa Marga Bakti 2 TPS 003") == (["marga", "bakti", "2"], 3)
    assert split("3 mekar sari") == (["mekar", "sari"], 3)
    assert split("mekar sari") == (["mekar", "sari"], None)
    assert split("desa 1000") == (["1000"], None)
    assert split("tps") == ([], None)
    assert split("") == ([], None)


@pytest.mark.parametrize(
    ("who", "found", "never"),
    [
        ("ketua-hulu", [TPS_1, HULU, PASAR], [TPS_HILIR, HILIR, KABUPATEN, TPS_OTHER]),
        ("pps-sumber", [SUMBER], [TPS_1, HULU, PASAR, TPS_HILIR]),
        ("tetangga", [TPS_OTHER, "9902"], [TPS_1, KABUPATEN, HULU]),
        ("pengelola", [], [TPS_1, KABUPATEN, HULU]),
        ("gudang", [], [TPS_1, KABUPATEN]),
        ("asing", [], [TPS_1, KABUPATEN]),
    ],
)
def test_foreign_regions_are_never_found(
    cast: Cast, as_person: AsPerson, who: str, found: list[str], never: list[str]
) -> None:
    client = as_person(who)
    for code in (*found, *never):
        codes = [hit for part in hits(client, code).values() for hit in part]
        assert (code in codes) == (code in found), code
    everything = {
        code for text in ("1", "hulu", "hilir", "talang") for part in hits(client, text).values() for code in part
    }
    assert everything.isdisjoint(never)


def test_contests_candidates_and_pages(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("ketua")
    assert hits(client, "presiden")["Kontes dan peserta"] == ["Presiden dan Wakil Presiden 2029"]
    assert hits(client, "bagas")["Kontes dan peserta"] == ["Arum Lestari - Bagas Wicaksana"]
    assert hits(client, "fajar")["Kontes dan peserta"] == ["Partai Fajar", "Partai Fajar"]
    assert hits(client, "eko pras")["Kontes dan peserta"] == ["Eko Prasetya"]
    # Of another dapil.
    assert "Kontes dan peserta" not in hits(as_person("ketua-hulu"), "hana maharani")
    assert hits(client, "temuan")["Halaman"] == ["Temuan"]
    assert "Impor C.Hasil" in hits(as_person("staf"), "impor")["Halaman"]
    assert "Impor C.Hasil" not in hits(client, "impor").get("Halaman", [])
    assert "Buku kejadian" in hits(client, "")["Halaman kantor"]
    assert "Buku kejadian" not in hits(as_person("saksi-hulu"), "")["Halaman kantor"]
    for who in ("ketua", "staf", "saksi-hulu", "pengelola"):
        person = as_person(who)
        for group in person.get("/cari/", {"q": ""}).context["groups"]:
            assert all(person.get(hit.url, follow=True).status_code == 200 for hit in group["hits"]), who


def test_people_are_found_by_who_manages_their_accounts(cast: Cast, as_person: AsPerson) -> None:
    assert hits(as_person("pengelola"), "ketua-hu")["Akun"] == ["ketua-hulu"]
    assert hits(as_person("sekretaris"), "ketua-hu")["Akun"] == ["ketua-hulu"]
    assert "Akun" not in hits(as_person("sekretaris"), "tetangga")
    for who in ("ketua", "staf", "bawaslu"):
        assert "Akun" not in hits(as_person(who), "ketua-hu"), who


def test_ledger_entries_and_photos_by_their_number(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator")
    photo = lay(cast)
    client = as_person("ketua-hulu")
    for text in (f"{HULU} #1", f"{HULU}/1", f"{HULU}#1"):
        assert hits(client, text)["Buku kejadian"] == [f"{HULU} #1"]
    assert "Buku kejadian" not in hits(as_person("ketua-hilir"), f"{HULU} #1")
    assert "Buku kejadian" not in hits(as_person("operator"), f"{HULU} #1")
    for text in (photo.sha256[:8], photo.image_sha256, str(photo.uuid), photo.sha256[:10].upper()):
        if not text.isdigit():
            assert hits(as_person("saksi-hulu"), text)["Foto"] == [photo.sha256[:8]], text
            assert "Foto" not in hits(as_person("ketua-hilir"), text)


HOSTILE = [
    "\x00", "%", "_", "'", '"', "\\", "' OR 1=1 --", "<script>alert(1)</script>", "٢", "\u202e\u200b", "🗳️" * 40, "x" * 10_000,
    "1" * 10_000, f"{HULU} #{'9' * 18}", f"{HULU} #0", "0" * 40, "g" * 64, "-" * 36, "ﷺ", "a\u0301" * 99, "*", "?", "(((",
]  # fmt: skip


def test_no_text_breaks_the_search(cast: Cast, as_person: AsPerson) -> None:
    for who in ("operator", "ketua", "pengelola", "sekretaris"):
        client = as_person(who)
        for text in HOSTILE:
            for url in ("/cari/", "/cari/?potongan=1"):
                response = client.get(url, {"q": text})
                assert response.status_code == 200, (who, text)
                assert b"<script>alert" not in response.content
    assert "Tidak ada “zzz” di wilayah Anda" in as_person("ketua").get("/cari/?q=zzz").content.decode()


def test_the_election_worked_in_comes_first_and_a_place_once(cast: Cast, as_person: AsPerson, tmp_path: Path) -> None:
    package = read_package(write_package(tmp_path / "pilkada", **PILKADA))
    pilkada, _ = import_package(package, slug="pilkada", actor=SYSTEM)
    give_grant(cast["ketua"], role=Role.KETUA_KPU, region=KABUPATEN, election=pilkada, actor=SYSTEM)
    client = as_person("ketua")
    for slug in ("pilkada", "talang"):
        client.get(f"/?pemilu={slug}")
        for text in (TPS_2, "pasar hulu"):
            groups = client.get("/cari/", {"q": text}).context["groups"]
            urls = [hit.url for group in groups for hit in group["hits"]]
            assert len(urls) == 1
            assert urls[0].startswith(f"/rekap/{slug}/"), text
    assert len(hits(client, "joko")["Kontes dan peserta"]) == 1


def test_a_renamed_region_is_found_by_both_names_and_an_older_database_catches_up(
    cast: Cast, as_person: AsPerson
) -> None:
    region = Region.objects.get(code=SUMBER)
    add_name(region, kind="desa", name="TIRTA KENCANA", valid_from=date(2026, 1, 2), source="perda", actor=SYSTEM)
    for words in (["tirta", "ken"], ["sumber"]):
        assert [found.code for found in named(words) if found.code.startswith("9901")] == [SUMBER]
    before = NameWord.objects.count()
    NameWord.objects.filter(region__code__in=[SUMBER, PASAR]).delete()
    index_missing()
    assert NameWord.objects.count() == before
    assert search.words("Soember-Djaja II") == ["sumber", "jaja", "i"]


def test_the_search_costs_the_same_however_much_there_is(cast: Cast, count_queries: Callable[[str, str], int]) -> None:
    urls = [("operator", "/cari/?q=pasar+hulu+1"), ("ketua", "/cari/?q=hulu"), ("pengelola", "/cari/?q=ketua")]
    few = [count_queries(who, url) for who, url in urls]
    for region in (HILIR, HULU, SUMBER):
        for who, role in (("operator", Role.OPERATOR_SIREKAP), ("ketua", Role.ANGGOTA_KPU)):
            give_grant(cast[who], role=role, region=region, election=cast.election, actor=SYSTEM)
    for code in (TPS_1, TPS_2, TPS_HILIR):
        cast.enter("staf", code=code)
    assert [count_queries(who, url) for who, url in urls] == few
    assert max(few) < 30
