"""Every deed on a follow-up: a rule, a move, a note and one ledger entry, in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import ConflictError, RuleError
from electcoord.common.refs import REF
from electcoord.common.text import one_line
from electcoord.directory.models import Institution, Office, Person
from electcoord.elections.models import Election
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from electcoord.outbox import letters, links
from electcoord.regions.models import Region
from electcoord.situation import owners
from electcoord.situation.evidence import keep_files
from electcoord.situation.ledger_actions import FollowUpAction
from electcoord.situation.models import FollowUp, Note, NoteKind
from electcoord.situation.states import MOVES, OPEN, OVER, OWED, FollowUpState
from electcoord.situation.texts import many_lines

LONGEST = 2000
FARTHEST = timedelta(days=3 * 366)
S = FollowUpState


@transaction.atomic
def open(
    *, instruction: str, institution: Institution, office: Office | None = None, person: Person | None = None,
    due: date, region: Region, election: Election, given_on: date | None = None, origin: str = "",
    origin_title: str = "", key: UUID | None = None, actor: Actor,
) -> FollowUp:  # fmt: skip
    """A new follow-up; its owner gets a personal link, and a letter where an address is known. RuleError.

    `key`: the form's, so that a second press makes none twice.
    """
    row = FollowUp(
        instruction=many_lines(instruction, _("Arahan"), LONGEST), institution=institution, office=office,
        person=person, due=due, region=region, election=election, given_on=given_on or timezone.localdate(),
        origin=origin, origin_title=one_line(origin_title, _("Asal"), 200) if origin_title.strip() else "",
    )  # fmt: skip
    _check_new(row)
    if key is not None:
        told = [row.instruction, institution.pk, office and office.pk, person and person.pk, str(due), origin,
                region.pk, election.pk, actor.uuid]  # fmt: skip
        if made := recording.claim(key, canonical.digest(told), row.uuid):
            return FollowUp.objects.get(uuid=made)
    row.note_count = 1
    note = _note(row, NoteKind.DIBUKA, actor=actor)
    with _entry(FollowUpAction.OPENED, row, note, actor):
        row.save(force_insert=True)
        note.follow_up = row
        note.save(force_insert=True)
        owners.tell_opened(row, owners.make_link(row))
    return row


def _check_new(row: FollowUp) -> None:
    _check_office(row)
    if row.origin and not REF.fullmatch(row.origin):
        raise RuleError(_("Asal tindak lanjut tidak dikenal."))
    if not row.region_id.startswith(row.election.kabupaten_id):
        raise RuleError(_("Wilayah ini di luar kabupaten pemilu tersebut."))
    _check_due(row.given_on, row.due)


def _check_office(row: FollowUp) -> None:
    if row.office and row.office.institution_id != row.institution_id:
        raise RuleError(_("Jabatan ini bukan jabatan lembaga tersebut."))


def _check_due(since: date, due: date) -> None:
    if due < since:
        raise RuleError(_("Tenggat tidak boleh sebelum hari arahan diberikan."))
    if due > timezone.localdate() + FARTHEST:
        raise RuleError(_("Tenggat lebih dari tiga tahun lagi; periksa tahunnya."))


# `seen` of every deed below: how many notes the person saw; ConflictError where there are more by now, so that a second
# press or a stale page does nothing twice.
def start(follow_up: FollowUp, *, text: str = "", seen: int | None = None, actor: Actor) -> Note:
    """The owner is at it."""
    return _step(FollowUpAction.STARTED, follow_up, NoteKind.DIKERJAKAN, S.DIKERJAKAN, text=text, seen=seen,
                 actor=actor)  # fmt: skip


def report(
    follow_up: FollowUp,
    *,
    text: str,
    evidence: str = "",
    files: Sequence[Any] = (),
    seen: int | None = None,
    actor: Actor,
) -> Note:
    """What was done, with its evidence; it waits to be accepted."""
    text = many_lines(text, _("Laporan"), LONGEST)
    return _step(FollowUpAction.REPORTED, follow_up, NoteKind.DILAPORKAN, S.DILAPORKAN, text=text, evidence=evidence,
                 files=files, seen=seen, actor=actor)  # fmt: skip


def accept(follow_up: FollowUp, *, text: str = "", seen: int | None = None, actor: Actor) -> Note:
    """The report does: finished. Whoever reported it does not accept it."""
    last = follow_up.notes.filter(kind=NoteKind.DILAPORKAN).last()
    if last and last.by == actor.uuid:
        raise RuleError(_("Laporan diterima oleh orang lain, bukan oleh pelapornya sendiri."))
    return _step(FollowUpAction.ACCEPTED, follow_up, NoteKind.DITERIMA, S.SELESAI, text=text, seen=seen, actor=actor)


def send_back(follow_up: FollowUp, *, text: str, seen: int | None = None, actor: Actor) -> Note:
    """The report does not do; `text` says what is missing, and the owner is told."""
    text = many_lines(text, _("Yang masih kurang"), LONGEST)
    return _step(FollowUpAction.SENT_BACK, follow_up, NoteKind.DIKEMBALIKAN, S.DIKERJAKAN, text=text, seen=seen,
                 actor=actor, then=owners.tell_sent_back)  # fmt: skip


def cancel(follow_up: FollowUp, *, text: str, seen: int | None = None, actor: Actor) -> Note:
    """Nobody owes it any more, for this reason."""
    text = many_lines(text, _("Alasan"), LONGEST)
    return _step(FollowUpAction.CANCELLED, follow_up, NoteKind.DIBATALKAN, S.BATAL, text=text, seen=seen, actor=actor)


def reopen(follow_up: FollowUp, *, text: str, due: date, seen: int | None = None, actor: Actor) -> Note:
    """What was over is owed again, by a new day."""
    text = many_lines(text, _("Alasan"), LONGEST)
    return _step(FollowUpAction.REOPENED, follow_up, NoteKind.DIBUKA_LAGI, S.TERBUKA, text=text, due=due, seen=seen,
                 actor=actor)  # fmt: skip


def note(
    follow_up: FollowUp,
    *,
    text: str,
    evidence: str = "",
    files: Sequence[Any] = (),
    seen: int | None = None,
    actor: Actor,
) -> Note:
    """Something to remember, in any state."""
    text = many_lines(text, _("Catatan"), LONGEST)
    return _step(FollowUpAction.NOTED, follow_up, NoteKind.CATATAN, None, text=text, evidence=evidence, files=files,
                 seen=seen, actor=actor)  # fmt: skip


def reschedule(follow_up: FollowUp, *, due: date, text: str, seen: int | None = None, actor: Actor) -> Note:
    """Another due day, for this reason; reminders follow it."""
    text = many_lines(text, _("Alasan"), LONGEST)
    return _step(FollowUpAction.RESCHEDULED, follow_up, NoteKind.TENGGAT, None, text=text, due=due, seen=seen,
                 actor=actor)  # fmt: skip


@transaction.atomic
def hand_over(
    follow_up: FollowUp, *, institution: Institution, office: Office | None = None, person: Person | None = None,
    text: str, seen: int | None = None, actor: Actor,
) -> Note:  # fmt: skip
    """Somebody else owes it, for this reason: the old links open nothing, the new owner gets a letter with one."""
    text = many_lines(text, _("Alasan"), LONGEST)
    row = _locked(follow_up.pk)
    _check_seen(row, seen)
    if row.state not in OWED:
        raise RuleError(_("Hanya tindak lanjut yang terbuka atau dikerjakan dialihkan; periksa dulu laporannya."))
    before = owners.label(row)
    old = owners.parts(row)
    row.institution, row.office, row.person = institution, office, person
    if old == owners.parts(row):
        raise RuleError(_("%(owner)s sudah menjadi penanggung jawabnya.") % {"owner": before})
    _check_office(row)
    for link in links.live_links(row.subject, owners.PURPOSE):
        links.revoke(link, actor=actor)
    letters.cancel_waiting(row.subject)
    made = _write(
        FollowUpAction.HANDED_OVER, row, NoteKind.DIALIHKAN, None, actor=actor, text=text, fields=owners.OWNER,
        ref_title=f"{before[:98]} → {owners.label(row)[:98]}",
        within=lambda note: owners.tell_handed_over(row, note, owners.make_link(row)),
    )  # fmt: skip
    follow_up.refresh_from_db()
    return made


@transaction.atomic
def carry(follow_ups: Iterable[FollowUp], into_ref: str, title: str, actor: Actor) -> int:
    """Open follow-ups come before the next meeting; how many were not there yet. RuleError for what is over."""
    if not REF.fullmatch(into_ref):
        raise RuleError(_("Rapat tujuan tidak dikenal."))
    title, count = one_line(title, _("Judul rapat"), 200), 0
    for pk in sorted(row.pk for row in follow_ups):
        row = _locked(pk)
        if row.state not in OPEN:
            raise RuleError(_("Tindak lanjut yang sudah selesai atau batal tidak dibawa ke rapat berikutnya."))
        if row.origin == into_ref or row.notes.filter(ref=into_ref).exists():
            continue
        _write(FollowUpAction.CARRIED, row, NoteKind.DIBAWA, None, actor=actor, ref=into_ref, ref_title=title)
        count += 1
    return count


@transaction.atomic
def new_link(follow_up: FollowUp, *, actor: Actor) -> Any:
    """Another personal link for the owner, as a deed of its own."""
    row = _locked(follow_up.pk)
    with _entry(FollowUpAction.LINKED, row, None, actor):
        return owners.make_link(row)


@transaction.atomic
def _step(
    action: str, follow_up: FollowUp, kind: NoteKind, to: FollowUpState | None, *, actor: Actor, then: Any = None,
    seen: int | None = None, **said: Any,
) -> Note:  # fmt: skip
    row = _locked(follow_up.pk)
    _check_seen(row, seen)
    if to is not None and to not in MOVES[FollowUpState(row.state)]:
        raise RuleError(
            _("Tindak lanjut ini sudah %(state)s; muat ulang halaman untuk melihat perkembangannya.")
            % {"state": row.get_state_display()}
        )
    made = _write(action, row, kind, to, actor=actor, **said)
    if then is not None:
        then(row, made)
    if row.state in OVER:
        letters.cancel_waiting(row.subject)
    follow_up.__dict__.update({name: getattr(row, name) for name in ("state", "due", "note_count", "changed_at")})
    return made


def _check_seen(row: FollowUp, seen: int | None) -> None:
    if seen is not None and seen != row.note_count:
        raise ConflictError(_("Tindak lanjut ini berubah sejak halaman dibuka; lihat catatan terbarunya, lalu ulangi."))


def _locked(pk: int) -> FollowUp:
    rows = FollowUp.objects.select_for_update(of=("self",))
    return rows.select_related("institution", "office", "person", "region", "election").get(pk=pk)


def _write(
    action: str, row: FollowUp, kind: NoteKind, to: FollowUpState | None, *, actor: Actor, text: str = "",
    evidence: str = "", due: date | None = None, files: Sequence[Any] = (), fields: Sequence[str] = (),
    within: Callable[[Note], Any] | None = None, **more: str,
) -> Note:  # fmt: skip
    if due is not None:
        _check_due(timezone.localdate() if kind == NoteKind.DIBUKA_LAGI else row.given_on, due)
        row.due = due
    row.state = to or row.state
    row.note_count += 1
    row.changed_at = timezone.now()
    made = _note(row, kind, actor=actor, text=many_lines(text, _("Catatan"), LONGEST, blank=True), due=due,
                 evidence=many_lines(evidence, _("Bukti"), LONGEST, blank=True), **more)  # fmt: skip
    with _entry(action, row, made, actor):
        row.save(update_fields=["state", "due", "note_count", "changed_at", *fields])
        made.save(force_insert=True)
        keep_files(made, files, actor=actor)
        if within is not None:
            within(made)
    return made


def _note(row: FollowUp, kind: NoteKind, *, actor: Actor, **said: Any) -> Note:
    return Note(
        uuid=uuid4(), follow_up=row, number=row.note_count, kind=kind, by=actor.uuid, role=actor.role,
        at=timezone.now(), **said,
    )  # fmt: skip


def _entry(action: str, row: FollowUp, made: Note | None, actor: Actor) -> Any:
    """The entry of a deed: who owes it, how it stands, by when; nothing of what was written."""
    told = {"catatan": str(made.uuid), "ke": made.ref} if made else {}
    return recording.entry(
        action, chain=recording.chain_of(row.region_id), actor=actor, subject=row.subject, region=row.region_id,
        election=row.election.slug,
        payload={
            "tindak_lanjut": str(row.uuid), "lembaga": row.institution.name,
            "jabatan": row.office.title if row.office else "", "status": str(row.state),
            "tenggat": row.due.isoformat(), "urutan": row.note_count, "asal": row.origin,
            "penanggung": " ".join(str(getattr(one, "uuid", "-")) for one in owners.parts(row)), **told,
        },
    )  # fmt: skip
