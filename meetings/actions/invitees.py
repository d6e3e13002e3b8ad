"""Whom a meeting invites, and what they answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.directory.models import Institution, Office, Term
from electcoord.directory.selectors import holders_on
from electcoord.ledger.recording import Actor
from meetings.actions.deeds import changed, entry, lock_meeting, moment, optional, require
from meetings.actions.telling import tell_dropped
from meetings.ledger_actions import InviteeAction
from meetings.models import Answer, Invitee, Meeting, Side
from meetings.states import OPEN, PLANNED, RUNNING

MOST = 500


@dataclass(frozen=True)
class Added:
    """What bulk inviting did: new invitations, and how many stood already."""

    invitees: list[Invitee]
    known: int


@transaction.atomic
def invite_many(
    meeting: Meeting,
    *,
    offices: Sequence[Office] = (),
    institutions: Sequence[Institution] = (),
    side: str = Side.PESERTA,
    seats: int = 1,
    actor: Actor,
) -> Added:
    """Offices by who holds them on the first day (one invitation per holder), institutions as a whole.

    `seats`: of an institution's invitation. Whoever is invited already is passed over and counted; RuleError where
    nobody new is left.
    """
    meeting = lock_meeting(meeting.pk)
    require(meeting, (*PLANNED, *RUNNING), _("Rapat berstatus %(state)s tidak mengundang lagi."))
    if side not in Side.values:
        raise RuleError(_("Pilih sebagai apa mereka diundang."))
    if not 1 <= seats <= 200:
        raise RuleError(_("Jumlah orang per undangan: 1 sampai 200."))
    if not offices and not institutions:
        raise RuleError(_("Centang dulu siapa yang diundang."))
    wanted = [*_of_offices(meeting, offices), *(Invitee(institution=one, seats=seats) for one in institutions)]
    taken = set(meeting.invitees.filter(is_active=True).values_list("institution_id", "office_id", "term_id"))
    rows = [row for row in wanted if (row.institution_id, row.office_id, row.term_id) not in taken]
    if not rows:
        raise RuleError(_("Yang dicentang sudah diundang semua."))
    if len(taken) + len(rows) > 5 * MOST:
        raise RuleError(_("Undangan satu rapat paling banyak %(most)s.") % {"most": 5 * MOST})
    last = meeting.invitees.aggregate(last=Max("order"))["last"] or 0
    for number, row in enumerate(rows, last + 1):
        row.meeting, row.side, row.order = meeting, side, number
    told = {"jumlah": len(rows), "pihak": side, "undangan": [str(row.uuid) for row in rows]}
    with entry(InviteeAction.ADDED, meeting, actor, **told):
        Invitee.objects.bulk_create(rows)
    return Added(rows, len(wanted) - len(rows))


@transaction.atomic
def change_invitee(invitee: Invitee, *, actor: Actor, **values: Any) -> Invitee:
    """`values`: any of side, seats, note, order."""
    meeting, invitee = _locked(invitee, (*PLANNED, *RUNNING))
    if values.get("side", Side.PESERTA) not in Side.values:
        raise RuleError(_("Pilih sebagai apa mereka diundang."))
    if not 1 <= values.get("seats", 1) <= 200:
        raise RuleError(_("Jumlah orang per undangan: 1 sampai 200."))
    if "note" in values:
        values["note"] = optional(values["note"], _("Catatan"), 250)
    names = changed(invitee, values)
    if names:
        with entry(InviteeAction.CHANGED, meeting, actor, **_told(invitee), isian=", ".join(names)):
            invitee.save(update_fields=names)
    return invitee


@transaction.atomic
def drop_invitee(invitee: Invitee, *, actor: Actor) -> None:
    """Takes an invitation back; not of somebody who already came on it."""
    meeting, invitee = _locked(invitee, (*PLANNED, *RUNNING))
    if invitee.guests.exists():
        raise RuleError(_("Yang diundang sudah datang; undangannya tidak ditarik lagi."))
    with entry(InviteeAction.DROPPED, meeting, actor, **_told(invitee)):
        invitee.is_active = False
        invitee.save(update_fields=["is_active"])
        tell_dropped(meeting, invitee)


@transaction.atomic
def answer_invitation(
    invitee: Invitee,
    *,
    answer: str,
    substitute: str = "",
    substitute_office: str = "",
    note: str = "",
    actor: Actor,
    at: datetime | None = None,
) -> Invitee:
    """What they answered, and who comes instead. The last answer counts; the ledger keeps all."""
    meeting, invitee = _locked(invitee, OPEN)
    if answer not in Answer.values or answer == Answer.BELUM:
        raise RuleError(_("Pilih jawabannya: akan hadir, diwakili, atau tidak hadir."))
    substitute = optional(substitute, _("Nama yang mewakili"), 120)
    if answer == Answer.DIWAKILI and not substitute:
        raise RuleError(_("Tulis nama yang mewakili."))
    is_by_other = answer == Answer.DIWAKILI
    values = {
        "answer": answer, "answered_at": moment(at), "note": optional(note, _("Catatan"), 250),
        "substitute": substitute if is_by_other else "",
        "substitute_office": optional(substitute_office, _("Jabatan yang mewakili"), 120) if is_by_other else "",
    }  # fmt: skip
    names = changed(invitee, values)
    with entry(InviteeAction.ANSWERED, meeting, actor, **_told(invitee), jawaban=answer):
        invitee.save(update_fields=names)
    return invitee


def refresh_holders(meeting: Meeting) -> None:
    """On a new first day the offices may be held by others; inside the entry of the deed that moved the day."""
    rows = list(meeting.invitees.filter(is_active=True, office__isnull=False).select_related("office", "term"))
    held = holders_on({row.office_id: row.office for row in rows}.values(), timezone.localdate(meeting.starts))
    for row in rows:
        terms = held.get(row.office_id, [])
        if row.office.seats == 1 and terms and row.term_id != terms[0].pk:
            row.term, row.holder = terms[0], terms[0].person.name
            row.save(update_fields=["term", "holder"])


def _of_offices(meeting: Meeting, offices: Iterable[Office]) -> list[Invitee]:
    """One invitation per holder on the first day; an office that nobody holds is invited as such."""
    found = {office.pk: office for office in offices}
    held = holders_on(found.values(), timezone.localdate(meeting.starts))
    rows = []
    for office in found.values():
        terms: list[Term | None] = [*held.get(office.pk, [])] or [None]
        for term in terms:
            rows.append(
                Invitee(institution=office.institution, office=office, term=term,
                        holder=term.person.name if term else "", seats=1 if term else office.seats)
            )  # fmt: skip
    return rows


def _locked(invitee: Invitee, states: Iterable[Any]) -> tuple[Meeting, Invitee]:
    meeting = lock_meeting(invitee.meeting_id)
    require(meeting, states, _("Undangan rapat berstatus %(state)s tidak diubah lagi."))
    invitee = Invitee.objects.select_related("institution", "office").get(pk=invitee.pk)
    if not invitee.is_active:
        raise RuleError(_("Undangan ini sudah ditarik."))
    return meeting, invitee


def _told(invitee: Invitee) -> dict[str, str]:
    title = invitee.office.title if invitee.office_id else ""
    return {"undangan": str(invitee.uuid), "lembaga": invitee.institution.name, "jabatan": title}
