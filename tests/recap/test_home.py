"""Beranda: per role what waits and what does not, what is late, several elections, and what it costs."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.common import panels
from electcoord.elections import calendar
from electcoord.elections.actions import import_package, propose_profile, set_stages
from electcoord.elections.models import Stage
from electcoord.elections.packages import read_package
from electcoord.ledger import guards
from electcoord.ledger.recording import SYSTEM
from recap import aggregate
from recap.actions import approve_correction, enter_reading, propose_correction
from recap.actions.corrections import Proposal
from recap.models import CorrectionReason, VersionKind
from tests.cast import HILIR, KABUPATEN, TPS_1, TPS_2, Cast, blank_reading
from tests.packages import PILKADA, write_package
from tests.photos import lay
from tests.standing import laid

AsPerson = Callable[[str | None], Client]
# No page holds these numbers by chance.
ODD = (137, 46)


def text_of(client: Client, url: str = "/") -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


def tasks_of(client: Client, url: str = "/") -> list[str]:
    """Titles of what waits, the next step first."""
    page = client.get(url).context
    found = [page["first"], *page["late"], *page["waiting"]] if page["first"] else []
    return [item["task"].title for item in found]


@laid
def evening(cast: Cast) -> Cast:
    """A difference, a quarantine, a single entry, a paper that does not add up and a correction that waits."""
    cast.enter("operator", ODD)
    cast.enter("staf", (139, 46))
    cast.enter("operator", (888, 12), code=TPS_2)
    cast.enter("operator", (52, 61), code="9901012002001", suara_total=190)
    contest = cast.contest("dprd_kab_1")
    for who in ("operator", "staf"):
        reading = blank_reading(contest, suara_sah=3, suara_tidak_sah=1, suara_total=4)
        enter_reading(cast.sheet(TPS_1, "dprd_kab_1"), reading, key=uuid4(), actor=cast.actor(who))
    proposal = Proposal(
        VersionKind.SALAH_BACA, {"suara_sah": 8}, CorrectionReason.ANGKA, "angka 8 terbaca 3",
        lay(cast, key="dprd_kab_1"),
    )  # fmt: skip
    sheet = cast.sheet(TPS_1, "dprd_kab_1")
    propose_correction(sheet, proposal, base=1, key=uuid4(), actor=cast.actor("sekretariat-hulu"))
    aggregate.refresh_stale()
    return cast


QUARANTINE, DIFFERENCE = "Putuskan 1 lembar di karantina", "Putuskan 1 lembar yang dua entrinya berbeda"
CORRECTION = "Putuskan 1 usul koreksi"
READ_QUARANTINE, READ_DIFFERENCE = "Periksa 1 lembar di karantina", "Periksa 1 lembar yang dua entrinya berbeda"
FIRST, SECOND, PHOTO = "Entri ", "Entri kedua untuk ", "Unggah foto "
ROLES = {
    "ketua": [QUARANTINE, CORRECTION, DIFFERENCE, "Periksa "],
    "ketua-hulu": [QUARANTINE, CORRECTION, DIFFERENCE, "Periksa ", PHOTO],
    "ketua-hilir": [PHOTO],
    "operator": [FIRST, "Periksa ", PHOTO],
    "staf": [FIRST, SECOND, "Periksa ", PHOTO],
    "sekretariat-hulu": [FIRST, SECOND, "Periksa ", PHOTO],
    "pps-sumber": [FIRST, SECOND, PHOTO],
    "bawaslu": [READ_QUARANTINE, READ_DIFFERENCE, "Baca "],
    "panwas-hulu": [READ_QUARANTINE, READ_DIFFERENCE, "Baca "],
    "sekretaris": [READ_QUARANTINE, READ_DIFFERENCE, "Baca "],
    "saksi-hulu": ["Baca "],
    "gudang": [],
    "pengelola": ["Beri peran kepada 1 akun"],
    "asing": [],
}


def test_everybody_gets_their_own_duties_and_no_others(evening: Cast, as_person: AsPerson) -> None:
    for who, expected in ROLES.items():
        titles = tasks_of(as_person(who))
        assert len(titles) == len(expected), (who, titles)
        assert all(map(str.startswith, titles, expected)), (who, titles)


@pytest.mark.parametrize("who", ["ketua", "staf", "sekretaris", "sekretariat-hulu"])
def test_every_room_has_its_own_letter_and_sign(cast: Cast, as_person: AsPerson, who: str) -> None:
    rooms = as_person(who).get("/").context["frame"].nav
    letters, signs = [room.get("go") for room in rooms if room.get("go")], [room["icon"] for room in rooms]
    assert len(letters) == len(set(letters)) > 3
    assert len(signs) == len(set(signs))


def test_what_waits_leads_to_its_work(evening: Cast, as_person: AsPerson) -> None:
    for who in ROLES:
        client = as_person(who)
        page = client.get("/").context
        for item in filter(None, [page["first"], *page["late"], *page["waiting"]]):
            assert client.get(item["task"].url, follow=True).status_code == 200, (who, item["task"])


def test_what_is_open_tells_its_age(evening: Cast, as_person: AsPerson) -> None:
    assert as_person("ketua").get("/").context["first"]["age"] == "baru saja"
    assert "Tertua baru saja." in text_of(as_person("ketua"))


def test_nothing_that_waits_is_said_in_words_and_without_zeros(cast: Cast, as_person: AsPerson) -> None:
    text = text_of(as_person("saksi-hulu"))
    assert "Tidak ada yang menunggu Anda" in text
    assert "Langkah berikut" not in text
    assert "karantina" not in text.lower().replace("istilah-", "")
    assert "Ruang kerja Anda" in text_of(as_person("gudang"))
    assert "Akun ini belum diberi peran" in text_of(as_person("asing"))


def test_who_may_enter_learns_no_figure(evening: Cast, as_person: AsPerson) -> None:
    for who in ("staf", "operator", "sekretariat-hulu"):
        text = text_of(as_person(who))
        assert "137" not in text
        assert "139" not in text
        assert "888" not in text


def test_a_closed_stage_makes_what_is_open_late(evening: Cast, as_person: AsPerson) -> None:
    assert as_person("ketua").get("/").context["late"] == []
    actor = evening.actor("staf")
    set_stages(evening.election, [Stage.PLENO_KECAMATAN], reason="entri ditutup", actor=actor)
    page = as_person("ketua").get("/").context
    assert page["first"]["task"].late
    assert page["first"]["task"].title == QUARANTINE
    assert [item["task"].title for item in page["late"]][:2] == [CORRECTION, DIFFERENCE]
    missing = [item["task"] for item in page["late"] if "belum masuk" in item["task"].title]
    assert [task.text for task in missing] == ["Tahapan entri C.Hasil sudah ditutup."]
    # Nobody enters any more; staff and witnesses are told what is missing.
    for who in ("operator", "saksi-hulu"):
        assert any("belum masuk" in title for title in tasks_of(as_person(who))), who
        assert not any(title.startswith(FIRST) for title in tasks_of(as_person(who))), who
    # Of the other region only.
    assert all("karantina" not in title for title in tasks_of(as_person("ketua-hilir")))


@pytest.mark.parametrize(
    ("days", "mark", "late"),
    [(-12, "H-12", False), (0, "H", False), (3, "H+3", False), (17, "H+17", False), (18, "H+18", True)],
)
def test_the_day_counts_from_the_vote_and_the_limit_is_the_profiles(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, days: int, mark: str, late: bool
) -> None:
    election = cast.election
    election.day = date(2029, 2, 14)
    monkeypatch.setattr(calendar, "today", lambda election, now=None: date(2029, 2, 14) + timedelta(days=days))
    assert calendar.mark(calendar.days_after(election)) == mark
    assert bool(calendar.overdue(election)) == late
    if late:
        assert calendar.overdue(election) == "Rekapitulasi kecamatan selesai paling lambat H+17, lewat 1 hari."
    assert calendar.next_deadline(election).offset == 17


def test_before_the_vote_no_paper_is_asked_for(
    cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tasks_of(as_person("operator"))
    monkeypatch.setattr(calendar, "days_after", lambda election, now=None: -12)
    text = text_of(as_person("operator"))
    assert "H-12" in text
    assert "pemungutan suara 12 hari lagi" in text
    assert "Tidak ada yang menunggu Anda" in text


def test_watchers_read_what_yesterday_changed(evening: Cast, as_person: AsPerson) -> None:
    correction = evening.sheet(TPS_1, "dprd_kab_1").corrections.get()
    approve_correction(correction, key=uuid4(), actor=evening.actor("ketua-hulu"))
    for who, is_there in (("saksi-hulu", True), ("bawaslu", True), ("ketua", False)):
        assert ("Baca 1 koreksi angka" in tasks_of(as_person(who))) == is_there, who


def test_a_proposed_profile_waits_for_everybody_who_may_approve_but_its_proposer(
    cast: Cast, as_person: AsPerson
) -> None:
    change = {"kapasitas_tps": {"nilai": 400, "sumber": "keputusan uji"}}
    propose_profile(cast.election, change, reason="uji", actor=cast.actor("ketua"))
    title = "Putuskan usul profil versi 2"
    for who, is_there in (("anggota", True), ("ketua", False), ("sekretaris", False), ("tetangga", False)):
        assert (title in tasks_of(as_person(who))) == is_there, who


def test_accounts_without_a_role_and_missing_guards_are_the_administrators(
    cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person("pengelola")
    assert tasks_of(client) == ["Beri peran kepada 1 akun"]
    listed = client.get(client.get("/").context["first"]["task"].url).content.decode()
    assert "asing" in listed
    assert "ketua-hulu" not in listed
    monkeypatch.setattr(guards, "problems", lambda: ["hilang: contoh"])
    page = client.get("/").context
    assert page["first"]["task"].title == "1 pengaman basis data tidak pada tempatnya"
    assert page["first"]["task"].late
    assert tasks_of(as_person("sekretaris")) == []


def test_several_elections_stand_side_by_side_and_the_chosen_one_is_remembered(
    cast: Cast, as_person: AsPerson, tmp_path: Path
) -> None:
    package = read_package(write_package(tmp_path / "pilkada", **PILKADA))
    pilkada, _ = import_package(package, slug="pilkada", actor=SYSTEM)
    client = as_person("ketua")
    assert client.get("/").context["elections"] == []
    assert client.get("/?pemilu=pilkada").status_code == 404
    give_grant(cast["ketua"], role=Role.KETUA_KPU, region=KABUPATEN, election=pilkada, actor=SYSTEM)
    assert {room["election"].slug for room in client.get("/").context["elections"]} == {"talang", "pilkada"}
    for slug in ("pilkada", "talang"):
        assert client.get(f"/?pemilu={slug}").context["election"].slug == slug
        assert client.get("/").context["election"].slug == slug
        assert f"/rekap/{slug}/wilayah/" in text_of(client, "/bantuan/")
    client.get("/rekap/pilkada/")
    assert client.get("/").context["election"] == pilkada
    assert client.get("/?pemilu=jaya").status_code == 404
    assert client.get("/?pemilu=%00").status_code == 404


def test_my_region_opens_at_once_and_no_other(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("ketua-hulu")
    assert client.get("/rekap/talang/wilayah/").url == "/rekap/talang/wilayah/990101/"
    text = text_of(client, "/rekap/talang/wilayah/990101/")
    assert "Kelurahan Pasar Hulu" in text
    assert "DPRD Kabupaten/Kota Talang Maju 1" in text
    assert "Talang Maju 2" not in text
    assert f"/rekap/talang/tps/{TPS_1}/" in text_of(client, "/rekap/talang/wilayah/9901011001/")
    assert client.get(f"/rekap/talang/wilayah/{HILIR}/").status_code == 404
    give_grant(cast["ketua-hulu"], role=Role.SAKSI, region=HILIR, election=cast.election, actor=SYSTEM)
    assert "Kecamatan Hilir" in text_of(client, "/rekap/talang/wilayah/")


def test_beranda_costs_the_same_with_more_papers_and_more_roles(
    evening: Cast, count_queries: Callable[[str, str], int]
) -> None:
    urls = {"ketua": "/", "operator": "/", "bawaslu": "/", "ketua-hulu": "/rekap/talang/wilayah/990101/"}
    few = {who: count_queries(who, url) for who, url in urls.items()}
    for code in ("9901022001001", "9901022002001"):
        evening.enter("operator", ODD, code=code)
        evening.enter("staf", (139, 46), code=code)
    evening.enter("operator", (900, 1), code="9901022001901")
    aggregate.refresh_stale()
    for region in (HILIR, "9901022001", "9901022002"):
        for who in ("ketua", "operator", "bawaslu"):
            role = {"ketua": Role.ANGGOTA_KPU, "operator": Role.OPERATOR_SIREKAP, "bawaslu": Role.PANWASCAM}[who]
            give_grant(evening[who], role=role, region=region, election=evening.election, actor=SYSTEM)
    many = {who: count_queries(who, url) for who, url in urls.items()}
    assert many == few


def test_what_is_registered_stands_in_its_order() -> None:
    for kept in (panels.panels, panels.links, panels.duties, panels.glances):
        assert [item.order for item in kept] == sorted(item.order for item in kept)
