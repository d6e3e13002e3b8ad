"""The meeting's own page with its steps, the desk, the mandates, the notes and the timeline."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.ledger.recording import Actor
from meetings import actions
from meetings.forms import DeskForm, RemarkForm, StepForm
from meetings.models import AgendaItem, Attendance, Decision, Guest, Meeting, Remark, Session
from meetings.pleno import ballots, boxes
from meetings.selectors import access_meeting, bookings, letters, papers, room, training
from meetings.selectors import timeline as story
from meetings.states import APPROVED
from meetings.views.answers import acting, attempt, first_error

READ_WRITE = ["GET", "HEAD", "POST"]


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def meeting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = access_meeting(request.user, uuid)
    return render(request, "meetings/meeting.html", _whole(request, found))


def _whole(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """The workspace with what other parts of the app add to it."""
    page = room.meeting_page(request, found)
    page |= {
        "materials": letters.materials(found),
        "may_add": page["may"]["plan"] and found.state not in APPROVED,
        "key": uuid4(),
    }
    page |= letters.step(found, may=page["may"]) | {
        "booked": bookings.booked(found),
        "training": training.section(found),
        "boxes": boxes.line_of(request, found),
    }
    if page["boxes"]:
        page["ballots"] = ballots.door(request, found.election, found.region_id)
    return page | papers.workspace(request.user, found, page["may"])


# perbuatan: (verb, what is done, what is told afterwards).
def _steps() -> dict[str, tuple[Can, Any, str]]:
    return {
        "undang": (Can.PLAN_MEETING, lambda m, d, a: actions.invite_meeting(m, reason=d["alasan"], actor=a),
                   _("Undangan dinyatakan terkirim.")),
        "tunda": (Can.PLAN_MEETING, lambda m, d, a: actions.postpone_meeting(m, reason=d["alasan"], actor=a),
                  _("Rapat ditunda.")),
        "batal": (Can.PLAN_MEETING, lambda m, d, a: actions.cancel_meeting(m, reason=d["alasan"], actor=a),
                  _("Rapat dibatalkan.")),
        "jadwal": (Can.PLAN_MEETING, _reschedule, _("Rapat dijadwalkan ulang.")),
        "buka": (Can.CHAIR_MEETING, lambda m, d, a: actions.open_day(_day(m, d), reason=d["alasan"], actor=a),
                 _("Sesi dibuka.")),
        "belum-kuorum": (Can.CHAIR_MEETING, lambda m, d, a: actions.record_short(_day(m, d), actor=a),
                         _("Belum kuorum tercatat; penundaan dihitung dari sekarang.")),
        "skors": (Can.CHAIR_MEETING, _pause, _("Rapat diskors.")),
        "lanjut": (Can.CHAIR_MEETING, lambda m, d, a: actions.resume_meeting(m, actor=a), _("Skors dicabut.")),
        "tutup-sesi": (Can.CHAIR_MEETING, lambda m, d, a: actions.close_day(_day(m, d), actor=a), _("Sesi ditutup.")),
        "tutup": (Can.CHAIR_MEETING, lambda m, d, a: actions.close_meeting(m, reason=d["alasan"], actor=a),
                  _("Rapat ditutup.")),
        "notulen": (Can.RECORD_MEETING, lambda m, d, a: actions.draft_documents(m, actor=a),
                    _("Draf notulen tersusun dari catatan.")),
        "arsip": (Can.RECORD_MEETING, lambda m, d, a: actions.archive_meeting(m, actor=a), _("Rapat diarsipkan.")),
    }  # fmt: skip


def _day(found: Meeting, data: dict[str, Any]) -> Session:
    return get_object_or_404(found.sessions.all(), uuid=data["sesi"])


def _reschedule(found: Meeting, data: dict[str, Any], actor: Actor) -> None:
    if data["mulai"] is None:
        raise RuleError(_("Tulis hari dan jam mulai yang baru."))
    actions.reschedule_meeting(found, starts=data["mulai"], reason=data["alasan"], actor=actor,
                               clash_reason=data["alasan_tabrakan"])  # fmt: skip


def _pause(found: Meeting, data: dict[str, Any], actor: Actor) -> None:
    if data["sampai"] is None:
        raise RuleError(_("Tulis kapan rapat dilanjutkan."))
    actions.pause_meeting(found, until=data["sampai"], reason=data["alasan"], actor=actor)


@access.requires(Can.VIEW_MEETINGS)
@require_http_methods(["POST"])
def step(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = access_meeting(request.user, uuid)
    form, chosen = StepForm(request.POST), _steps().get(request.POST.get("perbuatan", ""))
    if chosen is None:
        # Whoever may do nothing here learns that first.
        if not any(room.rights(request.user, found).values()):
            raise PermissionDenied
        return _page_with(request, found, _("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))
    can, deed, done = chosen
    found = access_meeting(request.user, uuid, can)
    if not form.is_valid():
        return _page_with(request, found, first_error(form))
    actor = acting(request, can, found)
    return attempt(
        request, lambda: deed(found, form.cleaned_data, actor), done=done, then=found.get_absolute_url(),
        template="meetings/meeting.html", page=lambda: _typed(request, found),
    )  # fmt: skip


def _typed(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """The page as it is now, with what was typed."""
    fresh = access_meeting(request.user, found.uuid)
    typed = {key: request.POST.get(key, "")[:500] for key in StepForm.base_fields}
    return _whole(request, fresh) | {"typed": typed}


def _page_with(request: HttpRequest, found: Meeting, problem: str) -> HttpResponse:
    return render(request, "meetings/meeting.html", _typed(request, found) | {"problem": problem}, status=422)


# The desk.


@access.requires(Can.RECORD_MEETING)
@require_http_methods(READ_WRITE)
def desk(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = access_meeting(request.user, uuid, Can.RECORD_MEETING)
    if request.method == "POST":
        return _at_the_desk(request, found)
    return render(request, "meetings/desk.html", room.desk_page(request, found) | {"key": uuid4()})


def _at_the_desk(request: HttpRequest, found: Meeting) -> HttpResponse:
    form = DeskForm(request.POST)
    if not form.is_valid():
        page = room.desk_page(request, found) | {"key": uuid4(), "problem": first_error(form)}
        return render(request, "meetings/desk.html", page, status=422)
    data = form.cleaned_data
    deed = DESK_DEEDS.get(data["perbuatan"], _unknown)
    try:
        told = deed(found, data, acting(request, Can.RECORD_MEETING, found))
    except RuleError as refusal:
        page = room.desk_page(request, found)
        page |= {"key": data["kunci"] or uuid4(), "problem": str(refusal), "typed": data}
        return render(request, "meetings/desk.html", page, status=422)
    messages.success(request, told)
    return redirect(f"{reverse('meetings:desk', args=[found.uuid])}?sesi={data['sesi']}")


def _unknown(*_args: Any) -> str:
    raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))


def _come(found: Meeting, data: dict[str, Any], actor: Actor) -> str:
    who: dict[str, Any] = {}
    if data["orang"]:
        who["guest"] = get_object_or_404(found.guests.all(), uuid=data["orang"])
    else:
        who["invitee"] = get_object_or_404(found.invitees.all(), uuid=data["undangan"])
        who |= {"seat": data["kursi"] or 1, "name": data["nama"], "office_text": data["jabatan"]}
    arrival = actions.check_in(_day(found, data), **who, actor=actor)
    name = {"name": arrival.attendance.guest.name}
    return (_("%(name)s hadir.") if arrival.is_new else _("%(name)s sudah tercatat hadir.")) % name


def _walk(found: Meeting, data: dict[str, Any], actor: Actor) -> str:
    arrival = actions.walk_in(
        _day(found, data), name=data["nama"], office_text=data["jabatan"], institution_text=data["lembaga"],
        key=data["kunci"], actor=actor,
    )  # fmt: skip
    return _("%(name)s hadir.") % {"name": arrival.attendance.guest.name}


def _stay(found: Meeting, data: dict[str, Any]) -> Attendance:
    rows = Attendance.objects.filter(session__meeting=found).select_related("session", "guest")
    return get_object_or_404(rows, uuid=data["hadir"])


def _go(found: Meeting, data: dict[str, Any], actor: Actor) -> str:
    row = actions.check_out(_stay(found, data), actor=actor)
    return _("%(name)s pergi.") % {"name": row.guest.name}


def _correct(found: Meeting, data: dict[str, Any], actor: Actor) -> str:
    actions.correct_attendance(
        _stay(found, data), reason=data["alasan"], arrived=data["datang"], left=data["pergi"], actor=actor
    )
    return _("Catatan kehadiran dibetulkan.")


def _come_by_code(found: Meeting, data: dict[str, Any], actor: Actor) -> str:
    arrival = actions.check_in_by_code(_day(found, data), data["kode"], name=data["nama"], actor=actor)
    name = {"name": arrival.attendance.guest.name}
    return (_("%(name)s hadir.") if arrival.is_new else _("%(name)s sudah tercatat hadir.")) % name


DESK_DEEDS = {"kode": _come_by_code, "datang": _come, "tamu": _walk, "pergi": _go, "betulkan": _correct}


# The notes.


@access.requires(Can.RECORD_MEETING)
@require_http_methods(READ_WRITE)
def notes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = access_meeting(request.user, uuid, Can.RECORD_MEETING)
    if request.method != "POST":
        return render(request, "meetings/notes.html", _notes_page(request, found))
    form = RemarkForm(request.POST)
    problem, where = "", ""
    if not form.is_valid():
        problem = first_error(form)
    else:
        data = form.cleaned_data
        deed = NOTE_DEEDS.get(data["perbuatan"], _unknown)
        try:
            where = deed(found, data, acting(request, Can.RECORD_MEETING, found))
        except RuleError as refusal:
            problem = str(refusal)
    if problem:
        page = _notes_page(request, found) | {"problem": problem, "typed": request.POST}
        return render(request, "meetings/notes.html", page, status=422)
    messages.success(request, _("Tercatat."))
    return redirect(f"{reverse('meetings:notes', args=[uuid])}#{where}")


def _notes_page(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    days = [day for day in room.days_of(found) if day.opened_at]
    guests = list(found.guests.filter(attendance__is_void=False).distinct().order_by("name"))
    notes = room.notes_of(found, days)
    for part in notes:
        used = {one["item"].pk if one["item"] else None for one in part["parts"]}
        if None not in used:
            part["parts"].append({"item": None, "remarks": [], "decisions": []})
    return room.head(request, found, _("Catatan rapat")) | {"notes": notes, "guests": guests, "key": uuid4()}


def _item(data: dict[str, Any], day: Session) -> AgendaItem | None:
    return get_object_or_404(day.items.all(), uuid=data["acara"]) if data["acara"] else None


def _speaker(found: Meeting, data: dict[str, Any]) -> Guest | None:
    return get_object_or_404(found.guests.all(), uuid=data["orang"]) if data["orang"] else None


def _remark(found: Meeting, data: dict[str, Any], actor: Actor) -> str:
    day = _day(found, data)
    row = actions.add_remark(
        day, text=data["isi"], speaker=data["pembicara"], guest=_speaker(found, data), item=_item(data, day),
        key=data["kunci"], actor=actor,
    )  # fmt: skip
    return f"acara-{row.item_id or day.pk}"


def _rewrite(found: Meeting, data: dict[str, Any], actor: Actor) -> str:
    rows = Remark.objects.filter(session__meeting=found).select_related("session")
    row = get_object_or_404(rows, uuid=data["catatan"])
    row = actions.change_remark(row, text=data["isi"], speaker=data["pembicara"], seen=data["versi"] or 0, actor=actor)
    return f"acara-{row.item_id or row.session_id}"


def _decide(found: Meeting, data: dict[str, Any], actor: Actor) -> str:
    day = _day(found, data)
    figures = (data["setuju"], data["tidak"], data["abstain"])
    votes = None if all(n is None for n in figures) else tuple(n or 0 for n in figures)
    row = actions.add_decision(
        day, text=data["isi"], kind=data["jenis"], way=data["cara"], votes=votes, dissent=data["berbeda"],
        item=_item(data, day), key=data["kunci"], actor=actor,
    )  # fmt: skip
    return f"acara-{row.item_id or day.pk}"


def _withdraw(found: Meeting, data: dict[str, Any], actor: Actor) -> str:
    rows = Decision.objects.filter(session__meeting=found).select_related("session")
    row = actions.withdraw_decision(get_object_or_404(rows, uuid=data["keputusan"]), reason=data["alasan"], actor=actor)
    return f"acara-{row.item_id or row.session_id}"


NOTE_DEEDS = {"bicara": _remark, "ubah": _rewrite, "putus": _decide, "cabut": _withdraw}


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def timeline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = access_meeting(request.user, uuid)
    return render(request, "meetings/timeline.html", story.timeline_page(request, found))
