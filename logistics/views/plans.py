"""Pages of the catalogue and of plans: fetch, call, answer."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS, table_response
from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.ledger.recording import Actor
from logistics import actions
from logistics.forms.needs import AddItemForm, ItemForm, PlanForm
from logistics.selectors import plan_pages


def _planner(request: HttpRequest, election: Election) -> Actor:
    """Who plans; PermissionDenied without the right in the whole kabupaten."""
    return access.acting(request.user, Can.PLAN_LOGISTICS, region=election.kabupaten_id, election=election)


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(["GET", "HEAD", "POST"])
def items(request: HttpRequest, slug: str) -> HttpResponse:
    election = plan_pages.door(request, slug)
    if request.method != "POST":
        return _catalogue(request, election, AddItemForm(election=election))
    actor = _planner(request, election)
    if request.POST.get("perbuatan") == "muat":
        count = actions.load_catalogue(election, actor)
        told = _("%(count)s barang dimuat, dengan sumbernya.") if count else _("Semua barang bawaan sudah ada.")
        messages.success(request, told % {"count": angka(count)} if count else told)
        return redirect("logistics:items", slug)
    form = AddItemForm(request.POST, election=election)
    if form.is_valid():
        try:
            made = actions.add_item(election, actor=actor, **form.values)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(item)s ditambahkan.") % {"item": made})
            return redirect("logistics:items", slug)
    return _catalogue(request, election, form)


def _catalogue(request: HttpRequest, election: Election, form: forms.Form) -> HttpResponse:
    page = plan_pages.catalogue_page(request, election) | {"form": form}
    return render(request, "logistics/items.html", page, status=422 if form.is_bound else 200)


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    election = plan_pages.door(request, slug)
    is_sent = request.method == "POST"
    actor = _planner(request, election) if is_sent else None
    found = plan_pages.item_or_404(election, code)
    form = ItemForm(request.POST if is_sent else None, item=found)
    if form.is_valid():
        try:
            actions.change_item(found, actor=actor, **form.values)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(item)s disimpan.") % {"item": found})
            return redirect("logistics:items", slug)
    page = plan_pages.item_page(request, election, found) | {"form": form}
    return render(request, "logistics/item.html", page, status=422 if is_sent else 200)


@access.requires(Can.VIEW_LOGISTICS)
@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest, slug: str) -> HttpResponse:
    election = plan_pages.door(request, slug)
    is_sent = request.method == "POST"
    actor = _planner(request, election) if is_sent else None
    form = PlanForm(request.POST if is_sent else None, label_suffix="")
    if form.is_valid():
        try:
            made = actions.freeze_plan(election, purpose=form.cleaned_data["keperluan"], actor=actor)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(plan)s dibekukan.") % {"plan": made})
            return redirect("logistics:plan", slug, made.number)
    page = plan_pages.plans_page(request, election) | {"form": form}
    return render(request, "logistics/plans.html", page, status=422 if is_sent else 200)


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def plan(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = plan_pages.plan_or_404(plan_pages.door(request, slug), number)
    return render(request, "logistics/plan.html", plan_pages.plan_page(request, found))


@access.requires(Can.VIEW_LOGISTICS)
@require_safe
def plan_file(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    found = plan_pages.plan_or_404(plan_pages.door(request, slug), number)
    if form not in FORMATS:
        raise Http404
    titles, rows = plan_pages.plan_file(request, found)
    response = table_response(titles, rows, name=f"rencana-{number}-{slug}.{form}", form=form)
    response["Cache-Control"] = "private, no-store"
    return response
