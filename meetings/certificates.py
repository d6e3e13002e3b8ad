"""Certificates of a bimtek as PDF or Word: one page per trainee, of a TPS or of one member."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.names import region_name
from electcoord.directory.selectors import holders_on
from electcoord.papers import layouts, render, words
from meetings.models import CertificateBatch, Trainee

# For a name that nobody wrote down: it is filled in by hand.
BLANK = "…………………………………"


def pdf(batch: CertificateBatch, trainees: Iterable[Trainee]) -> bytes:
    """The certificates one after the other, in one file. Raises RenderError."""
    signer = _signer(batch)
    pages = [render.pdf(_one(batch, row, signer), draft=False) for row in trainees]
    return pages[0] if len(pages) == 1 else _joined(pages)


def docx(batch: CertificateBatch, trainees: Iterable[Trainee]) -> bytes:
    """The same in one Word document, a page each."""
    signer = _signer(batch)
    return render.docx_together([_one(batch, row, signer) for row in trainees])


def _one(batch: CertificateBatch, row: Trainee, signer: dict[str, str]) -> dict[str, Any]:
    meeting = batch.meeting
    day = timezone.localdate(meeting.starts)
    member = "Ketua" if row.number == 1 else f"Anggota {row.number}"
    return layouts.certificate(
        kop=[meeting.organiser.name.upper()], name=row.name or BLANK, role="peserta", event=meeting.title,
        when=f"yang diselenggarakan di {meeting.place} pada {words.full_date(day)}",
        office=f"{member} KPPS TPS {row.tps.number:03d} {region_name(batch.region.name)}",
        place=region_name(meeting.organiser.region.name), day=day, signers=[signer], number=batch.text_of(row),
    )  # fmt: skip


def _signer(batch: CertificateBatch) -> dict[str, str]:
    """The chair of whoever held the bimtek, on its day."""
    office = batch.meeting.organiser.offices.filter(title__istartswith="ketua", seats=1).order_by("rank").first()
    if office is None:
        return {"jabatan": batch.meeting.organiser.name, "nama": ""}
    terms = holders_on([office], timezone.localdate(batch.meeting.starts)).get(office.pk, [])
    return {"jabatan": office.title, "nama": terms[0].person.name if terms else "",
            "lembaga": batch.meeting.organiser.name}  # fmt: skip


def _joined(pages: list[bytes]) -> bytes:
    # Only for papers that were set here a moment ago; the web process opens nobody else's file.
    import pypdfium2 as pdfium

    whole = pdfium.PdfDocument.new()
    for page in pages:
        with pdfium.PdfDocument(page) as one:
            whole.import_pages(one)
    out = BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


def file_name(code: str, form: str) -> str:
    return _("sertifikat-bimtek-%(code)s.%(form)s") % {"code": code, "form": form}
