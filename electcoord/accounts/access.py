"""Who may do what, where, in which election, at which stage. Nothing else in the product compares roles.

Outside the regions of an account's grants a thing does not exist (404); inside them without the right it is refused
(403). What a verb needs is declared here; a view declares its verb (`policy`), and one without a policy is refused.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse

from electcoord.accounts.models import Grant, Role, User
from electcoord.elections.models import Election, Stage
from electcoord.ledger.recording import Actor
from electcoord.regions.models import covers

View = Callable[..., HttpResponse]


class Can(StrEnum):
    """Verbs."""

    VIEW_RECAP = "view_recap"
    VIEW_READINGS = "view_readings"
    ENTER_SHEET = "enter_sheet"
    IMPORT_SHEETS = "import_sheets"
    RELEASE_QUARANTINE = "release_quarantine"
    SETTLE_DIFFERENCE = "settle_difference"
    PROPOSE_CORRECTION = "propose_correction"
    APPROVE_CORRECTION = "approve_correction"
    ADD_PAPER = "add_paper"
    MOVE_PAPER = "move_paper"
    VIEW_LEDGER = "view_ledger"
    VIEW_PROFILE = "view_profile"
    PROPOSE_PROFILE = "propose_profile"
    APPROVE_PROFILE = "approve_profile"
    MANAGE_ELECTION = "manage_election"
    MANAGE_ACCOUNTS = "manage_accounts"
    VIEW_DIRECTORY = "view_directory"
    MANAGE_DIRECTORY = "manage_directory"
    BOOK_RESOURCES = "book_resources"
    VIEW_CALENDAR = "view_calendar"
    EDIT_CALENDAR = "edit_calendar"
    MANAGE_TEMPLATES = "manage_templates"
    VIEW_FOLLOW_UPS = "view_follow_ups"
    MANAGE_FOLLOW_UPS = "manage_follow_ups"
    VIEW_INCIDENTS = "view_incidents"
    REPORT_INCIDENTS = "report_incidents"
    MANAGE_INCIDENTS = "manage_incidents"
    VIEW_MEETINGS = "view_meetings"
    VIEW_CLOSED_MEETINGS = "view_closed_meetings"
    PLAN_MEETING = "plan_meeting"
    RECORD_MEETING = "record_meeting"
    CHAIR_MEETING = "chair_meeting"
    APPROVE_DOCUMENT = "approve_document"
    VIEW_LOGISTICS = "view_logistics"
    PLAN_LOGISTICS = "plan_logistics"
    KEEP_STOCK = "keep_stock"
    MOVE_BOXES = "move_boxes"
    HAND_OVER = "hand_over"
    USE_ADMIN = "use_admin"


R = Role
COMMISSION = {R.KETUA_KPU, R.ANGGOTA_KPU}
OFFICE = {R.SEKRETARIS_KPU, R.STAF_KPU, R.OPERATOR_SIREKAP}
PPK = {R.KETUA_PPK, R.ANGGOTA_PPK, R.SEKRETARIAT_PPK}
PPS = {R.KETUA_PPS, R.ANGGOTA_PPS}
SUPERVISORS = {R.BAWASLU_KAB, R.PANWASCAM, R.PKD, R.PTPS}
# They look at logistics and at what went wrong with it, and write nothing (features 22).
LOOKERS_ON = {R.POLRI, R.KEJAKSAAN}
# Offices outside the commission whose accounts keep a log of what they opened (features 22).
LOGGED = {R.BAWASLU_KAB} | LOOKERS_ON
# Whoever writes an invitation and keeps the minutes; whoever leads (regulations J.2, D.4).
CONVENERS = COMMISSION | {R.SEKRETARIS_KPU, R.STAF_KPU, R.KETUA_PPK, R.SEKRETARIAT_PPK, R.KETUA_PPS}
CHAIRS = COMMISSION | {R.KETUA_PPK, R.ANGGOTA_PPK, R.KETUA_PPS}

GRANTS: dict[Can, set[Role]] = {
    Can.VIEW_RECAP: COMMISSION | OFFICE | PPK | PPS | SUPERVISORS | {R.KPPS, R.SAKSI, R.IMPOR},
    Can.VIEW_READINGS: COMMISSION | {R.SEKRETARIS_KPU, R.KETUA_PPK, R.ANGGOTA_PPK} | SUPERVISORS,
    Can.ENTER_SHEET: {R.STAF_KPU, R.OPERATOR_SIREKAP, R.SEKRETARIAT_PPK, R.ANGGOTA_PPS, R.IMPOR},
    Can.IMPORT_SHEETS: {R.STAF_KPU, R.OPERATOR_SIREKAP, R.SEKRETARIAT_PPK, R.IMPOR},
    Can.RELEASE_QUARANTINE: COMMISSION | {R.KETUA_PPK},
    # The third person of a difference: whoever reads C.Hasil aloud in the pleno (regulations D.4), not who types it.
    Can.SETTLE_DIFFERENCE: COMMISSION | {R.KETUA_PPK, R.ANGGOTA_PPK},
    Can.PROPOSE_CORRECTION: COMMISSION | PPK | {R.STAF_KPU, R.OPERATOR_SIREKAP},
    Can.APPROVE_CORRECTION: COMMISSION | {R.KETUA_PPK, R.ANGGOTA_PPK},
    Can.ADD_PAPER: PPK | PPS | {R.STAF_KPU, R.OPERATOR_SIREKAP, R.KPPS},
    Can.MOVE_PAPER: PPK | {R.STAF_KPU, R.OPERATOR_SIREKAP},
    Can.VIEW_LEDGER: COMMISSION | {R.SEKRETARIS_KPU, R.KETUA_PPK, R.BAWASLU_KAB, R.PANWASCAM, R.PENGELOLA},
    Can.VIEW_PROFILE: COMMISSION | OFFICE | PPK | SUPERVISORS | {R.SAKSI, R.PENGELOLA},
    Can.PROPOSE_PROFILE: COMMISSION | {R.SEKRETARIS_KPU},
    Can.APPROVE_PROFILE: COMMISSION,
    Can.MANAGE_ELECTION: {R.KETUA_KPU, R.SEKRETARIS_KPU, R.STAF_KPU},
    Can.MANAGE_ACCOUNTS: {R.PENGELOLA, R.SEKRETARIS_KPU},
    # Names and telephone numbers: for whoever invites, not for every account.
    Can.VIEW_DIRECTORY: COMMISSION | OFFICE | PPK,
    Can.MANAGE_DIRECTORY: {R.SEKRETARIS_KPU, R.STAF_KPU},
    Can.BOOK_RESOURCES: CONVENERS | {R.PETUGAS_GUDANG},
    Can.VIEW_CALENDAR: COMMISSION | OFFICE | PPK | PPS | SUPERVISORS | {R.PETUGAS_GUDANG},
    Can.EDIT_CALENDAR: {R.KETUA_KPU, R.SEKRETARIS_KPU, R.STAF_KPU},
    Can.MANAGE_TEMPLATES: {R.SEKRETARIS_KPU, R.STAF_KPU},
    Can.VIEW_FOLLOW_UPS: COMMISSION | OFFICE | PPK | PPS,
    Can.MANAGE_FOLLOW_UPS: CONVENERS,
    Can.VIEW_INCIDENTS: COMMISSION
    | OFFICE
    | PPK
    | PPS
    | SUPERVISORS
    | LOOKERS_ON
    | {R.PETUGAS_GUDANG, R.KPPS, R.PENGAWAL},
    # Whoever is there when it happens tells of it; the commission sees to it.
    Can.REPORT_INCIDENTS: COMMISSION | OFFICE | PPK | PPS | {R.PETUGAS_GUDANG, R.KPPS, R.PENGAWAL},
    Can.MANAGE_INCIDENTS: COMMISSION | {R.SEKRETARIS_KPU, R.STAF_KPU},
    Can.VIEW_MEETINGS: COMMISSION | OFFICE | PPK | PPS | {R.BAWASLU_KAB, R.PANWASCAM},
    # What a closed pleno discusses is the commission's until it is decided.
    Can.VIEW_CLOSED_MEETINGS: COMMISSION | {R.SEKRETARIS_KPU, R.STAF_KPU},
    Can.PLAN_MEETING: CONVENERS,
    Can.RECORD_MEETING: CONVENERS | {R.ANGGOTA_PPK, R.ANGGOTA_PPS, R.OPERATOR_SIREKAP},
    Can.CHAIR_MEETING: CHAIRS,
    Can.APPROVE_DOCUMENT: COMMISSION | {R.SEKRETARIS_KPU, R.KETUA_PPK, R.KETUA_PPS},
    Can.VIEW_LOGISTICS: COMMISSION
    | OFFICE
    | PPK
    | PPS
    | SUPERVISORS
    | LOOKERS_ON
    | {R.PETUGAS_GUDANG, R.KPPS, R.PENGAWAL},
    Can.PLAN_LOGISTICS: COMMISSION | {R.SEKRETARIS_KPU, R.STAF_KPU},
    Can.KEEP_STOCK: {R.SEKRETARIS_KPU, R.STAF_KPU, R.PETUGAS_GUDANG},
    Can.MOVE_BOXES: {R.SEKRETARIS_KPU, R.STAF_KPU, R.PETUGAS_GUDANG, R.KETUA_PPK, R.SEKRETARIAT_PPK, R.KETUA_PPS},
    # Whoever gives or takes boxes on the way, a driver's phone included (regulations H.4, E.5).
    Can.HAND_OVER: {R.STAF_KPU, R.PETUGAS_GUDANG, R.KPPS, R.PENGAWAL} | PPK | PPS,
    Can.USE_ADMIN: {R.PENGELOLA, R.SEKRETARIS_KPU, R.STAF_KPU},
}
COUNTING = {Stage.ENTRI, Stage.PLENO_KECAMATAN, Stage.PLENO_KABUPATEN}
# Verbs that need one of these stages to be open in the election; others hold at any time.
STAGES: dict[Can, set[Stage]] = {
    Can.ENTER_SHEET: {Stage.ENTRI},
    Can.IMPORT_SHEETS: {Stage.ENTRI},
    Can.RELEASE_QUARANTINE: COUNTING,
    Can.SETTLE_DIFFERENCE: COUNTING,
    Can.PROPOSE_CORRECTION: COUNTING,
    Can.APPROVE_CORRECTION: COUNTING,
    Can.ADD_PAPER: COUNTING,
    Can.MOVE_PAPER: COUNTING,
}


def grants_of(user: Any) -> list[Grant]:
    """The grants in force, read once per request (the user object lives as long)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    if not hasattr(user, "_grants"):
        user._grants = list(user.grants.in_force().select_related("election"))
    return user._grants


def is_logged(user: Any) -> bool:
    """Whether what the account opens is kept: it acts for such an office, whatever else it may be."""
    return any(grant.role in LOGGED for grant in grants_of(user))


def _holding(user: Any, can: Can, election: Election | None) -> Iterable[Grant]:
    """Grants that give the verb in this election now; for `election=None`, only those of every election."""
    due = STAGES.get(can)
    for grant in grants_of(user):
        if grant.role not in GRANTS[can] or (grant.election_id and (not election or grant.election_id != election.pk)):
            continue
        if election and grant.stage and grant.stage not in election.open_stages:
            continue
        if due and (not election or due.isdisjoint(election.open_stages)):
            continue
        yield grant


def may(user: Any, can: Can, *, region: str, election: Election | None) -> bool:
    """Whether `user` may do this in `region` (a code, TPS codes too) of `election`."""
    return any(covers_or_all(grant.region, region) for grant in _holding(user, can, election))


def covers_or_all(granted: str, region: str) -> bool:
    """A grant without a region holds everywhere; otherwise for the region and all below it."""
    return not granted or covers(granted, region)


def has_anywhere(user: Any, can: Can) -> bool:
    """Whether some grant of the account gives the verb at all (for menus and the admin's door)."""
    return any(grant.role in GRANTS[can] for grant in grants_of(user))


def scope(user: Any, can: Can, election: Election | None) -> list[str]:
    """Region codes in which the verb holds, the widest only; `[""]` means everywhere."""
    codes = sorted({grant.region for grant in _holding(user, can, election)}, key=len)
    return [c for i, c in enumerate(codes) if not any(covers_or_all(wider, c) for wider in codes[:i])]


def region_q(codes: Iterable[str], field: str) -> Q:
    """A filter on a text column of region codes: in or below one of `codes`."""
    query = Q(pk__in=[])
    for code in codes:
        if not code:
            return Q()
        query |= Q(**{f"{field}__startswith": code})
    return query


def sees(user: Any, *, region: str, election: Election | None) -> bool:
    """Whether the region exists for this account: some grant of the election covers it."""
    return any(
        covers_or_all(grant.region, region)
        for grant in grants_of(user)
        if not grant.election_id or (election and grant.election_id == election.pk)
    )


def check(user: Any, can: Can, *, region: str, election: Election | None) -> None:
    """404 outside the account's regions, 403 inside them without the right."""
    if not sees(user, region=region, election=election):
        raise Http404
    if not may(user, can, region=region, election=election):
        raise PermissionDenied


def acting(user: User, can: Can, *, region: str, election: Election | None) -> Actor:
    """The actor for the ledger: the account and the role that allows the deed; PermissionDenied without one."""
    for grant in _holding(user, can, election):
        if covers_or_all(grant.region, region):
            return Actor(str(user.uuid), grant.role)
    raise PermissionDenied("Akun ini tidak berhak melakukan hal itu di wilayah ini pada tahapan ini.")


def elections_of(user: Any) -> QuerySet[Election]:
    """Elections in which the account has a grant; a grant without election opens those of its region."""
    query = Q(pk__in=[])
    for grant in grants_of(user):
        if grant.election_id:
            query |= Q(pk=grant.election_id)
        elif not grant.region:
            query = Q()
            break
        else:
            query |= Q(kabupaten__code=grant.region[:4]) | Q(kabupaten__code__startswith=grant.region)
    return Election.objects.filter(query).select_related("kabupaten", "profile")


def public(view: View) -> View:
    """Policy: open to everybody."""
    view.policy = "public"
    return view


def signed_in(view: View) -> View:
    """Policy: any account."""
    wrapped = login_required(view)
    wrapped.policy = "signed_in"
    return wrapped


def requires(can: Can) -> Callable[[View], View]:
    """Policy: the verb. The view itself calls `check` with the region and election that its URL names."""

    def decorate(view: View) -> View:
        wrapped = login_required(view)
        wrapped.policy = can
        return wrapped

    return decorate


def may_somewhere(user: Any, can: Can, election: Election) -> bool:
    """Whether the verb holds in some region of the election now (to show a door; the deed checks its region)."""
    return any(True for _ in _holding(user, can, election))


def entrances(user: Any, election: Election, can: Can) -> list[str]:
    """The widest regions of the election in which the account may do this."""
    kabupaten = election.kabupaten_id
    codes = {code if len(code) > len(kabupaten) else kabupaten for code in scope(user, can, election)
             if covers_or_all(kabupaten, code) or covers_or_all(code, kabupaten)}  # fmt: skip
    return sorted(codes)
