"""The third person: only the cells that differ, both values, and the paper."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import ConflictError, RuleError
from electcoord.office.selectors import election_or_404
from recap import actions
from recap.actions import queue as queue_actions
from recap.forms import KeyForm
from recap.models import Sheet, Task
from recap.selectors import places, queue
from recap.selectors import settle as pages
from recap.selectors.entry import frame
from recap.states import SheetState
from recap.views.desk import following, sheet_or_404


@access.requires(Can.SETTLE_DIFFERENCE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, slug: str, code: str, key: str) -> HttpResponse:
    found = election_or_404(request, slug)
    sheet = sheet_or_404(request, found, code, key)
    access.check(request.user, Can.SETTLE_DIFFERENCE, region=code, election=found)
    is_due = queue.task_of(sheet, request.user) == Task.BEDA
    # A repeated request finds the sheet settled; one of the two readers finds nothing of the other's reading.
    if request.method == "POST" and (is_due or sheet.state != SheetState.BEDA_ENTRI):
        return _send(request, sheet)
    if not is_due:
        messages.info(request, pages.why_not(sheet, request.user))
        return redirect(f"{places.tps_url(found, code)}#{key}")
    if not queue_actions.take(sheet, Task.BEDA, request.user):
        page = frame(request, sheet) | {"holder": queue.holder_of(sheet), **following(request)}
        return render(request, "recap/entry_taken.html", page, status=409)
    page = pages.settle_page(request, sheet)
    return render(request, "recap/settle.html", page | {"key": uuid4(), **following(request)})


def _send(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    actor = access.acting(request.user, Can.SETTLE_DIFFERENCE, region=sheet.tps_code, election=sheet.election)
    form = KeyForm(request.POST)
    answers = pages.Answers.read(request.POST, sheet)
    problem = answers.problem if form.is_valid() else _("Halaman ini tidak lengkap; muat ulang.")
    if not problem:
        try:
            actions.decide_difference(
                sheet, answers.decided, note=answers.note, key=form.cleaned_data["kunci"], actor=actor
            )
        except (RuleError, ConflictError) as refusal:
            problem = str(refusal)
    if problem:
        sheet.refresh_from_db(fields=["state"])
        page = pages.settle_page(request, sheet, answers)
        key = form.cleaned_data.get("kunci") or uuid4()
        page |= {"problem": problem, "key": key, **following(request)}
        return render(request, "recap/settle.html", page, status=422)
    queue_actions.leave(sheet, request.user)
    messages.success(
        request,
        _("%(title)s, TPS %(number)s: beda entri diputuskan.")
        % {"title": sheet.contest.title, "number": format(sheet.tps.number, "03d")},
    )
    if query := following(request)["next_query"]:
        return redirect(f"{reverse('recap:take-next', args=[sheet.election.slug])}?{query}")
    return redirect(f"{places.tps_url(sheet.election, sheet.tps_code)}#{sheet.contest.key}")
