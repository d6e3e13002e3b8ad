"""The pages of the way back: what is missing, on one screen and on paper, and the records of what came."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS
from electcoord.elections.models import Election
from electcoord.elections.places import Names
from electcoord.office.selectors import people
from electcoord.papers.models import Document, DocumentVersion
from electcoord.papers.models.documents import DocumentState
from logistics.models import Container, Handover, HandoverLine, HolderKind, Side
from logistics.needs import KABUPATEN
from logistics.return_papers import RecordKind
from logistics.selectors import boxes, ready_pages, returning, rooms
from logistics.selectors.reports import RECEIVES, reported
from logistics.selectors.returning import Coming, Goal
from logistics.states import LineState

PAGE = 50
# A sheet of paper holds all of them; above so many the files do.
MOST = 2000
K = HolderKind


@dataclass(frozen=True)
class Asked:
    """What the screen is asked for: as far as where, and one kecamatan alone."""

    goal: Goal
    code: str
    is_list: bool

    @property
    def query(self) -> str:
        return f"sampai={self.goal}&" + (f"wilayah={self.code}&" if self.code else "")


def asked_of(request: HttpRequest) -> Asked:
    code = request.GET.get("wilayah", "")[:10]
    return Asked(returning.goal_of(request.GET.get("sampai")), code if code.isdecimal() else "",
                 request.GET.get("tampil") == "daftar")  # fmt: skip


def _scopes(request: HttpRequest, election: Election, asked: Asked) -> list[str]:
    """The account's regions, or the part of them that is asked for."""
    tops = access.entrances(request.user, election, Can.VIEW_LOGISTICS)
    if not asked.code:
        return tops
    inside = [asked.code] if any(asked.code.startswith(top) for top in tops) else []
    return inside or [top for top in tops if top.startswith(asked.code)]


def missing_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """Counts by kecamatan, those that are whole in one line; below them every box that is missing."""
    asked = asked_of(request)
    tops = access.entrances(request.user, election, Can.VIEW_LOGISTICS)
    scopes = _scopes(request, election, asked)
    counts = {code: row for top in tops for code, row in returning.counts(election, top, asked.goal, 6).items()}
    rows = _missing(election, scopes, asked.goal)
    page = Paginator(rows, MOST if asked.is_list else PAGE).get_page(request.GET.get("hal"))
    names = Names.of(election, {code[:10] for code in tops} | {row.region_id for row in page},
                     children_of=election.kabupaten_id)  # fmt: skip
    here = reverse("logistics:missing", args=[election.slug])
    whole = Coming(sum(row.expected for row in counts.values()), sum(row.back for row in counts.values()))
    parts = [
        {"code": code, "name": names.full(code), "count": row, "here": code == asked.code,
         "url": f"{here}?sampai={asked.goal}&wilayah={code}#daftar"} for code, row in counts.items()
    ]  # fmt: skip
    return {
        "election": election, "asked": asked, "whole": whole, "is_over": returning.is_over(election),
        "parts": [part for part in parts if part["count"].missing],
        "done": [part for part in parts if not part["count"].missing],
        "never_left": sum(returning.never_left(election, top) for top in tops), "page": page,
        "groups": _groups(_items(election, list(page), names), names), "page_query": asked.query,
        "chosen": names.full(asked.code) if asked.code else "", "reset_url": f"{here}?sampai={asked.goal}",
        "goals": [{"label": goal.label, "url": f"{here}?sampai={goal}", "active": goal == asked.goal} for goal in Goal],
        "list_url": f"{here}?{asked.query}tampil=daftar", "back_url": f"{here}?{asked.query}", "most": MOST,
        "files": [{"label": form.upper(), "url": reverse("logistics:missing-file", args=[election.slug, form])
                   + f"?{asked.query}"} for form in FORMATS],
        "now": timezone.now(), "crumbs": rooms.crumbs(election, (_("Pengembalian"), None)),
    }  # fmt: skip


def _missing(election: Election, scopes: list[str], goal: Goal) -> QuerySet[Container]:
    rows = returning.missing(election, "", goal).select_related("holder", "contest", "tps", "election")
    return rows.filter(access.region_q(scopes, "tps__code"))


def _items(election: Election, rows: list[Container], names: Names) -> list[dict[str, Any]]:
    """Each box with who holds it since when and by which hand-over, and whether another one is half told."""
    passed = returning.last_passings(rows)
    lines = HandoverLine.objects.filter(container__in=[row.pk for row in rows], state=LineState.MENUNGGU)
    lines = lines.select_related("handover__giver", "handover__receiver").order_by("handover__first_at", "pk")
    waiting = {line.container_id: line.handover for line in lines}
    found = []
    for row in rows:
        last, half = passed.get(row.pk), waiting.get(row.pk)
        found.append({
            "row": row, "what": boxes.what(row), "url": boxes.box_url(row), "since": last.at if last else None,
            "from": str(last.giver) if last else "", "waiting": half,
            "last_url": _hand_url(election, last.handover) if last else "",
            "waiting_url": _hand_url(election, half) if half else "",
            "is_open": row.state != "disegel", "state": row.get_state_display(),
        })  # fmt: skip
    return found


def _hand_url(election: Election, row: Handover) -> str:
    return reverse("logistics:handover", args=[election.slug, row.uuid])


def _groups(items: list[dict[str, Any]], names: Names) -> list[dict[str, Any]]:
    """By desa, and inside by TPS, in their order."""
    groups: list[dict[str, Any]] = []
    for item in items:
        desa, tps = item["row"].region_id, item["row"].tps
        if not groups or groups[-1]["code"] != desa:
            title = f"{names.full(desa)}, {names.full(desa[:6])}"
            groups.append({"code": desa, "title": title, "stations": []})
        stations = groups[-1]["stations"]
        if not stations or stations[-1]["code"] != tps.code:
            url = ready_pages.place_url(item["row"].election, tps.code)
            stations.append({"code": tps.code, "title": str(tps), "url": url, "items": []})
        stations[-1]["items"].append(item)
    return groups


def missing_file(request: HttpRequest, election: Election) -> tuple[list[str], list[list[Any]], str]:
    """Every missing box in its row."""
    asked = asked_of(request)
    rows = list(_missing(election, _scopes(request, election, asked), asked.goal))
    names = Names.of(election, {code for row in rows for code in (row.region_id, row.region_id[:6])})
    titles = [_("Kecamatan"), _("Desa/Kelurahan"), "TPS", _("Kode kotak"), _("Isi"), _("Dipegang"), _("Sejak"),
              _("Dari"), _("Serah terima terbuka"), _("Keadaan")]  # fmt: skip
    passed: dict[int, Any] = {}
    waiting: set[int] = set()
    for at in range(0, len(rows), 500):
        part = rows[at : at + 500]
        passed |= returning.last_passings(part)
        keys = [row.pk for row in part]
        waiting |= set(HandoverLine.objects.filter(container__in=keys, state=LineState.MENUNGGU)
                       .values_list("container", flat=True))  # fmt: skip
    lines = [
        [names.get(row.region_id[:6]), names.get(row.region_id), f"{row.tps.number:03d}", row.code, boxes.what(row),
         str(row.holder), _when(passed.get(row.pk)), str(passed[row.pk].giver) if row.pk in passed else "",
         _("ya") if row.pk in waiting else _("tidak"), str(row.get_state_display())]
        for row in rows
    ]  # fmt: skip
    return titles, lines, slugify(f"belum-kembali {asked.goal} {asked.code}")


def _when(passed: Any) -> str:
    return f"{timezone.localtime(passed.at):%Y-%m-%d %H:%M}" if passed else ""


def reports_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """The records, and the hand-overs of the way back that stand in none yet."""
    codes = access.scope(request.user, Can.VIEW_LOGISTICS, election)
    papers = Document.objects.filter(
        access.region_q(codes, "region"), election=election, kind__code="BA", subject__startswith="logistics.holder:"
    ).prefetch_related("versions__register_number")  # fmt: skip
    page = Paginator(papers, PAGE).get_page(request.GET.get("hal"))
    open_rows = _coming_back(request, election)[:PAGE]
    holders = {one for row in open_rows for one in (row.giver, row.receiver)}
    taken = {kind: reported(list(holders), kind) for kind in RecordKind}
    return {
        "election": election, "page": page,
        "papers": [_paper(election, one) for one in page],
        "open": [item for row in open_rows for item in _reportable(row, taken)],
        "may_draft": bool(access.scope(request.user, Can.HAND_OVER, election)),
        "crumbs": rooms.crumbs(election, (_("Berita acara"), None)),
    }  # fmt: skip


def _coming_back(request: HttpRequest, election: Election) -> QuerySet[Handover]:
    """Hand-overs that are over and go up: from KPPS, PPS or PPK or a vehicle to PPS, PPK or KPU; the latest first."""
    codes = access.scope(request.user, Can.HAND_OVER, election)
    near = access.region_q(codes, "giver__region__code") | access.region_q(codes, "receiver__region__code")
    up = (
        Q(receiver__kind=K.GUDANG, giver__kind__in=(K.PPK, K.PPS, K.KPPS, K.PERJALANAN))
        | Q(receiver__kind=K.PPK, giver__kind__in=(K.PPS, K.KPPS))
        | Q(receiver__kind=K.PPS, giver__kind=K.KPPS)
        | Q(receiver__kind=K.PERJALANAN, giver__kind=K.PPK)
    )
    rows = Handover.objects.filter(near, up, election=election).annotate(
        told=Count("confirmations", distinct=True),
        waits=Count("lines", filter=Q(lines__state=LineState.MENUNGGU), distinct=True),
        passed=Count("lines", filter=Q(lines__state=LineState.BERPINDAH), distinct=True),
    )
    rows = rows.filter(told=len(Side), waits=0).select_related("giver", "receiver", "election")
    return rows.order_by("-first_at", "-pk")


def _reportable(row: Handover, taken: dict[RecordKind, set[str]]) -> list[dict[str, Any]]:
    """A choice for each record that a hand-over may still stand in."""
    kinds = [RecordKind.PENERIMAAN] if row.receiver.kind in RECEIVES else []
    if row.giver.kind == K.PPK and row.receiver.kind in (K.GUDANG, K.PERJALANAN):
        kinds.append(RecordKind.PENYERAHAN)
    return [
        {"row": row, "kind": kind, "value": f"{kind}:{row.uuid}", "passed": row.passed,
         "url": _hand_url(row.election, row)}
        for kind in kinds if str(row.uuid) not in taken[kind]
    ]  # fmt: skip


def _paper(election: Election, document: Document) -> dict[str, Any]:
    version = max(document.versions.all(), key=lambda one: one.number)
    tone = {DocumentState.DRAF: ("periksa", "jam"), DocumentState.DICABUT: ("galat", "tolak")}.get(
        version.state, ("selesai", "selesai")
    )
    return {
        "document": document, "version": version, "tone": tone[0], "icon": tone[1],
        "number": version.register_number.text if version.register_number else "",
        "url": reverse("logistics:return-report", args=[election.slug, document.uuid]),
    }  # fmt: skip


def report_or_404(request: HttpRequest, election: Election, uuid: Any) -> Document:
    """A record of boxes of this election; 404 outside the account's regions, 403 inside without the right."""
    rows = Document.objects.select_related("kind", "election__kabupaten")
    document = rows.filter(
        uuid=uuid, election=election, kind__code="BA", subject__startswith="logistics.holder:"
    ).first()  # fmt: skip
    if document is None:
        raise Http404
    access.check(request.user, Can.VIEW_LOGISTICS, region=document.region, election=election)
    return document


# Of the cells after the code; what the paper calls them.
_TITLES = (lazy("Isi"), lazy("Segel, pemberi"), lazy("Segel, penerima"))


def _table(version: DocumentVersion) -> dict[str, Any]:
    return next(block for block in version.content["blok"] if block["jenis"] == "tabel")


def report_page(request: HttpRequest, document: Document) -> dict[str, Any]:
    election, found = document.election, _paper(document.election, document)
    version = found["version"]
    place = {"region": document.region, "election": election}
    who = people([version.made_by, version.approved_by])
    is_own = version.made_by == str(request.user.uuid)
    return {
        **found, "election": election,
        "made_by": who.get(version.made_by, "–"), "approved_by": who.get(version.approved_by, ""), "is_own": is_own,
        "may_approve": version.is_draft and not is_own and access.may(request.user, Can.APPROVE_DOCUMENT, **place),
        "may_sign": version.state == DocumentState.DISAHKAN and access.may(request.user, Can.HAND_OVER, **place),
        "titles": _TITLES,
        "rows": [{"code": row[1], "cells": list(zip(_TITLES, row[2:], strict=True))}
                 for row in _table(version)["baris"]],
        "pairs": version.content["blok"][0]["isi"], "is_office": len(document.region) == KABUPATEN,
        "opening": version.content["pembuka"][0],
        "crumbs": rooms.crumbs(
            election, (_("Berita acara"), reverse("logistics:return-reports", args=[election.slug])),
            (found["number"] or _("Draf"), None),
        ),
    }  # fmt: skip
