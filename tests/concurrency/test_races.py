"""Two writers at once: the database decides in an order, and nobody sees more of it than a sentence."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from electcoord.accounts.actions import create_user, end_grant, give_grant
from electcoord.accounts.models import Grant, Role
from electcoord.common.errors import ConflictError, RuleError
from electcoord.elections.actions import import_package
from electcoord.elections.models import Election
from electcoord.elections.packages import read_package
from electcoord.ledger import recording
from electcoord.ledger.models import Claim, Entry
from electcoord.ledger.recording import SYSTEM
from electcoord.ledger.verification import verify
from recap import aggregate
from recap.actions import enter_reading, release_quarantine
from recap.ballot import ballot_of
from recap.models import Level, Release, Series, Sheet, SheetVersion, Total
from recap.reading import Reading
from tests.cast import TPS_1, TPS_2, Cast
from tests.concurrency.threads import failures, together
from tests.packages import write_package

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ALL = (TPS_1, TPS_2, "9901012002001", "9901022001001", "9901022001901", "9901022002001")


def reading(first: int = 100, second: int = 60) -> Reading:
    return Reading((first, second), None, {"suara_sah": first + second})


def entering(
    cast: Cast, who: str, what: Reading, *, code: str = TPS_1, key: UUID | None = None
) -> Callable[[], SheetVersion]:
    sheet, actor, key = cast.sheet(code), cast.actor(who), key or uuid4()
    return lambda: enter_reading(sheet, what, key=key, actor=actor)


def sound() -> None:
    """Whatever happened: chains, versions and states agree."""
    broken, _ = verify()
    assert broken is None, broken


# --- twins ---


@pytest.mark.parametrize("count", [2, 6])
def test_twins_of_one_key_are_one_entry_with_one_answer(real_cast: Cast, count: int) -> None:
    for code in ALL[:3]:
        twin = entering(real_cast, "operator", reading(), code=code, key=uuid4())
        results = together(*[twin] * count)
        assert failures(results) == []
        assert {version.pk for version in results} == {SheetVersion.objects.get(sheet__tps_code=code).pk}
    assert SheetVersion.objects.count() == Entry.objects.filter(action="recap.sheet.entered").count() == 3
    sound()


def test_twins_with_other_content_are_told_so(real_cast: Cast) -> None:
    key = uuid4()
    results = together(
        entering(real_cast, "operator", reading(1), key=key), entering(real_cast, "operator", reading(2), key=key)
    )
    [refusal] = failures(results)
    assert isinstance(refusal, ConflictError)
    assert SheetVersion.objects.count() == 1
    sound()


def _check_then_insert(key: UUID, digest: str, result: UUID) -> UUID | None:
    """The usual way: look, then write."""
    if known := Claim.objects.filter(key=key).first():
        return known.result
    time.sleep(0.2)
    Claim.objects.create(key=key, digest=digest, result=result)
    return None


def test_twins_do_meet_where_the_key_is_only_looked_up(real_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "claim", _check_then_insert)
    results = together(*[entering(real_cast, "operator", reading(), key=uuid4())] * 3)
    if connection.vendor == "postgresql":
        assert all(isinstance(error, IntegrityError) for error in failures(results))
        assert failures(results)
    else:
        # SQLite has one writer at a time: there the look-up itself is inside the lock.
        assert failures(results) == []


# --- two people, one sheet ---


def test_two_people_enter_first_at_once(real_cast: Cast) -> None:
    """One is first; the other becomes the second, or is refused in words."""
    for number, code in enumerate(ALL):
        results = together(
            entering(real_cast, "operator", reading(number, 2), code=code),
            entering(real_cast, "staf", reading(number, 2), code=code),
        )
        assert failures(results) == []
        assert sorted(version.kind for version in results) == ["entri_dua", "entri_satu"]
        assert real_cast.sheet(code).state == "terverifikasi_awal"
    sound()


def test_three_people_on_one_sheet(real_cast: Cast) -> None:
    people = ("operator", "staf", "sekretariat-hulu")
    results = together(*[entering(real_cast, who, reading(5 + n)) for n, who in enumerate(people)])
    [refusal] = failures(results)
    assert isinstance(refusal, RuleError)
    assert "sudah selesai dientri" in str(refusal)
    assert SheetVersion.objects.count() == 2
    sound()


def test_one_account_in_two_tabs(real_cast: Cast) -> None:
    results = together(entering(real_cast, "operator", reading(1)), entering(real_cast, "operator", reading(2)))
    [refusal] = failures(results)
    assert isinstance(refusal, RuleError)
    assert "akun yang lain" in str(refusal)
    assert SheetVersion.objects.count() == 1
    sound()


@contextmanager
def _no_row_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sheets are read without a lock, and slowly."""

    def unlocked(self: models.QuerySet, *args: Any, **kwargs: Any) -> models.QuerySet:
        return self.all()

    with monkeypatch.context() as patch:
        patch.setattr(models.QuerySet, "select_for_update", unlocked)
        real = recording.entries

        def late(deeds: Any) -> Any:
            time.sleep(0.2)
            return real(deeds)

        patch.setattr(recording, "entries", late)
        yield


def test_two_people_do_collide_where_the_sheet_is_not_locked(real_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with _no_row_locks(monkeypatch):
        results = together(entering(real_cast, "operator", reading(1)), entering(real_cast, "staf", reading(2)))
    if connection.vendor == "postgresql":
        # And even then the database takes only one of them.
        [collision] = failures(results)
        assert isinstance(collision, DatabaseError)
        assert SheetVersion.objects.count() == 1
    else:
        assert failures(results) == []
    sound()


def test_a_release_while_somebody_enters(real_cast: Cast) -> None:
    for number, code in enumerate(ALL[:3]):
        real_cast.enter("operator", (900 + number, 1), code=code)
        sheet, ketua = real_cast.sheet(code), real_cast.actor("ketua")
        results = together(
            partial(release_quarantine, sheet, reason="sudah dilihat kertasnya", actor=ketua),
            partial(release_quarantine, sheet, reason="sudah dilihat kertasnya", actor=real_cast.actor("ketua-hulu")),
            entering(real_cast, "staf", reading(900 + number, 1), code=code),
        )
        assert all(isinstance(error, RuleError) for error in failures(results)), failures(results)
        assert isinstance(results[2], SheetVersion)
        assert Release.objects.filter(sheet=sheet).count() in (1, 2)
    sound()


# --- totals ---


def brute(cast: Cast) -> dict[tuple[str, str], tuple[int, list[int | None]]]:
    """(level, region): TPS in and the votes, added up here from the sheets."""
    sums: dict[tuple[str, str], tuple[int, list[int | None]]] = {}
    for sheet in Sheet.objects.filter(contest=cast.contest()).select_related("current"):
        for level, code in (("desa", sheet.desa_code), ("kecamatan", sheet.kecamatan_code), ("kabupaten", "9901")):
            count, votes = sums.setdefault((level, code), (0, [None, None]))
            if sheet.current:
                added = [
                    b if a is None else a if b is None else a + b
                    for a, b in zip(votes, sheet.current.votes, strict=True)
                ]
                sums[level, code] = (count + 1, added)
    return sums


def stored(cast: Cast) -> dict[tuple[str, str], tuple[int, list[int | None]]]:
    totals = Total.objects.filter(contest=cast.contest(), series=Series.REPORTED)
    return {(t.level, t.region_code): (t.tps_in, t.votes) for t in totals}


def test_four_refresh_while_four_enter(real_cast: Cast) -> None:
    contest, over = real_cast.contest(), threading.Event()
    people = ("operator", "staf", "sekretaris", "anggota")

    def enter(number: int) -> None:
        random = Random(number)
        try:
            for code in random.sample(ALL, len(ALL)):
                try:
                    entering(real_cast, people[number], reading(random.randint(0, 90), number), code=code)()
                except RuleError:
                    continue
        finally:
            running.release()

    def refresh() -> None:
        while not over.is_set():
            for code in ("990101", "990102"):
                aggregate.refresh_stale(contest_id=contest.pk, kecamatan_code=code)

    running = threading.Semaphore(0)

    def end() -> None:
        for _ in people:
            running.acquire(timeout=40)
        over.set()

    results = together(*[partial(enter, n) for n in range(4)], *[refresh] * 4, end)
    assert failures(results) == []
    aggregate.refresh_stale()
    assert aggregate.stale() == {}
    assert stored(real_cast) == brute(real_cast)
    assert stored(real_cast)["kabupaten", "9901"][0] == 6
    assert SheetVersion.objects.count() == 12
    assert aggregate.refresh_full(real_cast.election)[1] == []
    sound()


def test_hints_alone_leave_totals_current(real_cast: Cast) -> None:
    """Each entry's own hint (eager here) runs beside the others; nothing waits for the sweep."""
    results = together(*[entering(real_cast, who, reading(n + 1), code=code) for n, (who, code) in enumerate(
        [(who, code) for code in ALL[:4] for who in ("operator", "staf")])])  # fmt: skip
    assert failures(results) == []
    assert aggregate.stale(contest_id=real_cast.contest().pk) == {}
    assert stored(real_cast) == brute(real_cast)


def test_an_older_result_does_not_overwrite_a_newer_one(real_cast: Cast) -> None:
    contest = real_cast.contest()
    ballot = ballot_of(contest)
    real_cast.enter("operator", (10, 1))
    old = aggregate.compute(contest.pk, ballot, "990101")
    real_cast.enter("operator", (20, 2), code=TPS_2)
    aggregate.store(contest, ballot, aggregate.compute(contest.pk, ballot, "990101"))
    aggregate.store(contest, ballot, old)
    assert stored(real_cast)["kecamatan", "990101"] == (2, [30, 3])
    # The race is real: whoever takes the older result for the newer one loses a TPS.
    Total.objects.filter(level=Level.KECAMATAN, region_code="990101").update(position=0)
    aggregate.store(contest, ballot, old)
    assert stored(real_cast)["kecamatan", "990101"] == (1, [10, 1])
    aggregate.refresh_stale()
    assert stored(real_cast) == brute(real_cast)


def test_a_total_far_ahead_of_its_chain_is_computed_anew(real_cast: Cast) -> None:
    real_cast.enter("operator", (10, 1))
    aggregate.refresh_stale()
    Total.objects.filter(contest=real_cast.contest()).update(position=10**6, votes=[7, 7])
    assert aggregate.stale()
    aggregate.refresh_stale()
    assert stored(real_cast) == brute(real_cast)


# --- other deeds ---


def test_the_same_package_twice_at_once_is_one_election(real_cast: Cast, tmp_path: Any) -> None:
    folder = write_package(tmp_path / "tiga")
    package = read_package(folder)
    results = together(*[partial(import_package, package, slug="tiga", actor=SYSTEM)] * 3)
    assert all(isinstance(error, ConflictError) for error in failures(results)), failures(results)
    created = [made for made in results if not isinstance(made, Exception) and made[1]]
    assert len(created) == 1
    assert Election.objects.filter(slug="tiga").count() == 1
    assert Entry.objects.filter(action="elections.election.imported", election="tiga").count() == 1
    sound()


def test_one_name_for_two_accounts_at_once(real_cast: Cast) -> None:
    make = partial(create_user, username="baru", name="Baru", password="x", actor=SYSTEM)
    results = together(make, make)
    [refusal] = failures(results)
    assert isinstance(refusal, RuleError), refusal
    sound()


def test_a_right_given_and_ended_twice_at_once_is_one(real_cast: Cast) -> None:
    give = partial(
        give_grant, real_cast["asing"], role=Role.TAMU, region="9901", election=real_cast.election, actor=SYSTEM
    )
    results = together(give, give, give)
    assert failures(results) == []
    assert len({grant.pk for grant in results}) == 1
    results = together(*[partial(end_grant, results[0], actor=SYSTEM)] * 3)
    assert failures(results) == []
    counted = Counter(
        Entry.objects.filter(subject__contains=str(real_cast["asing"].uuid)).values_list("action", flat=True)
    )
    assert (counted["accounts.grant.given"], counted["accounts.grant.ended"]) == (1, 1)
    assert Grant.objects.filter(user=real_cast["asing"]).count() == 1
    sound()


def test_a_writer_that_hangs_holds_only_its_own_chain(real_cast: Cast) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite punya satu penulis pada satu saat")
    entered, free = threading.Event(), threading.Event()

    def hang() -> None:
        with transaction.atomic(), recording.entry("uji.lama", chain="990101", actor=SYSTEM, payload={}):
            entered.set()
            free.wait(10)

    def other() -> float:
        entered.wait(10)
        started = time.monotonic()
        entering(real_cast, "operator", reading(), code="9901022001001")()
        took = time.monotonic() - started
        free.set()
        return took

    results = together(hang, other)
    assert failures(results) == []
    assert results[1] < 5
