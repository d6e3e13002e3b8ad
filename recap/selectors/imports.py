"""What the import page shows before anything is written, and the templates that come back through it."""

from collections import Counter
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import PackageError
from electcoord.elections.models import Contest, Election
from recap.ballot import ballot_of
from recap.imports import Plan, plan_import
from recap.models import Sheet, Upload, VersionKind
from recap.rules.limits import Limits
from recap.selectors import places
from recap.selectors.places import Names
from recap.states import SheetState
from recap.workbook import ENTRIES, Desa, Template


def uploads_of(request: HttpRequest, election: Election) -> QuerySet[Upload]:
    """Files of this account that wait between dry run and import."""
    return Upload.objects.filter(owner=request.user, contest__election=election)


def waiting(request: HttpRequest, election: Election) -> list[dict[str, Any]]:
    """The same as a list; without their content, which may be large."""
    rows = uploads_of(request, election).select_related("contest").defer("content").order_by("-at")
    return [
        {"upload": upload, "contest": upload.contest, "entry": VersionKind(upload.kind).label,
         "url": reverse("recap:import-check", args=[election.slug, upload.uuid])}
        for upload in rows
    ]  # fmt: skip


def upload_or_404(request: HttpRequest, election: Election, uuid: Any) -> Upload:
    """Somebody else's file does not exist."""
    upload = uploads_of(request, election).select_related("contest__election__profile").filter(uuid=uuid).first()
    if upload is None:
        raise Http404
    return upload


def plan_of(request: HttpRequest, upload: Upload) -> Plan:
    """The checked file; raises PackageError with every wrong place."""
    election = upload.contest.election
    codes = access.scope(request.user, Can.IMPORT_SHEETS, election)
    return plan_import(
        bytes(upload.content), upload.name, contest=upload.contest, kind=VersionKind(upload.kind),
        actor_uuid=str(request.user.uuid),
        may_write=lambda tps_code: any(access.covers_or_all(code, tps_code) for code in codes),
    )  # fmt: skip


def dry_run(request: HttpRequest, upload: Upload) -> dict[str, Any]:
    """Counts and problems. No cell of the other entry: whoever imports may still be asked to enter (law 7)."""
    election = upload.contest.election
    door = reverse("recap:import", args=[election.slug])
    page: dict[str, Any] = {
        "upload": upload,
        "contest": upload.contest,
        "election": election,
        "entry": VersionKind(upload.kind).label,
        "crumbs": places.page_crumbs(election, (_("Impor C.Hasil"), door), _("Pemeriksaan")),
    }
    try:
        plan = plan_of(request, upload)
    except PackageError as error:
        return {**page, "problems": error.problems, "problem_count": error.total}
    counts = Counter(line.sheet.kecamatan_code for line in plan.lines)
    names = Names.of(page["election"], counts)
    return {
        **page,
        "digest": plan.digest,
        "rows": len(plan.lines) + plan.unchanged,
        "new": len(plan.lines),
        "unchanged": plan.unchanged,
        "empty": plan.empty,
        "by_kecamatan": [{"name": names.get(code), "count": counts[code]} for code in sorted(counts)],
    }


def due(contest: Contest, kind: VersionKind, user: Any) -> Q:
    """Sheets of a contest that this entry by this account may still be given to."""
    if kind == VersionKind.ENTRI_SATU:
        return Q(state=SheetState.BELUM_MASUK)
    if not Limits.of(contest.election.profile).double_entry.get(contest.kind, True):
        return Q(pk__in=[])
    waits = Q(state__in=(SheetState.ENTRI_SATU, SheetState.KARANTINA), version_count=1)
    return waits & ~Q(current__entered_by=str(user.uuid))


def templates_page(request: HttpRequest, election: Election, wanted: str) -> dict[str, Any]:
    """How many TPS of each kecamatan wait for the first and the second entry of one contest, each with its template."""
    user = request.user
    contests = places.contests_of(election)
    contest = next((contest for contest in contests if contest.key == wanted), contests[0] if contests else None)
    door = reverse("recap:import", args=[election.slug])
    page = {
        "election": election,
        "contests": contests,
        "contest": contest,
        "crumbs": places.page_crumbs(election, (_("Impor C.Hasil"), door), _("Templat")),
    }
    if contest is None:
        return {**page, "rows": [], "due_count": 0}
    contest.election = election
    inside = access.region_q(access.scope(user, Can.IMPORT_SHEETS, election), "tps_code")
    sheets = Sheet.objects.filter(inside, contest=contest).order_by("kecamatan_code").values_list("kecamatan_code")
    found = list(sheets.annotate(**{word: Count("pk", filter=due(contest, k, user)) for k, word in ENTRIES.items()}))
    names = Names.of(election, [code for code, *_ in found])
    rows = [
        {"name": names.full(code), "entries": [
            {"label": kind.label.capitalize(), "count": count,
             "url": reverse("recap:template", args=[election.slug, contest.key, code, word])}
            for (kind, word), count in zip(ENTRIES.items(), counts, strict=True)
        ]}
        for code, *counts in found
    ]  # fmt: skip
    return {**page, "rows": rows, "due_count": sum(sum(counts) for _, *counts in found)}


def template_of(
    request: HttpRequest, election: Election, contest: Contest, kecamatan: str, kind: VersionKind
) -> Template | None:
    """The workbook to fill in for this entry; None where no TPS of the kecamatan waits for it.

    404 for a kecamatan outside the contest. Nothing of another entry is in it (law 7).
    """
    contest.election = election
    sheets = Sheet.objects.filter(contest=contest, kecamatan_code=kecamatan)
    if not sheets.exists():
        raise Http404
    rows = sheets.filter(due(contest, kind, request.user))
    stations: dict[str, list[tuple[str, int]]] = {}
    for desa, code, number in rows.order_by("tps_code").values_list("desa_code", "tps_code", "tps__number"):
        stations.setdefault(desa, []).append((code, number))
    if not stations:
        return None
    names = Names.of(election, [*places.prefixes(kecamatan), *stations])
    kabupaten, provinsi = names.get(kecamatan[:4]), names.get(kecamatan[:2])
    return Template(
        slug=election.slug, election=election.name, contest=contest.key, title=contest.title, kind=contest.kind,
        choice_hash=contest.choice_hash, kabupaten=f"{kabupaten}, Provinsi {provinsi}", kecamatan_code=kecamatan,
        kecamatan=names.get(kecamatan), entry=ENTRIES[kind], ballot=ballot_of(contest),
        desa=tuple(Desa(code, names.get(code), tuple(found)) for code, found in stations.items()),
    )  # fmt: skip


def template_name(template: Template) -> str:
    """What the download is called: `templat_ppwp_hulu_entri1.xlsx`."""
    number = list(ENTRIES.values()).index(template.entry) + 1
    kecamatan = slugify(template.kecamatan)[:40] or template.kecamatan_code
    return f"templat_{template.contest}_{kecamatan}_entri{number}.xlsx"
