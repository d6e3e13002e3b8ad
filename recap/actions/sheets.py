"""Entering sheets: claim, lock, rules of the deed, change inside an entry, effects on commit."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.language import source
from electcoord.elections.models import Contest, Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.bulk import insert_row, insert_rows
from electcoord.ledger.recording import Actor, Deed
from electcoord.regions.models import covers
from recap import tasks
from recap.deeds import VERSION_DEEDS
from recap.models import Mark, Release, Sheet, SheetVersion, Source, VersionKind
from recap.reading import Reading
from recap.rules.evaluate import breaks_limit
from recap.rules.limits import Limits
from recap.states import MOVES, SheetState

# The first version is the first entry; `reported` uses it until something is settled.
FIRST = 1
# Written without objects, in the order of the table.
JSON = ("votes", "party_totals")
VERSION_COLUMNS = tuple(field.attname for field in SheetVersion._meta.local_concrete_fields if not field.primary_key)
# One more version, and which one is current.
MOVE = """
    UPDATE recap_sheet SET state = %s, version_count = version_count + 1, current_id = (
      SELECT v.id FROM recap_sheetversion v WHERE v.sheet_id = recap_sheet.id AND v.number = %s)
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
    earlier = entries_of(ids)
    released = released_readings(ids) if earlier else {}
    now = timezone.now()
    plans = [
        _plan(context, sheets[item.sheet_id], item, earlier.get(item.sheet_id, {}), released.get(item.sheet_id, set()),
              kind=kind, source=source, actor=actor, now=now, version_uuid=uuids[i] if uuids else uuid.uuid4())
        for i, item in enumerate(items)
    ]  # fmt: skip
    with recording.entries([plan.deed for plan in plans]):
        _add_versions([plan.version for plan in plans])
        _move((plan.version.sheet, plan.state, FIRST) for plan in plans)
        mark(context.contest.pk, kecamatan_code)
    hint(context.contest.pk, kecamatan_code)
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


def new_version(
    context: Context,
    sheet: Sheet,
    reading: Reading,
    *,
    kind: VersionKind,
    source: Source,
    actor: Actor,
    now: datetime,
    version_uuid: uuid.UUID,
) -> SheetVersion:
    """The next version of a sheet, not yet stored; its deed is `version.entry`."""
    return SheetVersion(
        uuid=version_uuid,
        sheet=sheet,
        number=sheet.version_count + 1,
        kind=kind,
        source=source,
        entered_by=actor.uuid,
        role=actor.role,
        entered_at=now,
        entry=uuid.uuid4(),
        choice_hash=context.contest.choice_hash,
        reading_hash=reading.digest,
        breaks_limit=breaks_limit(reading, context.limits, sheet.tps.dpt),
        **reading.columns(),
    )


def version_deed(
    context: Context,
    version: SheetVersion,
    reading: Reading,
    *,
    state: SheetState,
    current: int,
    actor: Actor,
    more: Mapping[str, Any],
) -> Deed:
    """The ledger entry of a version: all that it holds, and how the sheet stands after it."""
    sheet = version.sheet
    payload = {
        "lembar": str(sheet.uuid),
        "versi": str(version.uuid),
        "nomor": version.number,
        "jenis": version.kind,
        "jenis_entri": source(VersionKind(version.kind).label),
        "sumber": version.source,
        "kontes": context.contest.key,
        "tps": sheet.tps_code,
        "surat_suara": context.contest.choice_hash,
        "bacaan": reading.payload,
        "melampaui_batas": version.breaks_limit,
        "status": state.value,
        "dipakai": current,
        "jumlah_versi": version.number,
        **more,
    }
    return Deed(
        VERSION_DEEDS[version.kind],
        chain=sheet.kecamatan_code,
        actor=actor,
        payload=payload,
        subject=sheet.subject,
        region=sheet.tps_code,
        election=context.contest.election.slug,
        uuid=version.entry,
    )


def settle(version: SheetVersion, deed: Deed, state: SheetState, *, then: Callable[[], None] = lambda: None) -> None:
    """Stores a version that settles its sheet and is current from now on; `then` runs inside the same entry."""
    sheet = version.sheet
    with recording.entries([deed]):
        _add_versions([version])
        _move([(sheet, state, version.number)])
        mark(sheet.contest_id, sheet.kecamatan_code)
        then()
    hint(sheet.contest_id, sheet.kecamatan_code)


def hint(contest_id: int, kecamatan_code: str) -> None:
    """On commit: which totals to recompute. Losing it loses nothing."""
    # No partial: Django, telling of a failed robust hook, asks for a name that only functions have.
    transaction.on_commit(lambda: tasks.hint(contest_id, kecamatan_code), robust=True)


def lock_sheet(sheet_id: int) -> Sheet:
    """The sheet with its TPS, locked until the transaction ends."""
    return (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("tps", "current", "contest__election")
        .get(pk=sheet_id)
    )


@dataclass(frozen=True)
class _Plan:
    deed: Deed
    version: SheetVersion
    state: SheetState


def entries_of(ids: Sequence[int]) -> dict[int, dict[str, SheetVersion]]:
    """The first and second entry of sheets, without their figures: {sheet: {kind: version}}."""
    found: dict[int, dict[str, SheetVersion]] = {}
    columns = ("sheet_id", "number", "kind", "entered_by", "reading_hash", "breaks_limit")
    kinds = [VersionKind.ENTRI_SATU, VersionKind.ENTRI_DUA]
    for version in SheetVersion.objects.filter(sheet__in=ids, kind__in=kinds).only(*columns):
        found.setdefault(version.sheet_id, {})[version.kind] = version
    return found


def released_readings(ids: Sequence[int]) -> dict[int, set[str]]:
    """Hashes of the readings that a supervisor let pass: {sheet: hashes}."""
    found: dict[int, set[str]] = {}
    rows = Release.objects.filter(sheet__in=ids, sheet__versions__number__lte=F("up_to"))
    for sheet_id, reading_hash in rows.values_list("sheet_id", "sheet__versions__reading_hash"):
        found.setdefault(sheet_id, set()).add(reading_hash)
    return found


def is_held(version: SheetVersion) -> bool:
    """Whether R28 keeps a settled figure in quarantine: above the bound, and not let pass before."""
    if not version.breaks_limit:
        return False
    return version.reading_hash not in released_readings([version.sheet_id]).get(version.sheet_id, set())


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
        raise RuleError(_("%(place)s: lembar ini sudah selesai dientri.") % {"place": place})
    if kind and kind != due:
        raise RuleError(
            _("%(place)s: belum ada entri pertama.") % {"place": place}
            if kind == VersionKind.ENTRI_DUA
            else _("%(place)s: entri pertama sudah ada.") % {"place": place}
        )
    if first and first.entered_by == actor.uuid:
        raise RuleError(_("%(place)s: entri kedua harus oleh akun yang lain.") % {"place": place})
    if sheet.state not in (SheetState.BELUM_MASUK, SheetState.ENTRI_SATU, SheetState.KARANTINA):
        raise RuleError(
            _("%(place)s: lembar berstatus %(state)s tidak menerima entri.")
            % {"place": place, "state": sheet.get_state_display()}
        )
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
        raise RuleError(
            _("TPS %(tps_code)s: lembar ini bukan milik %(name)s.") % {"tps_code": sheet.tps_code, "name": contest.name}
        )
    reading.check(contest)
    if reading.is_blank:
        raise RuleError(
            _("TPS %(tps_code)s: semua isian kosong; isi paling sedikit satu angka.") % {"tps_code": sheet.tps_code}
        )
    due = _due(context, sheet, earlier, kind, actor)
    version = new_version(
        context, sheet, reading, kind=due, source=source, actor=actor, now=now, version_uuid=version_uuid
    )
    first = earlier.get(VersionKind.ENTRI_SATU, version)
    second = version if due == VersionKind.ENTRI_DUA else None
    state = settled_state(first, second, double_entry=context.double_entry, released=released)
    deed = version_deed(context, version, reading, state=state, current=FIRST, actor=actor, more=item.note)
    return _Plan(deed, version, state)


def _move(moves: Iterable[tuple[Sheet, SheetState, int]]) -> None:
    """States and version counts of sheets that got one more version, with the number of the one that is current."""
    groups: dict[tuple[SheetState, int], list[int]] = {}
    for sheet, state, current in moves:
        if state != sheet.state and state not in MOVES[SheetState(sheet.state)]:
            raise RuleError(
                _("TPS %(tps_code)s: dari %(old)s tidak dapat menjadi %(new)s.")
                % {"tps_code": sheet.tps_code, "old": sheet.state, "new": state}
            )
        groups.setdefault((state, current), []).append(sheet.pk)
    with connection.cursor() as cursor:
        for (state, current), ids in sorted(groups.items()):
            cursor.execute(f"{MOVE} ({', '.join(['%s'] * len(ids))})", [state.value, current, *ids])
