"""The templates that come with the product: made by code, so that an office has something to change in Word."""

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

LETTERS = ("Und", "SD", "ST", "ND")
CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


@cache
def template(kind: str) -> bytes:
    """A letter for kinds that are sent to somebody, a report for all others."""
    paper = Document()
    paper.styles["Normal"].font.name, paper.styles["Normal"].font.size = "Times New Roman", Pt(11.5)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    _each(paper, "kop", "{{ item }}", CENTER, bold=True)
    if kind in LETTERS:
        _line(paper, "{{ tempat_tanggal }}", RIGHT)
        _line(paper, "Nomor\t: {{ nomor }}")
        _each(paper, "meta", "{{ item.nama }}\t: {{ item.nilai }}")
        _line(paper, "Yth.")
        _each(paper, "kepada", "{{ item }}")
    else:
        _line(paper, "{{ judul }}", CENTER, bold=True)
        _line(paper, "Nomor: {{ nomor }}", CENTER)
        _each(paper, "meta", "{{ item.nama }}\t: {{ item.nilai }}")
    _each(paper, "pembuka", "{{ item }}")
    _each(paper, "rincian", "{{ item.nama }}\t: {{ item.nilai }}")
    _each(paper, "isi", "{{ item }}")
    _each(paper, "penutup", "{{ item }}")
    if kind not in LETTERS:
        _line(paper, "{{ tempat_tanggal }}", RIGHT)
    _signers(paper)
    _each(paper, "tembusan", "Tembusan: {{ item }}")
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _line(paper: Any, text: str, side: Any = None, *, bold: bool = False) -> None:
    paragraph = paper.add_paragraph()
    paragraph.add_run(text).bold = bold or None
    paragraph.alignment = side
    paragraph.paragraph_format.space_after = Pt(4)


def _each(paper: Any, name: str, text: str, side: Any = None, *, bold: bool = False) -> None:
    """One paragraph per item of a list."""
    _line(paper, f"{{%p for item in {name} %}}")
    _line(paper, text, side, bold=bold)
    _line(paper, "{%p endfor %}")


def _signers(paper: Any) -> None:
    grid = paper.add_table(rows=3, cols=2)
    for row, text in enumerate(("{%tr for item in tanda_tangan %}", "", "{%tr endfor %}")):
        grid.rows[row].cells[0].text = text
    cell = grid.rows[1].cells[1]
    cell.text = "{{ item.jabatan }} {{ item.lembaga }}\n\n\n\n{{ item.nama }}"
    cell.paragraphs[0].alignment = CENTER
