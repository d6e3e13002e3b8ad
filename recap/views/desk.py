"""The desk: the queue hands out the next sheet, a code leads to its TPS."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from electcoord.office.selectors import election_or_404
from recap.actions import queue as actions
from recap.models import Sheet, Task
from recap.selectors import desk, queue
from recap.selectors.queue import Wish

PASSED = "recap_passed"


def _door(request: HttpRequest, slug: str) -> tuple[Election, list[Task]]:
    found = election_or_404(request, slug)
    tasks = queue.tasks_of(request.user, found)
    if not tasks:
        raise PermissionDenied
    return found, tasks


@access.requires(Can.VIEW_RECAP)
@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    found, tasks = _door(request, slug)
    wish = Wish.of(request.GET)
    page = desk.desk_page(request, found, tasks, wish)
    if sought := request.GET.get("cari", "").strip():
        matches = desk.find_tps(request, found, sought, wish)
        if len(matches) == 1:
            return redirect(_to_tps(request, found, matches[0], tasks))
        page |= {
            "sought": sought[:200],
            "matches": matches[: desk.MATCHES],
            "has_more": len(matches) > desk.MATCHES,
        }
    return render(request, "recap/desk.html", page)


def _to_tps(request: HttpRequest, election: Election, match: dict[str, str], tasks: list[Task]) -> str:
    due = desk.next_at_tps(request.user, election, match["code"], tasks)
    return desk.work_url(election, *due) if due else match["url"]


@access.requires(Can.VIEW_RECAP)
@require_safe
def take_next(request: HttpRequest, slug: str) -> HttpResponse:
    """The next sheet of a task; asked twice it is the same one, so a repeated submit leads to the same place."""
    found, tasks = _door(request, slug)
    wish = Wish.of(request.GET)
    task = next((task for task in tasks if task == request.GET.get("tugas")), None)
    if task is None:
        return redirect("recap:desk", slug)
    passed = request.session.get(PASSED, {}).get(slug, [])
    sheet = actions.take_next(request.user, found, task, wish, passed=passed)
    query = _query(task, wish)
    if sheet is None:
        text = _("Sisanya Anda lewati tadi; pilih lagi dari daftar.") if passed else _("Antrean ini habis untuk Anda.")
        request.session.pop(PASSED, None)
        messages.info(request, f"{task.label}: {text}")
        return redirect(f"{reverse('recap:desk', args=[slug])}?{query}")
    url, __, anchor = desk.work_url(found, sheet, task).partition("#")
    return redirect(f"{url}?{query}" + (f"#{anchor}" if anchor else ""))


def _query(task: Task, wish: Wish) -> str:
    return urlencode({"tugas": task.value, **_chosen(wish)})


def _chosen(wish: Wish) -> dict[str, str]:
    return {key: value for key, value in (("kontes", wish.contest), ("wilayah", wish.region)) if value}


@access.requires(Can.VIEW_RECAP)
@require_POST
def give_back(request: HttpRequest, slug: str, code: str, key: str) -> HttpResponse:
    """Leaves a sheet to others; with `lewati` the queue goes on with another one."""
    found, __ = _door(request, slug)
    sheet = sheet_or_404(request, found, code, key)
    actions.leave(sheet, request.user)
    if "lewati" not in request.POST:
        return redirect("recap:desk", slug)
    passed: dict[str, Any] = request.session.get(PASSED, {})
    passed[slug] = [*passed.get(slug, []), sheet.pk][-100:]
    request.session[PASSED] = passed
    return redirect(f"{reverse('recap:take-next', args=[slug])}?{following(request)['next_query']}")


def following(request: HttpRequest) -> dict[str, Any]:
    """With what the queue goes on after a page that it opened: hidden fields, and the same as a query."""
    sent = request.POST if "tugas" in request.POST else request.GET
    if sent.get("tugas") not in Task.values:
        return {"following": [], "next_query": ""}
    fields = {"tugas": sent["tugas"], **_chosen(Wish.of(sent))}
    return {"following": list(fields.items()), "next_query": urlencode(fields)}


def sheet_or_404(request: HttpRequest, election: Election, code: str, key: str) -> Sheet:
    """A sheet inside the person's regions, with what every page of it needs."""
    access.check(request.user, Can.VIEW_RECAP, region=code, election=election)
    rows = Sheet.objects.select_related("contest", "tps", "election__profile", "election__kabupaten")
    sheet = rows.filter(election=election, tps_code=code, contest__key=key).first()
    if sheet is None:
        raise Http404
    return sheet
