"""Every stored version and release equals its ledger entry, every sheet stands where its last entry left it, and the
ballots are those that were entered on."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils.dateparse import parse_datetime

from electcoord.elections.models import Choice, Contest
from electcoord.elections.package_rows import ballot_digest
from electcoord.ledger import canonical
from electcoord.ledger.verification import Break
from recap.deeds import SHEET_DEEDS, VERSION_DEEDS
from recap.fields import CODES
from recap.ledger_actions import CorrectionAction, SheetAction
from recap.reading import Reading

COLUMNS = ", ".join(f"v.{code}" for code in CODES)
# A version's time is taken a moment before its entry's, in the same transaction.
MOMENT = 3600
DIFFERS = "tidak sama dengan entri buku kejadiannya"


def sheets_equal_their_entries() -> Break | None:
    """The first version, release, correction, sheet or ballot that is not what the ledger tells."""
    return _versions() or _releases() or _corrections() or _counts() or _states() or _ballots()


def _rows(sql: str, params: list[Any] | None = None) -> Iterator[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or [])
        while rows := cursor.fetchmany(1000):
            yield from rows


def _kept(payload: str) -> dict[str, Any]:
    """The payload; nothing where it is not what an action writes, so that it differs from everything."""
    try:
        kept = json.loads(payload)
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _digits(uuid: object) -> str:
    return str(uuid).replace("-", "")


def _versions() -> Break | None:
    text = "::text" if connection.vendor == "postgresql" else ""
    rows = _rows(
        f"""SELECT s.tps_code, v.number, v.uuid, v.entered_by, v.kind, v.reading_hash, e.payload, e.actor,
                   e.subject, s.uuid, v.source, v.role, e.role, v.choice_hash, v.breaks_limit, v.entered_at, e.at,
                   e.action, v.votes{text}, v.party_totals{text}, {COLUMNS}
            FROM recap_sheetversion v JOIN recap_sheet s ON s.id = v.sheet_id
            LEFT JOIN ledger_entry e ON e.uuid = v.entry ORDER BY v.id"""
    )
    for row in rows:
        if problem := _compare(row):
            return Break(f"TPS {row[0]} versi {row[1]}", problem)
    return None


def _compare(row: tuple) -> str | None:
    _, number, version, entered_by, kind, reading_hash, payload, actor, subject, sheet = row[:10]
    source, role, entry_role, choice_hash, breaks_limit, entered_at, at, action, votes, totals = row[10:20]
    if payload is None:
        return "tanpa entri buku kejadian"
    kept = _kept(payload)
    try:
        lists = json.loads(votes), None if totals is None else json.loads(totals)
        reading = Reading(tuple(lists[0]), lists[1] and tuple(lists[1]), dict(zip(CODES, row[20:], strict=True)))
        same = (
            action == VERSION_DEEDS.get(kind)
            and kept.get("bacaan") == reading.payload
            and canonical.digest(reading.payload) == reading_hash
            and (kept.get("nomor"), kept.get("jenis"), kept.get("sumber")) == (number, kind, source)
            and (kept.get("surat_suara"), kept.get("melampaui_batas")) == (choice_hash, bool(breaks_limit))
            and _digits(kept.get("versi")) == _digits(version)
            and _digits(subject) == f"recap.sheet:{_digits(sheet)}"
            and (actor, entry_role) == (entered_by, role)
            and abs(_seconds(entered_at) - at // 1_000_000) < MOMENT
        )
    except (TypeError, ValueError):
        # A text where a number belongs, half an array: no action writes that.
        return DIFFERS
    return None if same else DIFFERS


def _seconds(value: datetime | str) -> int:
    time = parse_datetime(value) if isinstance(value, str) else value
    if time is None:
        raise ValueError(value)
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())


def _releases() -> Break | None:
    told = {}
    released = "SELECT subject, payload, actor, at FROM ledger_entry WHERE action = %s ORDER BY id"
    for subject, payload, actor, at in _rows(released, [SheetAction.RELEASED.value]):
        kept = _kept(payload)
        told[_digits(subject), kept.get("sampai")] = (kept.get("alasan"), actor, at // 1_000_000)
    rows = _rows(
        """SELECT s.tps_code, s.uuid, r.up_to, r.reason, r.released_by, r.released_at
           FROM recap_release r JOIN recap_sheet s ON s.id = r.sheet_id ORDER BY r.id"""
    )
    for tps_code, sheet, up_to, reason, by, time in rows:
        known = told.pop((f"recap.sheet:{_digits(sheet)}", up_to), None)
        if known is None or known[:2] != (reason, by) or abs(_seconds(time) - known[2]) >= MOMENT:
            return Break(f"TPS {tps_code} pelepasan sampai versi {up_to}", DIFFERS)
    return Break(next(iter(told))[0], "pelepasan dari karantina hilang") if told else None


ENDS = {
    CorrectionAction.REJECTED.value: "ditolak",
    CorrectionAction.WITHDRAWN.value: "ditarik",
    SheetAction.CORRECTED.value: "disetujui",
}


def _corrections() -> Break | None:
    """Each proposal against the entry that made it and the one that ended it."""
    told: dict[str, dict[str, Any]] = {}
    ends: dict[str, tuple[str, str]] = {}
    actions = [CorrectionAction.PROPOSED.value, *ENDS]
    entries = "SELECT action, actor, payload FROM ledger_entry WHERE action IN (%s, %s, %s, %s) ORDER BY id"
    for action, actor, payload in _rows(entries, actions):
        kept = _kept(payload)
        key = _digits(kept.get("koreksi"))
        if action in ENDS:
            ends[key] = (ENDS[action], actor)
        else:
            told[key] = {**kept, "pengusul": actor}
    text = "::text" if connection.vendor == "postgresql" else ""
    rows = _rows(
        f"""SELECT s.tps_code, c.number, c.uuid, c.state, c.decided_by, c.changes{text}, c.kind, c.reason_code,
                   c.reason, c.legal_basis, c.initials, c.incident, c.proposed_by, b.number, p.uuid
            FROM recap_correction c JOIN recap_sheet s ON s.id = c.sheet_id
            JOIN recap_sheetversion b ON b.id = c.base_id JOIN papers_photo p ON p.id = c.photo_id ORDER BY c.id"""
    )
    names = ("jenis_koreksi", "sebab", "penjelasan", "dasar", "paraf", "kejadian_khusus", "pengusul", "versi_dasar")
    for tps_code, number, uuid, state, decided_by, changes, *rest in rows:
        *values, photo = rest
        known = told.pop(_digits(uuid), {})
        same = (
            [known.get(name) for name in names] == values
            and _digits(known.get("foto")) == _digits(photo)
            and known.get("perubahan") == json.loads(changes)
            and ends.pop(_digits(uuid), ("diusulkan", "")) == (state, decided_by)
        )
        if not same:
            return Break(f"TPS {tps_code} koreksi ke-{number}", DIFFERS)
    if told or ends:
        return Break(f"koreksi {next(iter(told or ends))}", "hilang, padahal ada entrinya")
    return None


def _counts() -> Break | None:
    deeds = sorted({action.value for action in VERSION_DEEDS.values()})
    rows = _rows(
        f"""SELECT e.region, e.chain, e.position FROM ledger_entry e
           LEFT JOIN recap_sheetversion v ON v.entry = e.uuid
           WHERE e.action IN ({", ".join(["%s"] * len(deeds))}) AND v.id IS NULL ORDER BY e.id LIMIT 1""",
        deeds,
    )
    for region, chain, position in rows:
        return Break(f"TPS {region}", f"versi dari entri {chain}/{position} hilang")
    return None


def _states() -> Break | None:
    """The state, current version and count of each sheet against its last entry, and its place."""
    last: dict[str, tuple[object, ...]] = {}
    marks = ", ".join(["%s"] * len(SHEET_DEEDS))
    deeds = f"SELECT subject, payload FROM ledger_entry WHERE action IN ({marks}) ORDER BY chain, position"
    for subject, payload in _rows(deeds, [action.value for action in SHEET_DEEDS]):
        kept = _kept(payload)
        key = _digits(subject.removeprefix("recap.sheet:"))
        last[key] = (
            kept.get("status"),
            kept.get("dipakai"),
            kept.get("jumlah_versi"),
            kept.get("tps"),
            kept.get("kontes"),
        )
    rows = _rows(
        """SELECT s.uuid, s.tps_code, c.key, s.state, v.number, s.version_count, t.code, s.desa_code, s.kecamatan_code,
                  s.election_id = t.election_id AND s.election_id = c.election_id
                  AND (v.id IS NULL OR v.sheet_id = s.id)
           FROM recap_sheet s JOIN elections_tps t ON t.id = s.tps_id JOIN elections_contest c ON c.id = s.contest_id
           LEFT JOIN recap_sheetversion v ON v.id = s.current_id ORDER BY s.id"""
    )
    for uuid, tps_code, contest, state, current, count, code, desa, kecamatan, together in rows:
        if not together or (tps_code, desa, kecamatan) != (code, code[:10], code[:6]):
            return Break(f"TPS {code}", "lembar tidak berada di TPS-nya")
        known = last.pop(_digits(uuid), ("belum_masuk", None, 0, tps_code, contest))
        if (state, current, count, tps_code, contest) != known:
            return Break(f"TPS {tps_code}", "status lembar tidak sama dengan entri terakhirnya")
    return Break(f"lembar {next(iter(last))}", "hilang, padahal ada entrinya") if last else None


def _ballots() -> Break | None:
    """Each ballot as it stands gives the hash that its contest and every version entered on it carry."""
    lines: dict[int, list[tuple]] = {}
    choices = Choice.objects.order_by("contest_id", "position")
    for contest, position, party, number, name in choices.values_list(
        "contest_id", "position", "party__number", "number", "name"
    ):
        known = lines.setdefault(contest, [])
        known.append((party, number, name) if position == len(known) else ())
    other = dict(
        _rows(
            """SELECT DISTINCT s.contest_id, s.contest_id FROM recap_sheetversion v
               JOIN recap_sheet s ON s.id = v.sheet_id
               JOIN elections_contest c ON c.id = s.contest_id WHERE v.choice_hash <> c.choice_hash"""
        )
    )
    for contest in Contest.objects.order_by("pk"):
        ballot = lines.get(contest.pk, [])
        parties = sum(line[1:2] == (None,) for line in ballot)
        known = (contest.choice_hash, contest.choice_count, contest.party_count)
        if contest.pk in other or (ballot_digest(ballot), len(ballot), parties) != known:
            return Break(f"kontes {contest.key}", "surat suara tidak sama dengan yang dipakai saat entri")
    return None
