"""The letter of a meeting: drafted, approved with its number, sent, sent again."""

import uuid as uuids
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import ConflictError, RuleError
from electcoord.common.text import one_line
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor
from electcoord.outbox import letters
from electcoord.outbox.letters import File
from electcoord.outbox.models import Message, PersonalLink
from electcoord.papers import documents, render
from electcoord.papers.models import DocumentVersion
from electcoord.papers.numbers import take_number
from meetings import invitation
from meetings.actions.deeds import entry, lock_meeting, require
from meetings.actions.planning import invite_meeting
from meetings.actions.telling import draft, links_of
from meetings.ledger_actions import InviteeAction
from meetings.models import Invitee, Meeting
from meetings.selectors.letters import in_force, latest
from meetings.states import PLANNED, MeetingState

LEAST = ("kota", "perihal", "jabatan", "nama")


@transaction.atomic
def draft_letter(
    meeting: Meeting, *, values: dict[str, Any], reason: str = "", seen: str = "", actor: Actor
) -> DocumentVersion:
    """The letter by the plan of now and what was typed: a draft, its change, or the next version of an approved one.

    `values`: as `invitation.first_values`. RuleError before there are days and invited; `reason` for a new version.
    """
    meeting = lock_meeting(meeting.pk)
    require(meeting, PLANNED, _("Undangan rapat berstatus %(state)s tidak disusun lagi."))
    if not meeting.invitees.filter(is_active=True).exists():
        raise RuleError(_("Belum ada yang diundang; pilih dulu lembaga dan jabatannya."))
    content = invitation.content(meeting, _checked(values), day=timezone.localdate())
    version = latest(meeting)
    if version is None:
        return documents.draft(
            kind=invitation.KIND, subject=meeting.subject, title=meeting.title, content=content,
            region=meeting.region_id, election=meeting.election, actor=actor,
        )  # fmt: skip
    if version.is_draft:
        return documents.edit_draft(version, content, seen=seen, actor=actor)
    return documents.revise(version.document, content, reason=reason, actor=actor)


@transaction.atomic
def approve_letter(meeting: Meeting, *, classification: str, seen: str, actor: Actor) -> DocumentVersion:
    """Numbers and freezes the draft, dated today. ConflictError where it is not the one that was looked at.

    The number is of the organiser's region; a PPK has its own register.
    """
    meeting = lock_meeting(meeting.pk)
    require(meeting, PLANNED, _("Undangan rapat berstatus %(state)s tidak disahkan lagi."))
    version = latest(meeting)
    if version is None or not version.is_draft:
        raise RuleError(_("Tidak ada draf surat yang menunggu pengesahan."))
    if seen != version.sha256:
        raise ConflictError(_("Draf ini baru saja diubah orang lain; muat ulang halaman, lalu periksa lagi."))
    if invitation.is_stale(version, meeting):
        raise RuleError(_("Rencana rapat berubah sejak draf ini disusun; perbarui drafnya dulu."))
    values, today = invitation.values_of(version.content), timezone.localdate()
    number = take_number(
        kind=invitation.KIND, issuer=meeting.organiser.region_id, classification=classification,
        about=values["perihal"], subject=meeting.subject, day=today, election=meeting.election, actor=actor,
    )  # fmt: skip
    version = documents.edit_draft(version, invitation.content(meeting, values, day=today), actor=actor)
    return documents.approve(version, number=number, actor=actor)


@transaction.atomic
def send_letters(meeting: Meeting, *, reason: str = "", actor: Actor) -> int:
    """Invites, where that was not done, and queues the approved letter for everybody who did not get it; how many.

    With the mail goes the numbered letter as it was kept: setting a copy for each of 500 would keep a person waiting
    for minutes, and the copy addressed to them is a press away on their own page. Said twice it goes once.
    """
    meeting = lock_meeting(meeting.pk)
    version = in_force(meeting)
    if version is None:
        raise RuleError(_("Surat undangan belum disahkan."))
    if invitation.is_stale(version, meeting):
        raise RuleError(_("Rencana rapat berubah sejak surat disahkan; perbarui suratnya, lalu sahkan lagi."))
    if meeting.state == MeetingState.DRAF:
        meeting = invite_meeting(meeting, reason=reason, actor=actor)
    require(meeting, [MeetingState.DIUNDANG], _("Undangan rapat berstatus %(state)s tidak dikirim lagi."))
    keys = {one: f"rapat:undangan:{one.uuid}:{version.number}" for one in invitation.invited(meeting)}
    sent = set(Message.objects.filter(dedupe_key__in=keys.values()).values_list("dedupe_key", flat=True))
    found = [one for one, key in keys.items() if key not in sent]
    reached = [one for one in found if invitation.contact(one).channel]
    if not reached and _have_doors(found):
        return 0
    days, paper = invitation.days_of(meeting), _paper(version)
    told = {"nomor": version.content["nomor"] or "", "jumlah": len(reached), "tanpa_alamat": len(found) - len(reached)}
    with entry(InviteeAction.SENT, meeting, actor, **told):
        doors = links_of(meeting, found)
        for one in reached:
            to = invitation.contact(one)
            files = [paper, invitation.calendar(meeting, days, to, one, is_off=False)] if to.email else []
            letters.queue(draft(meeting, "undangan", days, one, doors[invitation.ref(one)], keys[one], files))
    return len(reached)


@transaction.atomic
def send_again(invitee: Invitee, *, key: uuids.UUID, actor: Actor) -> bool:
    """The invitation once more, to the address of today; a letter that still waits goes instead of twice.

    False: this request was done before. RuleError where the directory knows no address.
    """
    if recording.claim(key, canonical.digest([str(invitee.uuid), "ulang", actor.uuid]), invitee.uuid):
        return False
    meeting = lock_meeting(invitee.meeting_id)
    version = in_force(meeting)
    require(meeting, [MeetingState.DIUNDANG], _("Undangan rapat berstatus %(state)s tidak dikirim lagi."))
    one = Invitee.objects.select_related("institution", "office", "term__person").get(pk=invitee.pk)
    to = invitation.contact(one)
    if version is None or not one.is_active:
        raise RuleError(_("Surat undangan belum disahkan, atau undangannya sudah ditarik."))
    if not to.channel:
        raise RuleError(
            _("%(invitee)s belum punya alamat surel atau telepon di direktori; lengkapi dulu, atau antar suratnya.")
            % {"invitee": str(one)}
        )
    about, days = invitation.ref(one), invitation.days_of(meeting)
    again = Message.objects.filter(about=about).count()
    with entry(InviteeAction.RESENT, meeting, actor, undangan=str(one.uuid), lembaga=one.institution.name):
        letters.cancel_waiting(about)
        link = links_of(meeting, [one])[about]
        files = [_paper(version), invitation.calendar(meeting, days, to, one, is_off=False)] if to.email else []
        letters.queue(draft(meeting, "undangan", days, one, link, f"rapat:ulang:{one.uuid}:{again}", files))
    return True


def _have_doors(found: list[Invitee]) -> bool:
    """Whether all of them, whom no address reaches, have the link that is told or printed for them."""
    refs = {invitation.ref(one) for one in found}
    live = PersonalLink.objects.filter(about__in=refs, purpose=invitation.PURPOSE, revoked_at__isnull=True)
    return refs <= set(live.values_list("about", flat=True))


def _paper(version: DocumentVersion) -> File:
    return File("surat-undangan.pdf", render.kept(version))


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Texts that the letter can be read back from; RuleError for one that is missing."""
    labels = {"kota": _("Kota"), "perihal": _("Perihal"), "jabatan": _("Jabatan penanda tangan"),
              "nama": _("Nama penanda tangan")}  # fmt: skip
    found = dict(values)
    for name in LEAST:
        found[name] = one_line(values[name], labels[name], 200)
    found["dasar"] = " ".join(values["dasar"].split()).strip(" ,")
    for name in ("catatan", "tembusan"):
        found[name] = [" ".join(line.split()) for line in values[name] if line.strip()][:20]
    return found
