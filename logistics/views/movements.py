"""Pages of movements: fetch, call, answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.directory.actions import ClashError
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from logistics import actions
from logistics.actions import Aim, Plan
from logistics.forms.movements import MOST_ROWS, CancelForm, DepartForm, MomentForm, PlanForm, SignForm, StopRows
from logistics.models import Movement, Purpose, Stop
from logistics.selectors import boxes, rooms, waves
from logistics.selectors import movements as reads
from logistics.states import MovementState
from logistics.views import doors

ROWS = 4


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def movements(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "logistics/movements.html", reads.movements_page(request, doors.election_of(request, slug)))


@access.requires(Can.MOVE_BOXES)
@require_http_methods(doors.READ_WRITE)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A plan; `?seperti=` begins with that of another movement, `Tambah baris` gives more rows."""
    election = doors.election_of(request, slug)
    if not access.scope(request.user, Can.MOVE_BOXES, election):
        raise PermissionDenied
    if request.method != "POST":
        like = _like(request, election)
        form = PlanForm(election, initial=_initial(like) | {"kunci": uuid4()})
        return _plan_page(request, election, form, StopRows(prefix="t", initial=_rows_of(like)))

    def plan(form: PlanForm, made: Plan) -> Movement:
        origin = boxes.holder_named(reads.origins_of(request, election), form.cleaned_data["dari"])
        return actions.plan_movement(
            origin, form.cleaned_data["keperluan"], made, key=form.cleaned_data["kunci"],
            accept_clash=form.cleaned_data["tabrakan"],
            actor=access.acting(request.user, Can.MOVE_BOXES, region=boxes.region_of(origin), election=election),
        )  # fmt: skip

    return _save_plan(request, election, PlanForm(election, request.POST), None, plan)


@access.requires(Can.MOVE_BOXES)
@require_http_methods(doors.READ_WRITE)
def change(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    election = doors.election_of(request, slug)
    row = reads.movement_or_404(request, slug, uuid)
    actor = _planner(request, row)
    if row.state != MovementState.DIRENCANAKAN:
        messages.info(request, _("Perjalanan yang sudah berangkat tidak direncanakan ulang."))
        return redirect(row)
    if request.method != "POST":
        form = PlanForm(election, is_change=True, initial=_initial(row) | {"kunci": uuid4()})
        return _plan_page(request, election, form, StopRows(prefix="t", initial=_rows_of(row)), row)

    def save(form: PlanForm, made: Plan) -> Movement:
        return actions.change_movement(row, made, accept_clash=form.cleaned_data["tabrakan"], actor=actor)

    return _save_plan(request, election, PlanForm(election, request.POST, is_change=True), row, save)


def _save_plan(
    request: HttpRequest, election: Election, form: PlanForm, row: Movement | None,
    save: Callable[[PlanForm, Plan], Movement],
) -> HttpResponse:  # fmt: skip
    rows = StopRows(request.POST, prefix="t")
    if "tambah" in request.POST:
        return _plan_page(request, election, form, _longer(request), row, is_checked=False)
    if not (form.is_valid() & rows.is_valid()):
        return _plan_page(request, election, form, rows, row, status=422)
    has_clash = False
    try:
        made = save(form, _plan(request, election, form, rows))
    except ClashError as clash:
        has_clash = True
        form.add_error(None, str(clash))
    except RuleError as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _("Rencana tersimpan. Berikutnya: muat kotak dengan memindai, lalu berangkatkan."))
        return redirect(made)
    return _plan_page(request, election, form, rows, row, status=422, has_clash=has_clash)


def _plan(request: HttpRequest, election: Election, form: PlanForm, rows: Any) -> Plan:
    """The typed plan; RuleError names the row whose stop is unknown."""
    data, aims = form.cleaned_data, []
    known = boxes.holders_of(request, election, Can.MOVE_BOXES)
    for typed in rows.forms:
        if not typed.is_blank:
            stop = typed.cleaned_data
            aims.append(Aim(boxes.holder_named(known, stop["tujuan"]), stop["tiba"], stop["kotak"]))
    aims.sort(key=lambda aim: aim.at)
    return Plan(
        departure=data["berangkat"], aims=tuple(aims), wave=data["gelombang"], way=data["jalur"], route=data["rute"],
        vehicle=data["kendaraan"], driver=data["pengemudi"], escort=data["pengawal"],
        escort_names=data["nama_pengawal"], silent_after=data["sunyi"],
    )  # fmt: skip


def _plan_page(
    request: HttpRequest, election: Election, form: PlanForm, rows: Any, row: Movement | None = None, status: int = 200,
    *, is_checked: bool = True, has_clash: bool = False,
) -> HttpResponse:  # fmt: skip
    here = (_("Ubah rencana") if row else _("Baru"), None)
    above = (_("Perjalanan"), reverse("logistics:movements", args=[election.slug]))
    page = {
        "election": election, "form": form, "rows": rows, "row": row, "is_checked": is_checked, "has_clash": has_clash,
        "origins": reads.origins_of(request, election).exclude(kind="kpps")[:300] if row is None else [],
        "holders": boxes.holders_of(request, election, Can.MOVE_BOXES).exclude(
            kind__in=["kpps", "perjalanan", "percetakan"]
        )[:500],
        "can_add": rows.total_form_count() < MOST_ROWS, "crumbs": rooms.crumbs(election, above, here),
    }  # fmt: skip
    return render(request, "logistics/movement_plan.html", page, status=status)


def _longer(request: HttpRequest) -> Any:
    """The same rows and some more, not yet judged."""
    data = request.POST.copy()
    count = StopRows(data, prefix="t").total_form_count()
    data["t-TOTAL_FORMS"] = str(min(count + ROWS, MOST_ROWS))
    return StopRows(data, prefix="t")


def _like(request: HttpRequest, election: Election) -> Movement | None:
    """The movement whose plan is copied, where the account sees it."""
    uuid = doors.uuid_of(request.GET.get("seperti", ""))
    return reads.movements_of(request, election).select_related("origin").filter(uuid=uuid).first() if uuid else None


def _initial(row: Movement | None) -> dict[str, Any]:
    if row is None:
        return {"berangkat": timezone.localtime().replace(minute=0) + timedelta(hours=1)}
    return {
        "keperluan": row.purpose, "dari": row.origin.name, "berangkat": timezone.localtime(row.planned_departure),
        "gelombang": row.wave, "jalur": row.way, "rute": row.route, "kendaraan": row.vehicle_id,
        "pengemudi": row.driver, "pengawal": row.escort_id, "nama_pengawal": row.escort_names,
        "sunyi": row.silent_after,
    }  # fmt: skip


def _rows_of(row: Movement | None) -> list[dict[str, Any]]:
    stops = row.stops.filter(is_active=True).select_related("holder").order_by("number", "pk") if row else []
    found = [
        {"tujuan": stop.holder.name, "tiba": timezone.localtime(stop.planned_at), "kotak": stop.boxes} for stop in stops
    ]
    return found + [{}] * max(1, ROWS - len(found))


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def movement(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    doors.election_of(request, slug)
    row = reads.movement_or_404(request, slug, uuid)
    if request.method != "POST":
        return _movement_page(request, row)
    step = STEPS.get(request.POST.get("perbuatan", ""))
    if step is None:
        return _movement_page(request, row, 422, problem=_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))
    name, shape, deed = step
    form = shape(request.POST)
    if not form.is_valid():
        return _movement_page(request, row, 422, **{name: form})
    try:
        deed(request, row, form.cleaned_data)
    except RuleError as refusal:
        return _movement_page(request, row, 422, problem=str(refusal), **{name: form})
    messages.success(request, _("Tercatat."))
    return redirect(row)


def _movement_page(request: HttpRequest, row: Movement, status: int = 200, **more: Any) -> HttpResponse:
    shapes = {
        "depart_form": DepartForm.now(), "arrive_form": MomentForm.now(), "cancel_form": CancelForm(),
        "sign_form": SignForm(initial={"kunci": uuid4()}),
    }  # fmt: skip
    page = shapes | reads.movement_page(request, row) | more
    return render(request, "logistics/movement.html", page, status=status)


def _depart(request: HttpRequest, row: Movement, data: dict[str, Any]) -> None:
    actions.depart(row, at=data["pada"], is_list_open=data["menyusul"], actor=_planner(request, row))


def _arrive(request: HttpRequest, row: Movement, data: dict[str, Any]) -> None:
    stop = row.stops.filter(uuid=doors.uuid_of(request.POST.get("tujuan", ""))).select_related("holder__tps").first()
    if stop is None:
        raise RuleError(_("Pilih tujuan yang sudah dicapai."))
    actions.arrive(stop, at=data["pada"], actor=_teller(request, row, [stop]))


def _sign(request: HttpRequest, row: Movement, data: dict[str, Any]) -> None:
    stops = list(row.stops.filter(is_active=True).select_related("holder__tps"))
    actions.tell_sign(row, data["kabar"], key=data["kunci"], actor=_teller(request, row, stops))


def _end(request: HttpRequest, row: Movement, data: dict[str, Any]) -> None:
    actions.end_movement(row, actor=_planner(request, row))


def _cancel(request: HttpRequest, row: Movement, data: dict[str, Any]) -> None:
    actions.cancel_movement(row, reason=data["alasan"], actor=_planner(request, row))


STEPS: dict[str, tuple[str, type[forms.Form], Callable[..., None]]] = {
    "berangkat": ("depart_form", DepartForm, _depart),
    "tiba": ("arrive_form", MomentForm, _arrive),
    "kabar": ("sign_form", SignForm, _sign),
    "selesai": ("end_form", forms.Form, _end),
    "batal": ("cancel_form", CancelForm, _cancel),
}


def _planner(request: HttpRequest, row: Movement) -> Actor:
    """Who lets vehicles leave from its origin; 403 otherwise."""
    if not reads.may_plan(request, row):
        raise PermissionDenied
    return access.acting(request.user, Can.MOVE_BOXES, region=boxes.region_of(row.origin), election=row.election)


def _teller(request: HttpRequest, row: Movement, stops: list[Stop]) -> Actor:
    """Who plans it, or who hands over at its origin or at one of these stops; 403 otherwise."""
    if reads.may_plan(request, row):
        return _planner(request, row)
    for holder in (row.origin, *(stop.holder for stop in stops)):
        region = boxes.region_of(holder)
        if access.may(request.user, Can.HAND_OVER, region=region, election=row.election):
            return access.acting(request.user, Can.HAND_OVER, region=region, election=row.election)
    raise PermissionDenied


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def movement_paper(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The surat jalan; there is one since the departure."""
    doors.election_of(request, slug)
    row = reads.movement_or_404(request, slug, uuid)
    return doors.paper(row.document, f"surat-jalan-{str(row.uuid)[:4]}")


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(doors.READ_WRITE)
def wave(request: HttpRequest, slug: str, purpose: str, number: int) -> HttpResponse:
    """One wave: its vehicles, and the letter to the police, drafted by one and approved by another."""
    election = doors.store_or_404(request, slug)
    if purpose not in Purpose.values:
        raise Http404
    if request.method != "POST":
        return render(request, "logistics/movement_wave.html", waves.wave_page(request, election, purpose, number))
    can, deed, done = {
        "susun": (Can.PLAN_LOGISTICS, actions.draft_notice, _("Draf surat tersimpan; pejabat lain mengesahkannya.")),
        "sahkan": (Can.APPROVE_DOCUMENT, actions.approve_notice, _("Surat pemberitahuan disahkan dan bernomor.")),
    }.get(request.POST.get("perbuatan", ""), (Can.PLAN_LOGISTICS, _unknown, ""))
    access.check(request.user, can, region=election.kabupaten_id, election=election)
    actor = doors.acting(request, can, election)
    return doors.attempt(
        request, lambda: deed(election, purpose, number, actor=actor), done=done, then=request.path,
        template="logistics/movement_wave.html",
        page=lambda: waves.wave_page(request, election, purpose, number),
    )  # fmt: skip


def _unknown(*_args: Any, **_more: Any) -> None:
    raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def wave_paper(request: HttpRequest, slug: str, purpose: str, number: int) -> HttpResponse:
    election = doors.store_or_404(request, slug)
    return doors.paper(waves.notice_of(election, purpose, number), f"pemberitahuan-gelombang-{number}")
