"""The chain: what it hashes, that it has no holes, and that no corruption goes unseen."""

import json
import sqlite3
import threading
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electcoord.ledger import canonical, guards, recording
from electcoord.ledger.guards import GuardError
from electcoord.ledger.models import Chain, Entry
from electcoord.ledger.recording import SYSTEM, Actor, Deed
from electcoord.ledger.verification import Break, verify, verify_chains
from recap.actions import release_quarantine
from recap.models import SheetVersion
from tests.cast import HILIR, HULU, TPS_2, Cast

COLUMNS = (*canonical.FIELDS, "hash")
HOSTILE = [
    "'; DROP TABLE ledger_entry; --", "\"\"''``", "\\", "%s %(x)s {0} {}", "é ẞ Ω ꦗ ᮞ 中", "👩‍👩‍👧 🇮🇩", "\u202eterbalik\u202c", "\x01\x1f\x7f",
    "a\r\n\tb", "  tepi  ", "", "1:2", "null", "x" * 60, "ﬁ ﷺ", "\ufeff", "0" * 13,
]  # fmt: skip


def append(chain: str = HULU, **payload: Any) -> Deed:
    """One entry in its own transaction."""
    with transaction.atomic(), recording.entry("uji.catat", chain=chain, actor=SYSTEM, payload=payload) as entry:
        return entry


def stored(entry: Deed) -> dict[str, Any]:
    return Entry.objects.filter(uuid=entry.uuid).values(*COLUMNS).get()


# --- what is hashed ---


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_the_database_hashes_what_python_hashes(text: str) -> None:
    deed = Deed(
        text, chain=text[:10], actor=Actor(text[:36], text[:30]), payload={"teks": text, text: [None, 1, {"a": text}]},
        subject=text[:80], region=text[:13], election=text[:60],
    )  # fmt: skip
    with recording.entries([deed]) as [entry]:
        values = stored(entry)
    assert values["hash"] == canonical.entry_hash(values)
    assert json.loads(values["payload"]) == deed.payload
    assert verify_chains()[0] is None


# PostgreSQL keeps no NUL in a text; JSON keeps it escaped.
PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ANY = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY,
    lambda inner: st.lists(inner) | st.dictionaries(ANY, inner),
    max_leaves=12,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(region=PLAIN.map(lambda t: t[:13]), subject=PLAIN.map(lambda t: t[:80]), payload=st.dictionaries(ANY, JSON))
def test_any_text_is_hashed_alike(region: str, subject: str, payload: dict[str, Any]) -> None:
    with recording.entries([Deed("uji", "99", SYSTEM, payload, subject=subject, region=region)]) as [entry]:
        values = stored(entry)
    assert values["hash"] == canonical.entry_hash(values)


@pytest.mark.django_db
def test_a_long_payload_is_hashed_whole() -> None:
    entry = append(isi="é👩" * 200_000)
    values = stored(entry)
    assert values["hash"] == canonical.entry_hash(values)
    assert len(values["payload"]) > 400_000


@given(JSON)
def test_canonical_json_reads_back(value: Any) -> None:
    text = canonical.dumps(value)
    assert json.loads(text) == value
    assert canonical.dumps(json.loads(text)) == text


@given(st.dictionaries(ANY, JSON), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, Any], random: Random) -> None:
    items = list(value.items())
    random.shuffle(items)
    assert canonical.digest(dict(items)) == canonical.digest(value)


@pytest.mark.parametrize("value", [1.0, float("nan"), [1, [2.5]], {"a": {"b": (None, 0.1)}}, [1, 2, float("inf")]])
def test_no_fraction_enters_the_ledger(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical.dumps(value)


@given(st.lists(PLAIN, min_size=len(canonical.FIELDS), max_size=len(canonical.FIELDS)), st.data())
def test_no_two_entries_read_alike(texts: list[str], data: st.DataObject) -> None:
    """A letter that moves from one field to its neighbour changes the hash."""
    values = dict(zip(canonical.FIELDS, texts, strict=True))
    at = data.draw(st.integers(0, len(texts) - 2))
    moved = [*texts]
    moved[at], moved[at + 1] = texts[at] + texts[at + 1][:1], texts[at + 1][1:]
    other = dict(zip(canonical.FIELDS, moved, strict=True))
    assert (canonical.entry_hash(values) == canonical.entry_hash(other)) == (values == other)


# --- no holes ---


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_writers_leave_no_hole_in_two_chains() -> None:
    start, failures = threading.Barrier(8), []

    def write(number: int) -> None:
        random = Random(number)
        try:
            start.wait()
            for step in range(12):
                with transaction.atomic():
                    deeds = [
                        Deed("uji", HULU if number % 2 else HILIR, SYSTEM, {"n": step})
                        for _ in range(random.randint(1, 3))
                    ]
                    with recording.entries(deeds):
                        pass
                    if random.random() < 0.25:
                        transaction.set_rollback(True)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert verify_chains()[0] is None
    for chain in (HULU, HILIR):
        positions = list(Entry.objects.filter(chain=chain).order_by("position").values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))
        assert Chain.objects.get(key=chain).position == len(positions) > 20


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_hole() -> None:
    append(n=1)
    with pytest.raises(KeyError), transaction.atomic(), recording.entry("uji", chain=HULU, actor=SYSTEM, payload={}):
        raise KeyError
    with transaction.atomic():
        mark = transaction.savepoint()
        with recording.entries([Deed("uji", chain, SYSTEM, {}) for chain in (HULU, HULU, HILIR)]):
            pass
        transaction.savepoint_rollback(mark)
        append(n=2)
    assert list(Entry.objects.filter(chain=HULU).order_by("position").values_list("position", flat=True)) == [1, 2]
    assert not Chain.objects.filter(key=HILIR).exists()
    assert verify_chains()[0] is None


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_a_transaction() -> None:
    with (
        pytest.raises(transaction.TransactionManagementError),
        recording.entry("uji", chain=HULU, actor=SYSTEM, payload={}),
    ):
        pass
    assert not Entry.objects.exists()


# --- no corruption goes unseen ---


@pytest.fixture
def unguarded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A database somebody got at: some sheets are in, the guards are lifted, and only the contents can tell."""
    cast.enter("operator", (100, 60))
    cast.enter("staf", (90, 70))
    cast.enter("operator", (900, 1), code=TPS_2)
    release_quarantine(cast.sheet(TPS_2), reason="sudah dilihat kertasnya", actor=cast.actor("ketua"))
    cast.enter("sekretariat-hilir", code="9901022001001")
    assert verify()[0] is None
    guards.remove()
    monkeypatch.setattr(guards, "problems", lambda alias="default": [])
    return cast


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def undone(*statements: str) -> Break | None:
    """What verification says after these statements, which are undone then."""
    with transaction.atomic():
        run(*statements)
        broken, _ = verify()
        transaction.set_rollback(True)
    return broken


# Nothing in the ledger or on paper refers to these.
UNTOLD = {"recap_release.uuid"}
LABELS = {"recap": ["Sheet", "SheetVersion", "Release"], "ledger": ["Entry", "Chain"]}


def _other(field: models.Field, value: Any, random: Random) -> Any:
    """Another value that the column's type can hold."""
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.JSONField):
        if value is None:
            return [1]
        changed = [*value]
        at = random.randrange(len(changed))
        changed[at] = random.choice([v for v in (None, 0, 1, 9999, (changed[at] or 0) + 1) if v != changed[at]])
        return changed
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return value.replace(year=value.year - 1)
    if isinstance(field, models.IntegerField):
        return random.choice([v for v in (None if field.null else 1, 0, 1, (value or 0) + 1) if v != value])
    if isinstance(field, models.ForeignKey):
        others = field.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True)
        return random.choice([*others, None] if field.null and value else list(others))
    at = random.randrange(len(value) + 1)
    return (value[:at] + random.choice("x0'é") + value[at:])[: field.max_length] if value else "x"


def _cells() -> list[tuple[str, str, str]]:
    return [
        (app, name, field.attname)
        for app, names in LABELS.items()
        for name in names
        for field in apps.get_model(app, name)._meta.local_fields
        if not field.primary_key and f"{app}_{name.lower()}.{field.attname}" not in UNTOLD
    ]


@pytest.mark.django_db
def test_a_change_of_any_cell_is_seen(unguarded: Cast) -> None:
    """Every column, in rows picked by lot: what changes what a query reads is found, and a place is named."""
    random, tried = Random(20290214), 0
    for app, name, column in _cells():
        model = apps.get_model(app, name)
        field = next(f for f in model._meta.local_fields if f.attname == column)
        rows = model._base_manager.order_by("pk")
        # Of a sheet that nobody entered yet the ledger tells nothing.
        found = list(rows.filter(version_count__gt=0) if name == "Sheet" else rows)
        for row in random.sample(found, k=min(4, len(found))):
            old = getattr(row, column)
            new = _other(field, old, random)
            if new == old:
                continue
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row.pk).update(**{column: new})
                    broken, _ = verify()
                    transaction.set_rollback(True)
            except DatabaseError:
                continue  # a constraint of the table refused it
            tried += 1
            assert broken is not None, f"{model._meta.label}.{column}: {old!r} → {new!r}"
            assert broken.place
            assert broken.problem
    assert tried > 150
    assert verify()[0] is None


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["action", "actor", "role", "election", "region", "subject", "payload", "at"])
def test_the_first_broken_place_is_named(unguarded: Cast, column: str) -> None:
    value = "at + 1" if column == "at" else f"'#' || substr({column}, 2)"
    for position in (2, 3):
        broken = undone(f"UPDATE ledger_entry SET {column} = {value} WHERE chain = '{HULU}' AND position >= {position}")
        assert str(broken) == f"rantai {HULU} posisi {position}: isi tidak sama dengan hash-nya"


@pytest.mark.django_db
def test_what_is_taken_out_or_swapped_is_seen(unguarded: Cast) -> None:
    last = Chain.objects.get(key=HULU).position
    middle = f"chain = '{HULU}' AND position = 2"
    end = f"chain = '{HULU}' AND position = {last}"
    back = (
        f"UPDATE ledger_chain SET position = {last - 1}, hash = (SELECT hash FROM ledger_entry WHERE chain = '{HULU}' "
        f"AND position = {last - 1}) WHERE key = '{HULU}'"
    )
    swap = [
        f"UPDATE ledger_entry SET position = {new} WHERE chain = '{HULU}' AND position = {old}"
        for old, new in ((2, 900), (3, 2), (900, 3))
    ]
    cases = {
        (f"DELETE FROM ledger_entry WHERE {middle}",): f"rantai {HULU} posisi 2: entri hilang",
        (f"DELETE FROM ledger_entry WHERE chain = '{HULU}' AND position = 1",): f"rantai {HULU} posisi 1: entri hilang",
        (f"DELETE FROM ledger_entry WHERE {end}",): f"rantai {HULU}: kepala rantai tidak sama dengan entri terakhirnya",
        tuple(swap): f"rantai {HULU} posisi 2: tidak menyambung ke entri sebelumnya",
        # The chain alone cannot know that its end is gone; the release that it told of does.
        (f"DELETE FROM ledger_entry WHERE {end}", back): f"TPS {TPS_2} pelepasan sampai versi 1: tidak sama dengan entri "
        "buku kejadiannya",
        (f"DELETE FROM ledger_entry WHERE chain = '{HULU}'", f"DELETE FROM ledger_chain WHERE key = '{HULU}'"): (
            "TPS 9901011001001 versi 1: tanpa entri buku kejadian"
        ),
        (f"DELETE FROM ledger_chain WHERE key = '{HULU}'",): (
            f"rantai {HULU}: kepala rantai tidak sama dengan entri terakhirnya"
        ),
        ("INSERT INTO ledger_chain (key, position, hash) VALUES ('77', 3, 'ab')",): (
            "rantai 77: kepala rantai tidak sama dengan entri terakhirnya"
        ),
        ("DELETE FROM recap_sheetversion WHERE number = 2",): (
            "TPS 9901011001001: versi dari entri 990101/2 hilang"
        ),
        ("DELETE FROM recap_release",): f"recap.sheet:{unguarded.sheet(TPS_2).uuid.hex}: pelepasan dari karantina hilang",
        (f"UPDATE recap_sheet SET state = 'terverifikasi_awal' WHERE tps_code = '{TPS_2}' AND version_count = 1",): (
            f"TPS {TPS_2}: status lembar tidak sama dengan entri terakhirnya"
        ),
        ("UPDATE elections_choice SET name = 'Lain' WHERE position = 1 AND name LIKE 'Cahya%%'",): (
            "kontes ppwp: surat suara tidak sama dengan yang dipakai saat entri"
        ),
    }  # fmt: skip
    for statements, words in cases.items():
        assert str(undone(*statements)) == words, statements


@pytest.mark.django_db
def test_the_command_ends_with_1_and_names_the_place(unguarded: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_ledger")
    assert capsys.readouterr().out.startswith("Utuh: ")
    version = SheetVersion.objects.first()
    run(f"UPDATE recap_sheetversion SET suara_sah = 1 WHERE id = {version.pk}")
    with pytest.raises(CommandError, match=r"^RUSAK TPS 9901011001001 versi 1: ") as broken:
        call_command("verify_ledger")
    assert broken.value.returncode == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "payload", ["", "halo", "[]", "null", '{"bacaan": 1}', '{"bacaan": {"votes": "x"}}', '{"a": 1e400}']
)
def test_strange_payloads_are_reported_not_stumbled_over(unguarded: Cast, payload: str) -> None:
    """As somebody would leave them who can also compute hashes: the chain holds, the sheet does not."""
    row = Entry.objects.filter(chain=HULU).order_by("-position").filter(action="recap.sheet.entered").first()
    for entry in Entry.objects.filter(chain=HULU, position__gte=row.position).order_by("position"):
        values = Entry.objects.values(*COLUMNS).get(pk=entry.pk)
        previous = Entry.objects.filter(chain=HULU, position=entry.position - 1).values_list("hash", flat=True).first()
        values |= {"previous": previous} | ({"payload": payload} if entry.pk == row.pk else {})
        values["hash"] = canonical.entry_hash(values)
        Entry._base_manager.filter(pk=entry.pk).update(**values)
    Chain._base_manager.filter(key=HULU).update(hash=values["hash"])
    assert verify_chains()[0] is None
    assert str(verify()[0]) == f"TPS {TPS_2} versi 1: tidak sama dengan entri buku kejadiannya"


# --- the guards themselves ---


def _take(name: str) -> None:
    table = f" ON {name.removeprefix('guard_').split('_no_')[0]}" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER {name}{table}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["guard_ledger_chain_no_delete", "guard_recap_sheet_no_delete", "guard_ledger_claim_no_delete"]
)
def test_nothing_is_written_while_a_guard_is_missing(cast: Cast, name: str) -> None:
    if connection.vendor == "postgresql":
        name = name.replace("ledger_claim_no_delete", "ledger_claim_no_change")
    _take(name)
    if connection.vendor == "postgresql":
        guards.forget()  # asked once per process there: guards are never lifted while the app serves
    with pytest.raises(GuardError, match=f"hilang: {name}"), transaction.atomic():
        cast.enter("operator")
    guards.install()
    cast.enter("operator")


@pytest.mark.django_db
def test_nothing_is_written_while_a_guard_is_another(cast: Cast) -> None:
    if connection.vendor == "sqlite":
        _take("guard_ledger_entry_no_delete")
        run("CREATE TRIGGER guard_ledger_entry_no_delete BEFORE DELETE ON ledger_entry WHEN 0 BEGIN SELECT 1; END")
        name = "guard_ledger_entry_no_delete"
    else:
        name = "guard_ledger_entry_no_change"
        run(f"ALTER TABLE ledger_entry ENABLE TRIGGER {name}")
        guards.forget()
    with pytest.raises(GuardError, match=f"berbeda: {name}"), transaction.atomic():
        cast.enter("operator")
    guards.install()
    assert guards.problems() == []
    cast.enter("operator")


@pytest.mark.django_db(transaction=True)
def test_another_process_that_lifts_the_guards_stops_this_one(tmp_path: Any) -> None:
    """On SQLite a migration lifts them for a while, beside a process that has long found them right."""
    if connection.vendor != "sqlite":
        pytest.skip("di PostgreSQL pengaman diganti dalam satu transaksi")
    append(n=1)
    with sqlite3.connect(connection.settings_dict["NAME"]) as other:
        [sql] = other.execute("SELECT sql FROM sqlite_master WHERE name = 'guard_ledger_entry_seal'").fetchone()
        other.execute("DROP TRIGGER guard_ledger_entry_seal")
    with pytest.raises(GuardError):
        append(n=2)
    with sqlite3.connect(connection.settings_dict["NAME"]) as other:
        other.execute(sql)
    append(n=3)
    assert verify_chains() == (None, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_bare_tool_cannot_append() -> None:
    """The seal needs Django's SHA256; without it nothing goes in, rather than something unsealed."""
    if connection.vendor != "sqlite":
        pytest.skip("di PostgreSQL hash dihitung oleh basis data sendiri")
    append(n=1)
    sql = (
        "INSERT INTO ledger_entry (uuid, chain, position, previous, hash, at, action, actor, role, election, region, subject, "
        "payload) VALUES (lower(hex(randomblob(16))), '99', 0, '', '', 1, 'uji', '', '', '', '', '', '{}')"
    )
    with sqlite3.connect(connection.settings_dict["NAME"]) as bare, pytest.raises(sqlite3.Error, match="SHA256"):
        bare.execute(sql)
    assert verify_chains() == (None, 1, 1)
