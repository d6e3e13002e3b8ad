"""UPDATE, DELETE, TRUNCATE, MERGE on every governed table."""

from tests.kernel.attacks.frame import POSTGRES, REFUSED, SQLITE, statement

VALUE = {
    "payload": "'{{}}'", "at": "at + 1", "position": "position + 100", "uuid": "{fresh}", "entry": "{fresh}",
    "number": "number + 50", "votes": "'[1, 2]'", "suara_sah": "COALESCE(suara_sah, 0) + 1", "sheet_id": "{empty}",
    "entered_at": "'2029-01-01'", "version_count": "version_count + 1", "up_to": "up_to + 1", "tps_id": "{tps_2}",
    "contest_id": "{contest_2}", "election_id": "{other_election}", "current_id": "{second}", "digest": "'00'",
    "result": "{fresh}", "breaks_limit": "NOT breaks_limit", "dpt_l": "7", "choice_count": "3", "values": "'{{}}'",
    "user_id": "{user_2}", "role": "'ketua_kpu'", "code": "'9901011001777'", "region_id": "'990102'", "party_id": "NULL", "ended_at": "NULL", "is_simulation": "NOT is_simulation",
}  # fmt: skip
COLUMNS = {
    "ledger_entry": ["uuid", "chain", "position", "previous", "hash", "at", "action", "actor", "role", "election",
                     "region", "subject", "payload"],
    "ledger_chain": ["position", "hash"],
    "ledger_claim": ["digest", "result"],
    "recap_sheetversion": ["uuid", "sheet_id", "number", "entered_by", "role", "entered_at", "entry", "choice_hash",
                           "reading_hash", "breaks_limit", "votes", "suara_sah"],
    "recap_release": ["uuid", "sheet_id", "up_to", "reason", "released_by"],
    "recap_sheet": ["uuid", "tps_id", "contest_id", "election_id", "tps_code", "desa_code", "kecamatan_code",
                    "current_id", "version_count"],
    "elections_election": ["slug", "package_digest", "is_simulation"],
    "elections_contest": ["key", "name", "choice_count", "choice_hash"],
    "elections_choice": ["name", "number", "position"],
    "elections_party": ["number", "name"],
    "elections_tps": ["code", "dpt_l", "number"],
    "elections_profileversion": ["values", "reason"],
    "elections_contestarea": ["region_id"],
    "accounts_user": ["uuid", "username"],
    "accounts_grant": ["role", "region", "user_id"],
}  # fmt: skip
ROW = {
    "ledger_entry": "id = {entry}", "ledger_chain": "key = '990101'", "ledger_claim": "key = {claim}",
    "recap_sheetversion": "id = {second}", "recap_release": "id = {release}", "recap_sheet": "id = {sheet}",
    "elections_election": "id = {election}", "elections_contest": "id = {contest}", "elections_choice": "id = {choice}",
    "elections_party": "id = {party}", "elections_tps": "id = {tps}", "elections_profileversion": "id = {profile}",
    "elections_contestarea": "id = {area}", "accounts_user": "id = {user}", "accounts_grant": "id = {grant}",
}  # fmt: skip
# Statements that a constraint of the table refuses too, so that they prove nothing about the guards.
HELD_BY_SCHEMA = {("recap_sheet", "tps_id")}

for _table, _names in COLUMNS.items():
    for _column in _names:
        _new = VALUE.get(_column, "'990999'")
        _by = "schema" if (_table, _column) in HELD_BY_SCHEMA else "guards"
        statement(
            f"UPDATE {_table}.{_column}",
            REFUSED,
            f'UPDATE {_table} SET "{_column}" = {_new} WHERE {ROW[_table]}',
            by=_by,
        )
    # Others point at most of these rows, so a foreign key speaks before the guard is missed.
    _leaf = _table in (
        "ledger_entry",
        "ledger_chain",
        "ledger_claim",
        "recap_release",
        "accounts_grant",
        "elections_contestarea",
    )
    statement(
        f"DELETE {_table}", REFUSED, f"DELETE FROM {_table} WHERE {ROW[_table]}", by="guards" if _leaf else "schema"
    )
    statement(f"TRUNCATE {_table}", REFUSED, f"TRUNCATE {_table} CASCADE", engines=POSTGRES)
    statement(
        f"replica mode, then DELETE {_table}", REFUSED,
        f"SET LOCAL session_replication_role = replica;;DELETE FROM {_table} WHERE {ROW[_table]}", engines=POSTGRES,
    )  # fmt: skip
# The ground changed the DPT of `tps_2` to 11/5 and back to 118/121.
statement("a DPT that an older entry told", REFUSED,
          "UPDATE elections_tps SET dpt_l = 11, dpt_p = 5 WHERE id = {tps_2}")  # fmt: skip
statement("a DPT that another TPS was told", REFUSED,
          "UPDATE elections_tps SET dpt_l = 118, dpt_p = 121 WHERE id = {tps}")  # fmt: skip
statement("DELETE recap_mark", REFUSED, "DELETE FROM recap_mark")
statement("DELETE all entries and heads", REFUSED, "DELETE FROM ledger_entry;;DELETE FROM ledger_chain")
statement("TRUNCATE several", REFUSED, "TRUNCATE recap_mark, ledger_entry, ledger_chain", engines=POSTGRES)
statement(
    "UPDATE in a WITH", REFUSED,
    "WITH changed AS (UPDATE ledger_entry SET payload = '{{}}' WHERE id = {entry} RETURNING id) SELECT * FROM changed",
    engines=POSTGRES,
)  # fmt: skip
statement(
    "UPDATE after a WITH", REFUSED,
    "WITH target AS (SELECT {entry} AS id) UPDATE ledger_entry SET payload = '{{}}' WHERE id IN (SELECT id FROM target)",
)  # fmt: skip
statement(
    "UPDATE FROM", REFUSED,
    "UPDATE recap_sheetversion SET votes = other.votes FROM recap_sheetversion AS other "
    "WHERE recap_sheetversion.id = {second} AND other.id = {first}",
)  # fmt: skip
statement("replica mode, then UPDATE", REFUSED,
          "SET LOCAL session_replication_role = replica;;UPDATE ledger_entry SET payload = '{{}}' WHERE id = {entry}",
          engines=POSTGRES)  # fmt: skip
statement("local mode, then UPDATE", REFUSED,
          "SET LOCAL session_replication_role = local;;UPDATE ledger_entry SET payload = '{{}}' WHERE id = {entry}",
          engines=POSTGRES)  # fmt: skip
statement(
    "UPDATE OR REPLACE", REFUSED, "UPDATE OR REPLACE ledger_entry SET uuid = {fresh} WHERE id = {entry}", engines=SQLITE
)
statement(
    "UPDATE OR IGNORE", REFUSED, "UPDATE OR IGNORE ledger_entry SET payload = '{{}}' WHERE id = {entry}", engines=SQLITE
)
statement(
    "MERGE", REFUSED,
    "MERGE INTO ledger_entry AS e USING (SELECT {entry} AS id) AS s ON e.id = s.id WHEN MATCHED THEN UPDATE SET payload = '{{}}'",
    engines=POSTGRES,
)  # fmt: skip
statement(
    "MERGE that deletes", REFUSED,
    "MERGE INTO recap_release AS r USING (SELECT {release} AS id) AS s ON r.id = s.id WHEN MATCHED THEN DELETE",
    engines=POSTGRES,
)  # fmt: skip
