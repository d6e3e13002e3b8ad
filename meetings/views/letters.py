"""The letter of a meeting: drafted, approved, sent; its files; papers to read before."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.ledger.recording import Actor
from electcoord.papers import attachments, word_templates
from electcoord.papers import render as papers
from electcoord.papers.models import AttachmentRole
from meetings import actions, invitation
from meetings.forms import LetterForm, MaterialForm
from meetings.models import Meeting
from meetings.selectors import access_meeting, letters
from meetings.states import APPROVED
from meetings.views.answers import acting, first_error

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _page(request: HttpRequest, meeting: Meeting, problem: str = "", form: Any = None) -> HttpResponse:
    page = letters.page(request, meeting)
    version = page["letter"]
    if form is None and page["may_write"]:
        values = invitation.values_of(version.content) if version else invitation.first_values(meeting)
        lists = {name: "\n".join(values[name]) for name in ("catatan", "tembusan")}
        form = LetterForm(initial=values | lists)
    page |= {"form": form, "problem": problem, "key": uuid4()}
    return render(request, "meetings/letter.html", page, status=422 if problem else 200)


@access.requires(Can.VIEW_MEETINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    meeting = access_meeting(request.user, uuid, Can.PLAN_MEETING if request.method != "POST" else Can.VIEW_MEETINGS)
    if request.method != "POST":
        return _page(request, meeting)
    can, deed = DEEDS.get(request.POST.get("perbuatan", ""), (Can.PLAN_MEETING, _unknown))
    meeting = access_meeting(request.user, uuid, can)
    form = LetterForm(request.POST) if deed is _draft else None
    try:
        told = deed(request, meeting, acting(request, can, meeting), form)
    except RuleError as refusal:
        return _page(request, access_meeting(request.user, uuid), str(refusal), form)
    messages.success(request, told)
    return redirect("meetings:letter", uuid)


def _draft(request: HttpRequest, meeting: Meeting, actor: Actor, form: LetterForm) -> str:
    if not form.is_valid():
        raise RuleError(first_error(form))
    data = form.cleaned_data
    actions.draft_letter(meeting, values=form.values(), reason=data["alasan"], seen=data["isi"], actor=actor)
    return _("Draf surat tersimpan. Periksa pratinjaunya, lalu mintakan pengesahan.")


def _approve(request: HttpRequest, meeting: Meeting, actor: Actor, _form: Any) -> str:
    version = actions.approve_letter(
        meeting, classification=request.POST.get("klasifikasi", "")[:16], seen=request.POST.get("isi", "")[:64],
        actor=actor,
    )  # fmt: skip
    return _("Surat disahkan dengan nomor %(number)s.") % {"number": version.content["nomor"]}


def _send(request: HttpRequest, meeting: Meeting, actor: Actor, _form: Any) -> str:
    count = actions.send_letters(meeting, reason=request.POST.get("alasan", "")[:500], actor=actor)
    return ngettext("%(n)s undangan masuk kotak keluar.", "%(n)s undangan masuk kotak keluar.", count) % {"n": count}


def _again(request: HttpRequest, meeting: Meeting, actor: Actor, _form: Any) -> str:
    try:
        one, key = UUID(request.POST.get("undangan", "")), UUID(request.POST.get("kunci", ""))
    except ValueError:
        return _unknown()
    found = get_object_or_404(meeting.invitees.filter(is_active=True), uuid=one)
    actions.send_again(found, key=key, actor=actor)
    return _("Undangan dikirim ulang.")


def _unknown(*_args: Any) -> str:
    raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))


DEEDS: dict[str, tuple[Can, Any]] = {
    "susun": (Can.PLAN_MEETING, _draft), "sahkan": (Can.APPROVE_DOCUMENT, _approve),
    "kirim": (Can.PLAN_MEETING, _send), "ulang": (Can.PLAN_MEETING, _again),
}  # fmt: skip


@access.requires(Can.PLAN_MEETING)
@require_safe
def letter_file(request: HttpRequest, uuid: UUID, form: str) -> HttpResponse:
    """`pdf`, `docx`, or `semua`: every copy in one PDF, set in one go and not kept."""
    meeting = access_meeting(request.user, uuid, Can.PLAN_MEETING)
    version = letters.latest(meeting)
    if version is None or form not in FILES:
        raise Http404
    try:
        content, mime, name = FILES[form](meeting, version)
    except RuleError as refusal:
        return _page(request, meeting, str(refusal))
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return attachments.guarded(response)


def _word(meeting: Meeting, version: Any) -> tuple[bytes, str, str]:
    """By the office's own template where it has one, else as it is printed."""
    template = word_templates.template_for(invitation.KIND, meeting.region_id)
    if template is None:
        return papers.docx(version), WORD, "surat-undangan.docx"
    days = invitation.days_of(meeting)
    content = version.content
    pairs = {name: value for block in content["blok"] if block["jenis"] == "pasangan" for name, value in block["isi"]}
    fields = word_templates.fields_of(invitation.copy(content)) | {
        "perihal": content["judul"], "acara": meeting.title, "tempat": meeting.place,
        "waktu": invitation.clock(days[0]),
        "hari_tanggal": pairs.get("Hari, tanggal", ""), "agenda": [item.title for day in days for item in day.agenda],
        "peserta": [", ".join(invitation.address(one)[:-1]) for one in invitation.invited(meeting)],
    }  # fmt: skip
    return papers.from_word(template, fields), WORD, "surat-undangan.docx"


def _all(meeting: Meeting, version: Any) -> tuple[bytes, str, str]:
    held = letters.in_force(meeting)
    if held is None:
        raise RuleError(_("Surat undangan belum disahkan."))
    to = [invitation.address(one) for one in invitation.invited(meeting)]
    content = papers.copies(invitation.copy(held.content), to, of=held)
    return content, "application/pdf", "semua-undangan.pdf"


FILES = {
    "pdf": lambda meeting, version: (papers.pdf(version), "application/pdf", "surat-undangan.pdf"),
    "docx": _word, "semua": _all,
}  # fmt: skip


# Papers to read before.


@access.requires(Can.PLAN_MEETING)
@require_POST
def add_material(request: HttpRequest, uuid: UUID) -> HttpResponse:
    meeting = access_meeting(request.user, uuid, Can.PLAN_MEETING)
    form = MaterialForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise RuleError(first_error(form))
        if meeting.state in APPROVED:
            raise RuleError(_("Notulen rapat ini sudah disahkan; bahannya tidak bertambah lagi."))
        file = form.cleaned_data["berkas"]
        attachments.add_attachment(
            file.read(), subject=meeting.subject, role=AttachmentRole.BAHAN, name=file.name,
            caption=form.cleaned_data["keterangan"], region=meeting.region_id, election=meeting.election,
            key=form.cleaned_data["kunci"], actor=acting(request, Can.PLAN_MEETING, meeting),
        )  # fmt: skip
    except RuleError as refusal:
        return _page(request, meeting, str(refusal))
    messages.success(request, _("Bahan tersimpan; yang diundang membukanya dari halaman undangannya."))
    return redirect(f"{reverse('meetings:meeting', args=[uuid])}#bahan")


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def material(request: HttpRequest, uuid: UUID, one: UUID) -> HttpResponse:
    meeting = access_meeting(request.user, uuid)
    found = next((row for row in letters.materials(meeting) if row.uuid == one), None)
    if found is None:
        raise Http404
    return attachments.respond(found, as_file=True)
