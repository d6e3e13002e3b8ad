"""The profile page: read by many, proposed by one, approved by another, in force from then on."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from electcoord.elections.models import Election
from electcoord.ledger.models import Entry
from recap.states import SheetState
from tests.cast import Cast

AsPerson = Callable[[str | None], Client]


def url() -> str:
    return reverse("office:profile", args=["talang"])


def propose(client: Client, path: str = "kapasitas_tps", value: str = "400", **changes: str) -> int:
    form = {
        "angka": path,
        "nilai": value,
        "sumber": "PKPU contoh Pasal 1",
        "alasan": "aturan baru",
        "perbuatan": "usul",
    }
    return client.post(url(), {**form, **changes}).status_code


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [("ketua", 200, 302), ("sekretaris", 200, 302), ("bawaslu", 200, 403), ("saksi-hulu", 200, 403),
     ("gudang", 403, 403), ("tetangga", 404, 404), ("asing", 404, 404), (None, 302, 302)],
)  # fmt: skip
def test_who_reads_and_who_proposes(cast: Cast, as_person: AsPerson, who: str | None, read: int, write: int) -> None:
    client = as_person(who)
    assert client.get(url()).status_code == read
    assert propose(client) == write
    assert cast.election.profiles.count() == (2 if who in ("ketua", "sekretaris") else 1)


def test_a_change_needs_another_person_and_acts_forward(cast: Cast, as_person: AsPerson) -> None:
    assert propose(as_person("ketua"), "entri_ganda.ppwp", "tidak") == 302
    assert "Usulan versi 2" in as_person("anggota").get(url()).content.decode()
    assert as_person("ketua").post(url(), {"perbuatan": "setuju"}).status_code == 422
    assert Election.objects.get(slug="talang").profile.number == 1
    cast.enter("operator")
    assert cast.sheet().state == SheetState.ENTRI_SATU
    assert as_person("anggota").post(url(), {"perbuatan": "setuju"}).status_code == 302
    assert Election.objects.get(slug="talang").profile.number == 2
    # Forward only: the sheet entered before keeps its state, the next one needs a single entry.
    assert cast.sheet().state == SheetState.ENTRI_SATU
    cast.enter("operator", code="9901011001002")
    assert cast.sheet("9901011001002").state == SheetState.TERVERIFIKASI_AWAL
    deeds = Entry.objects.filter(action__startswith="elections.profile").values_list("action", "role")
    assert list(deeds) == [("elections.profile.proposed", "ketua_kpu"), ("elections.profile.approved", "anggota_kpu")]


def test_a_tolerance_is_proposed_with_its_source_and_shown(cast: Cast, as_person: AsPerson) -> None:
    assert propose(as_person("ketua"), "aturan.R08.batas", "2") == 302
    page = as_person("anggota").get(url()).content.decode()
    assert "toleransi: 2" in page
    assert as_person("anggota").post(url(), {"perbuatan": "setuju"}).status_code == 302
    rules = Election.objects.get(slug="talang").profile.get("aturan")
    assert (rules["R08"]["batas"], rules["R08"]["sumber"]) == (2, "PKPU contoh Pasal 1")
    assert (rules["R09"]["batas"], rules["R09"]["tanda"]) == (None, "seen-news")


def test_a_rejected_proposal_ends_with_its_reason(cast: Cast, as_person: AsPerson) -> None:
    propose(as_person("ketua"))
    assert as_person("anggota").post(url(), {"perbuatan": "tolak", "alasan": ""}).status_code == 422
    assert (
        as_person("anggota").post(url(), {"perbuatan": "tolak", "alasan": "belum ada peraturannya"}).status_code == 302
    )
    assert cast.election.profiles.get(number=2).state == "ditolak"


@pytest.mark.parametrize(
    ("path", "value"),
    [("kapasitas_tps", "empat ratus"), ("kapasitas_tps", "1.000"), ("kapasitas_tps", "99999"), ("aturan.R01.aktif", "tidak"),
     ("aturan.R12.aktif", "mungkin"), ("aturan.R12.tingkat", "PARAH"), ("tidak_ada", "1"),
     ("aturan.R07.batas", "1"), ("aturan.R16.batas", "1"), ("aturan.R08.batas", "10000"), ("aturan.R08.batas", "-1"),
     ("pembulatan_cadangan", "x")],
)  # fmt: skip
def test_nonsense_is_refused_in_words_and_changes_nothing(
    cast: Cast, as_person: AsPerson, path: str, value: str
) -> None:
    assert propose(as_person("ketua"), path, value) == 422
    assert cast.election.profiles.count() == 1


def test_an_unknown_deed_is_refused(cast: Cast, as_person: AsPerson) -> None:
    assert as_person("ketua").post(url(), {"perbuatan": "hapus"}).status_code == 403
