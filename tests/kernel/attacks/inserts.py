"""Inserts that replace, pass over or forge; COPY."""

import io
from uuid import uuid4

from django.db import connection

from tests.cast import HULU
from tests.kernel.attacks.frame import (
    APPENDED,
    BOTH,
    NOTHING,
    POSTGRES,
    REFUSED,
    SQLITE,
    Ground,
    attack,
    copied,
    statement,
)

for _verb in ("INSERT OR REPLACE INTO", "REPLACE INTO"):
    for _table, _row, _changes in (
        (
            "ledger_entry",
            "entry",
            {"id": "{entry}", "uuid": "{fresh}", "position": "0", "previous": "''", "hash": "''"},
        ),
        ("ledger_entry", "entry", {"position": "0", "previous": "''", "hash": "''"}),
        ("ledger_entry", "entry", {"uuid": "{fresh}"}),
        ("ledger_chain", "head", {"position": "0", "hash": "'" + "0" * 64 + "'"}),
        ("recap_sheetversion", "first", {"id": "{first}", "votes": "'[1,2]'"}),
        ("recap_sheetversion", "first", {"votes": "'[1,2]'"}),
        ("recap_sheetversion", "first", {"uuid": "{fresh}", "entry": "{spare}"}),
        ("recap_release", "release", {"reason": "'lain'"}),
        ("recap_sheet", "empty", {"id": "{empty}", "uuid": "{fresh}"}),
        ("elections_choice", "choice", {"id": "{choice}", "name": "'Lain'"}),
        ("elections_choice", "choice", {"uuid": "{fresh}", "position": "77", "name": "'Lain'"}),
        ("elections_contestarea", "area", {"uuid": "{fresh}"}),
        ("accounts_grant", "grant", {"id": "{grant}", "region": "''"}),
    ):
        copied(f"{_verb} {_table} {' '.join(_changes)}", REFUSED, _table, _row, engines=SQLITE, verb=_verb, **_changes)
copied(
    "REPLACE INTO ledger_claim",
    NOTHING,
    "ledger_claim",
    "claim_key",
    engines=SQLITE,
    verb="REPLACE INTO",
    digest="'00'",
)
statement(
    "REPLACE with recursive triggers off", REFUSED,
    "PRAGMA recursive_triggers = OFF;;REPLACE INTO ledger_claim (key, digest, result) SELECT {fresh}, digest, result "
    "FROM ledger_claim;;REPLACE INTO ledger_entry SELECT * FROM ledger_entry", engines=SQLITE,
)  # fmt: skip
for _table, _row, _on, _set in (
    ("ledger_entry", "entry", "(uuid)", "payload = '{{}}'"),
    ("ledger_claim", "claim_key", "(key)", "digest = '00'"),
    ("recap_sheetversion", "first", "(uuid)", "suara_sah = 1"),
    ("recap_release", "release", "(sheet_id, up_to)", "reason = 'lain'"),
    ("elections_choice", "choice", "(contest_id, position)", "name = 'Lain'"),
):
    _forged = {"position": "0", "previous": "''", "hash": "''"} if _table == "ledger_entry" else {}
    # On SQLite a claim that is there is passed over before its conflict is looked at.
    for _engine in BOTH:
        _outcome = NOTHING if (_table, _engine) == ("ledger_claim", "sqlite") else REFUSED
        copied(f"upsert {_table} on {_engine}", _outcome, _table, _row, engines=(_engine,),
               tail=f"ON CONFLICT {_on} DO UPDATE SET {_set.replace('{{}}', '{}')}", **_forged)  # fmt: skip
copied("a hole by ON CONFLICT DO NOTHING", REFUSED, "ledger_entry", "entry", tail="ON CONFLICT DO NOTHING",
       position="0", previous="''", hash="''", by="schema")  # fmt: skip
copied("a hole by INSERT OR IGNORE", REFUSED, "ledger_entry", "entry", verb="INSERT OR IGNORE INTO", engines=SQLITE,
       position="0", previous="''", hash="''", by="schema")  # fmt: skip
copied("a hole in a new chain", REFUSED, "ledger_entry", "entry", tail="ON CONFLICT DO NOTHING", chain="'990177'",
       position="0", previous="''", hash="''", by="schema")  # fmt: skip


@attack(REFUSED, engines=POSTGRES, by="schema")
def a_hole_with_constraints_immediate(ground: Ground) -> None:
    ground.sql("SET CONSTRAINTS ALL IMMEDIATE")
    ground.copy("ledger_entry", ground.names["entry"], tail="ON CONFLICT DO NOTHING")


for _engine, _outcome in (("sqlite", REFUSED), ("postgresql", APPENDED)):
    for _forged in ({"position": "999"}, {"hash": "'ab'"}, {"previous": "'ab'"}, {"position": "1"}):
        _changes = {"uuid": "{fresh}", "position": "0", "previous": "''", "hash": "''"} | _forged
        copied(f"forged {' '.join(map(str, _forged.items()))} on {_engine}", _outcome, "ledger_entry", "entry", engines=(_engine,),
               by="schema" if _changes["position"] == "1" else "guards", **_changes)  # fmt: skip
copied("an entry by hand", APPENDED, "ledger_entry", "entry", uuid="{fresh}", position="0", previous="''", hash="''")
copied("an entry in a chain of one's own", APPENDED, "ledger_entry", "entry", uuid="{fresh}", position="0", previous="''",
       hash="''", chain="'zz'")  # fmt: skip
_plain = {"uuid": "{fresh}", "position": "0", "previous": "''", "hash": "''"}
copied("an entry whose payload is no JSON", REFUSED, "ledger_entry", "entry", **{**_plain, "payload": "'halo'"})
copied("an entry whose payload is a list", REFUSED, "ledger_entry", "entry", **{**_plain, "payload": "'[1]'"})
copied("an entry of bytes", REFUSED, "ledger_entry", "entry", engines=SQLITE, **{**_plain, "payload": "x'7b7d'"})
copied("an entry at half past", REFUSED, "ledger_entry", "entry", engines=SQLITE, **{**_plain, "at": "1.5"})
copied("an entry with a dashed uuid", REFUSED, "ledger_entry", "entry", engines=SQLITE,
       **{**_plain, "uuid": "'8d3f5c1e-0000-4000-8000-000000000001'"})  # fmt: skip
copied("a head of one's own", REFUSED, "ledger_chain", "head", key="'990177'", position="0", hash="'" + "0" * 64 + "'")
copied("a head far ahead", REFUSED, "ledger_chain", "head", key="'990177'", position="40")
statement("a head moved back", REFUSED, "UPDATE ledger_chain SET position = position - 1 WHERE key = '990101'")
statement("a head renamed", REFUSED, "UPDATE ledger_chain SET key = '990177' WHERE key = '990101'")
copied("a version without its entry", REFUSED, "recap_sheetversion", "second", uuid="{fresh}", entry="{fresh}",
       number="3", kind="'salah_baca'")  # fmt: skip
copied("a version on the entry of another deed", REFUSED, "recap_sheetversion", "second", uuid="{fresh}",
       entry="{spare}", number="3", kind="'salah_baca'")  # fmt: skip
copied(
    "a sheet that starts agreed",
    REFUSED,
    "recap_sheet",
    "sheet",
    uuid="{fresh}",
    tps_id="{outside}",
    contest_id="{contest_1}",
)
copied("a sheet outside its contest's area", REFUSED, "recap_sheet", "dapil", uuid="{fresh}", tps_id="{outside}")
copied("a sheet filed under another kecamatan", REFUSED, "recap_sheet", "dapil", uuid="{fresh}", tps_id="{outside}",
       contest_id="{contest_2}", kecamatan_code="'990199'", by="schema")  # fmt: skip
copied("a release that nobody gave", REFUSED, "recap_release", "release", uuid="{fresh}", sheet_id="{held}", up_to="1")


def _copy_in(table: str, columns: str, line: str) -> None:
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(line))


ENTRY_COLUMNS = "uuid, chain, position, previous, hash, at, action, actor, role, election, region, subject, payload"


@attack(APPENDED, engines=POSTGRES)
def an_entry_by_copy_is_sealed(ground: Ground) -> None:
    _copy_in("ledger_entry", ENTRY_COLUMNS, f"{uuid4()}\t{HULU}\t77\tab\tcd\t1\tuji\t\t\t\t\t\t{{}}\n")


@attack(APPENDED, engines=POSTGRES)
def an_entry_by_copy_in_replica_mode_is_sealed(ground: Ground) -> None:
    ground.sql("SET LOCAL session_replication_role = replica")
    _copy_in("ledger_entry", ENTRY_COLUMNS, f"{uuid4()}\t{HULU}\t77\tab\tcd\t1\tuji\t\t\t\t\t\t{{}}\n")


@attack(REFUSED, engines=POSTGRES)
def a_release_by_copy(ground: Ground) -> None:
    held = ground.names["held"]
    _copy_in("recap_release", "uuid, sheet_id, up_to, reason, released_by, released_at",
             f"{uuid4()}\t{held}\t1\tcoba saja\tx\t2029-01-01\n")  # fmt: skip
