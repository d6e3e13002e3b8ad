"""The papers of a meeting: drafts, approval, signed scans, sheets to sign, photos, follow-ups to carry in."""

import difflib
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.papers import attachments
from electcoord.papers import render as printing
from electcoord.papers.models import Attachment, Document, DocumentVersion
from electcoord.papers.models.documents import DocumentState
from meetings import actions, assembly
from meetings.actions import documents
from meetings.models import Mandate, Meeting
from meetings.selectors import access_meeting, papers, room
from meetings.views.answers import acting, attempt

READ_WRITE = ["GET", "HEAD", "POST"]
KINDS = {"notulen": assembly.MINUTES, "berita-acara": assembly.REPORT}
MIMES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
INCOMPLETE = lazy("Halaman ini tidak lengkap; muat ulang, lalu ulangi.")


def _document(request: HttpRequest, uuid: UUID, name: str) -> tuple[Meeting, Document]:
    """404 where there is none; drafts are for whoever keeps or approves the record."""
    found = access_meeting(request.user, uuid)
    document = documents.document_of(found, KINDS[name]) if name in KINDS else None
    if document is None:
        raise Http404
    may = room.rights(request.user, found)
    if not (may["record"] or may["approve"]) and document.in_force is None:
        raise PermissionDenied
    return found, document


@access.requires(Can.VIEW_MEETINGS)
@require_http_methods(READ_WRITE)
def document(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    found, paper = _document(request, uuid, name)
    if request.method != "POST":
        return render(request, "meetings/document.html", _page(request, found, paper, name))
    chosen = DEEDS.get(request.POST.get("perbuatan", ""))
    if chosen is None:
        may = room.rights(request.user, found)
        if not (may["record"] or may["approve"]):
            raise PermissionDenied
        page = _page(request, found, paper, name) | {"problem": str(INCOMPLETE)}
        return render(request, "meetings/document.html", page, status=422)
    can, deed, done = chosen
    found = access_meeting(request.user, uuid, can)
    actor = acting(request, can, found)
    then = reverse("meetings:document", args=[uuid, name])
    return attempt(
        request, lambda: deed(request, found, paper, actor), done=str(done), then=then,
        template="meetings/document.html",
        page=lambda: _page(request, access_meeting(request.user, uuid), paper, name) | {"typed": request.POST},
    )  # fmt: skip


def _page(request: HttpRequest, found: Meeting, paper: Document, name: str) -> dict[str, Any]:
    head = room.head(request, found, paper.kind.name)
    reads_drafts = head["may"]["record"] or head["may"]["approve"]
    versions = [v for v in paper.versions.select_related("register_number", "signed") if reads_drafts or not v.is_draft]
    shown = next((v for v in versions if str(v.number) == request.GET.get("versi")), versions[0])
    other = next((v for v in versions if str(v.number) == request.GET.get("banding")), None)
    is_edited = shown.is_draft and head["may"]["record"]
    page = head | {
        "document": paper, "name": name, "versions": versions, "version": shown, "other": other, "key": uuid4(),
        "blocks": papers.shown_blocks(shown.content, request.POST), "is_edited": is_edited,
        "compared": _compared(other, shown) if other and other != shown else [],
        "photos": papers.photos_page(found, shown.content), "number": papers.number_of(versions),
        "is_last": shown == versions[0], "people": papers.names_of(versions),
    }  # fmt: skip
    if shown.is_draft:
        fresh = documents.fresh_content(found, shown)
        page |= {
            "is_stale": assembly.facts(fresh) != assembly.facts(shown.content),
            "lost": assembly.lost(shown.content, fresh),
            "lost_kept": assembly.lost(shown.content, assembly.rewritten(shown.content, fresh)),
        }
        page |= papers.number_choices(request, found)
        page["is_own"] = documents.writers_of(shown) <= {str(request.user.uuid)}
        page["is_too_early"] = name == "berita-acara" and not head["is_approved"]
    return page


def _compared(older: DocumentVersion, newer: DocumentVersion) -> list[dict[str, str]]:
    """What one version says that the other does not, line by line."""
    lines = difflib.ndiff(papers.lines_of(older.content), papers.lines_of(newer.content))
    return [{"sign": line[0], "text": line[2:]} for line in lines if line[0] in "+-"]


def _draft(paper: Document) -> DocumentVersion:
    version = paper.versions.select_related("document__kind").filter(state=DocumentState.DRAF).first()
    if version is None:
        raise RuleError(_("Naskah ini sudah disahkan; perubahan dibuat sebagai versi baru."))
    return version


def _save(request: HttpRequest, found: Meeting, paper: Document, actor: Any) -> None:
    texts = {
        int(key.removeprefix("p-")): value.replace("\x00", "")
        for key, value in request.POST.items()
        if key.startswith("p-") and key[2:].isascii() and key[2:].isdigit() and len(key) < 8
    }
    wanted = set(request.POST.getlist("foto"))
    photos = [one for one in assembly.photos_of(found) if str(one.uuid) in wanted]
    actions.write_texts(_draft(paper), texts, photos, seen=_seen(request), actor=actor)


def _seen(request: HttpRequest) -> str:
    """What the person looked at; a page that does not say so is incomplete."""
    if not (seen := request.POST.get("terlihat", "")):
        raise RuleError(str(INCOMPLETE))
    return seen[:64]


def _again(request: HttpRequest, found: Meeting, paper: Document, actor: Any) -> None:
    keep = request.POST.get("perbuatan") == "segarkan"
    actions.assemble_again(found, _draft(paper), keep=keep, seen=_seen(request), actor=actor)


def _approve(request: HttpRequest, found: Meeting, paper: Document, actor: Any) -> None:
    issuer = request.POST.get("penerbit", "")
    if issuer and not access.may(request.user, Can.APPROVE_DOCUMENT, region=issuer, election=found.election):
        raise PermissionDenied
    actions.approve_document(
        found, _draft(paper), classification=request.POST.get("klasifikasi", "").replace("\x00", "")[:40],
        issuer=issuer, seen=_seen(request), actor=actor,
    )  # fmt: skip


def _sign(request: HttpRequest, found: Meeting, paper: Document, actor: Any) -> None:
    version = paper.in_force
    file = request.FILES.get("berkas")
    if version is None or file is None:
        raise RuleError(_("Pilih pindaian naskah yang sudah ditandatangani."))
    actions.sign_document(found, version, file.read(), name=file.name, actor=actor)


def _revise(request: HttpRequest, found: Meeting, paper: Document, actor: Any) -> None:
    actions.revise_document(found, paper, reason=request.POST.get("alasan", "").replace("\x00", ""), actor=actor)


DEEDS = {
    "simpan": (Can.RECORD_MEETING, _save, lazy("Draf tersimpan.")),
    "susun": (Can.RECORD_MEETING, _again, lazy("Disusun ulang dari catatan.")),
    "segarkan": (Can.RECORD_MEETING, _again, lazy("Fakta diperbarui; paragraf yang ditulis tetap.")),
    "sahkan": (Can.APPROVE_DOCUMENT, _approve, lazy("Naskah disahkan dan bernomor.")),
    "tandatangan": (Can.RECORD_MEETING, _sign, lazy("Naskah bertanda tangan tersimpan.")),
    "revisi": (Can.RECORD_MEETING, _revise, lazy("Versi baru dibuka sebagai draf.")),
}


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def document_file(request: HttpRequest, uuid: UUID, name: str, number: int, form: str) -> HttpResponse:
    found, paper = _document(request, uuid, name)
    version = get_object_or_404(paper.versions.select_related("document__kind"), number=min(number, 32767))
    may = room.rights(request.user, found)
    if form not in MIMES or (version.is_draft and not (may["record"] or may["approve"])):
        raise Http404
    return file_response(version, form, f"{name}-v{version.number}")


def file_response(version: DocumentVersion, form: str, stem: str) -> HttpResponse:
    content = printing.pdf(version) if form == "pdf" else printing.docx(version)
    return sent(content, MIMES[form], f"{stem}.{form}")


def sent(content: bytes, mime: str, name: str) -> HttpResponse:
    """Always as a download, kept by nobody in between."""
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return attachments.guarded(response)


@access.requires(Can.RECORD_MEETING)
@require_safe
def sheet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The sheet to sign as PDF: `isi=jam` with who came and when, of one session or all."""
    found = access_meeting(request.user, uuid, Can.RECORD_MEETING)
    chosen = request.GET.get("sesi", "")
    day = next((d for d in found.sessions.filter(is_active=True) if str(d.uuid) == chosen), None)
    content = assembly.attendance_sheet(found, day, with_times=request.GET.get("isi") == "jam")
    return sent(printing.pdf(content, draft=False), MIMES["pdf"], "daftar-hadir.pdf")


@access.requires(Can.RECORD_MEETING)
@require_http_methods(READ_WRITE)
def photos(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = access_meeting(request.user, uuid, Can.RECORD_MEETING)

    def page() -> dict[str, Any]:
        head = room.head(request, found, _("Foto dan daftar hadir"))
        return head | papers.files_page(found) | {"typed": request.POST, "key": uuid4()}

    if request.method != "POST":
        return render(request, "meetings/photos.html", page())

    def deed() -> None:
        if (file := request.FILES.get("berkas")) is None:
            raise RuleError(_("Pilih berkasnya dulu."))
        actions.add_photo(
            found, file.read(), name=file.name, caption=request.POST.get("keterangan", ""),
            role=request.POST.get("guna", "foto"), actor=acting(request, Can.RECORD_MEETING, found),
        )  # fmt: skip

    return attempt(request, deed, done=_("Berkas tersimpan."), then=reverse("meetings:photos", args=[uuid]), page=page,
                   template="meetings/photos.html")  # fmt: skip


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def file(request: HttpRequest, uuid: UUID, one: UUID) -> HttpResponse:
    """A file of the meeting, its papers or its mandates; a mandate's scan only for whoever keeps the record."""
    found = access_meeting(request.user, uuid)
    subjects = [found.subject, *(f"papers.document:{d}" for d in
                Document.objects.filter(subject=found.subject).values_list("uuid", flat=True))]  # fmt: skip
    if room.rights(request.user, found)["record"]:
        subjects += [f"meetings.mandate:{m}" for m in found.mandates.values_list("uuid", flat=True)]
    row = get_object_or_404(Attachment, uuid=one, subject__in=subjects)
    return attachments.respond(row, small="kecil" in request.GET)


@access.requires(Can.RECORD_MEETING)
@require_http_methods(["POST"])
def mandate_scan(request: HttpRequest, uuid: UUID, one: UUID) -> HttpResponse:
    found = access_meeting(request.user, uuid, Can.RECORD_MEETING)
    mandate = get_object_or_404(Mandate.objects.select_related("meeting__election"), meeting=found, uuid=one)
    then = reverse("meetings:mandates", args=[uuid])
    try:
        if (sent_file := request.FILES.get("berkas")) is None:
            raise RuleError(_("Pilih pindaian surat mandat."))
        actions.add_mandate_scan(
            mandate, sent_file.read(), name=sent_file.name, actor=acting(request, Can.RECORD_MEETING, found)
        )
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Pindaian surat mandat tersimpan."))
    return redirect(then)


@access.requires(Can.PLAN_MEETING)
@require_http_methods(READ_WRITE)
def carry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which open follow-ups of the region this meeting asks about first."""
    found = access_meeting(request.user, uuid, Can.PLAN_MEETING)

    def page() -> dict[str, Any]:
        return room.head(request, found, _("Tindak lanjut untuk rapat ini")) | papers.carry_page(request.user, found)

    if request.method != "POST":
        return render(request, "meetings/carry.html", page())

    def deed() -> None:
        wanted = set(request.POST.getlist("tindak"))
        rows = [row for row in papers.open_follow_ups(request.user, found) if str(row.uuid) in wanted]
        actions.carry_follow_ups(found, rows, actor=acting(request, Can.PLAN_MEETING, found))

    return attempt(request, deed, done=_("Tindak lanjut menjadi acara pertama rapat."),
                   then=reverse("meetings:plan", args=[uuid]), page=page, template="meetings/carry.html")  # fmt: skip
