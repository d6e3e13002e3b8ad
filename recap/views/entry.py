"""Typing a sheet: the form, its draft, and the entry that it becomes."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import ConflictError, RuleError
from electcoord.office.selectors import election_or_404
from recap.actions import queue as actions
from recap.ballot import Ballot, ballot_of
from recap.boxes import Boxes, codes_of
from recap.forms import KeyForm
from recap.models import Sheet, Task
from recap.selectors import entry as pages
from recap.selectors import places, queue
from recap.views.desk import following, sheet_or_404

MAX_DRAFT = 100_000


def _sheet(request: HttpRequest, slug: str, code: str, key: str) -> Sheet:
    found = election_or_404(request, slug)
    sheet = sheet_or_404(request, found, code, key)
    access.check(request.user, Can.ENTER_SHEET, region=code, election=found)
    return sheet


@access.requires(Can.ENTER_SHEET)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, slug: str, code: str, key: str) -> HttpResponse:
    sheet = _sheet(request, slug, code, key)
    ballot = ballot_of(sheet.contest)
    if request.method == "POST":
        return _send(request, sheet, ballot)
    task = queue.task_of(sheet, request.user)
    if task not in (Task.MASUK, Task.KEDUA):
        messages.info(request, pages.why_not(sheet, request.user))
        return redirect(f"{places.tps_url(sheet.election, code)}#{key}")
    if not actions.take(sheet, task, request.user):
        page = pages.frame(request, sheet) | {"holder": queue.holder_of(sheet), **following(request)}
        return render(request, "recap/entry_taken.html", page, status=409)
    draft = actions.open_draft(sheet, request.user)
    page = pages.entry_page(request, sheet, ballot, draft.values)
    return render(request, "recap/entry.html", page | {"draft": draft, **following(request)})


def _send(request: HttpRequest, sheet: Sheet, ballot: Ballot) -> HttpResponse:
    boxes = Boxes.read(request.POST, ballot)
    wants_json = request.headers.get("Accept") == "application/json"
    form = KeyForm(request.POST)
    problem = ""
    if not form.is_valid():
        problem = _("Halaman ini tidak lengkap; muat ulang, draf Anda tetap ada.")
    elif boxes.errors:
        problem = _("%(count)s isian tidak dapat dibaca; perbaiki yang ditandai.") % {"count": len(boxes.errors)}
    elif boxes.untouched and "kosong" not in request.POST:
        problem = _("%(count)s isian belum diketik; isi, atau nyatakan memang kosong di kertas.") % {
            "count": len(boxes.untouched)
        }
    else:
        actor = access.acting(request.user, Can.ENTER_SHEET, region=sheet.tps_code, election=sheet.election)
        try:
            actions.submit_entry(
                sheet, boxes.reading(ballot), key=form.cleaned_data["kunci"], user=request.user, actor=actor
            )
        except (RuleError, ConflictError) as refusal:
            problem = str(refusal)
    if not problem:
        return _sent(request, sheet, wants_json)
    if wants_json:
        return JsonResponse({"problem": problem, "errors": boxes.errors, "untouched": boxes.untouched}, status=422)
    page = pages.entry_page(request, sheet, ballot, boxes.texts, boxes.errors)
    draft = actions.open_draft(sheet, request.user)
    page |= {"problem": problem, "ask_blank": bool(boxes.untouched and not boxes.errors), "draft": draft,
             **following(request)}  # fmt: skip
    return render(request, "recap/entry.html", page, status=422)


def _sent(request: HttpRequest, sheet: Sheet, wants_json: bool) -> HttpResponse:
    if query := following(request)["next_query"]:
        url = f"{reverse('recap:take-next', args=[sheet.election.slug])}?{query}"
    else:
        url = f"{places.tps_url(sheet.election, sheet.tps_code)}#{sheet.contest.key}"
    messages.success(
        request,
        _("%(title)s, TPS %(number)s: lembar tersimpan.")
        % {"title": sheet.contest.title, "number": format(sheet.tps.number, "03d")},
    )
    return JsonResponse({"url": url}) if wants_json else redirect(url)


@access.requires(Can.ENTER_SHEET)
@require_POST
def draft(request: HttpRequest, slug: str, code: str, key: str) -> HttpResponse:
    """Autosave and sign of life: `{"revision": 7, "values": {code: text}}`, or `{}` for life alone.

    `"leaving": true` saves without holding the sheet any longer.
    """
    sheet = _sheet(request, slug, code, key)
    task = queue.task_of(sheet, request.user)
    try:
        sent = _json(_body(request))
        if task not in (Task.MASUK, Task.KEDUA):
            # What comes after the entry would begin a draft that nobody can send.
            return JsonResponse({"revision": None, "lease": "selesai"})
        saved = actions.open_draft(sheet, request.user) if "values" in sent else None
        revision = saved and actions.save_draft(
            saved, sent["values"], sent["revision"], set(codes_of(ballot_of(sheet.contest)))
        )
    except RuleError as refusal:
        return JsonResponse({"problem": str(refusal)}, status=422)
    if sent.get("leaving"):
        return JsonResponse({"revision": revision, "lease": "bebas"})
    mine = actions.take(sheet, task, request.user)
    return JsonResponse({"revision": revision, "lease": "anda" if mine else "lain"})


def _body(request: HttpRequest) -> bytes:
    """What was sent; raises RuleError for a form (the search for its token has read it) and for too much."""
    try:
        body = request.body
    except RawPostDataException:
        raise RuleError(_("Draf tidak dapat dibaca; muat ulang halaman.")) from None
    if len(body) > MAX_DRAFT:
        raise RuleError(_("Draf terlalu besar; muat ulang halaman."))
    return body


def _json(body: bytes) -> dict[str, Any]:
    """The request's object; raises RuleError for anything else."""
    try:
        sent = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise RuleError(_("Draf tidak dapat dibaca; muat ulang halaman.")) from None
    if not isinstance(sent, dict):
        raise RuleError(_("Draf tidak dapat dibaca; muat ulang halaman."))
    if "values" in sent:
        revision = sent.get("revision")
        if not isinstance(sent["values"], dict) or type(revision) is not int or not 0 < revision < 2**31:
            raise RuleError(_("Draf tidak dapat dibaca; muat ulang halaman."))
    return sent
