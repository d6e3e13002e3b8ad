"""What the import page shows before anything is written."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import PackageError
from electcoord.elections.models import Election
from recap.imports import Plan, plan_import
from recap.models import Upload, VersionKind
from recap.selectors import places
from recap.selectors.places import Names


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
        "crumbs": places.page_crumbs(election, ("Impor C.Hasil", door), "Pemeriksaan"),
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
        "by_kecamatan": [{"name": names.get(code), "count": counts[code]} for code in sorted(counts)],
    }
