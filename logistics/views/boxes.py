"""Pages of boxes and hand-overs: fetch, call, answer."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import ConflictError, RuleError
from electcoord.common.headers import open_devices
from electcoord.common.numbers import angka
from electcoord.common.text import one_line
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from electcoord.office.selectors import election_or_404
from logistics import actions
from logistics.actions.handovers import Statement
from logistics.forms.boxes import PartnerForm, StartForm, TellForm
from logistics.models import Handover, Holder, HolderKind, Side
from logistics.return_papers import RecordKind
from logistics.selectors import boxes as reads
from logistics.selectors import rooms
from logistics.selectors import scan as taken
from logistics.selectors.reports import bast_of
from logistics.states import LineState
from logistics.views.box_steps import box_page
from logistics.views.doors import election_of

READ_WRITE = ["GET", "HEAD", "POST"]


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def boxes(request: HttpRequest, slug: str) -> HttpResponse:
    election = election_of(request, slug)
    return render(request, "logistics/boxes.html", reads.boxes_page(request, election))


@access.requires(Can.KEEP_STOCK)
@require_POST
def prepare(request: HttpRequest, slug: str) -> HttpResponse:
    """A box per TPS and contest, all of them in one warehouse."""
    election = election_or_404(request, slug)
    actor = access.acting(request.user, Can.KEEP_STOCK, region=election.kabupaten_id, election=election)
    key = request.POST.get("gudang", "")[:60]
    store = Holder.objects.filter(election=election, kind=HolderKind.GUDANG, key=key).first()
    if store is None:
        page = reads.boxes_page(request, election) | {"problem": _("Pilih gudang tempat kotak disiapkan.")}
        return render(request, "logistics/boxes.html", page, status=422)
    actions.prepare_holders(election, actor)
    made = actions.make_boxes(election, store, actor)
    text = _("%(n)s kotak disiapkan di %(store)s.") if made else _("Semua kotak sudah ada; tidak ada yang ditambah.")
    messages.success(request, text % {"n": angka(made), "store": store})
    return redirect("logistics:boxes", election.slug)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def box(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    return box_page(request, reads.box_or_404(request, slug, code))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def handovers(request: HttpRequest, slug: str) -> HttpResponse:
    election = election_of(request, slug)
    return render(request, "logistics/handovers.html", reads.handovers_page(request, election))


@access.requires(Can.HAND_OVER)
@require_http_methods(READ_WRITE)
def handover_new(request: HttpRequest, slug: str) -> HttpResponse:
    """The first side tells: whichever the account acts for."""
    election = election_of(request, slug)
    if not access.scope(request.user, Can.HAND_OVER, election):
        raise PermissionDenied
    form = StartForm(request.POST if request.method == "POST" else None, initial=_begun(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = _start(request, election, form)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tercatat. Sekarang pihak lain menyatakan apa yang dilihatnya."))
            return redirect("logistics:handover", election.slug, row.uuid)
    known = reads.holders_of(request, election).exclude(kind=HolderKind.KPPS)[:500]
    page = {
        "election": election, "form": form, "holders": known,
        "crumbs": rooms.crumbs(
            election, (_("Serah terima"), reverse("logistics:handovers", args=[election.slug])), (_("Baru"), None)
        ),
    }  # fmt: skip
    return render(request, "logistics/handover_new.html", page, status=422 if form.is_bound else 200)


def _begun(request: HttpRequest) -> dict[str, Any]:
    """A movement's page says between whom it will be."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:60] for name in ("dari", "ke")}
    return {**asked, "kunci": uuid4()}


def _start(request: HttpRequest, election: Election, form: StartForm) -> Handover:
    data, known = form.cleaned_data, reads.holders_of(request, election)
    giver, receiver = (reads.holder_named(known, data[name]) for name in ("dari", "ke"))
    row = Handover(uuid=uuid5(data["kunci"], "serah terima"), election=election, giver=giver, receiver=receiver)
    side = next((side for side in Side if reads.acts_for(request, row, side)), None)
    if side is None:
        raise RuleError(_("Akun ini tidak bertindak untuk salah satu pihak."))
    return _tell(request, row, side, form)


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(READ_WRITE)
def handover(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    election = election_of(request, slug)
    row = reads.handovers_of(request, election).filter(uuid=uuid).select_related(
        "giver__tps", "receiver__tps", "giver__election", "receiver__election", "election"
    ).first()  # fmt: skip
    if row is None:
        raise Http404
    if request.method == "POST":
        return _tell_here(request, row)
    return handover_page(request, row)


def handover_page(
    request: HttpRequest, row: Handover, form: forms.Form | None = None, status: int = 200, problem: str = ""
) -> HttpResponse:
    page = reads.handover_page(request, row)
    mine = [side for side in page["sides"] if side["may"]]
    told = {side["side"] for side in page["sides"] if side["told"]}
    # Whoever told one side may hold the telephone out to the other.
    can_lend = page["is_open"] and not mine and any(reads.acts_for(request, row, side) for side in told)
    if form is None and (mine or can_lend):
        form = (TellForm if mine else PartnerForm)(initial={"kunci": uuid4()})
    page |= {"form": form, "is_partner": can_lend, "can_tell": bool(mine or can_lend), "problem": problem}
    page |= taken.handover_more(request, row, page) | _bast(request, row, page)
    return open_devices(render(request, "logistics/handover.html", page, status=status), "geolocation")


def _bast(request: HttpRequest, row: Handover, page: dict[str, Any]) -> dict[str, Any]:
    """The record of this hand-over, or whether the account may draft it: both have told and nothing waits."""
    if page["is_open"]:
        return {}
    waits = any(line.state == LineState.MENUNGGU for line in page["known"])
    may = access.may(request.user, Can.HAND_OVER, region=row.giver.region_id, election=row.election)
    version = bast_of(row)
    return {
        "bast": version, "bast_key": uuid4(), "may_bast": may and not waits and version is None,
        "bast_value": f"{RecordKind.SERAH_TERIMA}:{row.uuid}",
    }  # fmt: skip


def _tell_here(request: HttpRequest, row: Handover) -> HttpResponse:
    told = set(row.confirmations.values_list("side", flat=True))
    left = [side for side in Side if side not in told]
    mine = [side for side in left if reads.acts_for(request, row, side)]
    is_lent = not mine and any(reads.acts_for(request, row, side) for side in told)
    if not mine and not is_lent:
        raise PermissionDenied
    form = (PartnerForm if is_lent else TellForm)(request.POST)
    if not left:
        messages.info(request, _("Kedua pihak sudah menyatakan."))
        return redirect("logistics:handover", row.election.slug, row.uuid)
    if form.is_valid():
        try:
            _tell(request, row, (mine or left)[0], form)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
            return handover_page(request, row, form, 409 if isinstance(refusal, ConflictError) else 422)
        messages.success(request, _("Serah terima tercatat."))
        return redirect("logistics:handover", row.election.slug, row.uuid)
    return handover_page(request, row, form, 422)


@transaction.atomic
def _tell(request: HttpRequest, row: Handover, side: Side, form: TellForm) -> Handover:
    data = form.cleaned_data
    name, office = (
        one_line(data[key], str(form.fields[key].label), 120) if data.get(key) else "" for key in ("nama", "jabatan")
    )
    statement = Statement(
        row.uuid, side, row.giver, row.receiver, form.lines(), timezone.now(), name=name, office=office,
        latitude=data.get("lintang"), longitude=data.get("bujur"),
    )  # fmt: skip
    return actions.confirm(statement, key=data["kunci"], actor=acting_at(request, row))


def acting_at(request: HttpRequest, row: Handover) -> Actor:
    """For whichever side the account acts; it is the same person on a lent telephone."""
    for side in Side:
        if reads.acts_for(request, row, side):
            region = reads.region_of(row.giver if side == Side.PEMBERI else row.receiver)
            return access.acting(request.user, Can.HAND_OVER, region=region, election=row.election)
    raise PermissionDenied
