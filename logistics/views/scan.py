"""Hand-overs told by telephone: the page, what it takes along, what it sends when the network is back."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import ConflictError, RuleError
from electcoord.common.headers import open_devices
from electcoord.elections.models import Election
from electcoord.papers import attachments
from logistics import actions
from logistics.actions.handovers import Statement
from logistics.forms import statements
from logistics.forms.statements import ShapeError, Told
from logistics.models import Handover, Side
from logistics.selectors import boxes as reads
from logistics.selectors import rooms
from logistics.selectors import scan as taken
from logistics.views.boxes import acting_at, handover_page
from logistics.views.doors import election_of

WORKER = settings.BASE_DIR / "static" / "js" / "scan-worker.js"


@access.requires(Can.HAND_OVER)
@require_safe
def scan(request: HttpRequest, slug: str) -> HttpResponse:
    """The page says nothing that changes: a telephone may keep it for weeks."""
    election = _hands_over(request, slug)
    above = (_("Serah terima"), reverse("logistics:handovers", args=[slug]))
    page = {
        "election": election, "crumbs": rooms.crumbs(election, above, (_("Pindai"), None)), **taken.choices(),
        "ends": [("dari", _("Diserahkan oleh")), ("ke", _("Diterima oleh"))],
    }  # fmt: skip
    return open_devices(render(request, "logistics/scan.html", page), "camera", "geolocation")


@access.public
@require_safe
def worker(request: HttpRequest, slug: str) -> HttpResponse:
    """The service worker, the same for everybody: signed out too, or a browser could not renew it."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@access.requires(Can.HAND_OVER)
@require_safe
@never_cache
def session(request: HttpRequest, slug: str) -> HttpResponse:
    """Whose session this is and a token to send with; a telephone asks before it sends."""
    _hands_over(request, slug)
    return JsonResponse({"akun": str(request.user.uuid), "nama": str(request.user), "token": get_token(request)})


@access.requires(Can.HAND_OVER)
@require_safe
@never_cache
def supplies(request: HttpRequest, slug: str) -> HttpResponse:
    """Holders and hand-overs that wait, or with `dari` the boxes of that giver; `sesudah`: what came last before."""
    election = _hands_over(request, slug)
    after = request.GET.get("sesudah", "").replace("\x00", "")[:60]
    if giver := request.GET.get("dari", "").replace("\x00", "")[:60]:
        holder = reads.holders_of(request, election).filter(key=giver).first()
        if holder is None:
            raise Http404
        return JsonResponse(taken.boxes_taken(request, election, holder, after))
    answer = taken.holders_taken(request, election, after)
    if not after:
        answer["menunggu"] = taken.waiting_for(request, election)
    return JsonResponse(answer)


@access.requires(Can.HAND_OVER)
@require_POST
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """One statement as JSON; the same key again gets the same answer."""
    election = _hands_over(request, slug)
    if refusal := _other_account(request):
        return refusal
    try:
        row = _confirm(request, election, statements.read(_body(request)))
    except ShapeError as refusal:
        return JsonResponse({"galat": str(refusal), "tempat": refusal.place}, status=refusal.status)
    except ConflictError as refusal:
        return JsonResponse({"galat": str(refusal), "tempat": "serah_terima"}, status=409)
    except RuleError as refusal:
        return JsonResponse({"galat": str(refusal), "tempat": ""}, status=422)
    return JsonResponse(taken.outcome(row))


def _other_account(request: HttpRequest) -> HttpResponse | None:
    """A queue names the account that told; somebody who signed in since does not tell it in their own name."""
    if request.headers.get("X-Akun", str(request.user.uuid)) == str(request.user.uuid):
        return None
    sentence = _("Pernyataan ini milik akun lain; ia menunggu sampai akun itu masuk lagi.")
    return JsonResponse({"galat": sentence, "tempat": "akun"}, status=409)


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        raise statements.too_big() from None
    except RawPostDataException:  # a form: the search for its token has read it
        raise ShapeError("", _("Kiriman ini bukan JSON yang dapat dibaca."), 400) from None


def _confirm(request: HttpRequest, election: Election, told: Told) -> Handover:
    known = reads.holders_of(request, election)
    giver, receiver = (reads.holder_named(known, key) for key in (told.giver, told.receiver))
    row = Handover(uuid=told.handover, election=election, giver=giver, receiver=receiver)
    if not reads.acts_for(request, row, told.side):
        _check_lent(request, row, told)
    statement = Statement(
        told.handover, told.side, giver, receiver, told.lines, told.told_at, name=told.name, office=told.office,
        latitude=told.latitude, longitude=told.longitude,
    )  # fmt: skip
    return actions.confirm(statement, key=told.key, actor=acting_at(request, row))


def _check_lent(request: HttpRequest, row: Handover, told: Told) -> None:
    """Whoever told one side may hold the telephone out to the other, who says who it is."""
    other = Side.PENERIMA if told.side == Side.PEMBERI else Side.PEMBERI
    if not reads.acts_for(request, row, other):
        raise RuleError(_("Akun ini tidak bertindak untuk salah satu pihak."))
    if not (told.name and told.office):
        raise ShapeError("nama, jabatan", _("Pihak lain yang menyatakan di telepon ini menyebut nama dan jabatannya."))
    known = Handover.objects.filter(uuid=row.uuid, giver=row.giver, receiver=row.receiver)
    if not known.filter(confirmations__side=other).exists():
        raise RuleError(_("Pihak Anda sendiri belum menyatakan serah terima ini; kirim pernyataan itu dulu."))


@access.requires(Can.HAND_OVER)
@require_safe
@never_cache
def result(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    election = _hands_over(request, slug)
    row = _handover(request, election, uuid)
    may = [str(side) for side in Side if reads.acts_for(request, row, side)]
    return JsonResponse(taken.outcome(row) | {"pihak_sendiri": may})


@access.requires(Can.HAND_OVER)
@require_POST
def photo(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """A photo of the hand-over, from the queue of a telephone or from the form of its page."""
    election = _hands_over(request, slug)
    row = _handover(request, election, uuid)
    if refusal := _other_account(request):
        return refusal
    wants_json = request.headers.get("accept", "").startswith("application/json")
    try:
        _add_photo(request, row)
    except RuleError as refusal:
        if wants_json:
            return JsonResponse({"galat": str(refusal), "tempat": "foto"}, status=422)
        return handover_page(request, row, status=422, problem=str(refusal))
    return JsonResponse({"foto": taken.photos_of(row).count()}) if wants_json else redirect(_url(row))


def _add_photo(request: HttpRequest, row: Handover) -> None:
    if (sent := request.FILES.get("foto")) is None:
        raise RuleError(_("Pilih berkasnya dulu."))
    if sent.size > settings.PHOTO_MAX_BYTES:
        raise RuleError(_("Foto ini terlalu besar."))
    mine = [side for side in Side if reads.acts_for(request, row, side)]
    side = request.POST.get("pihak", "") or (mine[0] if mine else "")
    # acting_at refuses whoever acts for neither side.
    actions.add_handover_photo(row, sent.read(), side=side, actor=acting_at(request, row))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def handover_photo(request: HttpRequest, slug: str, uuid: UUID, one: UUID) -> HttpResponse:
    election = election_of(request, slug)
    row = _handover(request, election, uuid)
    return attachments.respond(get_object_or_404(taken.photos_of(row), uuid=one), small="kecil" in request.GET)


def _url(row: Handover) -> str:
    return reverse("logistics:handover", args=[row.election.slug, row.uuid])


def _handover(request: HttpRequest, election: Election, uuid: UUID) -> Handover:
    rows: Any = reads.handovers_of(request, election).select_related(
        "giver__tps", "receiver__tps", "giver__election", "receiver__election", "election"
    )  # fmt: skip
    return get_object_or_404(rows, uuid=uuid)


def _hands_over(request: HttpRequest, slug: str) -> Election:
    """The election; 403 where no grant lets the account hand over in it."""
    election = election_of(request, slug)
    if not access.scope(request.user, Can.HAND_OVER, election):
        raise PermissionDenied
    return election
