"""Which follow-ups an account may see, and one of them as its page shows it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import Role, User
from electcoord.common import refs
from electcoord.common.names import region_name
from electcoord.common.templatetags.angka import tanggal, waktu
from electcoord.directory.models import Term
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from electcoord.outbox import links
from electcoord.outbox.models import PersonalLink
from electcoord.outbox.selectors import CAN as LETTERS
from electcoord.outbox.selectors import letters_about, links_about
from electcoord.regions.models import titled
from electcoord.situation import evidence, owners
from electcoord.situation.models import FollowUp, IncidentNoteKind, NoteKind, Step
from electcoord.situation.states import LOOKS, OVER, OWED, FollowUpState

RELATED = ("institution", "office__institution", "person", "region", "election")
# The role of somebody who owes a follow-up and works on it with an account, wherever their grants are.
OWNER = "penanggung_jawab"
NOTE_LOOKS = {
    NoteKind.DITERIMA: "selesai", NoteKind.DILAPORKAN: "periksa", NoteKind.DIKEMBALIKAN: "galat",
    NoteKind.DIBATALKAN: "galat", NoteKind.DIKERJAKAN: "cocok", IncidentNoteKind.DITANGANI: "cocok",
    IncidentNoteKind.SELESAI: "selesai",
}  # fmt: skip


def owned_q(user: Any) -> Q:
    """Follow-ups that this account's person owes: named, or as holder of the office today."""
    held = Term.objects.on(timezone.localdate()).filter(office=OuterRef("office"), person__account=user.pk)
    return Q(person__account=user.pk) | Q(Exists(held), person__isnull=True, office__isnull=False)


def seen_q(user: Any, can: Can = Can.VIEW_FOLLOW_UPS) -> Q:
    """Follow-ups of the regions and elections in which the verb holds."""
    query = Q(pk__in=[])
    for election in access.elections_of(user):
        if codes := access.scope(user, can, election):
            query |= Q(election=election) & access.region_q(codes, "region__code")
    return query


def follow_ups_for(user: Any) -> QuerySet[FollowUp]:
    """What the account sees: by its grants, or because it owes it."""
    return FollowUp.objects.filter(seen_q(user) | owned_q(user)).select_related(*RELATED)


def owns(user: Any, follow_up: FollowUp) -> bool:
    return FollowUp.objects.filter(owned_q(user), pk=follow_up.pk).exists()


def follow_up_or_404(user: Any, uuid: UUID) -> FollowUp:
    """404 outside the account's regions, 403 inside them without the right; its owner may always."""
    row = FollowUp.objects.select_related(*RELATED).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    if not owns(user, row):
        access.check(user, Can.VIEW_FOLLOW_UPS, region=row.region_id, election=row.election)
    return row


def may_manage(user: Any, follow_up: FollowUp) -> bool:
    return access.may(user, Can.MANAGE_FOLLOW_UPS, region=follow_up.region_id, election=follow_up.election)


def acting(user: User, follow_up: FollowUp, *, as_owner: bool) -> Actor:
    """Who acts; an owner may do the owner's deeds without a grant. PermissionDenied otherwise."""
    if as_owner and not may_manage(user, follow_up) and owns(user, follow_up):
        return Actor(str(user.uuid), OWNER)
    return access.acting(user, Can.MANAGE_FOLLOW_UPS, region=follow_up.region_id, election=follow_up.election)


def for_meeting(ref: str, election: Election, *, open_only: bool = True) -> QuerySet[FollowUp]:
    """What a meeting gave rise to and what was carried into it, the longest overdue first."""
    rows = FollowUp.objects.filter(Q(origin=ref) | Q(notes__ref=ref), election=election).distinct()
    return (rows.open() if open_only else rows).select_related(*RELATED).order_by("due", "pk")


def place_of(follow_up: FollowUp) -> str:
    return titled(follow_up.region.kind, region_name(follow_up.region.name))


def line(follow_up: FollowUp, today: date) -> dict[str, Any]:
    """A follow-up as lists show it."""
    tone, icon = LOOKS[FollowUpState(follow_up.state)]
    return {
        "row": follow_up, "url": reverse("situation:follow-up", args=[follow_up.uuid]), "place": place_of(follow_up),
        "late": follow_up.days_late(today), "tone": tone, "icon": icon, "due": tanggal(follow_up.due),
        "since": tanggal(follow_up.given_on), "is_today": follow_up.is_owed and follow_up.due == today,
    }  # fmt: skip


def detail_page(request: HttpRequest, follow_up: FollowUp) -> dict[str, Any]:
    """One follow-up with its story and what this account may do about it."""
    is_owner, manages = owns(request.user, follow_up), may_manage(request.user, follow_up)
    given = links_about(follow_up.subject, owners.PURPOSE)
    works = (is_owner or manages) and follow_up.state in OWED
    return {
        **line(follow_up, timezone.localdate()),
        "follow_up": follow_up, "manages": manages, "is_owner": is_owner,
        "holder": owners.recipient(follow_up), "origin_url": refs.url_of(follow_up.origin),
        "story": story(follow_up.notes.all(), given),
        "may_report": works, "may_start": works and follow_up.state == FollowUpState.TERBUKA,
        "may_judge": manages and follow_up.state == FollowUpState.DILAPORKAN,
        "may_reopen": manages and follow_up.state in OVER, "may_note": is_owner or manages,
        "may_hand_over": manages and follow_up.state in OWED,
        "letters": letters_about(follow_up.subject) if manages else [],
        "has_live_link": any(link.is_live for link in given),
        "may_open_letters": access.may(
            request.user, LETTERS, region=follow_up.region_id, election=follow_up.election
        ),
        "links": [
            {"link": link, "url": links.url(link, request) if link.is_live else ""} for link in given
        ] if manages else [],
        "crumbs": crumbs(follow_up.title),
    }  # fmt: skip


def crumbs(*labels: str) -> list[dict[str, Any]]:
    home = {"label": _("Beranda"), "url": reverse("office:home")}
    board = {"label": _("Tindak lanjut"), "url": reverse("situation:board")}
    return [home, board, *({"label": label, "url": None} for label in labels)]


def story(notes: Iterable[Step], given: Iterable[PersonalLink]) -> list[dict[str, Any]]:
    """Every note, the newest first, with who wrote it and its files; three queries at most."""
    rows = sorted(notes, key=lambda note: -note.number)
    through = {str(link.uuid) for link in given}
    files = evidence.files_of(rows)
    wanted = {note.by for note in rows if note.by and note.by not in through}
    names = {str(uuid): name for uuid, name in User.objects.filter(uuid__in=wanted).values_list("uuid", "name")}
    roles = {**dict(Role.choices), OWNER: _("penanggung jawab"), "sistem": ""}
    return [
        {
            "note": note, "time": waktu(note.at), "deed": note.get_kind_display(),
            "state": NOTE_LOOKS.get(note.kind, "belum"),
            "title": _("Penanggung jawab") if note.role == links.ROLE else names.get(note.by, _("Sistem")),
            "who": _("lewat tautan pribadi") if note.role == links.ROLE else roles.get(note.role, note.role),
            "due": "" if note.due is None else waktu(note.due) if hasattr(note.due, "hour") else tanggal(note.due),
            "url": refs.url_of(note.ref), "files": files.get(note.uuid, []),
        }
        for note in rows
    ]  # fmt: skip


def owner_story(link: PersonalLink, follow_up: FollowUp) -> list[dict[str, Any]]:
    """What the holder of a link sees: own reports and notes, and the answers to them."""
    given = _given(link)
    answers = Q(kind__in=[NoteKind.DIKEMBALIKAN, NoteKind.DITERIMA])
    notes = follow_up.notes.filter(Q(by__in=[str(each.uuid) for each in given]) | answers)
    told = story(notes, given)
    for item in told:
        if item["note"].role != links.ROLE:
            # Which person of the commission answered is not the holder's business.
            item["title"], item["who"] = _("KPU"), ""
    return told


def own_notes(link: PersonalLink, follow_up: FollowUp) -> QuerySet[Step]:
    """What came through this holder's links."""
    return follow_up.notes.filter(by__in=[str(each.uuid) for each in _given(link)])


def _given(link: PersonalLink) -> list[PersonalLink]:
    return list(PersonalLink.objects.filter(about=link.about, purpose=link.purpose, holder=link.holder))
