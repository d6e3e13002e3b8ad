"""Every deed on an incident: a rule, a move, a note and one ledger entry, in one transaction.

Locks are taken in one order: what the app that raises it holds, the series of numbers, the incident, the ledger.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import ConflictError, RuleError
from electcoord.common.refs import REF
from electcoord.common.text import one_line
from electcoord.directory.models import Institution, InstitutionKind, Office, Person
from electcoord.elections.models import Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor, Deed
from electcoord.regions.models import Region
from electcoord.situation import kinds, owners
from electcoord.situation.evidence import keep_files
from electcoord.situation.ledger_actions import IncidentAction
from electcoord.situation.models import Incident, IncidentNote, IncidentNoteKind, IncidentSeries
from electcoord.situation.states import INCIDENT_MOVES, INCIDENT_OPEN, IncidentState, Severity
from electcoord.situation.texts import many_lines

LONGEST = 2000
FARTHEST = timedelta(days=366)
S, N = IncidentState, IncidentNoteKind


@dataclass(frozen=True)
class Report:
    """What somebody, or an app itself, tells of something that went wrong.

    Blank `severity` and `due` are the kind's. `region` may be that of the TPS; `details` by the kind's keys; `told`:
    what the app adds to the ledger's entry.
    """

    kind: str
    what: str
    election: Election
    region: Region
    occurred_at: datetime
    tps_code: str = ""
    about: str = ""
    about_title: str = ""
    severity: str = ""
    due: datetime | None = None
    cause: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Change:
    """One deed that is ready to be written with its entry: a new incident, or the named fields of one, and a note."""

    row: Incident
    note: IncidentNote
    deed: Deed
    fields: tuple[str, ...] = ()

    def write(self) -> None:
        if self.fields:
            self.row.save(update_fields=self.fields)
        else:
            self.row.save(force_insert=True)
            self.note.incident = self.row
        self.note.save(force_insert=True)


@transaction.atomic
def report(
    told: Report, *, files: Sequence[Any] = (), key: UUID | None = None, actor: Actor,
    within: Callable[[Incident], Any] | None = None,
) -> Incident:  # fmt: skip
    """A new incident with the next number, owned by the regency's KPU where the directory knows it. RuleError.

    `key`: the form's, so that a second press reports nothing twice. `within`: what the app writes in the same entry.
    """
    row = _new(told)
    if key is not None:
        said = [row.kind, row.what, row.cause, row.place, row.about, row.details, dict(told.told), told.severity,
                row.occurred_at.isoformat(), told.election.pk, actor.uuid]  # fmt: skip
        if made := recording.claim(key, canonical.digest(said), row.uuid):
            return Incident.objects.get(uuid=made)
    row.number = _last_number(told.election) + 1
    IncidentSeries.objects.filter(pk=told.election.pk).update(last=row.number)
    row.institution = _kpu(told.election)
    change = _change(IncidentAction.OPENED, row, N.DIBUKA, actor, told=told.told)
    with recording.entries([change.deed]):
        change.write()
        keep_files(change.note, files, actor=actor)
        if within is not None:
            within(row)
    return row


def raise_all(reports: Sequence[Report], *, actor: Actor) -> list[Change]:
    """What an app itself raises, ready to be written within its own entries: once for each `about` and kind.

    Where that was raised before, what is told comes to it as a note, and opens it again. Never refuses anything.
    """
    if not reports:
        return []
    election = reports[0].election
    # From here on nobody else raises in this election: what is there now is all there is.
    last, owner, found = _last_number(election), _kpu(election), []
    rows = Incident.objects.select_for_update(of=("self",)).select_related("region", "election", *owners.OWNER)
    about = {report.about for report in reports}
    known = {(row.about, row.kind): row for row in rows.filter(is_automatic=True, about__in=about).order_by("pk")}
    for told in reports:
        if row := known.get((told.about, told.kind)):
            found.append(_more(row, told, actor))
            continue
        row, last = _new(told, by_person=False), last + 1
        row.number, row.institution, row.is_automatic = last, owner, True
        found.append(_change(IncidentAction.OPENED, row, N.DIBUKA, actor, told=told.told))
    IncidentSeries.objects.filter(pk=election.pk).update(last=last)
    return found


def _more(row: Incident, told: Report, actor: Actor) -> Change:
    said = {"text": told.what, "told": told.told}
    if row.state in INCIDENT_OPEN:
        return _change(IncidentAction.NOTED, row, N.CATATAN, actor, **said)
    due = _minute(timezone.now() + timedelta(hours=kinds.kind_of(row.kind).hours))
    return _change(IncidentAction.REOPENED, row, N.DIBUKA_LAGI, actor, to=S.TERBUKA, due=due, **said)


def _new(told: Report, *, by_person: bool = True) -> Incident:
    if not kinds.known(told.kind):
        raise RuleError(_("Jenis insiden tidak dikenal; pilih dari daftar."))
    kind, now = kinds.kind_of(told.kind), timezone.now()
    if told.severity and told.severity not in Severity.values:
        raise RuleError(_("Tingkat insiden tidak dikenal."))
    if told.about and not REF.fullmatch(told.about):
        raise RuleError(_("Yang dirujuk insiden ini tidak dikenal."))
    if not (told.tps_code or told.region.pk).startswith(told.election.kabupaten_id):
        raise RuleError(_("Wilayah ini di luar kabupaten pemilu tersebut."))
    if told.occurred_at > now:
        raise RuleError(_("Waktu kejadian belum tiba; periksa tanggal dan jamnya."))
    due = _minute(told.due or now + timedelta(hours=kind.hours))
    _check_due(due)
    return Incident(
        uuid=uuid4(), election=told.election, kind=kind.key, severity=told.severity or kind.severity,
        region=told.region, tps_code=told.tps_code, about=told.about,
        about_title=one_line(told.about_title, _("Mengenai"), 200) if told.about_title.strip() else "",
        what=many_lines(told.what, _("Kejadian"), LONGEST),
        cause=many_lines(told.cause, _("Sebab"), LONGEST, blank=True), details=_details(kind, told.details, by_person),
        occurred_at=told.occurred_at, reported_at=now, due=due, state=S.TERBUKA, changed_at=now,
    )  # fmt: skip


def _details(kind: kinds.Kind, given: Mapping[str, str], is_whole: bool) -> dict[str, str]:
    """What the kind asks for; only people are asked (`is_whole`), not the app that raises it."""
    found = {}
    for ask in kind.asks:
        text = given.get(ask.key, "")
        if text.strip():
            found[ask.key] = one_line(text, str(ask.label), ask.longest)
        elif ask.is_required and is_whole:
            raise RuleError(_("Isi %(label)s.") % {"label": ask.label})
    return found


def _last_number(election: Election) -> int:
    """The last number given; its row stays locked until the transaction ends, so numbers have no gap."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO situation_incidentseries (election_id, last) VALUES (%s, 0) ON CONFLICT (election_id) "
            "DO UPDATE SET last = situation_incidentseries.last RETURNING last",
            [election.pk],
        )
        return cursor.fetchone()[0]


def _kpu(election: Election) -> Institution | None:
    """The regency's own commission, where the directory knows exactly one."""
    rows = Institution.objects.filter(kind=InstitutionKind.KPU, region=election.kabupaten_id, is_active=True)
    found = list(rows.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def _minute(moment: datetime) -> datetime:
    """Deadlines are whole minutes, which the ledger and both engines write alike."""
    return moment.replace(second=0, microsecond=0)


def _check_due(due: datetime) -> None:
    if due > timezone.now() + FARTHEST:
        raise RuleError(_("Tenggat lebih dari setahun lagi; periksa tahunnya."))


# `seen` of every deed below: how many notes the person saw; ConflictError where there are more by now, so that a second
# press or a stale page does nothing twice.
def take_up(row: Incident, *, text: str = "", seen: int | None = None, actor: Actor) -> IncidentNote:
    """Somebody sees to it."""
    return step(row, IncidentAction.TAKEN_UP, N.DITANGANI, to=S.DITANGANI, text=text, seen=seen, actor=actor)


def note(
    row: Incident, *, text: str, files: Sequence[Any] = (), seen: int | None = None, actor: Actor
) -> IncidentNote:  # fmt: skip
    """What was seen or done, in any state."""
    text = many_lines(text, _("Catatan"), LONGEST)
    return step(row, IncidentAction.NOTED, N.CATATAN, text=text, files=files, seen=seen, actor=actor)


def close(
    row: Incident, *, result: str, text: str, files: Sequence[Any] = (), seen: int | None = None, actor: Actor
) -> IncidentNote:  # fmt: skip
    """Finished, with one of the kind's results; `text` says how."""
    if result not in dict(kinds.results_of(kinds.kind_of(row.kind))):
        raise RuleError(_("Pilih hasil penanganannya."))
    text = many_lines(text, _("Uraian hasil"), LONGEST)
    return step(row, IncidentAction.CLOSED, N.SELESAI, to=S.SELESAI, result=result, text=text, files=files, seen=seen,
                actor=actor)  # fmt: skip


def cancel(row: Incident, *, text: str, seen: int | None = None, actor: Actor) -> IncidentNote:
    """Nobody need see to it, for this reason."""
    text = many_lines(text, _("Alasan"), LONGEST)
    return step(row, IncidentAction.CANCELLED, N.DIBATALKAN, to=S.BATAL, text=text, seen=seen, actor=actor)


def reopen(row: Incident, *, text: str, due: datetime, seen: int | None = None, actor: Actor) -> IncidentNote:
    """What was over is open again, with a new deadline."""
    text = many_lines(text, _("Alasan"), LONGEST)
    return step(row, IncidentAction.REOPENED, N.DIBUKA_LAGI, to=S.TERBUKA, text=text, due=due, seen=seen, actor=actor)


def reschedule(row: Incident, *, text: str, due: datetime, seen: int | None = None, actor: Actor) -> IncidentNote:
    """Another deadline, for this reason."""
    text = many_lines(text, _("Alasan"), LONGEST)
    return step(row, IncidentAction.RESCHEDULED, N.TENGGAT, text=text, due=due, while_open=True, seen=seen, actor=actor)


@transaction.atomic
def hand_over(
    row: Incident, *, institution: Institution, office: Office | None = None, person: Person | None = None, text: str,
    seen: int | None = None, actor: Actor,
) -> IncidentNote:  # fmt: skip
    """Somebody else sees to it from now on, for this reason."""
    text = many_lines(text, _("Alasan"), LONGEST)
    if office and office.institution_id != institution.pk:
        raise RuleError(_("Jabatan ini bukan jabatan lembaga tersebut."))
    return step(row, IncidentAction.HANDED_OVER, N.DIALIHKAN, text=text, owner=(institution, office, person),
                while_open=True, seen=seen, actor=actor)  # fmt: skip


@transaction.atomic
def step(
    incident: Incident, action: str, kind: IncidentNoteKind, *, to: IncidentState | None = None,
    owner: tuple[Any, ...] | None = None, files: Sequence[Any] = (), while_open: bool = False,
    seen: int | None = None, actor: Actor, within: Callable[[IncidentNote], Any] | None = None, **said: Any,
) -> IncidentNote:  # fmt: skip
    """One deed on an incident; apps use it with an action of their own, and `within` for what they write with it."""
    rows = Incident.objects.select_for_update(of=("self",)).select_related("region", "election", *owners.OWNER)
    row = rows.get(pk=incident.pk)
    if seen is not None and seen != row.note_count:
        raise ConflictError(_("Insiden ini berubah sejak halaman dibuka; lihat catatan terbarunya, lalu ulangi."))
    if (to is not None and to not in INCIDENT_MOVES[S(row.state)]) or (while_open and not row.is_open):
        raise RuleError(
            _("Insiden ini %(state)s; muat ulang halaman untuk melihat perkembangannya.")
            % {"state": row.get_state_display()}
        )
    if said.get("due"):
        said["due"] = _minute(said["due"])
        _check_due(said["due"])
        if said["due"] < row.reported_at:
            raise RuleError(_("Tenggat tidak boleh sebelum insiden dilaporkan."))
    if owner is not None:
        before = owners.label(row)
        if list(owner) == owners.parts(row):
            raise RuleError(_("%(owner)s sudah menjadi penanggung jawabnya.") % {"owner": before})
        row.institution, row.office, row.person = owner
        said["ref_title"] = f"{before[:98]} → {owners.label(row)[:98]}"
    change = _change(action, row, kind, actor, to=to, **said)
    change.fields += tuple(owners.OWNER) if owner is not None else ()
    with recording.entries([change.deed]):
        change.write()
        keep_files(change.note, files, actor=actor)
        if within is not None:
            within(change.note)
    incident.refresh_from_db()
    return change.note


def _change(
    action: str, row: Incident, kind: IncidentNoteKind, actor: Actor, *, to: IncidentState | None = None,
    due: datetime | None = None, result: str = "", text: str = "", told: Mapping[str, Any] | None = None,
    ref: str = "", ref_title: str = "",
) -> Change:  # fmt: skip
    """Puts the deed into the row and makes its note and its entry; nothing is written yet."""
    is_new, now = row.pk is None, timezone.now()
    if to is not None:
        row.state, row.result = to, result
    row.due = due or row.due
    row.note_count += 1
    row.changed_at = now
    made = IncidentNote(
        uuid=uuid4(), incident=None if is_new else row, number=row.note_count, kind=kind, by=actor.uuid,
        role=actor.role, at=now, due=due, ref=ref, ref_title=ref_title,
        text=many_lines(text, _("Catatan"), LONGEST, blank=True),
    )  # fmt: skip
    fields = () if is_new else ("state", "due", "result", "note_count", "changed_at")
    return Change(row, made, _deed(action, row, made, actor, told or {}), fields)


def _deed(action: str, row: Incident, made: IncidentNote, actor: Actor, told: Mapping[str, Any]) -> Deed:
    """The entry of a deed: how it stands, who owns it, by when; nothing of what was written."""
    payload = {
        "insiden": str(row.uuid), "nomor": row.label, "jenis_insiden": row.kind, "tingkat": str(row.severity),
        "status": str(row.state), "tenggat": row.due.isoformat(timespec="minutes"),
        "tenggat_detik": int(row.due.timestamp()), "urutan": row.note_count, "hasil_insiden": row.result,
        "mengenai": row.about, "tps": row.tps_code, "lembaga": row.institution.name if row.institution else "",
        "jabatan": row.office.title if row.office else "", "catatan": str(made.uuid),
        "penanggung": " ".join(str(getattr(one, "uuid", "-")) for one in owners.parts(row)), **told,
    }  # fmt: skip
    return Deed(
        action, recording.chain_of(row.region_id), actor, payload, subject=row.subject, region=row.region_id,
        election=row.election.slug,
    )  # fmt: skip


def write_all(changes: Iterable[Change]) -> None:
    """Writes what was raised, inside the entries that tell it."""
    for change in changes:
        change.write()
