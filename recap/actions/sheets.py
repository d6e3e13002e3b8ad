"""Entering and releasing sheets: claim, lock, rules of the deed, change inside an entry, effects on commit."""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from electcoord.common.errors import RuleError
from electcoord.elections.models import Contest, Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.bulk import insert_row, insert_rows
from electcoord.ledger.recording import Actor, Deed
from electcoord.regions.models import covers
from recap import tasks
from recap.ledger_actions import SheetAction
from recap.models import Mark, Release, Sheet, SheetVersion, Source, VersionKind
from recap.reading import Reading
from recap.rules.evaluate import breaks_limit
from recap.rules.limits import Limits
from recap.states import MOVES, SheetState

# Written without objects, in the order of the table.
JSON = ("votes", "party_totals")
VERSION_COLUMNS = tuple(field.attname for field in SheetVersion._meta.local_concrete_fields if not field.primary_key)
# One more version; the first entry is the current one.
MOVE = f"""
    UPDATE recap_sheet SET state = %s, version_count = version_count + 1, current_id = (
      SELECT v.id FROM recap_sheetversion v WHERE v.sheet_id = recap_sheet.id AND v.kind = '{VersionKind.ENTRI_SATU}')
    WHERE id IN"""


def open_sheets(election: Election) -> None:
    """One sheet per contest and TPS of its area, and a dirty mark per kecamatan; called inside the import's entry."""
    stations = list(election.tps.all())
    for contest in election.contests.prefetch_related("areas"):
        areas = [area.region_id for area in contest.areas.all()]
        inside = [tps for tps in stations if any(covers(code, tps.code) for code in areas)]
        sheets = [
            Sheet(
                election=election,
                contest=contest,
                tps=tps,
                tps_code=tps.code,
                desa_code=tps.desa_id,
                kecamatan_code=tps.kecamatan_code,
            )
            for tps in inside
        ]
        Sheet.objects.bulk_create(sheets, batch_size=2000)
        codes = sorted({tps.kecamatan_code for tps in inside})
        Mark.objects.bulk_create([Mark(contest=contest, kecamatan_code=code) for code in codes])


@dataclass(frozen=True)
class Context:
    """What every entry of a contest needs, loaded once."""

    contest: Contest
    limits: Limits
    double_entry: bool

    @classmethod
    def of(cls, contest: Contest) -> "Context":
        limits = Limits.of(contest.election.profile)
        return cls(contest, limits, bool(limits.double_entry.get(contest.kind, True)))


NEEDED = (
    "key", "kind", "name", "choice_count", "party_count", "choice_hash", "election__slug", "election__kabupaten_id",
    "election__open_stages", "election__profile__uuid", "election__profile__number",
)  # fmt: skip


def contest_for_entry(contest_id: int) -> Contest:
    """The contest with its election and profile, without the profile's long text of sources."""
    return Contest.objects.select_related("election__profile").only(*NEEDED).get(pk=contest_id)


@dataclass(frozen=True)
class Item:
    """One reading of one sheet; `note` goes into the ledger beside it (file and row of an import)."""

    sheet_id: int
    reading: Reading
    note: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def enter_reading(
    sheet: Sheet,
    reading: Reading,
    *,
    key: uuid.UUID,
    actor: Actor,
    entry: VersionKind | None = None,
    source: Source = Source.KETIK,
) -> SheetVersion:
    """One reading of one paper, as the first or second entry (`entry=None`: whichever is due).

    A repeated or simultaneous request with the same key counts once and gives the same version. Raises RuleError
    where the sheet cannot take this entry, ConflictError for the same key with other content.
    """
    made = uuid.uuid4()
    digest = canonical.digest([str(sheet.uuid), actor.uuid, str(entry), reading.digest])
    if done := recording.claim(key, digest, made):
        return SheetVersion.objects.get(uuid=done)
    contest = contest_for_entry(sheet.contest_id)
    [version] = store_entries(
        Context.of(contest),
        sheet.kecamatan_code,
        [Item(sheet.pk, reading)],
        kind=entry,
        source=source,
        actor=actor,
        uuids=[made],
    )
    return version


def store_entries(
    context: Context,
    kecamatan_code: str,
    items: Sequence[Item],
    *,
    kind: VersionKind | None,
    source: Source,
    actor: Actor,
    uuids: Sequence[uuid.UUID] | None = None,
) -> list[SheetVersion]:
    """Entries of sheets of one contest in one kecamatan, set-based; one ledger entry each. Needs a transaction."""
    ids = [item.sheet_id for item in items]
    # Locks in primary-key order; everybody does, so nobody waits in a ring.
    rows = Sheet.objects.select_for_update(of=("self",)).select_related("tps").filter(pk__in=ids).order_by("pk")
    sheets = {sheet.pk: sheet for sheet in rows}
    earlier = _entries_of(ids)
    released = _released(ids) if earlier else {}
    now = timezone.now()
    plans = [
        _plan(context, sheets[item.sheet_id], item, earlier.get(item.sheet_id, {}), released.get(item.sheet_id, set()),
              kind=kind, source=source, actor=actor, now=now, version_uuid=uuids[i] if uuids else uuid.uuid4())
        for i, item in enumerate(items)
    ]  # fmt: skip
    with recording.entries([plan.deed for plan in plans]):
        _add_versions([plan.version for plan in plans])
        _move((plan.version.sheet, plan.state) for plan in plans)
        mark(context.contest.pk, kecamatan_code)
    transaction.on_commit(partial(tasks.hint, context.contest.pk, kecamatan_code), robust=True)
    return [plan.version for plan in plans]


def _add_versions(versions: list[SheetVersion]) -> None:
    rows = [
        [_json(getattr(version, name)) if name in JSON else getattr(version, name) for name in VERSION_COLUMNS]
        for version in versions
    ]
    if len(rows) == 1:
        versions[0].pk = insert_row(SheetVersion, VERSION_COLUMNS, rows[0])
    else:
        insert_rows(SheetVersion, VERSION_COLUMNS, rows)


def _json(value: list[int | None] | None) -> str | None:
    return None if value is None else json.dumps(value)


def mark(contest_id: int, kecamatan_code: str) -> None:
    """Dirty mark at the chain's head, in the transaction of the deed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recap_mark SET position = (SELECT position FROM ledger_chain WHERE key = %s) "
            "WHERE contest_id = %s AND kecamatan_code = %s",
            [kecamatan_code, contest_id, kecamatan_code],
        )


@dataclass(frozen=True)
class _Plan:
    deed: Deed
    version: SheetVersion
    state: SheetState


def _entries_of(ids: Sequence[int]) -> dict[int, dict[str, SheetVersion]]:
    found: dict[int, dict[str, SheetVersion]] = {}
    columns = ("sheet_id", "number", "kind", "entered_by", "reading_hash", "breaks_limit")
    kinds = [VersionKind.ENTRI_SATU, VersionKind.ENTRI_DUA]
    for version in SheetVersion.objects.filter(sheet__in=ids, kind__in=kinds).only(*columns):
        found.setdefault(version.sheet_id, {})[version.kind] = version
    return found


def _released(ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = Release.objects.filter(sheet__in=ids, sheet__versions__number__lte=F("up_to"))
    for sheet_id, reading_hash in rows.values_list("sheet_id", "sheet__versions__reading_hash"):
        found.setdefault(sheet_id, set()).add(reading_hash)
    return found


def settled_state(
    first: SheetVersion, second: SheetVersion | None, *, double_entry: bool, released: set[str]
) -> SheetState:
    """The state that the entries of a sheet give; `released`: readings that a supervisor let pass."""
    live = [version for version in (first, second) if version]
    if any(version.breaks_limit and version.reading_hash not in released for version in live):
        return SheetState.KARANTINA
    if not double_entry or (second and second.reading_hash == first.reading_hash):
        return SheetState.TERVERIFIKASI_AWAL
    return SheetState.BEDA_ENTRI if second else SheetState.ENTRI_SATU


def _due(
    context: Context, sheet: Sheet, earlier: dict[str, SheetVersion], kind: VersionKind | None, actor: Actor
) -> VersionKind:
    """Which entry this is; RuleError in words where the sheet cannot take it."""
    place = f"TPS {sheet.tps_code}"
    first, second = earlier.get(VersionKind.ENTRI_SATU), earlier.get(VersionKind.ENTRI_DUA)
    due = VersionKind.ENTRI_DUA if first else VersionKind.ENTRI_SATU
    if second or (first and not context.double_entry):
        raise RuleError(f"{place}: lembar ini sudah selesai dientri.")
    if kind and kind != due:
        raise RuleError(
            f"{place}: belum ada entri pertama."
            if kind == VersionKind.ENTRI_DUA
            else f"{place}: entri pertama sudah ada."
        )
    if first and first.entered_by == actor.uuid:
        raise RuleError(f"{place}: entri kedua harus oleh akun yang lain.")
    if sheet.state not in (SheetState.BELUM_MASUK, SheetState.ENTRI_SATU, SheetState.KARANTINA):
        raise RuleError(f"{place}: lembar berstatus {sheet.get_state_display()} tidak menerima entri.")
    return due


def _plan(
    context: Context,
    sheet: Sheet,
    item: Item,
    earlier: dict[str, SheetVersion],
    released: set[str],
    *,
    kind: VersionKind | None,
    source: Source,
    actor: Actor,
    now: Any,
    version_uuid: uuid.UUID,
) -> _Plan:
    contest, reading = context.contest, item.reading
    if sheet.contest_id != contest.pk:
        raise RuleError(f"TPS {sheet.tps_code}: lembar ini bukan milik {contest.name}.")
    reading.check(contest)
    if reading.is_blank:
        raise RuleError(f"TPS {sheet.tps_code}: semua isian kosong; isi paling sedikit satu angka.")
    due = _due(context, sheet, earlier, kind, actor)
    deed_uuid = uuid.uuid4()
    version = SheetVersion(
        uuid=version_uuid,
        sheet=sheet,
        number=sheet.version_count + 1,
        kind=due,
        source=source,
        entered_by=actor.uuid,
        role=actor.role,
        entered_at=now,
        entry=deed_uuid,
        choice_hash=contest.choice_hash,
        reading_hash=reading.digest,
        breaks_limit=breaks_limit(reading, context.limits, sheet.tps.dpt),
        **reading.columns(),
    )
    first = earlier.get(VersionKind.ENTRI_SATU, version)
    second = version if due == VersionKind.ENTRI_DUA else None
    state = settled_state(first, second, double_entry=context.double_entry, released=released)
    payload = {
        "lembar": str(sheet.uuid),
        "versi": str(version.uuid),
        "nomor": version.number,
        "jenis": due.value,
        "jenis_entri": due.label,
        "sumber": source.value,
        "kontes": contest.key,
        "tps": sheet.tps_code,
        "surat_suara": contest.choice_hash,
        "bacaan": reading.payload,
        "melampaui_batas": version.breaks_limit,
        "status": state.value,
        "dipakai": 1,
        "jumlah_versi": version.number,
        **item.note,
    }
    deed = Deed(
        SheetAction.ENTERED,
        chain=sheet.kecamatan_code,
        actor=actor,
        payload=payload,
        subject=sheet.subject,
        region=sheet.tps_code,
        election=contest.election.slug,
        uuid=deed_uuid,
    )
    return _Plan(deed, version, state)


def _move(moves: Iterable[tuple[Sheet, SheetState]]) -> None:
    """States and version counts of sheets that got one more version; the first version becomes the current one."""
    groups: dict[SheetState, list[int]] = {}
    for sheet, state in moves:
        if state != sheet.state and state not in MOVES[SheetState(sheet.state)]:
            raise RuleError(f"TPS {sheet.tps_code}: dari {sheet.state} tidak dapat menjadi {state}.")
        groups.setdefault(state, []).append(sheet.pk)
    with connection.cursor() as cursor:
        for state, ids in sorted(groups.items()):
            cursor.execute(f"{MOVE} ({', '.join(['%s'] * len(ids))})", [state.value, *ids])


@transaction.atomic
def release_quarantine(sheet: Sheet, *, reason: str, actor: Actor) -> Sheet:
    """A supervisor lets the sheet go on, with a reason; the figures stay as read. Raises RuleError."""
    reason = reason.strip()
    if len(reason) < 10:
        raise RuleError("Tulis alasan pelepasan, paling sedikit 10 huruf.")
    contest = contest_for_entry(sheet.contest_id)
    sheet = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.state != SheetState.KARANTINA:
        raise RuleError("Lembar ini tidak berada di karantina.")
    entries = _entries_of([sheet.pk])[sheet.pk]
    if actor.uuid in {version.entered_by for version in entries.values()}:
        raise RuleError("Yang mengentri lembar ini tidak dapat melepasnya dari karantina.")
    state = settled_state(
        entries[VersionKind.ENTRI_SATU],
        entries.get(VersionKind.ENTRI_DUA),
        double_entry=Context.of(contest).double_entry,
        released={version.reading_hash for version in entries.values()},
    )
    payload = {
        "lembar": str(sheet.uuid), "kontes": contest.key, "tps": sheet.tps_code, "sampai": sheet.version_count,
        "alasan": reason, "status": state.value, "dipakai": sheet.current.number, "jumlah_versi": sheet.version_count,
    }  # fmt: skip
    with recording.entry(
        SheetAction.RELEASED, chain=sheet.kecamatan_code, actor=actor, subject=sheet.subject,
        region=sheet.tps_code, election=contest.election.slug, payload=payload,
    ):  # fmt: skip
        Release.objects.create(
            sheet=sheet, up_to=sheet.version_count, reason=reason, released_by=actor.uuid, released_at=timezone.now()
        )
        sheet.state = state
        sheet.save(update_fields=["state"])
        mark(contest.pk, sheet.kecamatan_code)
    transaction.on_commit(partial(tasks.hint, contest.pk, sheet.kecamatan_code), robust=True)
    return sheet
