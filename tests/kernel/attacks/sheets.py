"""Sheets, ballots and rights that would change without a deed."""

from typing import Any

from django.db import connection

from electcoord.ledger import recording
from electcoord.ledger.recording import SYSTEM
from tests.cast import HULU
from tests.kernel.attacks.frame import (
    REFUSED,
    Ground,
    attack,
    statement,
)

for _state in ("entri_satu", "terverifikasi_awal", "dibacakan", "disepakati", "terkunci", "karantina", "diganti_psu"):
    statement(
        f"state {_state} without a deed", REFUSED, f"UPDATE recap_sheet SET state = '{_state}' WHERE id = {{sheet}}"
    )
statement(
    "out of quarantine without a release", REFUSED, "UPDATE recap_sheet SET state = 'entri_satu' WHERE id = {held}"
)
statement("the other entry becomes current", REFUSED, "UPDATE recap_sheet SET current_id = {second} WHERE id = {sheet}")
statement(
    "another sheet's version becomes current",
    REFUSED,
    "UPDATE recap_sheet SET current_id = {held_first} WHERE id = {sheet}",
)
statement("a sheet emptied", REFUSED,
          "UPDATE recap_sheet SET state = 'belum_masuk', current_id = NULL, version_count = 0 WHERE id = {sheet}")  # fmt: skip
statement("two names on a ballot swapped", REFUSED,
          "UPDATE elections_choice SET name = CASE position WHEN 0 THEN 'B' ELSE 'A' END WHERE contest_id = {contest}")  # fmt: skip
statement(
    "a decided profile decided anew",
    REFUSED,
    "UPDATE elections_profileversion SET state = 'ditolak' WHERE id = {profile}",
)
statement("an ended right revived", REFUSED, "UPDATE accounts_grant SET ended_at = NULL WHERE id = {ended}")


@attack(REFUSED, by="told")
def a_version_with_other_figures_than_its_entry(ground: Ground) -> None:
    deed = _deed(
        ground, "recap.sheet.entered", {**ground.names["told"], "versi": "00000000-0000-4000-8000-00000000000a"}
    )
    with recording.entries([deed]):
        ground.copy(
            "recap_sheetversion", ground.names["second"], uuid="'0000000000004000800000000000000a'", number="3",
            kind="'salah_baca'", entry=_sql_uuid(deed.uuid), votes="'[160, 0]'",
        )  # fmt: skip


@attack(REFUSED, by="told")
def a_move_beside_what_the_entry_tells(ground: Ground) -> None:
    told = {"status": "karantina", "dipakai": 1, "jumlah_versi": 2}
    with recording.entries([_deed(ground, "uji.lain", told)]):
        ground.sql("UPDATE recap_sheet SET state = 'terverifikasi_awal' WHERE id = {sheet}")


@attack(REFUSED, by="told")
def a_move_told_in_another_chain(ground: Ground) -> None:
    told = {"status": "terverifikasi_awal", "dipakai": 1, "jumlah_versi": 2}
    with recording.entry("uji.lain", chain="00", actor=SYSTEM, payload=told, subject=ground.names["subject"]):
        ground.sql("UPDATE recap_sheet SET state = 'terverifikasi_awal' WHERE id = {sheet}")


def _sql_uuid(value: Any) -> str:
    return f"'{value.hex if connection.vendor == 'sqlite' else value}'"


def _deed(ground: Ground, action: str, payload: dict[str, Any]) -> recording.Deed:
    return recording.Deed(action, chain=HULU, actor=SYSTEM, payload=payload, subject=ground.names["subject"])
