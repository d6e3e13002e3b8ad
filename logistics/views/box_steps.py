"""What is done to one box: packing, unpacking, sealing, opening, putting things in and taking them out, a photo."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import PackageError, RuleError
from electcoord.common.problems import parse_int
from electcoord.elections.models import Contest
from electcoord.ledger.recording import Actor
from electcoord.papers import attachments
from logistics import actions
from logistics.actions import Present, Put, Report, Wrong, WrongBallotsError
from logistics.forms.boxes import OpenForm, SealForm, codes_of
from logistics.models import Container, HolderKind
from logistics.selectors import boxes as reads
from logistics.selectors import packing, packing_pages, story
from logistics.states import ContainerState
from logistics.views.doors import text


def box_page(request: HttpRequest, row: Container, status: int = 200, **more: Any) -> HttpResponse:
    page = {"seal_form": SealForm(), "open_form": OpenForm(), "typed": request.POST}
    page |= reads.box_page(request, row) | packing_pages.box_parts(request, row)
    page |= {"story": story.stories([row])[row.pk]} | more
    return render(request, "logistics/box.html", page, status=status)


@access.requires(Can.MOVE_BOXES)
@require_POST
def box_step(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One step; what was typed stays where it is refused."""
    row = reads.box_or_404(request, slug, code, Can.MOVE_BOXES)
    actor = access.acting(request.user, Can.MOVE_BOXES, region=row.region_id, election=row.election)
    step = STEPS.get(request.POST.get("perbuatan", ""))
    if step is None:
        return box_page(request, row, 422, problem=_("Halaman ini tidak lengkap; muat ulang, lalu ulangi."))
    form = step.form(request.POST) if step.form else None
    typed = {step.name: form} if form else {}
    if form and not form.is_valid():
        return box_page(request, row, 422, **typed)
    try:
        step.deed(request, row, form.cleaned_data if form else {}, actor)
    except WrongBallotsError as refusal:
        page = packing_pages.warning_page(request, row, str(refusal), _ballots(request, row))
        return render(request, "logistics/pack_warning.html", page, status=422)
    except PackageError as refusal:
        return box_page(request, row, 422, problem=_("Belum dapat disimpan; perbaiki dulu yang berikut."),
                        problems=refusal.problems, **typed)  # fmt: skip
    except RuleError as refusal:
        return box_page(request, row, 422, problem=str(refusal), **typed)
    messages.success(request, _("Tercatat."))
    return redirect(reads.box_url(row))


def _pack(request: HttpRequest, row: Container, data: dict[str, Any], actor: Actor) -> None:
    ballots = _ballots(request, row) if row.contest_id else None
    wrong = None
    if "sebab_beda" in request.POST:
        wrong = Wrong(text(request, "sebab_beda", 20), text(request, "nama_beda", 120))
    if ballots is not None and ballots.pk == row.contest_id:
        ballots, wrong = None, None
    puts = _puts(request, row) if "daftar" in request.POST else []
    actions.pack([row], actor, puts=puts, ballots=ballots, wrong=wrong)


def _ballots(request: HttpRequest, row: Container) -> Contest:
    """The contest of the ballots: what the bundle's label says, else what was chosen, else the box's own."""
    label = text(request, "bundel", 80).rpartition("/")[2].lower()
    if label:
        found = row.election.contests.filter(key=label).first()
        if found is None:
            raise RuleError(_("Label bundel %(label)s tidak dikenal.") % {"label": label[:40]})
        return found
    return row.election.contests.filter(key=text(request, "surat_suara", 60)).first() or row.contest


def _puts(request: HttpRequest, row: Container) -> list[Put]:
    """Lines that are not as the list says; every line must be ticked or counted."""
    found, problems = [], []
    for line in packing.Lists(row.election).of(row):
        try:
            count = parse_int(text(request, f"j-{line.item_code}", 9))
        except ValueError as error:
            problems.append(f"{line.name}: {error}")
            continue
        if count is not None:
            found.append(Put(line.item_code, count, text(request, f"a-{line.item_code}", 200)))
        elif f"c-{line.item_code}" not in request.POST and line.wanted is not None:
            problems.append(_("%(name)s: centang bila sesuai daftar, atau tulis berapa yang dimasukkan.")
                            % {"name": line.name})  # fmt: skip
    if problems:
        raise PackageError(problems)
    return found


def _unpack(request: HttpRequest, row: Container, data: dict[str, Any], actor: Actor) -> None:
    actions.unpack(row, reason=text(request, "alasan_bongkar", 300), actor=actor)


def _report(request: HttpRequest) -> Report:
    rows = [(text(request, f"hadir-{at}", 120), text(request, f"lembaga-{at}", 160), text(request, f"unsur-{at}", 12))
            for at in range(1, packing_pages.PRESENT_ROWS + 1)]  # fmt: skip
    present = tuple(Present(*one) for one in rows if one[0] or one[1])
    return Report(text(request, "tempat", 160), present, text(request, "tanpa_pengawas"))


def _needs_report(row: Container) -> bool:
    """KPPS open at the count, before everybody; anywhere else a berita acara tells of it."""
    return row.holder.kind != HolderKind.KPPS


def _seal(request: HttpRequest, row: Container, data: dict[str, Any], actor: Actor) -> None:
    is_again = row.state == ContainerState.DIBUKA and _needs_report(row)
    actions.attach_seals(row, data["nomor"].split(), report=_report(request) if is_again else None, actor=actor)


def _open(request: HttpRequest, row: Container, data: dict[str, Any], actor: Actor) -> None:
    actions.open_container(
        row, reason=data["alasan"], report=_report(request) if _needs_report(row) else None, actor=actor
    )


def _inner(request: HttpRequest, row: Container) -> list[Container]:
    """What is named, among what the account moves."""
    codes = codes_of(request.POST.get("isi", "").replace("\x00", "")[:30_000])
    found = {one.code: one for one in reads.moved_by(request, row.election).filter(code__in=codes)}
    if missing := [code for code in codes if code not in found]:
        raise RuleError(_("Tidak ada kotak atau wadah dengan kode %(code)s.") % {"code": missing[0]})
    if not found:
        raise RuleError(_("Pindai atau ketik paling sedikit satu kode."))
    return list(found.values())


def _put_in(request: HttpRequest, row: Container, data: dict[str, Any], actor: Actor) -> None:
    actions.put_in(row, _inner(request, row), actor)


def _take_out(request: HttpRequest, row: Container, data: dict[str, Any], actor: Actor) -> None:
    found = _inner(request, row)
    if any(one.parent_id != row.pk for one in found):
        raise RuleError(_("Yang dikeluarkan harus ada di dalam %(code)s.") % {"code": row.code})
    actions.take_out(found, actor)


def _photo(request: HttpRequest, row: Container, data: dict[str, Any], actor: Actor) -> None:
    if (sent := request.FILES.get("berkas")) is None:
        raise RuleError(_("Pilih fotonya dulu."))
    attachments.add_attachment(
        sent.read(), subject=packing_pages.subject_of(row), role="foto", name=sent.name,
        caption=text(request, "keterangan", 250), region=row.region_id, election=row.election, actor=actor,
    )  # fmt: skip


@dataclass(frozen=True)
class _Step:
    deed: Callable[[HttpRequest, Container, dict[str, Any], Actor], None]
    form: type[forms.Form] | None = None
    name: str = ""


STEPS = {
    "kemas": _Step(_pack), "bongkar": _Step(_unpack), "segel": _Step(_seal, SealForm, "seal_form"),
    "buka": _Step(_open, OpenForm, "open_form"), "masukkan": _Step(_put_in), "keluarkan": _Step(_take_out),
    "foto": _Step(_photo),
}  # fmt: skip
