"""Photos of a sheet's pages: look, add, turn, move."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.elections.models import Contest, Tps
from electcoord.ledger.recording import Actor
from electcoord.papers import actions
from electcoord.papers.actions import File
from electcoord.papers.models import Photo
from recap.forms import PhotosForm, PlaceForm
from recap.selectors import photos, places
from recap.selectors.photos import SheetPlace


@access.requires(Can.VIEW_RECAP)
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, slug: str, code: str, key: str) -> HttpResponse:
    here = photos.sheet_or_404(request, slug, code, key)
    if request.method != "POST":
        return _papers_page(request, here)
    actor = access.acting(request.user, Can.ADD_PAPER, region=code, election=here.place.election)
    form = PhotosForm(request.POST, request.FILES, auto_id="foto_%s")
    if form.is_valid():
        try:
            done = _add(form.cleaned_data, here, actor)
        except RuleError as refusal:
            for line in str(refusal).splitlines():
                form.add_error("foto", line)
        else:
            return _added(request, here, form.cleaned_data["halaman"], done)
    if _wants_json(request):
        return JsonResponse({"galat": _lines(form)}, status=422)
    return _papers_page(request, here, form)


def _add(sent: dict[str, Any], here: SheetPlace, actor: Actor) -> list[Photo]:
    """All files or none: each is decoded and kept before the first becomes a photo."""
    kept: list[File] = []
    refused: list[str] = []
    for file in sent["foto"]:
        try:
            kept.append(actions.keep_file(file.read()))
        except RuleError as refusal:
            refused.append(f"{file.name}: {refusal}")
    if refused:
        if len(sent["foto"]) > 1:
            refused.append(_("Tidak ada foto yang disimpan dari kiriman ini."))
        raise RuleError("\n".join(refused))
    return actions.add_files(
        kept, contest=here.sheet.contest, tps=here.place.tps, page=sent["halaman"], key=sent["kunci"], actor=actor
    )


def _added(request: HttpRequest, here: SheetPlace, page: int, done: list[Photo]) -> HttpResponse:
    last = page + len(done) - 1
    if last == page:
        text = _("Foto halaman %(page)s disimpan.") % {"page": page}
    else:
        text = _("Foto halaman %(page)s sampai %(last)s disimpan.") % {"page": page, "last": last}
    if _wants_json(request):
        return JsonResponse({"pesan": text, "halaman": page, "jumlah": len(done)})
    messages.success(request, text)
    return redirect(f"{here.url}#halaman-{page}")


def _papers_page(request: HttpRequest, here: SheetPlace, form: PhotosForm | None = None) -> HttpResponse:
    page = photos.photos_page(request, here)
    if page["can_add"]:
        first = {"halaman": page["next_page"], "kunci": uuid.uuid4()}
        page["form"] = form or PhotosForm(initial=first, auto_id="foto_%s")
    return render(request, "recap/papers.html", page, status=422 if form else 200)


@access.requires(Can.VIEW_RECAP)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, slug: str, code: str, key: str, photo: uuid.UUID) -> HttpResponse:
    here = photos.sheet_or_404(request, slug, code, key)
    page = photos.photo_page(request, here, photo)
    contests = places.contests_of(here.place.election)
    if request.method != "POST":
        return _paper_page(request, page, contests)
    actor = access.acting(request.user, Can.MOVE_PAPER, region=code, election=here.place.election)
    form = PlaceForm(request.POST, contests=contests, auto_id="tempat_%s")
    if form.is_valid():
        try:
            placed = _place(request, form.cleaned_data, here, page["item"].photo, contests, actor)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            is_here = (placed.tps_code, placed.contest.key) == (code, key)
            words = (
                _("Tempat foto disimpan.")
                if is_here
                else _("Foto dipindahkan ke %(title)s %(placed)s.") % {"title": placed.contest.title, "placed": placed}
            )
            messages.success(request, words)
            return redirect(request.path if is_here else here.url)
    return _paper_page(request, page, contests, form)


def _place(
    request: HttpRequest, sent: dict[str, Any], here: SheetPlace, photo: Photo, contests: list[Contest], actor: Actor
) -> Any:
    election = here.place.election
    tps = Tps.objects.filter(election=election, code=sent["tps"]).first()
    # One sentence for what does not exist and for what this account may not touch.
    if tps is None or not access.may(request.user, Can.MOVE_PAPER, region=tps.code, election=election):
        raise RuleError(_("TPS %(sent)s tidak ada di pemilu ini, atau di luar wilayah Anda.") % {"sent": sent["tps"]})
    return actions.place_photo(
        photo, contest=places.contest_or_404(contests, sent["kontes"]), tps=tps, page=sent["halaman"],
        turns=sent["putaran"], reason=sent["alasan"], actor=actor, key=sent["kunci"], seen=sent["urutan"],
    )  # fmt: skip


def _paper_page(
    request: HttpRequest, page: dict[str, Any], contests: list[Contest], form: PlaceForm | None = None
) -> HttpResponse:
    if page["can_move"]:
        placement = page["item"].placement
        first = {
            "halaman": placement.page, "kontes": page["contest"].key, "tps": placement.tps_code,
            "putaran": placement.turns, "urutan": placement.number, "kunci": uuid.uuid4(),
        }  # fmt: skip
        page["form"] = form or PlaceForm(initial=first, contests=contests, auto_id="tempat_%s")
        # A turn has a key of its own, and goes by what lies there now.
        page["now"] = {**first, "kunci": uuid.uuid4()}
    return render(request, "recap/paper.html", page, status=422 if form else 200)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _lines(form: PhotosForm) -> list[str]:
    return [line for lines in form.errors.values() for line in lines]
