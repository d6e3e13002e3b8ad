"""Bimtek: the desk where trainees are ticked, the file, the certificates, and the coverage of the election."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import download
from electcoord.common.errors import PackageError, RuleError
from electcoord.common.numbers import angka
from electcoord.elections.profiles import MAX_KPPS
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region
from meetings import actions, certificates, training_file
from meetings.actions.training import Change, as_many
from meetings.models import Meeting, MeetingKind, TrainingGroup
from meetings.models.training import kpps_members
from meetings.selectors import access_meeting, training
from meetings.views.answers import acting

DIGITS = frozenset("123456789")
MOST_FIELDS = 500


def _bimtek(request: HttpRequest, uuid: UUID, can: Can) -> Meeting:
    found = access_meeting(request.user, uuid, can)
    if found.kind != MeetingKind.BIMTEK:
        raise Http404
    return found


@access.requires(Can.RECORD_MEETING)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who was there, per desa and TPS; targets, file and certificates beside it."""
    found = _bimtek(request, uuid, Can.RECORD_MEETING)
    if request.method != "POST":
        return render(request, "meetings/training.html", training.training_page(request, found))
    deed = DEEDS.get(request.POST.get("perbuatan", ""), _unknown)
    try:
        told = deed(request, found)
    except PackageError as refusal:
        return _refused(request, found, _("Berkas ditolak seluruhnya; tidak ada yang ditulis."), refusal.problems)
    except RuleError as refusal:
        return _refused(request, found, str(refusal))
    if isinstance(told, HttpResponse):
        return told
    messages.success(request, told)
    return redirect(request.get_full_path())


def _refused(request: HttpRequest, found: Meeting, problem: str, lines: list[str] | None = None) -> HttpResponse:
    page = training.training_page(request, found) | {
        "problem": problem, "problem_lines": lines or [], "typed_reason": request.POST.get("alasan", "")[:500],
    }  # fmt: skip
    return render(request, "meetings/training.html", page, status=422)


def _unknown(request: HttpRequest, found: Meeting) -> str:
    raise RuleError(_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))


def _numbers(text: str) -> set[int]:
    if not set(text) <= DIGITS or len(text) > len(DIGITS):
        _unknown(None, None)
    return {int(sign) for sign in text}


def _mark(request: HttpRequest, found: Meeting) -> str:
    """The steppers of a desa: only what differs from what the page showed is sent on."""
    most = kpps_members(found.election)
    marks: dict[str, dict[int, str]] = {}
    seen: dict[str, set[int]] = {}
    for field, value in list(request.POST.items())[:MOST_FIELDS]:
        code = field.removeprefix("jumlah-")
        if code == field:
            continue
        known = _numbers(request.POST.get(f"semula-{code}", ""))
        if len(value) != 1 or value not in DIGITS | {"0"} or int(value) > max(most, len(known)):
            _unknown(request, found)
        if int(value) != len(known):
            marks[code], seen[code] = dict.fromkeys(as_many(known, int(value), most), ""), known
    actor = acting(request, Can.RECORD_MEETING, found)
    change = actions.record_training(found, marks, seen=seen, reason=_reason(request), actor=actor)
    return _told(change)


def _name(request: HttpRequest, found: Meeting) -> str:
    """The members of one TPS, with their names."""
    code = request.GET.get("tps", "")[:13]
    members = {
        number: request.POST.get(f"nama-{number}", "").replace("\x00", "")
        for number in range(1, MAX_KPPS + 1)
        if request.POST.get(f"hadir-{number}")
    }
    seen = {code: _numbers(request.POST.get("semula", ""))}
    actor = acting(request, Can.RECORD_MEETING, found)
    return _told(actions.record_training(found, {code: members}, seen=seen, reason=_reason(request), actor=actor))


def _reason(request: HttpRequest) -> str:
    return request.POST.get("alasan", "").replace("\x00", "")


def _told(change: Change) -> str:
    if not change:
        return _("Tidak ada yang berubah.")
    return _("Tercatat: %(new)s bertambah, %(gone)s dihapus, di %(tps)s TPS.") % {
        "new": angka(len(change.new)), "gone": angka(len(change.gone)), "tps": angka(len(change.stations))}  # fmt: skip


def _file(request: HttpRequest, found: Meeting) -> str | HttpResponse:
    """A dry run without `tulis`: what would be written; else it is written, whole or not at all."""
    sent = request.FILES.get("berkas")
    if sent is None:
        raise RuleError(_("Pilih berkasnya dulu."))
    if sent.size > training_file.MAX_BYTES:
        raise RuleError(_("Berkas terlalu besar; paling besar 2 MB."))
    marks = training_file.read(sent.read(), sent.name, kpps_members(found.election))
    actor = acting(request, Can.RECORD_MEETING, found)
    if request.POST.get("tulis"):
        return _told(_add(found, marks, actor))
    with transaction.atomic():
        change = _add(found, marks, actor)
        transaction.set_rollback(True)
    tried = {"name": sent.name, "new": len(change.new), "named": len(change.named), "tps": len(change.stations)}
    page = training.training_page(request, found) | {"tried": tried}
    return render(request, "meetings/training.html", page)


def _add(found: Meeting, marks: dict[str, dict[int, str]], actor: Actor) -> Change:
    """A file adds; it takes nobody away who was ticked at the desk."""
    known = training.marks_of(found)
    whole = {code: dict.fromkeys(known.get(code, {}), "") | members for code, members in marks.items()}
    return actions.record_training(found, whole, actor=actor)


def _aim(request: HttpRequest, found: Meeting) -> str:
    access.check(request.user, Can.PLAN_MEETING, region=found.region_id, election=found.election)
    codes, groups = request.POST.getlist("wilayah")[:400], request.POST.getlist("kelompok")[:3]
    if not codes or not groups or not set(groups) <= set(TrainingGroup.values):
        raise RuleError(_("Centang paling sedikit satu wilayah dan satu kelompok."))
    regions = list(Region.objects.filter(code__in=[code.replace("\x00", "") for code in codes]))
    actor = acting(request, Can.PLAN_MEETING, found)
    actions.set_targets(found, [(region, group) for region in regions for group in groups], actor=actor)
    return _("Sasaran bimtek disimpan.")


def _certify(request: HttpRequest, found: Meeting) -> str:
    access.check(request.user, Can.APPROVE_DOCUMENT, region=found.region_id, election=found.election)
    desa = get_object_or_404(Region, code=request.GET.get("desa", "")[:10].replace("\x00", ""))
    actor = acting(request, Can.APPROVE_DOCUMENT, found)
    batch = actions.issue_certificates(found, desa, actor=actor)
    return _("Sertifikat terbit dengan nomor %(number)s.") % {"number": batch.number.text}


DEEDS: dict[str, Any] = {"catat": _mark, "nama": _name, "berkas": _file, "sasaran": _aim, "sertifikat": _certify}


@access.requires(Can.RECORD_MEETING)
@require_safe
def file_template(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The workbook that the desk takes."""
    found = _bimtek(request, uuid, Can.RECORD_MEETING)
    return download.file_response(training_file.template(kpps_members(found.election)), training_file.NAME)


@access.requires(Can.RECORD_MEETING)
@require_safe
def certificate(request: HttpRequest, uuid: UUID, code: str) -> HttpResponse:
    """The certificates of a TPS as one file, PDF or with `bentuk=docx` Word; `nomor`: of one member."""
    found = _bimtek(request, uuid, Can.RECORD_MEETING)
    batches = found.certificates.select_related("meeting__organiser__region", "number", "region")
    batch = get_object_or_404(batches, region_id=code[:10])
    rows = found.trainees.filter(is_void=False, tps__code=code).select_related("tps").order_by("number")
    if (one := request.GET.get("nomor", "")) in DIGITS:
        rows = rows.filter(number=int(one))
    trainees = list(rows)
    if not trainees:
        raise Http404
    form = "docx" if request.GET.get("bentuk") == "docx" else "pdf"
    made = certificates.docx if form == "docx" else certificates.pdf
    return download.file_response(made(batch, trainees), certificates.file_name(code, form))


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    place = training.place_or_404(request, slug)
    return render(request, "meetings/coverage.html", training.coverage_page(request, place))


@access.requires(Can.VIEW_MEETINGS)
@require_safe
def coverage_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    place = training.place_or_404(request, slug)
    if form not in download.FORMATS:
        raise Http404
    titles, rows = training.file_rows(place, training.listed_state(request))
    name = f"bimtek-{place.code}-{timezone.localdate():%Y%m%d}.{form}"
    return download.table_response(titles, rows, name=name, form=form)
