"""The register of numbers: the next one each time, without a gap, whoever asks and however the database is asked."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from electcoord.common.errors import ConflictError, RuleError
from electcoord.ledger import recording
from electcoord.ledger.models import Entry, UnledgeredWriteError
from electcoord.ledger.recording import SYSTEM
from electcoord.ledger.verification import verify
from electcoord.papers import numbers, words
from electcoord.papers.ledger_actions import MasterAction, NumberAction
from electcoord.papers.models import Classification, DocumentKind, Number, NumberState
from tests.cast import HULU, KABUPATEN, Cast
from tests.concurrency.threads import failures, together

Sign = Callable[[str | None], Client]
DAY = date(2028, 2, 29)


def take(cast: Cast, **changes: Any) -> Number:
    asked = {
        "kind": "Und", "issuer": KABUPATEN, "classification": "PL.01", "about": "Rapat koordinasi",
        "subject": f"uji.naskah:{uuid4()}", "day": DAY, "election": cast.election, "actor": cast.actor("staf"),
    }  # fmt: skip
    return numbers.take_number(**(asked | changes))


def test_the_masters_of_the_regulations_are_shipped(db: None) -> None:
    kinds = dict(DocumentKind.objects.values_list("code", "pattern"))
    assert kinds.keys() == {"Und", "BA", "SD", "SE", "PU", "ST", "ND", "NOT", "DH", "SERT", "BTTB", "SJ"}
    assert set(kinds.values()) == {"{urut}/{klasifikasi}-{jenis}/{wilayah}/{tahun}"}
    assert {"PL.01", "PL.02", "PP.08"} < set(Classification.objects.values_list("code", flat=True))


def test_each_register_counts_for_itself_from_one(cast: Cast) -> None:
    assert [take(cast).text for _ in range(2)] == ["1/PL.01-Und/9901/2028", "2/PL.01-Und/9901/2028"]
    assert take(cast, kind="BA", classification="PL.01.8").text == "1/PL.01.8-BA/9901/2028"
    assert take(cast, issuer=HULU).text == "1/PL.01-Und/990101/2028"
    assert take(cast, day=date(2029, 1, 2)).text == "1/PL.01-Und/9901/2029"
    assert take(cast).sequence == 3
    entries = Entry.objects.filter(action=NumberAction.TAKEN).order_by("pk")
    assert {entry.chain for entry in entries} == {KABUPATEN, HULU}
    assert "Rapat" not in "".join(entries.values_list("payload", flat=True)), "people write names into a perihal"
    assert verify()[0] is None


def test_a_repeated_request_gets_the_same_number(cast: Cast) -> None:
    key, subject = uuid4(), f"uji.naskah:{uuid4()}"
    assert take(cast, key=key, subject=subject) == take(cast, key=key, subject=subject)
    with pytest.raises(ConflictError):
        take(cast, key=key, subject=subject, about="Yang lain")
    assert Number.objects.count() == 1


def test_a_cancelled_number_stays_and_nobody_gets_it_again(cast: Cast) -> None:
    number = take(cast)
    with pytest.raises(RuleError, match="alasan"):
        numbers.cancel_number(number, reason="salah", actor=cast.actor("staf"))
    numbers.cancel_number(number, reason="Rapat ditiadakan oleh pimpinan", actor=cast.actor("staf"))
    with pytest.raises(RuleError, match="sudah dibatalkan"):
        numbers.cancel_number(number, reason="Rapat ditiadakan oleh pimpinan", actor=cast.actor("staf"))
    assert Number.objects.get().state == NumberState.BATAL
    assert Entry.objects.filter(action=NumberAction.CANCELLED).count() == 1
    assert take(cast).sequence == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "XX"}, {"classification": "ZZ.99"}, {"issuer": "8888"}, {"about": ""}, {"about": "a\x00b"},
        {"about": "x" * 251}, {"day": date(1, 1, 1)}, {"day": date(9999, 1, 1)},
    ],
)  # fmt: skip
def test_what_the_register_does_not_know_is_refused_and_takes_nothing(cast: Cast, changes: dict[str, Any]) -> None:
    with pytest.raises(RuleError):
        take(cast, **changes)
    assert not Number.objects.exists()


def test_masters_are_changed_by_deeds_and_old_numbers_keep_their_text(cast: Cast) -> None:
    actor = cast.actor("sekretaris")
    old, kind = take(cast), DocumentKind.objects.get(code="Und")
    numbers.change_kind(kind, pattern="{urut}/{klasifikasi}-{jenis}/{wilayah}/{bulan}/{tahun}", actor=actor)
    assert take(cast).text == "2/PL.01-Und/9901/II/2028"
    old.refresh_from_db()
    assert old.text == "1/PL.01-Und/9901/2028"
    numbers.change_kind(kind, is_active=False, actor=actor)
    with pytest.raises(RuleError, match="tidak dipakai"):
        take(cast)
    numbers.add_kind(code="Kpt", name="Keputusan", pattern="Nomor {urut} Tahun {tahun}", actor=actor)
    assert take(cast, kind="Kpt").text == "Nomor 1 Tahun 2028"
    row = numbers.add_classification(code="HM.01", name="Kehumasan", actor=actor)
    numbers.change_classification(row, name="Hubungan masyarakat", actor=actor)
    told = set(Entry.objects.filter(action__in=MasterAction.values).values_list("action", flat=True))
    assert told == set(MasterAction.values)
    with pytest.raises(UnledgeredWriteError):
        kind.save()


@pytest.mark.parametrize(
    "pattern",
    [
        "", "{urut}", "{tahun}", "{urut}/{tahun}/{apa}", "{urut/{tahun}", "{urut}{tahun}}", "{0}{urut}{tahun}",
        "{urut.__class__}/{urut}/{tahun}", "{urut}/{tahun}\x00",
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_number_is_refused(cast: Cast, pattern: str) -> None:
    with pytest.raises(RuleError):
        numbers.check_pattern(pattern)


def test_two_kinds_never_write_the_same_number(cast: Cast) -> None:
    for code in ("Und", "BA"):
        kind = DocumentKind.objects.get(code=code)
        numbers.change_kind(kind, pattern="{urut}/{tahun}", actor=cast.actor("staf"))
    take(cast)
    with pytest.raises(RuleError, match="sudah dipakai jenis naskah lain"):
        take(cast, kind="BA")


ATTACKS = {
    "a deleted number": "DELETE FROM papers_number",
    "another sequence": "UPDATE papers_number SET sequence = 9",
    "another text": "UPDATE papers_number SET text = '9/x'",
    "another perihal": "UPDATE papers_number SET about = 'lain'",
    "cancelled without a reason": "UPDATE papers_number SET state = 'batal'",
    "a reason on a used number": "UPDATE papers_number SET reason = 'salah ketik saja'",
    "a deleted kind": "DELETE FROM papers_documentkind",
    "another code": "UPDATE papers_documentkind SET code = 'X' WHERE code = 'Und'",
    "a pattern without its count": "UPDATE papers_documentkind SET pattern = '{tahun}'",
    "another classification code": "UPDATE papers_classification SET code = 'X' WHERE code = 'PL.01'",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_the_database_refuses(attack: str, cast: Cast) -> None:
    take(cast)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_a_cancelled_number_does_not_come_back(cast: Cast) -> None:
    numbers.cancel_number(take(cast), reason="Rapat ditiadakan oleh pimpinan", actor=cast.actor("staf"))
    attack = "UPDATE papers_number SET state = 'terpakai', reason = '', cancelled_by = '', cancelled_at = NULL"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


@pytest.mark.parametrize("sequence", [1, 3, 0, 99])
def test_the_database_takes_only_the_next_number(cast: Cast, sequence: int) -> None:
    """Though the entry tells the very row."""
    first = take(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        _insert(cast, first, sequence)
    with transaction.atomic():
        _insert(cast, first, 2)


def test_the_database_takes_no_number_that_the_ledger_does_not_tell(cast: Cast) -> None:
    first = take(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        _insert(cast, first, 2, told={"nomor": "lain"})


def _insert(cast: Cast, like: Number, sequence: int, told: dict[str, Any] | None = None) -> None:
    row = Number(
        issuer=like.issuer, kind=like.kind, year=like.year, sequence=sequence, classification=like.classification,
        text=f"{sequence}/baru", about="x", subject="y", dated=like.dated, taken_by=SYSTEM.uuid,
        taken_at=like.taken_at,
    )  # fmt: skip
    payload = numbers.told_of_number(row) | (told or {})
    with recording.entry(
        NumberAction.TAKEN, chain=KABUPATEN, actor=SYSTEM, subject=row.ledger_subject, payload=payload
    ):
        row.save(force_insert=True)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [2, 6])
def test_clerks_who_take_a_number_at_once_get_one_each(real_cast: Cast, count: int) -> None:
    results = together(*[lambda: take(real_cast)] * count)
    assert failures(results) == []
    assert sorted(number.sequence for number in results) == list(range(1, count + 1))
    assert verify()[0] is None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_still_leaves_no_twin_and_no_gap(real_cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(numbers, "_locked_kind", lambda code: DocumentKind.objects.get(code=code))
    together(*[lambda: take(real_cast)] * 6)
    kept = sorted(Number.objects.values_list("sequence", flat=True))
    assert kept == list(range(1, len(kept) + 1))
    assert kept


def test_the_admin_shows_the_register_and_keeps_the_masters(cast: Cast, as_person: Sign) -> None:
    take(cast)
    take(cast, issuer=HULU)
    client = as_person("staf")
    page = client.get("/admin/papers/number/?q=PL.01").content.decode()
    assert "1/PL.01-Und/9901/2028" in page and "1/PL.01-Und/990101/2028" in page
    file = client.get("/admin/papers/number/unduh/csv/?jenis=Und").getvalue().decode("utf-8-sig")
    assert len(file.strip().splitlines()) == 3
    number = Number.objects.first()
    assert client.post(f"/admin/papers/number/{number.pk}/change/", {"text": "9"}).status_code == 403
    kind = DocumentKind.objects.get(code="Und")
    sent = {"name": "Undangan rapat", "pattern": "{urut}/{tahun}/{apa}", "is_active": "on"}
    response = client.post(f"/admin/papers/documentkind/{kind.pk}/change/", sent)
    assert response.status_code == 200
    assert "{apa} tidak dikenal" in response.content.decode()
    sent["pattern"] = "{urut}/{klasifikasi}/{tahun}"
    assert client.post(f"/admin/papers/documentkind/{kind.pk}/change/", sent).status_code == 302
    assert DocumentKind.objects.get(code="Und").pattern == "{urut}/{klasifikasi}/{tahun}"
    sent = {"code": "HM.02", "name": "Kehumasan"}
    assert client.post("/admin/papers/classification/add/", sent).status_code == 302
    assert Classification.objects.filter(code="HM.02").exists()
    assert as_person("pengelola").get("/admin/papers/number/").status_code == 403


@pytest.mark.once
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "nol"), (1, "satu"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"), (19, "sembilan belas"),
        (20, "dua puluh"), (21, "dua puluh satu"), (100, "seratus"), (111, "seratus sebelas"),
        (200, "dua ratus"), (1000, "seribu"), (1001, "seribu satu"), (1100, "seribu seratus"),
        (2024, "dua ribu dua puluh empat"), (11000, "sebelas ribu"), (21000, "dua puluh satu ribu"),
        (100000, "seratus ribu"), (1000000, "satu juta"), (1001000, "satu juta seribu"),
        (1234567, "satu juta dua ratus tiga puluh empat ribu lima ratus enam puluh tujuh"),
        (10**9, "satu miliar"), (10**12, "satu triliun"),
    ],
)  # fmt: skip
def test_numbers_in_words(value: int, text: str) -> None:
    assert words.number_words(value) == text


@pytest.mark.once
def test_dates_in_words() -> None:
    day = date(2024, 2, 29)
    assert words.full_date(day) == "Kamis, 29 Februari 2024"
    assert words.date_words(day) == "tanggal dua puluh sembilan bulan Februari tahun dua ribu dua puluh empat"
    assert words.report_date(day).endswith("dua puluh empat (29-02-2024)")
    with pytest.raises(ValueError):
        words.number_words(-1)
