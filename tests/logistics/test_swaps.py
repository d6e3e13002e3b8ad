"""Swapped ballots: stop, report, exchange, berita acara (regulations H.7)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from electcoord.common.errors import RuleError
from electcoord.elections.models import Tps
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from electcoord.situation import incidents
from electcoord.situation.incident_paper import make_paper, paper_of
from electcoord.situation.models import Incident
from logistics.actions import Swap, exchange, report_swap
from logistics.models import SwapReport
from tests.cast import HULU, PASAR, TPS_1, TPS_2, Cast
from tests.logistics.ground import holder, prepare

PAGE = "/logistik/talang/surat-suara-tertukar/"
FAR = "9901022002001"


def tps(cast: Cast, code: str) -> Tps:
    return Tps.objects.select_related("election", "desa").get(election=cast.election, code=code)


def swap(cast: Cast, here: str = TPS_1, there: str = FAR, **more) -> Swap:
    values = {"contest_kind": "dprd_kab", "here_count": 12, "found_when": "sebelum",
              "occurred_at": timezone.now() - timedelta(minutes=30)} | more  # fmt: skip
    return Swap(here=tps(cast, here), there=tps(cast, there), **values)


def made(cast: Cast, **more) -> Incident:
    return report_swap(swap(cast, **more), actor=cast.actor("staf"))


def typed(**more) -> dict:
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {"kode_tps": TPS_1, "jenis": "dprd_kab", "jumlah": "12", "asal_tps": FAR, "saat": "sebelum", "waktu": now,
            "dihentikan": now, "kunci": str(uuid4()), **more}  # fmt: skip


def test_the_whole_way_in_the_browser(cast: Cast, as_person) -> None:
    prepare(cast)
    ppk, staff = as_person("ketua-hulu"), as_person("staf")
    assert "Hentikan dulu" in ppk.get(PAGE).content.decode()
    sent = typed(kejadian="Ditemukan saat membuka kotak.")
    for _turn in range(2):
        answer = ppk.post(PAGE, sent)
        assert answer.status_code == 302
    row = Incident.objects.get()
    assert (row.kind, row.tps_code, row.region_id, row.severity) == ("tertukar", TPS_1, PASAR, "tinggi")
    page = ppk.get(answer["Location"]).content.decode()
    assert "TALANG MAJU 2" in page or "Talang Maju 2" in page
    assert "Catat penukaran" in page and "tertukar" in page.lower() and "curang" not in page.lower()
    assert "Catat penukaran" not in as_person("bawaslu").get(answer["Location"]).content.decode()
    door = f"{PAGE}{row.uuid}/tukar/"
    told = {"pemegang": f"ppk:{HULU}", "waktu": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
            "teks": "Di hadapan PTPS kedua TPS.", "urutan": "1"}  # fmt: skip
    row.refresh_from_db()
    for bad in ({}, {**told, "pemegang": "entah"}, {**told, "waktu": "2999-01-01T00:00"}, {**told, "urutan": "9"}):
        assert ppk.post(door, bad).status_code == 422
    told["waktu"] = (timezone.localtime() + timedelta(minutes=0)).strftime("%Y-%m-%dT%H:%M:%S")
    assert ppk.post(door, told).status_code == 302
    assert ppk.post(door, {**told, "urutan": "2"}).status_code == 422
    report = SwapReport.objects.get()
    assert report.exchanged_by == holder(f"ppk:{HULU}", cast.election) and report.exchanged_at
    for name, more in (("tangani", {}), ("naskah", {}), ("selesai", {"hasil": "ditukar", "teks": "Selesai."})):
        row.refresh_from_db()
        form = {"perbuatan": name, "urutan": row.note_count, "teks": "", **more}
        assert staff.post(f"/insiden/{row.uuid}/", form).status_code == 302, name
    assert staff.get(f"/insiden/{row.uuid}/berita-acara/").content.startswith(b"%PDF")
    assert Entry.objects.filter(action="logistics.swap.exchanged").count() == 1
    assert verify()[0] is None


def test_the_berita_acara_says_both_sides_and_the_steps(cast: Cast) -> None:
    prepare(cast)
    row, clerk = made(cast, there_count=3, stopped_at=timezone.now()), cast.actor("staf")
    exchange(row, by=holder(f"ppk:{HULU}", cast.election), at=timezone.now(), text="Ditukar.", actor=clerk)
    document = make_paper(row, actor=clerk)
    said = str(document.in_force.content)
    for part in ("PENANGANAN SURAT SUARA TERTUKAR", TPS_1, FAR, "12 lembar", "3 lembar", "oleh PPK", row.label,
                 document.in_force.register_number.text):  # fmt: skip
        assert part in said, part
    with pytest.raises(RuleError, match="sudah dibuat"):
        make_paper(row, actor=clerk)
    assert paper_of(row) == document


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"asal_tps": TPS_1}, "harus berbeda"), ({"asal_tps": "9902011001001"}, "Tidak ada TPS"),
        ({"kode_tps": FAR, "asal_tps": TPS_1}, "di luar wilayah"), ({"kode_tps": "1"}, "13 angka"),
        ({"jenis": "dpd"}, ""), ({"jumlah": "0"}, ""), ({"jumlah": "9" * 30}, ""), ({"saat": "sesudah"}, "sudah dipakai"),
        ({"dipakai": "2"}, "sudah dipakai"), ({"saat": "sesudah", "dipakai": "13"}, "sudah dipakai"),
        ({"waktu": "2999-01-01T00:00"}, "belum tiba"), ({"dihentikan": "2999-01-01T00:00"}, "belum tiba"),
        ({"kunci": "x"}, ""), ({"kejadian": "\x00"}, ""),
    ],
)  # fmt: skip
def test_a_refused_report_says_why(cast: Cast, as_person, change: dict, message: str) -> None:
    answer = as_person("ketua-hulu").post(PAGE, typed(**change))
    assert answer.status_code == 422 and message in answer.content.decode()
    assert not Incident.objects.exists() and not SwapReport.objects.exists()


def test_who_reports_and_who_exchanges(cast: Cast, as_person) -> None:
    prepare(cast)
    row = made(cast)
    for who, status in (("staf", 200), ("gudang", 200), ("bawaslu", 403), ("saksi-hulu", 403), ("tetangga", 404),
                        ("asing", 404), (None, 302)):  # fmt: skip
        assert as_person(who).get(PAGE).status_code == status, who
    door = f"{PAGE}{row.uuid}/tukar/"
    for who, status in (("bawaslu", 403), ("ketua-hilir", 404), ("tetangga", 404), ("staf", 422), (None, 302)):
        assert as_person(who).post(door, {}).status_code == status, who
    assert as_person("staf").get(door).status_code == 405


def test_what_was_used_is_not_exchanged(cast: Cast, as_person) -> None:
    prepare(cast)
    row = made(cast, found_when="sesudah", used_count=4)
    assert "petunjuk KPU" in as_person("staf").get(f"/insiden/{row.uuid}/").content.decode()
    with pytest.raises(RuleError, match="sudah ada yang dipakai"):
        exchange(row, by=holder(f"ppk:{HULU}", cast.election), at=timezone.now(), text="x", actor=cast.actor("staf"))


def test_ballots_moved_between_tps_of_one_dapil_are_the_same_incident(cast: Cast) -> None:
    row = made(cast, there=TPS_2, contest_kind="ppwp")
    assert row.swap.here_contest == row.swap.there_contest


def test_an_exchange_belongs_to_its_own_time_and_election(cast: Cast) -> None:
    prepare(cast)
    far = prepare(cast, cast.other)
    row, clerk = made(cast), cast.actor("staf")
    own = holder(f"ppk:{HULU}", cast.election)
    for by, at in ((far, timezone.now()), (own, row.occurred_at - timedelta(minutes=1))):
        with pytest.raises(RuleError):
            exchange(row, by=by, at=at, text="x", actor=clerk)
    incidents.cancel(row, text="Keliru.", actor=clerk)
    with pytest.raises(RuleError, match="dibatalkan"):
        exchange(row, by=own, at=timezone.now(), text="x", actor=clerk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE logistics_swapreport SET there_id = here_id",
        "UPDATE logistics_swapreport SET here_count = 5",
        "UPDATE logistics_swapreport SET exchanged_at = CURRENT_TIMESTAMP, exchanged_by_id = {ppk}",
        "DELETE FROM logistics_swapreport",
    ],
)
def test_the_database_keeps_what_was_told(cast: Cast, statement: str) -> None:
    prepare(cast)
    made(cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(ppk=holder(f"ppk:{HULU}", cast.election).pk))


def test_the_database_wants_one_jenis_on_both_sides(cast: Cast, monkeypatch) -> None:
    """The action derives the contests; were it wrong, the database would not take them."""
    other = cast.contest("ppwp")
    monkeypatch.setattr(
        "logistics.actions.swaps._contest",
        lambda station, kind: other if station.code == FAR else cast.contest("dprd_kab_1"),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        made(cast)
