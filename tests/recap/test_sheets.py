"""Entries, their states and what the database refuses."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from electcoord.common.errors import ConflictError, RuleError
from electcoord.ledger import guards, recording
from electcoord.ledger.models import Entry, UnledgeredWriteError
from electcoord.ledger.recording import SYSTEM
from electcoord.ledger.verification import verify
from recap.actions import enter_reading, release_quarantine
from recap.models import Sheet, SheetVersion, VersionKind
from recap.reading import Reading
from recap.states import MOVES, SheetState
from tests.cast import HULU, TPS_1, TPS_2, Cast, blank_reading

REFUSED = (IntegrityError, InternalError)


def test_two_equal_entries_by_two_people_match(cast: Cast) -> None:
    cast.enter("operator")
    assert cast.sheet().state == SheetState.ENTRI_SATU
    cast.enter("staf")
    sheet = cast.sheet()
    assert (sheet.state, sheet.version_count, sheet.current.kind) == ("terverifikasi_awal", 2, "entri_satu")


@pytest.mark.parametrize(
    ("second", "fields"),
    [((100, 61), {}), ((100, None), {}), ((100, 60), {"suara_total": None}), ((100, 60), {"disabilitas_l": 0})],
)
def test_a_different_second_entry_waits_as_beda_entri(cast: Cast, second: tuple, fields: dict) -> None:
    cast.enter("operator", (100, 60), suara_sah=160, suara_total=164)
    cast.enter("staf", second, suara_sah=160, **{"suara_total": 164, **fields})
    sheet = cast.sheet()
    assert sheet.state == SheetState.BEDA_ENTRI
    assert sheet.current.kind == VersionKind.ENTRI_SATU


def test_the_same_account_cannot_enter_twice(cast: Cast) -> None:
    cast.enter("operator")
    with pytest.raises(RuleError, match="akun yang lain"):
        cast.enter("operator")
    assert SheetVersion.objects.count() == 1


def test_a_third_entry_is_refused(cast: Cast) -> None:
    cast.enter("operator")
    cast.enter("staf")
    with pytest.raises(RuleError, match="sudah selesai dientri"):
        cast.enter("sekretariat-hulu")


def test_a_repeated_request_counts_once_and_answers_the_same(cast: Cast) -> None:
    key, reading = uuid4(), Reading((1, 2), None, {"suara_sah": 3})
    first = enter_reading(cast.sheet(), reading, key=key, actor=cast.actor("operator"))
    again = enter_reading(cast.sheet(), reading, key=key, actor=cast.actor("operator"))
    assert again.pk == first.pk
    assert SheetVersion.objects.count() == 1
    other = Reading((1, 3), None, {"suara_sah": 4})
    with pytest.raises(ConflictError):
        enter_reading(cast.sheet(), other, key=key, actor=cast.actor("operator"))


def test_a_refused_entry_leaves_no_trace(cast: Cast) -> None:
    before = Entry.objects.count()
    for reading in (
        Reading((1,), None, {}),
        Reading((1, 10000), None, {}),
        Reading((1, -1), None, {}),
        Reading((1, 2), (3,), {}),
        Reading((1, 2), None, {"bukan_isian": 1}),
        Reading((None, None), None, {}),
        Reading((1, True), None, {}),
    ):
        with pytest.raises(RuleError), transaction.atomic():
            enter_reading(cast.sheet(), reading, key=uuid4(), actor=cast.actor("operator"))
    assert Entry.objects.count() == before
    assert cast.sheet().state == SheetState.BELUM_MASUK


def test_impossible_sums_are_stored_as_read(cast: Cast) -> None:
    version = cast.enter("operator", (100, 60), suara_sah=999, suara_tidak_sah=0, suara_total=7)
    version.refresh_from_db()
    assert (version.votes, version.suara_sah, version.suara_total) == ([100, 60], 999, 7)


def test_a_figure_above_the_limit_goes_to_quarantine_and_leaves_it_by_a_supervisor(cast: Cast) -> None:
    # DPT 250, reserve 5: 255 is the limit.
    cast.enter("operator", (255, 0), suara_sah=0, suara_tidak_sah=0, suara_total=255)
    assert cast.sheet().state == SheetState.ENTRI_SATU
    cast.enter("operator", (240, 0), code=TPS_2, suara_sah=0, suara_tidak_sah=0, suara_total=245)
    sheet = cast.sheet(TPS_2)
    assert sheet.state == SheetState.KARANTINA
    with pytest.raises(RuleError, match="alasan"):
        release_quarantine(sheet, reason="ya", actor=cast.actor("ketua-hulu"))
    with pytest.raises(RuleError, match="tidak dapat melepas"):
        release_quarantine(sheet, reason="sudah dilihat kertasnya", actor=cast.actor("operator"))
    release_quarantine(sheet, reason="sudah dilihat kertasnya", actor=cast.actor("ketua-hulu"))
    assert cast.sheet(TPS_2).state == SheetState.ENTRI_SATU
    # The same reading again was let pass already.
    cast.enter("staf", (240, 0), code=TPS_2, suara_sah=0, suara_tidak_sah=0, suara_total=245)
    assert cast.sheet(TPS_2).state == SheetState.TERVERIFIKASI_AWAL


def test_a_second_entry_does_not_lift_the_quarantine(cast: Cast) -> None:
    cast.enter("operator", (900, 0))
    cast.enter("staf", (90, 0))
    assert cast.sheet().state == SheetState.KARANTINA
    release_quarantine(cast.sheet(), reason="sudah dilihat kertasnya", actor=cast.actor("ketua"))
    assert cast.sheet().state == SheetState.BEDA_ENTRI


@pytest.mark.parametrize("state", list(SheetState))
def test_the_database_knows_the_same_moves(cast: Cast, state: SheetState) -> None:
    """Every pair of states by raw SQL: what MOVES does not hold is refused by the database itself."""
    cast.enter("operator")
    sheet = cast.sheet()
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recap_sheet SET state = %s WHERE id = %s", [state.value, sheet.pk]
        ) if state != SheetState.BELUM_MASUK else None
    guards.install()
    start = Sheet.objects.get(pk=sheet.pk).state
    for target in SheetState:
        allowed = target.value == start or target in MOVES[SheetState(start)]
        if start == SheetState.KARANTINA and target != start:
            allowed = False  # not without a release
        if target == SheetState.BELUM_MASUK:
            continue  # refused by a CHECK as well: a sheet with a version has come in
        told = {"status": target.value, "dipakai": 1, "jumlah_versi": 1}
        try:
            with (
                transaction.atomic(),
                recording.entry("uji.pindah", chain=HULU, actor=SYSTEM, subject=sheet.subject, payload=told),
                connection.cursor() as cursor,
            ):
                cursor.execute("UPDATE recap_sheet SET state = %s WHERE id = %s", [target.value, sheet.pk])
                transaction.set_rollback(True)
                moved = True
        except REFUSED:
            moved = False
        assert moved == allowed, f"{start} → {target}"


def test_governed_rows_are_written_only_inside_an_entry(cast: Cast) -> None:
    sheet = cast.sheet()
    with pytest.raises(UnledgeredWriteError):
        sheet.save()
    with pytest.raises(UnledgeredWriteError):
        Sheet.objects.filter(pk=sheet.pk).update(state="terkunci")
    with pytest.raises(UnledgeredWriteError):
        SheetVersion.objects.bulk_create([])


def test_every_entry_verifies(cast: Cast) -> None:
    cast.enter("operator")
    cast.enter("staf", (1, 2))
    contest = cast.contest("dprd_kab_1")
    reading = blank_reading(contest, suara_sah=5)
    sheet = cast.sheet(key="dprd_kab_1")
    enter_reading(sheet, reading, key=uuid4(), actor=cast.actor("operator"))
    broken, _ = verify()
    assert broken is None
    assert sheet.tps_code == TPS_1
