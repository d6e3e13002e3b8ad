"""The overview, a new meeting, its plan and whom it invites."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.directory.actions import ClashError
from electcoord.directory.models import Institution, Office, Venue
from electcoord.elections.models import Election
from electcoord.office.selectors import current_election
from electcoord.regions.models import Region
from meetings import actions
from meetings.forms import AnswerForm, DayForm, ItemForm, MeetingForm, PickForm, shown
from meetings.models import AgendaItem, Invitee, Meeting, MeetingKind, Session
from meetings.selectors import access_meeting, letters, overview, papers, picker, room
from meetings.selectors.bookings import place_named, venues_of
from meetings.selectors.doors import crumbs
from meetings.states import PLANNED
from meetings.views.answers import acting, attempt, first_error

READ_WRITE = ["GET", "HEAD", "POST"]
# Follow-ups that the plan shows; the rest stands on its own page.
WAITING = 5


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    page = overview.list_page(request, overview.Filter.of(request.GET))
    if not access.has_anywhere(request.user, Can.VIEW_MEETINGS) and not page["tabs"][-1]["note"]:
        raise PermissionDenied
    return render(
        request, "meetings/list.html", page | {"kinds": MeetingKind.choices, "states": overview.state_choices()}
    )


def _organisers(regions: list[tuple[str, str]]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Institutions of the chosen regions' kabupaten, by kind; those of KPU first."""
    found: dict[str, list[tuple[int, str]]] = {}
    tops = {code[:4] for code, _name in regions}
    for top in sorted(tops):
        for one in picker.institutions_of(top).order_by("kind", "region", "name"):
            found.setdefault(one.get_kind_display(), []).append((one.pk, one.name))
    own = str(_("KPU dan badan ad hoc"))
    return sorted(found.items(), key=lambda pair: (pair[0] != own, pair[0]))


@access.requires(Can.PLAN_MEETING)
@require_http_methods(READ_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    election = current_election(request)
    if not access.has_anywhere(request.user, Can.PLAN_MEETING) or election is None:
        raise PermissionDenied
    regions = overview.region_choices(request, Can.PLAN_MEETING)
    venues = venues_of(*sorted({code[:4] for code, _name in regions}))
    form = MeetingForm(request.POST or None, regions=regions, organisers=_organisers(regions),
                       venues=[(one.pk, place_named(one)) for one in venues],
                       initial={"kunci": uuid4(), "wilayah": regions[0][0] if regions else ""})  # fmt: skip
    problem, is_clash = "", False
    if request.method == "POST":
        problem = _("Periksa isian yang ditandai.")
        if form.is_valid():
            try:
                made = _plan(request, form.cleaned_data, election)
            except RuleError as refusal:
                problem, is_clash = str(refusal), isinstance(refusal, ClashError)
            else:
                messages.success(request, _("Rencana rapat tersimpan. Susun acaranya, lalu pilih yang diundang."))
                return redirect("meetings:plan", made.uuid)
    page = {"form": form, "crumbs": crumbs(here=_("Rapat baru")), "election": election, "problem": problem,
            "is_clash": is_clash}  # fmt: skip
    return render(request, "meetings/new.html", page, status=422 if problem else 200)


def _plan(request: HttpRequest, data: dict[str, Any], election: Election) -> Meeting:
    region = get_object_or_404(Region, pk=data["wilayah"])
    actor = access.acting(request.user, Can.PLAN_MEETING, region=region.code, election=election)
    return actions.plan_meeting(
        election=election, region=region, kind=data["jenis"], title=data["judul"], place=data["tempat"],
        organiser=get_object_or_404(Institution, pk=data["penyelenggara"]), purpose=data["tujuan"],
        starts=data["mulai"], ends=data["selesai"], key=data["kunci"], actor=actor,
        venue=get_object_or_404(Venue, pk=data["gedung"]) if data["gedung"] else None,
        clash_reason=data["alasan_tabrakan"],
    )  # fmt: skip


def _plan_page(request: HttpRequest, meeting: Meeting, bound: Any = None) -> dict[str, Any]:
    days = room.days_of(meeting)
    for day in days:
        initial = {"judul_sesi": day.title, "mulai": shown(day.starts), "selesai": shown(day.ends)}
        day.form = DayForm(initial=initial, auto_id=f"hari-{day.number}-%s")
        day.new_item = ItemForm(auto_id=f"acara-{day.number}-%s")
        day.seen = ",".join(str(item.uuid) for item in day.agenda)
        for item in day.agenda:
            values = {
                "acara": item.title,
                "menit": item.minutes,
                "pembicara": item.speaker,
                "penetapan": item.is_result,
            }
            item.form = ItemForm(initial=values, auto_id=f"ubah-{item.pk}-%s")
    organisers = _organisers([(meeting.region_id, "")])
    initial = {"jenis": meeting.kind, "judul": meeting.title, "penyelenggara": meeting.organiser_id,
               "tempat": meeting.place, "tujuan": meeting.purpose}  # fmt: skip
    form = bound or MeetingForm(regions=[], organisers=organisers, initial=initial)
    return room.head(request, meeting, _("Rencana")) | {
        "days": days,
        "form": form,
        "new_day": DayForm(auto_id="baru-%s"),
        **(papers.carry_page(request.user, meeting, WAITING) if meeting.state in PLANNED else {}),
    }


@access.requires(Can.PLAN_MEETING)
@require_http_methods(READ_WRITE)
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    meeting = access_meeting(request.user, uuid, Can.PLAN_MEETING)
    if request.method != "POST":
        return render(request, "meetings/plan.html", _plan_page(request, meeting))
    deed = PLAN_DEEDS.get(request.POST.get("perbuatan", ""))
    return attempt(
        request, lambda: _planned(request, meeting, deed), done=_("Tersimpan."),
        then=reverse("meetings:plan", args=[uuid]), page=lambda: _plan_page(request, meeting),
        template="meetings/plan.html",
    )  # fmt: skip


def _planned(request: HttpRequest, meeting: Meeting, deed: Any) -> None:
    if deed is None:
        raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))
    deed(request, meeting, acting(request, Can.PLAN_MEETING, meeting))


def _cleaned(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise RuleError(first_error(form))
    return form.cleaned_data


def _day(request: HttpRequest, meeting: Meeting) -> Session:
    return _one(meeting.sessions.all(), request.POST.get("sesi", ""))


def _item(request: HttpRequest, meeting: Meeting) -> AgendaItem:
    return _one(
        AgendaItem.objects.filter(session__meeting=meeting).select_related("session"), request.POST.get("acara_id", "")
    )


def _one(rows: Any, value: str) -> Any:
    """The row of this uuid; 404 for another or for none."""
    try:
        return get_object_or_404(rows, uuid=UUID(value))
    except ValueError:
        raise Http404 from None


def _change(request: HttpRequest, meeting: Meeting, actor: Any) -> None:
    form = MeetingForm(request.POST, regions=[], organisers=_organisers([(meeting.region_id, "")]))
    data = _cleaned(form)
    actions.change_meeting(
        meeting, kind=data["jenis"], title=data["judul"], place=data["tempat"], purpose=data["tujuan"],
        organiser=get_object_or_404(Institution, pk=data["penyelenggara"]), actor=actor,
    )  # fmt: skip


def _add_day(request: HttpRequest, meeting: Meeting, actor: Any) -> None:
    data = _cleaned(DayForm(request.POST))
    actions.add_day(meeting, starts=data["mulai"], ends=data["selesai"], title=data["judul_sesi"], actor=actor,
                    clash_reason=data["alasan_tabrakan"])  # fmt: skip


def _change_day(request: HttpRequest, meeting: Meeting, actor: Any) -> None:
    data = _cleaned(DayForm(request.POST))
    actions.change_day(
        _day(request, meeting), starts=data["mulai"], ends=data["selesai"], title=data["judul_sesi"], actor=actor,
        clash_reason=data["alasan_tabrakan"],
    )  # fmt: skip


def _drop_day(request: HttpRequest, meeting: Meeting, actor: Any) -> None:
    actions.drop_day(_day(request, meeting), actor=actor)


def _values(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": data["acara"],
        "minutes": data["menit"],
        "speaker": data["pembicara"],
        "is_result": data["penetapan"],
    }


def _add_item(request: HttpRequest, meeting: Meeting, actor: Any) -> None:
    actions.add_item(_day(request, meeting), **_values(_cleaned(ItemForm(request.POST))), actor=actor)


def _change_item(request: HttpRequest, meeting: Meeting, actor: Any) -> None:
    actions.change_item(_item(request, meeting), **_values(_cleaned(ItemForm(request.POST))), actor=actor)


def _drop_item(request: HttpRequest, meeting: Meeting, actor: Any) -> None:
    actions.drop_item(_item(request, meeting), actor=actor)


def _move_item(request: HttpRequest, meeting: Meeting, actor: Any) -> None:
    """One step up or down in the order that the page showed."""
    item = _item(request, meeting)
    try:
        seen = [UUID(part) for part in request.POST.get("urutan", "").split(",")[:200]]
        at = seen.index(item.uuid)
    except ValueError:
        raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi.")) from None
    to = at + (-1 if request.POST.get("perbuatan") == "acara-naik" else 1)
    order = list(seen)
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    actions.order_agenda(item.session, order, seen=seen, actor=actor)


PLAN_DEEDS = {
    "ubah": _change, "hari-baru": _add_day, "hari-ubah": _change_day, "hari-hapus": _drop_day, "acara-baru": _add_item,
    "acara-ubah": _change_item, "acara-hapus": _drop_item, "acara-naik": _move_item, "acara-turun": _move_item,
}  # fmt: skip


# Invitations.


def _invitees_page(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    page = room.invitees_page(request, meeting) | picker.picker(request, meeting)
    return page | letters.step(meeting, may=page["may"])


@access.requires(Can.VIEW_MEETINGS)
@require_http_methods(READ_WRITE)
def invitees(request: HttpRequest, uuid: UUID) -> HttpResponse:
    meeting = access_meeting(request.user, uuid)
    if request.method != "POST":
        return render(request, "meetings/invitees.html", _invitees_page(request, meeting))
    meeting = access_meeting(request.user, uuid, Can.PLAN_MEETING)
    try:
        added = _pick(request, meeting)
    except RuleError as refusal:
        page = _invitees_page(request, meeting) | {"problem": str(refusal)}
        return render(request, "meetings/invitees.html", page, status=422)
    count = len(added.invitees)
    text = ngettext("%(n)s undangan ditambahkan.", "%(n)s undangan ditambahkan.", count) % {"n": count}
    if added.known:
        text += " " + _("%(n)s sudah diundang sebelumnya.") % {"n": added.known}
    messages.success(request, text)
    return redirect("meetings:invitees", uuid)


def _pick(request: HttpRequest, meeting: Meeting) -> Any:
    """Only institutions and offices of the meeting's kabupaten can be ticked."""
    near = picker.institutions_of(meeting.region_id)
    posts = Office.objects.filter(institution__in=near, is_active=True)
    ticked = [value for name in ("jabatan", "lembaga") for value in request.POST.getlist(name)]
    if len(ticked) > 500:
        raise RuleError(_("Paling banyak 500 sekali undang."))
    form = PickForm(
        request.POST, offices=posts.values_list("pk", flat=True), institutions=near.values_list("pk", flat=True)
    )
    data = _cleaned(form)
    offices = list(posts.filter(pk__in=data["jabatan"]).select_related("institution").order_by("institution", "rank"))
    institutions = list(near.filter(pk__in=data["lembaga"]))
    return actions.invite_many(
        meeting, offices=offices, institutions=institutions, side=data["pihak"], seats=data["orang"] or 1,
        actor=acting(request, Can.PLAN_MEETING, meeting),
    )  # fmt: skip


def _invitee_page(request: HttpRequest, meeting: Meeting, invitee: Invitee, form: AnswerForm) -> dict[str, Any]:
    page = room.head(request, meeting, str(invitee))
    page["crumbs"].insert(-1, {"label": _("Undangan"), "url": reverse("meetings:invitees", args=[meeting.uuid])})
    return page | {"invitee": invitee, "form": form, "came": invitee.guests.exists(), **letters.one_page(invitee)}


@access.requires(Can.RECORD_MEETING)
@require_http_methods(READ_WRITE)
def invitee(request: HttpRequest, uuid: UUID, one: UUID) -> HttpResponse:
    meeting = access_meeting(request.user, uuid, Can.RECORD_MEETING)
    rows = meeting.invitees.filter(is_active=True).select_related("institution", "office")
    found = get_object_or_404(rows, uuid=one)
    is_drop = request.POST.get("perbuatan") == "tarik"
    initial = {"jawaban": found.answer, "pengganti": found.substitute, "jabatan_pengganti": found.substitute_office,
               "catatan": found.note}  # fmt: skip
    form = AnswerForm(request.POST if request.method == "POST" and not is_drop else None, initial=initial)
    if request.method != "POST":
        return render(request, "meetings/invitee.html", _invitee_page(request, meeting, found, form))

    def deed() -> None:
        if is_drop:
            actions.drop_invitee(found, actor=acting(request, Can.PLAN_MEETING, meeting))
            return
        data = _cleaned(form)
        actions.answer_invitation(
            found, answer=data["jawaban"], substitute=data["pengganti"], substitute_office=data["jabatan_pengganti"],
            note=data["catatan"], actor=acting(request, Can.RECORD_MEETING, meeting),
        )  # fmt: skip

    return attempt(
        request, deed, done=_("Undangan ditarik.") if is_drop else _("Jawaban tercatat."),
        then=reverse("meetings:invitees", args=[uuid]), template="meetings/invitee.html",
        page=lambda: _invitee_page(request, meeting, found, form),
    )  # fmt: skip
