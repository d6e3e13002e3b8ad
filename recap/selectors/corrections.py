"""Proposed corrections: the page that makes one, the list of those that wait, and one with its paper."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, When
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.templatetags.angka import waktu
from electcoord.elections.models import Election
from electcoord.office.selectors import people
from electcoord.papers.models import Photo, Placement
from electcoord.papers.selectors import photos_of
from recap.ballot import Ballot, ballot_of
from recap.boxes import Boxes, codes_of, text_of
from recap.models import Correction, CorrectionReason, CorrectionState, Sheet, VersionKind
from recap.reading import reading_of
from recap.selectors import papers, places
from recap.selectors.blind import Blind
from recap.selectors.entry import beside, frame, strips_of
from recap.selectors.form import form_parts
from recap.selectors.places import Names

PAGE = 50


def photo_choices(sheet: Sheet) -> list[tuple[str, str]]:
    """Photos that lie on this sheet now, newest first, as choices of a form."""
    rows = Placement.objects.current().filter(contest=sheet.contest_id, tps=sheet.tps_id).select_related("photo")
    return [
        (
            str(row.photo.uuid),
            _("halaman %(page)s, diunggah %(uploaded_at)s")
            % {"page": row.page, "uploaded_at": waktu(row.photo.uploaded_at)},
        )
        for row in rows.order_by("-photo__uploaded_at", "page")
    ]


def photo(sheet: Sheet, uuid: str) -> Photo:
    """A photo that the form offered."""
    return Photo.objects.get(uuid=uuid, election=sheet.election_id)


def propose_page(request: HttpRequest, sheet: Sheet, ballot: Ballot, boxes: Boxes | None = None) -> dict[str, Any]:
    """The form filled with the figures in use, to be changed beside the paper."""
    cells = reading_of(sheet.current).cells(ballot)
    texts = boxes.texts if boxes else {code: text_of(cells[code]) for code in codes_of(ballot)}
    return {
        **frame(request, sheet),
        "form": form_parts(ballot, texts, boxes.errors if boxes else {}),
        "old": {code: text_of(value) for code, value in cells.items()},
        "base": sheet.current.number,
        **beside(sheet, ballot),
        "crumbs": places.page_crumbs(
            sheet.election, (f"TPS {sheet.tps.number:03d}", places.tps_url(sheet.election, sheet.tps_code)),
            _("Usul koreksi %(title)s") % {"title": sheet.contest.title},
        ),
    }  # fmt: skip


RELATED = ("sheet__contest", "sheet__tps", "photo", "base", "version")


def list_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """Those that wait first, then what was decided, the latest first."""
    first = Case(When(state=CorrectionState.DIUSULKAN, then=0), default=1, output_field=IntegerField())
    codes = access.scope(request.user, Can.VIEW_RECAP, election)
    rows = Correction.objects.filter(access.region_q(codes, "sheet__tps_code"), sheet__election=election)
    rows = rows.select_related(*RELATED).order_by(first, "-proposed_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    names = Names.of(election, {row.sheet.tps_code[:digits] for row in page for digits in (6, 10)})
    who = people({row.proposed_by for row in page} | {row.decided_by for row in page if row.decided_by})
    return {
        "election": election,
        "crumbs": places.page_crumbs(election, _("Koreksi")),
        "page": page,
        "page_query": "",
        "items": [
            {"correction": row, "url": reverse("recap:correction", args=[election.slug, row.uuid]),
             "place": f"TPS {row.sheet.tps_code[10:]}, {names.full(row.sheet.tps_code[:10])}",
             "kecamatan": names.full(row.sheet.tps_code[:6]), "cells": len(row.changes),
             "who": who.get(row.proposed_by, "–")}
            for row in page
        ],
    }  # fmt: skip


def correction_or_404(request: HttpRequest, election: Election, uuid: UUID) -> Correction:
    """404 outside the person's regions, 403 inside them without the right."""
    found = Correction.objects.filter(sheet__election=election, uuid=uuid).select_related(*RELATED).first()
    if found is None:
        raise Http404
    access.check(request.user, Can.VIEW_RECAP, region=found.sheet.tps_code, election=election)
    found.sheet.election = election
    return found


def correction_page(request: HttpRequest, correction: Correction) -> dict[str, Any]:
    """A proposal with old and new figures, its grounds and what this person may do about it."""
    user, sheet, election = request.user, correction.sheet, correction.sheet.election
    ballot = ballot_of(sheet.contest)
    titles = papers.cell_titles(ballot)
    order = {code: place for place, code in enumerate(codes_of(ballot))}
    shown = photos_of(sheet.contest, sheet.tps).shown
    # A correction in quarantine is hidden like every unsettled sheet (law 7).
    hidden = Blind.of(user, election).sheet(sheet.state, sheet.tps_code)
    who = people({correction.proposed_by, correction.decided_by})
    mine = correction.proposed_by == str(user.uuid)
    waits = correction.state == CorrectionState.DIUSULKAN
    may = access.may(user, Can.APPROVE_CORRECTION, region=sheet.tps_code, election=election)
    return {
        **frame(request, sheet),
        "correction": correction,
        "kind": VersionKind(correction.kind),
        "reason": CorrectionReason(correction.reason_code).label,
        "hidden": hidden,
        "lines": [] if hidden else [
            {"label": titles[code], "code": code, "old": old, "new": new}
            for code, (old, new) in sorted(correction.changes.items(), key=lambda item: order[item[0]])
        ],
        "proposer": who.get(correction.proposed_by, "–"),
        "decider": who.get(correction.decided_by, ""),
        "may_decide": waits and may and not mine and not hidden,
        "may_withdraw": waits and mine,
        "waits_for_other": waits and mine,
        # The basis first, then the other pages: the cell may stand on one of them.
        "photos": [s.view for s in sorted(shown, key=lambda s: s.photo.pk != correction.photo_id)],
        "strips": strips_of(ballot),
        "crumbs": places.page_crumbs(
            election, (_("Koreksi"), reverse("recap:corrections", args=[election.slug])),
            f"{sheet.contest.title}, TPS {sheet.tps.number:03d}",
        ),
    }  # fmt: skip
