"""Differences and corrections: who may settle what, what it leaves behind, and what the database itself refuses."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from electcoord.common.errors import ConflictError, RuleError
from electcoord.elections.actions import set_stages
from electcoord.elections.models import Stage
from electcoord.ledger import guards
from electcoord.ledger.models import Entry
from electcoord.papers.actions import File, Page, add_files, place_photo
from electcoord.papers.models import Photo
from recap import verify
from recap.actions import (
    approve_correction,
    decide_difference,
    propose_correction,
    reject_correction,
    release_quarantine,
    sheets,
    withdraw_correction,
)
from recap.actions.corrections import Proposal
from recap.decided import Decided
from recap.models import Correction, CorrectionReason, CorrectionState, SheetVersion, VersionKind
from recap.reading import reading_of
from recap.states import SheetState
from tests.cast import TPS_1, Cast

pytestmark = pytest.mark.django_db
SHEET = TPS_1


def photo_of(cast: Cast, code: str = SHEET) -> Photo:
    """A photo on the president's paper, without its bytes: what counts here is the row."""
    sheet = cast.sheet(code)
    page = Page(None, uuid4().hex * 2, 1, uuid4().hex * 2, 10, 10)
    file = File("jpeg", uuid4().hex * 2, 1, (page,))
    [photo] = add_files([file], contest=sheet.contest, tps=sheet.tps, page=1, key=uuid4(), actor=cast.actor("operator"))
    return photo


def differ(cast: Cast) -> None:
    cast.enter("sekretariat-hulu", (100, 60))
    cast.enter("operator", (100, 66), suara_sah=160, suara_total=164)


def settle(cast: Cast, figure: int = 60) -> None:
    cast.enter("sekretariat-hulu", (100, figure))
    cast.enter("operator", (100, figure))


def misread(cast: Cast, **more: Any) -> Proposal:
    settled = {"kind": VersionKind.SALAH_BACA, "changes": {"calon_2": 66, "suara_sah": 166, "suara_total": 170},
               "reason_code": CorrectionReason.ANGKA, "reason": "angka 6 terbaca 0 di foto halaman 2"}  # fmt: skip
    return Proposal(**{**settled, "photo": more.pop("photo", None) or photo_of(cast), **more})


def test_the_third_person_settles_only_the_cells_that_differ(cast: Cast) -> None:
    differ(cast)
    version = decide_difference(
        cast.sheet(), {"calon_2": Decided("kedua")}, note="", key=uuid4(), actor=cast.actor("ketua-hulu")
    )
    sheet = cast.sheet()
    assert (sheet.state, sheet.current_id, sheet.version_count) == (SheetState.TERVERIFIKASI_AWAL, version.pk, 3)
    assert (version.kind, version.votes, version.suara_sah) == ("keputusan", [100, 66], 160)
    entry = Entry.objects.get(uuid=version.entry)
    assert (entry.action, entry.role) == ("recap.sheet.decided", "ketua_ppk")
    assert verify.sheets_equal_their_entries() is None


def test_a_decision_counts_once_and_another_answer_under_its_key_is_refused(cast: Cast) -> None:
    differ(cast)
    key, actor = uuid4(), cast.actor("ketua-hulu")
    first = decide_difference(cast.sheet(), {"calon_2": Decided("kedua")}, note="", key=key, actor=actor)
    again = decide_difference(cast.sheet(), {"calon_2": Decided("kedua")}, note="", key=key, actor=actor)
    assert first.pk == again.pk
    with pytest.raises(ConflictError):
        decide_difference(cast.sheet(), {"calon_2": Decided("pertama")}, note="", key=key, actor=actor)


@pytest.mark.parametrize(
    ("decided", "note", "words"),
    [
        ({}, "", "belum diputuskan"),
        ({"calon_2": Decided("kedua"), "calon_1": Decided("pertama")}, "", "Hanya isian yang berbeda"),
        ({"calon_2": Decided("ketiga", 61)}, "", "perlu catatan"),
        ({"calon_2": Decided("ketiga", 66)}, "lihat foto halaman dua", "pilih entri itu"),
        ({"calon_2": Decided("ketiga", 10_000)}, "lihat foto halaman dua", "tidak dapat disimpan"),
    ],
)
def test_a_decision_that_is_not_one_is_refused(cast: Cast, decided: Any, note: str, words: str) -> None:
    differ(cast)
    with pytest.raises(RuleError, match=words):
        decide_difference(cast.sheet(), decided, note=note, key=uuid4(), actor=cast.actor("ketua-hulu"))
    assert cast.sheet().version_count == 2


def test_a_third_value_is_kept_with_its_note(cast: Cast) -> None:
    differ(cast)
    version = decide_difference(
        cast.sheet(), {"calon_2": Decided("ketiga", None)}, note="kotaknya kosong di kertas", key=uuid4(),
        actor=cast.actor("ketua-hulu"),
    )  # fmt: skip
    assert version.votes == [100, None]
    assert "kotaknya kosong" in Entry.objects.get(uuid=version.entry).payload


@pytest.mark.parametrize("who", ["sekretariat-hulu", "operator"])
def test_neither_of_the_two_decides(cast: Cast, who: str) -> None:
    differ(cast)
    with pytest.raises(RuleError, match="tidak dapat memutuskan"):
        decide_difference(cast.sheet(), {"calon_2": Decided("kedua")}, note="", key=uuid4(), actor=cast.actor(who))


@pytest.mark.parametrize("who", ["sekretariat-hulu", "operator"])
def test_the_database_refuses_a_decision_by_one_of_the_two(cast: Cast, who: str, monkeypatch: Any) -> None:
    """Past the action's own rule: the same insert, with everything else right."""
    differ(cast)
    monkeypatch.setattr("recap.actions.decisions._entries", _pretending_others)
    with pytest.raises((IntegrityError, DatabaseError), match="orang ketiga"), transaction.atomic():
        decide_difference(cast.sheet(), {"calon_2": Decided("kedua")}, note="", key=uuid4(), actor=cast.actor(who))
    assert cast.sheet().version_count == 2


def _pretending_others(sheet: Any) -> Any:
    first, second = sheet.versions.order_by("number")
    first.entered_by = second.entered_by = "orang lain"
    return first, second


def test_a_decision_above_the_limit_waits_in_quarantine(cast: Cast) -> None:
    differ(cast)
    decide_difference(
        cast.sheet(), {"calon_2": Decided("ketiga", 900)}, note="di kertas tertulis 900", key=uuid4(),
        actor=cast.actor("anggota"),
    )  # fmt: skip
    assert cast.sheet().state == SheetState.KARANTINA
    with pytest.raises(RuleError, match="tidak dapat melepasnya"):
        release_quarantine(cast.sheet(), reason="sudah dilihat kertasnya", actor=cast.actor("anggota"))
    release_quarantine(cast.sheet(), reason="sudah dilihat kertasnya", actor=cast.actor("ketua"))
    assert cast.sheet().state == SheetState.TERVERIFIKASI_AWAL
    assert cast.sheet().current.kind == VersionKind.KEPUTUSAN
    assert verify.sheets_equal_their_entries() is None


def test_a_misreading_is_proposed_by_one_and_approved_by_another(cast: Cast) -> None:
    settle(cast)
    proposal = misread(cast)
    correction = propose_correction(cast.sheet(), proposal, base=1, key=uuid4(), actor=cast.actor("sekretariat-hulu-2"))
    assert cast.sheet().version_count == 2, "a proposal changes no figure"
    version = approve_correction(correction, key=uuid4(), actor=cast.actor("ketua-hulu"))
    sheet, correction = cast.sheet(), Correction.objects.get()
    assert (sheet.state, sheet.current_id) == (SheetState.TERVERIFIKASI_AWAL, version.pk)
    assert (version.kind, version.votes, version.suara_total) == ("salah_baca", [100, 66], 170)
    assert (correction.state, correction.version_id) == ("disetujui", version.pk)
    assert correction.changes == {"calon_2": [60, 66], "suara_sah": [160, 166], "suara_total": [164, 170]}
    assert SheetVersion.objects.get(sheet=sheet, number=1).votes == [100, 60], "the old figures stay"


def test_the_same_person_cannot_approve(cast: Cast) -> None:
    settle(cast)
    correction = propose_correction(cast.sheet(), misread(cast), base=1, key=uuid4(), actor=cast.actor("ketua-hulu"))
    with pytest.raises(RuleError, match="tidak memutuskan usulnya sendiri"):
        approve_correction(correction, key=uuid4(), actor=cast.actor("ketua-hulu"))


def test_the_database_refuses_an_approval_by_the_proposer(cast: Cast, monkeypatch: Any) -> None:
    settle(cast)
    correction = propose_correction(cast.sheet(), misread(cast), base=1, key=uuid4(), actor=cast.actor("ketua-hulu"))
    monkeypatch.setattr("recap.actions.corrections._waiting", lambda correction, actor: correction)
    with pytest.raises((IntegrityError, DatabaseError), match="usul orang lain"), transaction.atomic():
        approve_correction(correction, key=uuid4(), actor=cast.actor("ketua-hulu"))
    assert cast.sheet().version_count == 2


def test_a_version_without_a_proposal_is_refused_by_the_database(cast: Cast) -> None:
    settle(cast)
    sheet = cast.sheet()
    context = sheets.Context.of(sheets.contest_for_entry(sheet.contest_id))
    reading = reading_of(sheet.current)
    version = sheets.new_version(
        context, sheet, reading, kind=VersionKind.SALAH_BACA, source="ketik", actor=cast.actor("ketua-hulu"),
        now=timezone.now(), version_uuid=uuid4(),
    )  # fmt: skip
    state = SheetState.TERVERIFIKASI_AWAL
    deed = sheets.version_deed(
        context, version, reading, state=state, current=3, actor=cast.actor("ketua-hulu"), more={}
    )
    with pytest.raises((IntegrityError, DatabaseError), match="usul orang lain"), transaction.atomic():
        sheets.settle(version, deed, state)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"changes": {}}, "Belum ada isian"),
        ({"changes": {"calon_2": 60}}, "Belum ada isian"),
        ({"changes": {"calon_9": 60}}, "tidak dikenal"),
        ({"changes": {"calon_2": -1}}, "tidak dapat disimpan"),
        ({"reason": "salah"}, "penjelasan"),
        ({"reason_code": CorrectionReason.REKOMENDASI}, "sebab yang sesuai"),
        ({"kind": VersionKind.KEPUTUSAN}, "sebab yang sesuai"),
        ({"kind": VersionKind.PEMBETULAN, "reason_code": CorrectionReason.TULIS}, "tahapan rekapitulasi"),
    ],
)
def test_a_proposal_without_grounds_is_refused(cast: Cast, change: Any, words: str) -> None:
    settle(cast)
    with pytest.raises(RuleError, match=words):
        propose_correction(
            cast.sheet(), misread(cast, **change), base=1, key=uuid4(), actor=cast.actor("sekretariat-hulu")
        )
    assert not Correction.objects.exists()


def test_a_photo_of_another_sheet_is_no_basis(cast: Cast) -> None:
    settle(cast)
    photo = photo_of(cast)
    elsewhere = cast.sheet("9901011001002")
    place_photo(
        photo, contest=elsewhere.contest, tps=elsewhere.tps, page=1, turns=0, reason="foto TPS 2 terunggah di sini",
        actor=cast.actor("operator"),
    )  # fmt: skip
    with pytest.raises(RuleError, match="foto lembar ini"):
        propose_correction(
            cast.sheet(), misread(cast, photo=photo), base=1, key=uuid4(), actor=cast.actor("sekretariat-hulu")
        )


def test_an_unsettled_sheet_takes_no_correction(cast: Cast) -> None:
    cast.enter("operator")
    with pytest.raises(RuleError, match="menunggu sampai kedua entri"):
        propose_correction(cast.sheet(), misread(cast), base=1, key=uuid4(), actor=cast.actor("ketua-hulu"))


def open_pleno(cast: Cast) -> None:
    stages = [Stage.PERSIAPAN, Stage.ENTRI, Stage.PLENO_KECAMATAN]
    set_stages(cast.election, stages, reason="pleno kecamatan dibuka", actor=cast.actor("ketua"))
    cast.election.refresh_from_db()


def test_a_changed_paper_needs_law_initials_incident_and_its_new_photo(cast: Cast) -> None:
    old = photo_of(cast)
    settle(cast)
    open_pleno(cast)
    grounds = {"legal_basis": "PKPU 5/2024 Pasal 17", "initials": "Ketua PPK, saksi nomor 1",
               "incident": "selisih dengan salinan saksi nomor 1"}  # fmt: skip
    change = {"kind": VersionKind.PEMBETULAN, "reason_code": CorrectionReason.TULIS}
    actor = cast.actor("sekretariat-hulu")
    for missing, words in [*((key, "dasar hukum") for key in grounds), ("photo", "foto baru")]:
        wrong = {**change, **grounds, "photo": old} if missing == "photo" else {**change, **grounds, missing: ""}
        with pytest.raises(RuleError, match=words):
            propose_correction(cast.sheet(), misread(cast, **wrong), base=1, key=uuid4(), actor=actor)
    correction = propose_correction(cast.sheet(), misread(cast, **change, **grounds), base=1, key=uuid4(), actor=actor)
    approve_correction(correction, note="disetujui di pleno", key=uuid4(), actor=cast.actor("ketua-hulu"))
    assert cast.sheet().state == SheetState.DIKOREKSI, "it is read aloud again"
    assert verify.sheets_equal_their_entries() is None


def test_a_stale_or_second_proposal_is_refused_and_a_refused_one_changes_nothing(cast: Cast) -> None:
    settle(cast)
    one = propose_correction(cast.sheet(), misread(cast), base=1, key=uuid4(), actor=cast.actor("sekretariat-hulu"))
    with pytest.raises(RuleError, match="menunggu putusan"):
        propose_correction(cast.sheet(), misread(cast), base=1, key=uuid4(), actor=cast.actor("operator"))
    with pytest.raises(RuleError, match="alasan penolakan"):
        reject_correction(one, note="", actor=cast.actor("ketua-hulu"))
    reject_correction(one, note="fotonya menunjukkan 60", actor=cast.actor("ketua-hulu"))
    assert cast.sheet().version_count == 2
    with pytest.raises(RuleError, match="sudah diputuskan"):
        approve_correction(one, key=uuid4(), actor=cast.actor("anggota"))
    with pytest.raises(RuleError, match="usulkan lagi"):
        propose_correction(cast.sheet(), misread(cast), base=2, key=uuid4(), actor=cast.actor("operator"))
    two = propose_correction(cast.sheet(), misread(cast), base=1, key=uuid4(), actor=cast.actor("operator"))
    with pytest.raises(RuleError, match="Hanya pengusulnya"):
        withdraw_correction(two, actor=cast.actor("sekretariat-hulu"))
    withdraw_correction(two, actor=cast.actor("operator"))
    assert [c.state for c in Correction.objects.order_by("number")] == [
        CorrectionState.DITOLAK,
        CorrectionState.DITARIK,
    ]
    assert verify.sheets_equal_their_entries() is None


def test_a_tampered_correction_is_found(cast: Cast) -> None:
    settle(cast)
    propose_correction(cast.sheet(), misread(cast), base=1, key=uuid4(), actor=cast.actor("sekretariat-hulu"))
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE recap_correction SET reason = 'lain sama sekali'")
    found = verify.sheets_equal_their_entries()
    guards.install()
    assert found is not None
    assert "koreksi ke-1" in str(found)
