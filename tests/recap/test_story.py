"""'Mengapa angka ini berubah?': who did what to a sheet, in order, with every figure that ever differed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from electcoord.elections.actions import set_stages
from electcoord.elections.models import Stage
from electcoord.papers.actions import File, Page, add_files, place_photo
from electcoord.papers.models import Photo
from recap.actions import (
    approve_correction,
    decide_difference,
    propose_correction,
    reject_correction,
    release_quarantine,
    withdraw_correction,
)
from recap.actions.corrections import Proposal
from recap.ballot import Ballot, Line
from recap.decided import Decided
from recap.models import Correction, CorrectionReason, CorrectionState, SheetVersion, VersionKind
from recap.selectors.story import Facts, changed_figures, counts, deeds
from tests.cast import TPS_1, TPS_2, Cast

AsPerson = Callable[[str | None], Client]
START = datetime(2029, 2, 14, 9, 0, tzinfo=UTC)
BALLOT = Ballot((Line("calon_1", "Arum", None, 1), Line("calon_2", "Cahya", None, 2)), ())


def url(code: str = TPS_1, key: str = "ppwp") -> str:
    return f"/rekap/talang/tps/{code}/{key}/kisah/"


def words(response: Any) -> str:
    """What a person reads, as one line."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    text = text[text.index("<main") :]
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def told(client: Client, code: str = TPS_1) -> str:
    response = client.get(url(code))
    assert response.status_code == 200
    return words(response)


def in_order(text: str, *pieces: str) -> None:
    """Every piece is there, each after the one before it."""
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        assert found >= 0, f"{piece!r} tidak ada setelah {text[max(0, at - 60) : at]!r}\n{text}"
        at = found + len(piece)


def photo_of(cast: Cast, code: str = TPS_1, page: int = 1) -> Photo:
    sheet = cast.sheet(code)
    one = Page(None, uuid4().hex * 2, 1, uuid4().hex * 2, 10, 10)
    [photo] = add_files([File("jpeg", uuid4().hex * 2, 1, (one,))], contest=sheet.contest, tps=sheet.tps, page=page,
                        key=uuid4(), actor=cast.actor("operator"))  # fmt: skip
    return photo


def propose(cast: Cast, who: str, **more: Any) -> Correction:
    grounds = {"kind": VersionKind.SALAH_BACA, "changes": {"calon_2": 1266, "suara_sah": None},
               "reason_code": CorrectionReason.ANGKA, "reason": "angka 6 terbaca 0 di foto halaman satu"}  # fmt: skip
    proposal = Proposal(**{**grounds, "photo": photo_of(cast), **more})
    return propose_correction(
        cast.sheet(), proposal, base=cast.sheet().current.number, key=uuid4(), actor=cast.actor(who)
    )


# Through the door


def test_a_sheet_with_one_entry(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (100, 60))
    text = told(as_person("ketua"))
    in_order(text, "Mengapa angka ini berubah?", "Entri pertama", "versi 1", "Operator, Operator rekap",
             "Membaca kertas untuk pertama kali, diketik dari C.Hasil.")  # fmt: skip
    assert "Tidak ada: semua versi memuat angka yang sama" in text


def test_a_sheet_that_nobody_touched(cast: Cast, as_person: AsPerson) -> None:
    assert "Belum ada yang terjadi pada lembar ini" in told(as_person("ketua"))


def test_two_entries_that_match(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (100, 60))
    cast.enter("staf", (100, 60))
    in_order(told(as_person("ketua")), "Entri pertama", "Entri kedua", "Setiap isian sama dengan entri pertama.")


def test_a_difference_its_decision_and_its_note(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (100, 60))
    cast.enter("staf", (1100, 66), suara_sah=160, suara_total=164, ss_diterima=2000)
    choices = {"calon_1": Decided("kedua"), "calon_2": Decided("ketiga", None), "ss_diterima": Decided("pertama")}
    decide_difference(
        cast.sheet(), choices, note="kotak nomor dua kosong di kertas", key=uuid4(), actor=cast.actor("ketua")
    )
    text = told(as_person("bawaslu"))
    in_order(
        text, "Entri pertama", "Entri kedua", "3 isian berbeda dari entri pertama",
        "Surat suara diterima, termasuk cadangan kosong 2.000", "1 Arum Lestari - Bagas Wicaksana 100 1.100",
        "2 Cahya Purnama - Dewi Anggraini 60 66", "Keputusan beda entri", "versi 3", "Ketua KPU Kabupaten/Kota",
        "entri pertama kosong 2.000 kosong", "entri kedua 100 1.100 1.100", "dibaca ulang dari kertas 60 66 kosong",
        "Catatan kotak nomor dua kosong di kertas", "Angka yang pernah berbeda",
        "1. entri pertama 2. entri kedua 3. keputusan beda entri dipakai",
        "kosong 2.000 kosong", "100 1.100 1.100", "60 66 kosong",
    )  # fmt: skip
    markup = " ".join(as_person("bawaslu").get(url()).content.decode().split())
    assert "<del>60</del>" in markup
    assert "<del>66</del>" in markup
    assert "<del>1.100</del>" not in markup, "the figure in use is not struck through"


def test_a_quarantine_names_its_figure_and_bound_and_the_reason_of_its_release(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (1888, 12), ss_diterima=256)
    release_quarantine(cast.sheet(), reason="dihitung ulang bersama saksi", actor=cast.actor("ketua"))
    in_order(
        told(as_person("bawaslu")), "Entri pertama", "Karantina Di atas batas 256 surat suara:",
        "1 Arum Lestari - Bagas Wicaksana 1.888", "Dilepas dari karantina", "Ketua",
        "Alasan dihitung ulang bersama saksi",
    )  # fmt: skip


def test_both_kinds_of_correction_are_told_and_counted_apart(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (100, 60), ss_diterima=2000)
    cast.enter("staf", (100, 60), ss_diterima=2000)
    first = propose(cast, "sekretariat-hulu")
    approve_correction(first, note="sesuai foto", key=uuid4(), actor=cast.actor("ketua-hulu"))
    set_stages(
        cast.election,
        [*cast.election.open_stages, Stage.PLENO_KECAMATAN],
        reason="pleno dibuka",
        actor=cast.actor("ketua"),
    )
    second = propose(
        cast, "sekretariat-hulu", kind=VersionKind.PEMBETULAN, changes={"calon_1": 99},
        reason_code=CorrectionReason.TULIS, reason="angka dicoret dan diparaf di pleno", legal_basis="PKPU 5 Pasal 20",
        initials="Ketua PPK dan saksi", incident="Salah tulis di kolom calon satu",
    )  # fmt: skip
    approve_correction(second, note="", key=uuid4(), actor=cast.actor("ketua-hulu"))
    response = as_person("ketua").get(url())
    text = words(response)
    in_order(
        text, "Versi 4", "Salah baca 1", "Pembetulan 1", "Kisahnya", "Entri kedua", "Foto lembar",
        "Usul salah baca", "Sekretariat PPK", "kertasnya tidak berubah, bacaannya yang keliru",
        "Sebab: angka terbaca atau diketik keliru", "60 → 1.266", "160 → kosong", "Penjelasan angka 6 terbaca 0",
        "Salah baca disetujui", "Menyetujui usul salah baca dari Sekretariat-Hulu.", "60 → 1.266",
        "Catatan putusan sesuai foto", "Usul pembetulan", "kertasnya diubah dalam pleno", "100 → 99",
        "Dasar hukum PKPU 5 Pasal 20", "Diparaf oleh Ketua PPK dan saksi", "Kejadian khusus Salah tulis",
        "Pembetulan disetujui", "Angka yang pernah berbeda", "3. salah baca 4. pembetulan dipakai",
    )  # fmt: skip
    markup = " ".join(response.content.decode().split())
    assert "<del>60</del>" in markup
    assert "<ins>1.266</ins>" in markup
    assert 'href="/rekap/talang/tps/9901011001001/ppwp/kertas/"' in markup, "the basis is its photo"


def test_what_was_refused_or_taken_back_changes_nothing(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (100, 60))
    cast.enter("staf", (100, 60))
    reject_correction(
        propose(cast, "sekretariat-hulu"), note="foto menunjukkan angka 60", actor=cast.actor("ketua-hulu")
    )
    withdraw_correction(propose(cast, "anggota"), actor=cast.actor("anggota"))
    text = told(as_person("ketua"))
    in_order(
        text, "Salah baca 0", "Usul salah baca", "Usul salah baca ditolak", "Ketua PPK",
        "Menolak usul salah baca dari Sekretariat-Hulu; angka yang dipakai tetap.",
        "Alasan foto menunjukkan angka 60", "Usul salah baca ditarik", "Menarik usul salah baca dari Anggota;",
    )  # fmt: skip
    assert "Tidak ada: semua versi memuat angka yang sama" in text


def test_photos_that_came_moved_and_left(cast: Cast, as_person: AsPerson) -> None:
    photo = photo_of(cast)
    sheet, other, actor = cast.sheet(), cast.sheet(TPS_2), cast.actor("operator")
    place_photo(photo, contest=sheet.contest, tps=sheet.tps, page=1, turns=1, reason="", actor=actor)
    place_photo(photo, contest=sheet.contest, tps=sheet.tps, page=2, turns=1, reason="ini halaman dua", actor=actor)
    place_photo(photo, contest=other.contest, tps=other.tps, page=2, turns=1, reason="milik TPS sebelah", actor=actor)
    in_order(
        told(as_person("ketua")), "Menambah foto halaman 1.", "dari halaman 1 ke halaman 2.",
        "Alasan ini halaman dua", "Memindahkan foto halaman 2 ke lembar lain.", "Alasan milik TPS sebelah",
    )  # fmt: skip
    assert "Memindahkan foto dari lembar lain ke halaman 2 lembar ini." in told(as_person("ketua"), TPS_2)


def test_photos_added_one_after_the_other_are_one_paragraph(cast: Cast, as_person: AsPerson) -> None:
    for number in (1, 2, 4):
        photo_of(cast, page=number)
    cast.enter("operator", (100, 60))
    photo_of(cast, page=3)
    in_order(told(as_person("ketua")), "Menambah 3 foto halaman 1, 2 dan 4.", "Entri pertama", "foto halaman 3.")


# Law 7


def test_whoever_may_still_be_asked_sees_no_figure_and_no_reason(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (1888, 746))
    release_quarantine(cast.sheet(), reason="angka 1888 memang tertulis", actor=cast.actor("ketua"))
    blind = told(as_person("staf"))
    assert "disembunyikan sampai lembar selesai diperiksa" in blind
    in_order(blind, "Entri pertama", "Membaca kertas untuk pertama kali", "Dilepas dari karantina")
    for secret in ("1.888", "1888", "746", "Karantina Di atas", "Angka yang pernah berbeda", "memang tertulis"):
        assert secret not in blind, secret
    assert "1.888" in told(as_person("ketua"))


def test_the_blind_are_not_told_whether_two_entries_match(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (100, 60))
    cast.enter("sekretariat-hulu", (100, 67))
    blind = told(as_person("staf"))
    for secret in ("isian berbeda", "67", "Cahya", "sama dengan entri pertama"):
        assert secret not in blind, secret
    assert "periksa" not in as_person("staf").get(url()).content.decode().split('<ol class="timeline', 1)[1]


def test_both_entries_are_only_for_those_who_compare(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (100, 60))
    cast.enter("staf", (1100, 67), ss_diterima=2000)
    text = told(as_person("saksi-hulu"))
    assert "5 isian berbeda dari entri pertama" in text
    assert "hanya untuk yang membandingkan" in text
    for secret in ("1.100", "67", "2.000", "2. entri kedua"):
        assert secret not in text, secret
    assert "1.100" in told(as_person("panwas-hulu"))


@pytest.mark.parametrize(
    ("who", "status"),
    [("ketua", 200), ("saksi-hulu", 200), ("gudang", 403), ("ketua-hilir", 404), ("tetangga", 404), (None, 302)],
)
def test_who_may_read_the_story(cast: Cast, as_person: AsPerson, who: str | None, status: int) -> None:
    assert as_person(who).get(url()).status_code == status


def test_a_contest_or_tps_that_is_not_there(cast: Cast, as_person: AsPerson) -> None:
    assert as_person("ketua").get(url(key="dprd_kab_2")).status_code == 404
    assert as_person("ketua").get(url("9901011001099")).status_code == 404


def test_the_page_costs_the_same_for_a_short_and_a_long_story(cast: Cast, count_queries: Callable[..., int]) -> None:
    cast.enter("operator", (100, 60))
    photo_of(cast)
    count_queries("ketua", url())
    few = count_queries("ketua", url())
    cast.enter("staf", (100, 60))
    for _ in range(4):
        approve_correction(
            propose(cast, "sekretariat-hulu", changes={"calon_2": cast.sheet().current.votes[1] + 1}), note="", key=uuid4(),
            actor=cast.actor("ketua-hulu"),
        )  # fmt: skip
    assert count_queries("ketua", url()) == few
    assert few <= 20


# The pure part


def version(number: int, kind: VersionKind, votes: tuple[int | None, ...], **more: Any) -> SheetVersion:
    return SheetVersion(
        pk=number, number=number, kind=kind, source="ketik", entered_by=f"orang-{number}", role="staf_kpu",
        entered_at=START + timedelta(minutes=number), votes=list(votes), party_totals=None, breaks_limit=False, **more,
    )  # fmt: skip


def facts_of(*versions: SheetVersion, **more: Any) -> Facts:
    sheet: Any = SimpleNamespace(current_id=versions[-1].pk, contest_id=1, tps_id=1)
    return Facts(sheet, BALLOT, versions, **more)


def test_the_summary_marks_what_is_in_use() -> None:
    facts = facts_of(
        version(1, VersionKind.ENTRI_SATU, (1234, 5)), version(2, VersionKind.ENTRI_DUA, (1234, None)),
        version(3, VersionKind.KEPUTUSAN, (1234, 0)),
    )  # fmt: skip
    found = changed_figures(facts)
    assert [column["is_current"] for column in found["columns"]] == [False, False, True]
    [row] = found["rows"]
    assert row["label"] == "2 Cahya"
    assert [(cell["value"], cell["is_old"]) for cell in row["cells"]] == [(5, True), (None, True), (0, False)]
    assert changed_figures(replace(facts, hidden=True)) == {"columns": [], "rows": []}
    assert [column["number"] for column in changed_figures(replace(facts, may_compare=False))["columns"]] == [1, 3]


def test_corrections_without_their_ledger_entry_are_told_from_the_versions() -> None:
    facts = facts_of(
        version(1, VersionKind.ENTRI_SATU, (10, 5)), version(2, VersionKind.ENTRI_DUA, (10, 5)),
        version(3, VersionKind.SALAH_BACA, (10, 6)), version(4, VersionKind.SALAH_BACA, (11, 6)),
        version(5, VersionKind.PEMBETULAN, (11, None)),
    )  # fmt: skip
    assert counts(facts.versions) == {"salah_baca": 2, "pembetulan": 1}
    changes = [[(c["label"], c["old"], c["new"]) for c in deed.cells] for deed in deeds(facts)[2:]]
    assert changes == [[("2 Cahya", 5, 6)], [("1 Arum", 10, 11)], [("2 Cahya", 6, None)]]
    assert "Akun yang tidak dikenal" in deeds(facts)[2].text


def test_deeds_of_one_moment_keep_their_order() -> None:
    facts = facts_of(version(1, VersionKind.ENTRI_SATU, (10, 5)))
    photo: Any = SimpleNamespace(role="ktu", uploaded_by="x")
    correction: Any = SimpleNamespace(
        kind="salah_baca", base=facts.versions[0], changes={"calon_2": [5, 6], "suara_sah": [None, 1]}, reason_code="angka", reason="r",
        legal_basis="", initials="", incident="", photo=photo, proposed_by="a", proposed_at=facts.versions[0].entered_at,
        state=CorrectionState.DITOLAK, decided_by="b", decided_at=facts.versions[0].entered_at, note="n",
        version_id=None, subject="s",
    )  # fmt: skip
    found = deeds(replace(facts, corrections=[correction]))
    assert [deed.title for deed in found] == ["Entri pertama", "Usul salah baca", "Usul salah baca ditolak"]
    assert [cell["label"] for cell in found[1].cells] == ["2 Cahya", "Jumlah seluruh suara sah"], "the form's order"
