"""Pages of follow-ups for people with an account; the owner's page without one is in owner_views.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import download
from electcoord.common.errors import RuleError
from electcoord.outbox import links
from electcoord.situation import board, evidence, follow_ups, owners, selectors
from electcoord.situation.forms import DeedForm, OpenForm, grouped, owner_of, owners_in
from electcoord.situation.models import FollowUp

FIRST_DUE = timedelta(days=7)


@access.signed_in
@require_safe
def board_view(request: HttpRequest) -> HttpResponse:
    _enter(request)
    return render(request, "situation/board.html", board.board_page(request))


@access.signed_in
@require_safe
def board_file(request: HttpRequest, form: str) -> HttpResponse:
    _enter(request)
    if form not in download.FORMATS:
        raise Http404
    response = download.table_response(
        board.file_titles(), board.file_rows(request), name=f"tindak-lanjut.{form}", form=form
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _enter(request: HttpRequest) -> None:
    """Whoever may see follow-ups somewhere, or owes one."""
    if access.has_anywhere(request.user, Can.VIEW_FOLLOW_UPS):
        return
    if not FollowUp.objects.filter(selectors.owned_q(request.user)).exists():
        raise PermissionDenied


@access.requires(Can.MANAGE_FOLLOW_UPS)
@require_http_methods(["GET", "HEAD", "POST"])
def open_view(request: HttpRequest) -> HttpResponse:
    if not access.has_anywhere(request.user, Can.MANAGE_FOLLOW_UPS):
        raise PermissionDenied
    today = timezone.localdate()
    first = {"sejak": today, "tenggat": today + FIRST_DUE, "kunci": uuid4(),
             "asal": request.GET.get("asal", "")[:80],
             "arahan": request.GET.get("arahan", "").replace("\x00", "")[:2000],
             "judul": request.GET.get("judul", "")[:200]}  # fmt: skip
    form = OpenForm(request.POST or None, initial=first, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = _open(request, form)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tindak lanjut tercatat; penanggung jawab mendapat tautan pribadi."))
            return redirect("situation:follow-up", made.uuid)
    page = {"form": form, "crumbs": selectors.crumbs(_("Tindak lanjut baru")), "has_owners": bool(form.owners)}
    return render(request, "situation/open.html", page, status=422 if request.method == "POST" else 200)


def _open(request: HttpRequest, form: OpenForm) -> FollowUp:
    data, (election, code) = form.cleaned_data, form.place
    actor = access.acting(request.user, Can.MANAGE_FOLLOW_UPS, region=code, election=election)
    return follow_ups.open(
        instruction=data["arahan"], due=data["tenggat"], given_on=data["sejak"], origin=data["asal"],
        origin_title=data["judul"], region=form.regions[code], election=election, key=data["kunci"], actor=actor,
        **form.owner,
    )  # fmt: skip


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = selectors.follow_up_or_404(request.user, uuid)
    if request.method != "POST":
        return _page(request, found)
    name = request.POST.get("perbuatan", "")
    actor = selectors.acting(request.user, found, as_owner=name in BY_OWNER)
    form = DeedForm(request.POST)
    if not form.is_valid() or name not in DEEDS:
        return _page(request, found, _("Isian tidak lengkap atau tidak terbaca; periksa, lalu kirim lagi."), form)
    form.files_sent = request.FILES.getlist("berkas")
    try:
        DEEDS[name](found, form, actor)
    except RuleError as refusal:
        return _page(request, found, str(refusal), form)
    messages.success(request, _("Tercatat."))
    return redirect("situation:follow-up", uuid)


@access.signed_in
@require_safe
def evidence_file(request: HttpRequest, uuid: UUID, one: UUID) -> HttpResponse:
    """A file of the follow-up, for whoever may see its page."""
    found = selectors.follow_up_or_404(request.user, uuid)
    return evidence.respond(request, found.notes.all(), one)


def _page(request: HttpRequest, found: FollowUp, problem: str = "", form: Any = None) -> HttpResponse:
    if problem:
        found = selectors.follow_up_or_404(request.user, found.uuid)
    page = selectors.detail_page(request, found) | {"problem": problem, "typed": form.data if form else {}}
    if page["may_hand_over"]:
        page["owner_groups"] = grouped(owners_in({found.region_id}))
    response = render(request, "situation/follow_up.html", page, status=422 if problem else 200)
    # Whoever manages it finds the owner's door here.
    response["Cache-Control"] = "private, no-store"
    return response


def _said(form: DeedForm, *names: str) -> dict[str, Any]:
    data = form.cleaned_data
    return {"text": data["teks"], "seen": data["urutan"], **{name: data[key] for name, key in
            (("evidence", "bukti"), ("due", "tenggat")) if name in names},
            **({"files": form.files_sent} if "evidence" in names else {})}  # fmt: skip


def _dated(deed: Callable[..., Any]) -> Callable[..., Any]:
    def act(found: FollowUp, form: DeedForm, actor: Any) -> Any:
        if form.due is None:
            raise RuleError(_("Isi tenggat yang baru."))
        return deed(found, **_said(form, "due"), actor=actor)

    return act


def _revoke(found: FollowUp, form: DeedForm, actor: Any) -> None:
    if not (live := links.live_links(found.subject, owners.PURPOSE)):
        raise RuleError(_("Tidak ada tautan yang berlaku."))
    for link in live:
        links.revoke(link, actor=actor)


def _hand_over(found: FollowUp, form: DeedForm, actor: Any) -> None:
    chosen = owners_in({found.region_id}).get(form.cleaned_data["penanggung"])
    if chosen is None:
        raise RuleError(_("Pilih penanggung jawab yang baru."))
    follow_ups.hand_over(found, **owner_of(chosen), **_said(form), actor=actor)


BY_OWNER = {"mulai", "lapor", "catat"}
DEEDS: dict[str, Callable[[FollowUp, DeedForm, Any], Any]] = {
    "mulai": lambda found, form, actor: follow_ups.start(found, **_said(form), actor=actor),
    "lapor": lambda found, form, actor: follow_ups.report(found, **_said(form, "evidence"), actor=actor),
    "catat": lambda found, form, actor: follow_ups.note(found, **_said(form, "evidence"), actor=actor),
    "terima": lambda found, form, actor: follow_ups.accept(found, **_said(form), actor=actor),
    "kembalikan": lambda found, form, actor: follow_ups.send_back(found, **_said(form), actor=actor),
    "batalkan": lambda found, form, actor: follow_ups.cancel(found, **_said(form), actor=actor),
    "buka-lagi": _dated(follow_ups.reopen),
    "tenggat": _dated(follow_ups.reschedule),
    "alihkan": _hand_over,
    "tautan": lambda found, form, actor: follow_ups.new_link(found, actor=actor),
    "cabut": _revoke,
}
