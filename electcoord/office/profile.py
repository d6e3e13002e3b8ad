"""The election profile: every number that a regulation sets, changed by two people."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.elections import actions
from electcoord.elections.models import ContestKind, Election, ProfileState, ProfileVersion
from electcoord.office import selectors
from electcoord.office.forms import ProposalForm, RejectForm, flag, said

# How sure a source is (regulations 0.1), in words.
MARKS = {
    "seen": lazy("teks peraturan sudah dibaca"),
    "seen-sup": lazy("menurut peraturan Bawaslu"),
    "seen-news": lazy("menurut berita"),
    "seen-code": lazy("menurut formulir dan kode terbuka"),
    "local": lazy("menurut berita setempat"),
    "recalled": lazy("menurut ingatan, periksa dulu"),
    "derived": lazy("keputusan rancangan"),
    "unknown": lazy("belum diketahui"),
    "kantor": lazy("ditetapkan kantor ini"),
}
DEEDS = {"usul": Can.PROPOSE_PROFILE, "setuju": Can.APPROVE_PROFILE, "tolak": Can.APPROVE_PROFILE}


@access.requires(Can.VIEW_PROFILE)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    election = selectors.election_or_404(request, slug)
    if not access.may_somewhere(request.user, Can.VIEW_PROFILE, election):
        raise PermissionDenied
    form = ProposalForm(profile=election.profile)
    status = 200
    if request.method == "POST":
        deed = request.POST.get("perbuatan", "")
        if deed not in DEEDS:
            raise PermissionDenied
        actor = access.acting(request.user, DEEDS[deed], region=election.kabupaten_id, election=election)
        form = ProposalForm(request.POST if deed == "usul" else None, profile=election.profile)
        try:
            if _do(deed, request, election, form, actor):
                return redirect("office:profile", slug)
        except RuleError as refusal:
            messages.error(request, str(refusal))
        status = 422
    return render(request, "office/profile.html", _page(request, election, form), status=status)


def _do(deed: str, request: HttpRequest, election: Election, form: ProposalForm, actor: Any) -> bool:
    if deed == "usul":
        if not form.is_valid():
            return False
        actions.propose_profile(election, form.changes(), reason=form.cleaned_data["alasan"], actor=actor)
        messages.success(request, _("Usulan dicatat; orang lain yang berwenang menyetujuinya."))
        return True
    proposal = election.profiles.filter(state=ProfileState.DIUSULKAN).first()
    if proposal is None:
        raise RuleError(_("Tidak ada usulan yang menunggu keputusan."))
    if deed == "setuju":
        actions.approve_profile(proposal, actor=actor)
        messages.success(request, _("Profil versi %(number)s berlaku mulai sekarang.") % {"number": proposal.number})
        return True
    reject = RejectForm(request.POST)
    if not reject.is_valid():
        raise RuleError(_("Tulis alasan menolak."))
    actions.reject_profile(proposal, reason=reject.cleaned_data["alasan"], actor=actor)
    messages.success(request, _("Usulan ditolak dan dicatat."))
    return True


def _page(request: HttpRequest, election: Election, form: ProposalForm) -> dict[str, Any]:
    versions = list(election.profiles.order_by("-number"))
    names = selectors.people({v.proposed_by for v in versions} | {v.approved_by for v in versions})
    proposal = next((v for v in versions if v.state == ProfileState.DIUSULKAN), None)

    def may(can: Can) -> bool:
        return access.may(request.user, can, region=election.kabupaten_id, election=election)

    return {
        "election": election,
        "profile": election.profile,
        "numbers": [_number(entry) for key, entry in election.profile.whole.items() if key != "aturan"],
        "rules": sorted(election.profile.get("aturan").items()),
        "versions": [
            {"version": v, "proposer": names.get(v.proposed_by, _("bawaan")), "approver": names.get(v.approved_by, "")}
            for v in versions
        ],
        "proposal": proposal and _proposal(proposal, election.profile, names),
        "form": form if may(Can.PROPOSE_PROFILE) and proposal is None else None,
        "can_decide": may(Can.APPROVE_PROFILE),
        "is_proposer": bool(proposal and proposal.proposed_by == str(request.user.uuid)),
    }


def _number(entry: dict[str, Any]) -> dict[str, Any]:
    value = entry["nilai"]
    if isinstance(value, dict):
        lines = [f"{ContestKind(kind).label}: {flag(on)}" for kind, on in value.items()]
    else:
        lines = [said(value)]
    shown = {"judul": _(entry["judul"]), "satuan": _(entry["satuan"])}
    return {**entry, **shown, "baris": lines, "keyakinan": MARKS[entry["tanda"]]}


def _source(value: Any, entry: dict[str, Any]) -> str:
    """A rule names its own source, every other number that of its entry."""
    return value["sumber"] if isinstance(value, dict) and "sumber" in value else entry["sumber"]


def _proposal(proposal: ProfileVersion, before: ProfileVersion, names: dict[str, str]) -> dict[str, Any]:
    """What would change, old beside new."""
    cells, known = [], before.whole
    for key, entry in proposal.values.items():
        old = known[key]
        if entry["nilai"] == old["nilai"] and entry["sumber"] == old["sumber"]:
            continue
        pairs = [(_(entry["judul"]), old["nilai"], entry["nilai"])]
        if isinstance(entry["nilai"], dict):
            pairs = [
                (f"{_(entry['judul'])} {part}", old["nilai"][part], new)
                for part, new in entry["nilai"].items()
                if new != old["nilai"][part]
            ]
        cells += [{"judul": t, "lama": said(a), "baru": said(b), "sumber": _source(b, entry)} for t, a, b in pairs]
    return {"version": proposal, "proposer": names.get(proposal.proposed_by, "–"), "cells": cells}
