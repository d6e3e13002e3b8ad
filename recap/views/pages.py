"""Pages of the recapitulation: fetch, call, answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import PackageError, RuleError
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.office.selectors import election_or_404, remember
from electcoord.regions.models import TPS_DIGITS
from recap import actions
from recap.actions import imports as import_actions
from recap.actions import queue as queue_actions
from recap.forms import ImportForm, PlaceFilterForm, ReleaseForm
from recap.models import VersionKind
from recap.selectors import around, here, imports, lists, overview, places, regions, tps
from recap.selectors.chooser import chosen_url
from recap.states import SheetState
from recap.views.desk import following


@access.requires(Can.VIEW_RECAP)
@require_safe
def elections(request: HttpRequest) -> HttpResponse:
    if not access.has_anywhere(request.user, Can.VIEW_RECAP):
        raise PermissionDenied
    rooms = overview.rooms_page(request)
    if len(rooms) == 1:
        return redirect("recap:election", rooms[0]["election"].slug)
    return render(request, "recap/elections.html", {"rooms": rooms})


@access.requires(Can.VIEW_RECAP)
@require_safe
def election(request: HttpRequest, slug: str) -> HttpResponse:
    found = election_or_404(request, slug)
    if not places.entrances(request.user, found):
        raise PermissionDenied
    remember(request, found)
    return render(request, "recap/election.html", overview.election_page(request, found))


@access.requires(Can.VIEW_RECAP)
@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """The way to the account's regions; somebody of one TPS is there at once."""
    found = election_or_404(request, slug)
    tops = places.entrances(request.user, found)
    if not tops:
        raise PermissionDenied
    if len(tops) == 1:
        return redirect(
            places.tps_url(found, tops[0])
            if len(tops[0]) == TPS_DIGITS
            else reverse("recap:places", args=[slug, tops[0]])
        )
    return render(request, "recap/places.html", around.places_page(request, found))


@access.requires(Can.VIEW_RECAP)
@require_safe
def region_places(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    return render(request, "recap/places.html", around.places_page(request, election_or_404(request, slug), code))


@access.requires(Can.VIEW_RECAP)
@require_safe
def region(request: HttpRequest, slug: str, key: str, code: str) -> HttpResponse:
    place = here.place_or_404(request, slug, key, code)
    return render(request, "recap/region.html", regions.region_page(place))


@access.requires(Can.VIEW_RECAP)
@require_safe
def go(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the lists of places lead."""
    found = election_or_404(request, slug)
    if not places.entrances(request.user, found):
        raise PermissionDenied
    contest = places.contest_or_404(places.contests_of(found), request.GET.get("kontes", ""))
    return redirect(chosen_url(found, contest, request.GET))


@access.requires(Can.VIEW_RECAP)
@require_safe
def station(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    place = tps.tps_or_404(request, slug, code)
    return render(request, "recap/tps.html", _tps_page(request, place))


def _tps_page(
    request: HttpRequest, place: tps.TpsPlace, refused: tuple[str, ReleaseForm] | None = None
) -> dict[str, Any]:
    """The TPS page with a form on every paper that this person may release; `refused` is the one that was sent."""
    page = tps.tps_page(request, place)
    for part in page["parts"]:
        if part["can_release"]:
            key = part["key"]
            query = following(request)["next_query"]
            part["release_url"] = tps.release_url(place, key) + (f"?{query}" if query else "")
            part["form"] = refused[1] if refused and refused[0] == key else ReleaseForm(auto_id=f"{key}_%s")
    return page


@access.requires(Can.RELEASE_QUARANTINE)
@require_POST
def release(request: HttpRequest, slug: str, code: str, key: str) -> HttpResponse:
    place = tps.tps_or_404(request, slug, code)
    actor = access.acting(request.user, Can.RELEASE_QUARANTINE, region=code, election=place.election)
    sheet = tps.sheet_or_404(place, key)
    form = ReleaseForm(request.POST, auto_id=f"{key}_%s")
    if form.is_valid():
        try:
            actions.release_quarantine(sheet, reason=form.cleaned_data["reason"], actor=actor)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            queue_actions.leave(sheet, request.user)
            messages.success(request, _("%(title)s: lembar dilepas dari karantina.") % {"title": sheet.contest.title})
            if query := following(request)["next_query"]:
                return redirect(f"{reverse('recap:take-next', args=[slug])}?{query}")
            return redirect(f"{places.tps_url(place.election, code)}#{key}")
    if sheet.state != SheetState.KARANTINA:
        # Somebody was faster: the page has no form on which the refusal could stand.
        messages.warning(request, "; ".join(form.non_field_errors()) or _("Lembar ini tidak berada di karantina."))
    return render(request, "recap/tps.html", _tps_page(request, place, (key, form)), status=422)


@access.requires(Can.VIEW_RECAP)
@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    found = election_or_404(request, slug)
    if not places.entrances(request.user, found):
        raise PermissionDenied
    wanted = lists.Filter.of(request.GET)
    page = lists.work_page(request, found, wanted)
    form = PlaceFilterForm(wanted.values, contests=page["contests"], regions=page["regions"])
    return render(request, "recap/work.html", {**page, "form": form})


def import_door(request: HttpRequest, slug: str) -> Election:
    found = election_or_404(request, slug)
    if not access.may_somewhere(request.user, Can.IMPORT_SHEETS, found):
        raise PermissionDenied
    return found


@access.requires(Can.IMPORT_SHEETS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, slug: str) -> HttpResponse:
    found = import_door(request, slug)
    contests = places.contests_of(found)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ImportForm(*sent, contests=contests)
    if form.is_valid():
        file = form.cleaned_data["berkas"]
        upload = import_actions.keep_upload(
            owner=request.user,
            contest=places.contest_or_404(contests, form.cleaned_data["kontes"]),
            kind=VersionKind(form.cleaned_data["entri"]),
            name=file.name,
            content=file.read(),
        )
        return redirect("recap:import-check", slug, upload.uuid)
    crumbs = places.page_crumbs(found, _("Impor C.Hasil"))
    page = {"election": found, "form": form, "waiting": imports.waiting(request, found), "crumbs": crumbs}
    return render(request, "recap/import.html", page, status=422 if form.errors else 200)


@access.requires(Can.IMPORT_SHEETS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    found = import_door(request, slug)
    upload = imports.upload_or_404(request, found, uuid)
    if request.method != "POST":
        page = imports.dry_run(request, upload)
        return render(request, "recap/import_check.html", page, status=422 if "problems" in page else 200)
    if "batal" in request.POST:
        import_actions.discard_upload(upload)
        messages.info(request, _("Berkas dibuang; tidak ada yang ditulis."))
        return redirect("recap:import", slug)
    try:
        plan = imports.plan_of(request, upload)
        # A file whose rows are all in already names no region; any where the account may import will do.
        region = plan.lines[0].sheet.tps_code if plan.lines else access.scope(request.user, Can.IMPORT_SHEETS, found)[0]
        actor = access.acting(request.user, Can.IMPORT_SHEETS, region=region, election=found)
        done = import_actions.write_import(plan, actor=actor)
    except PackageError:
        return redirect("recap:import-check", slug, uuid)
    except RuleError as refusal:
        messages.error(request, str(refusal))
        return redirect("recap:import-check", slug, uuid)
    import_actions.discard_upload(upload)
    messages.success(
        request, _("%(done)s lembar ditulis sebagai %(label)s.") % {"done": angka(done), "label": plan.kind.label}
    )
    return redirect("recap:import", slug)
