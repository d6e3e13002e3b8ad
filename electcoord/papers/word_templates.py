"""Word templates of an office: taken in after a strict look, kept as versions, filled in a process of its own.

Templates are kept per kabupaten: the letterhead is that office's own, and the right to keep templates is given per
region; one kabupaten of a shared installation cannot change the letters of another. A PPK uses its kabupaten's.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.common.text import one_line
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from electcoord.papers import storage
from electcoord.papers.ledger_actions import TemplateAction
from electcoord.papers.models import DocumentKind, WordTemplate
from electcoord.papers.typesetting import shipped
from electcoord.regions.models import Kind, Region

log = logging.getLogger(__name__)
FILLER = Path(__file__).with_name("typesetting") / "filler.py"
MAX_BYTES, MAX_RESULT, TIMEOUT = 5 * 1024 * 1024, 64 * 1024 * 1024, 40
PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")
_KABUPATEN = 4
# What a template may ask for: texts, lists of texts (kop, kepada, pembuka, isi, penutup, tembusan, agenda, peserta,
# keputusan), pairs (meta, rincian: nama, nilai), signers (jabatan, nama, lembaga) and follow-ups (apa, siapa, kapan).
EXAMPLE: dict[str, Any] = {
    "kop": ["KOMISI PEMILIHAN UMUM", "KABUPATEN"], "judul": "Judul", "nomor": "1/PL.01-Und/9901/2028",
    "perihal": "Perihal", "tempat_tanggal": "Kota, 1 Januari 2028", "kepada": ["Pejabat", "di Tempat"],
    "meta": [{"nama": "Lampiran", "nilai": "-"}], "pembuka": ["Dengan hormat,"], "isi": ["Isi."],
    "penutup": ["Sekian."], "rincian": [{"nama": "Tempat", "nilai": "Aula"}],
    "tanda_tangan": [{"jabatan": "Ketua", "nama": "Nama", "lembaga": ""}],
    "tembusan": ["Arsip"], "hari_tanggal": "Sabtu, 1 Januari 2028", "tanggal_kata": "tanggal satu bulan Januari",
    "waktu": "09.00 WIB", "tempat": "Aula", "pimpinan": "Ketua", "acara": "Rapat", "agenda": ["Pembukaan"],
    "peserta": ["Bupati"], "keputusan": ["Sepakat"],
    "tindak_lanjut": [{"apa": "Memetakan", "siapa": "Dinas", "kapan": "2 Januari 2028"}], "nama": "Nama",
    "sebagai": "peserta", "versi": "1",
}  # fmt: skip
FIELDS = frozenset(EXAMPLE)
REFUSALS = {
    "bukan_docx": lazy("Berkas ini bukan dokumen Word biasa (.docx). Simpan ulang dari Word sebagai .docx."),
    "rusak": lazy("Berkas ini rusak atau tidak dapat dibaca; simpan ulang dari Word sebagai .docx."),
    "banyak": lazy("Berkas ini memuat terlalu banyak bagian."),
    "besar": lazy("Isi berkas ini terlalu besar setelah dibuka."),
    "ganda": lazy("Berkas ini memuat dua bagian bernama sama."),
    "sandi": lazy("Berkas ini dikunci dengan kata sandi; simpan ulang tanpa kata sandi."),
    "nama": lazy("Berkas ini memuat bagian yang namanya tidak wajar: %(names)s."),
    "tertanam": lazy("Berkas ini memuat objek yang tidak diterima: %(names)s. Hapus objek itu, lalu simpan ulang."),
    "makro": lazy("Berkas ini memuat makro; simpan ulang sebagai .docx tanpa makro."),
    "aksara": lazy("Berkas ini memakai penyandian aksara yang tidak diterima; simpan ulang dari Word."),
    "entitas": lazy("Berkas ini memuat deklarasi XML yang tidak diterima; simpan ulang dari Word."),
    "luar": lazy("Berkas ini menautkan sesuatu di luar dirinya: %(names)s. Hapus tautan itu, lalu simpan ulang."),
    "kolom": lazy("Berkas ini memuat bidang Word yang tidak diterima: %(names)s."),
    "isian": lazy("Isian ini tidak dikenal: %(names)s. Lihat daftar isian pada templat bawaan."),
    "isian_rusak": lazy("Isian dalam templat ini salah tulis: %(names)s."),
    "ungkapan": lazy("Templat hanya boleh memuat isian, pengulangan dan pilihan sederhana; ini tidak: %(names)s."),
    "berat": lazy("Templat ini terlalu berat untuk diisi."),
}


class TemplateRefused(RuleError):
    """A template that is not taken; the text says why and what to do. `code`: one of REFUSALS."""

    def __init__(self, code: str, names: list[str]) -> None:
        self.code = code if code in REFUSALS else "rusak"
        super().__init__(str(REFUSALS[self.code]) % {"names": ", ".join(names)})


def upload(content: bytes, *, kind: DocumentKind, region: Region, name: str, actor: Actor) -> WordTemplate:
    """Takes a template in as the next version of its kind and kabupaten, in use at once. Raises RuleError."""
    if region.kind not in (Kind.KABUPATEN, Kind.KOTA):
        raise RuleError(_("Templat disimpan per kabupaten/kota; pilih kabupaten atau kota."))
    name = one_line(name, _("Nama"), 120)
    used = check(content)
    row = WordTemplate(
        kind=kind, region=region, name=name, sha256=storage.keep_original(content), size=len(content),
        placeholders=used, uploaded_by=actor.uuid, uploaded_at=timezone.now(),
    )  # fmt: skip
    return _add(row, actor)


@transaction.atomic
def _add(row: WordTemplate, actor: Actor) -> WordTemplate:
    # Held, so that two who upload at once get versions one after the other.
    DocumentKind.objects.select_for_update(no_key=True).get(pk=row.kind_id)
    row.number = WordTemplate.objects.filter(kind=row.kind, region=row.region).count() + 1
    with _entry(TemplateAction.UPLOADED, row, actor):
        row.save(force_insert=True)
    return row


@transaction.atomic
def activate(template: WordTemplate, *, active: bool, actor: Actor) -> WordTemplate:
    """Whether this version may be used; the newest one in use is."""
    template = WordTemplate.objects.select_for_update(of=("self",)).select_related("kind").get(pk=template.pk)
    if template.is_active == active:
        return template
    template.is_active = active
    with _entry(TemplateAction.ACTIVATED if active else TemplateAction.RETIRED, template, actor):
        template.save(update_fields=["is_active"])
    return template


def template_for(kind: str, region: str) -> WordTemplate | None:
    """The template in use for a kind at an office (any region code in the kabupaten); None: the shipped one."""
    rows = WordTemplate.objects.filter(kind__code=kind, region_id=region[:_KABUPATEN], is_active=True)
    return rows.order_by("-number").first()


def file_of(template: WordTemplate) -> bytes:
    """The bytes as they were uploaded; RuleError where storage lost or changed them."""
    try:
        found = storage.path_of(storage.ORIGINAL, template.sha256).read_bytes()
    except OSError:
        found = b""
    if storage.digest(found) != template.sha256:
        log.error("templat %s hilang atau berubah di penyimpanan", template.uuid)
        raise RuleError(_("Templat ini hilang atau berubah di penyimpanan; hubungi pengelola."))
    return found


def default(kind: str) -> bytes:
    """The template that comes with the product, made by code."""
    return shipped.template(kind)


def check(content: bytes) -> list[str]:
    """The fields that a file uses; TemplateRefused for everything that is no plain letter."""
    if len(content) > MAX_BYTES:
        raise RuleError(_("Berkas ini lebih besar dari %(most)s MB.") % {"most": angka(MAX_BYTES // 1024 // 1024)})
    told, _filled = _ask(content, EXAMPLE, "periksa")
    return [str(name) for name in told["placeholders"] if name in FIELDS]


def fill(template: WordTemplate | bytes, fields: dict[str, Any]) -> bytes:
    """The template with these fields as DOCX; fields that are left out are blank. Raises RuleError."""
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"unknown fields: {sorted(unknown)}")
    content = template if isinstance(template, bytes) else file_of(template)
    blank = {name: [] if isinstance(value, list) else "" for name, value in EXAMPLE.items()}
    _told, filled = _ask(content, blank | fields, "isi")
    return filled


def _ask(content: bytes, fields: dict[str, Any], deed: str) -> tuple[dict[str, Any], bytes]:
    with tempfile.TemporaryDirectory(prefix="templat-") as name:
        folder = Path(name)
        (folder / "templat.docx").write_bytes(content)
        told = {"isi": fields, "dikenal": sorted(FIELDS)}
        (folder / "isi.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        _run(folder, deed)
        try:
            answer = json.loads((folder / "hasil.json").read_text(encoding="utf-8"))
            if "error" in answer:
                raise TemplateRefused(answer["error"], answer["names"])
            file = folder / "hasil.docx"
            filled = file.read_bytes() if deed == "isi" and file.stat().st_size <= MAX_RESULT else b""
        except (OSError, ValueError, KeyError, TypeError) as error:
            # Killed half way: too much memory or time.
            raise TemplateRefused("berat", []) from error
    return answer, filled


def _run(folder: Path, deed: str) -> None:
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    command = [sys.executable, "-I", str(FILLER), str(folder), deed]
    try:
        subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
            cwd=folder, timeout=TIMEOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TemplateRefused("berat", []) from error


def told_of_template(template: WordTemplate) -> dict[str, Any]:
    return {
        "jenis": template.kind.code, "versi": template.number, "berkas": template.sha256,
        "kabupaten": template.region_id,
    }  # fmt: skip


def _entry(action: TemplateAction, template: WordTemplate, actor: Actor) -> Any:
    return recording.entry(
        action, chain=recording.chain_of(template.region_id), actor=actor, subject=template.ledger_subject,
        region=template.region_id, payload=told_of_template(template),
    )  # fmt: skip


def fields_of(content: dict[str, Any]) -> dict[str, Any]:
    """The fields that a document's content gives; callers add what only they know (waktu, agenda, peserta …)."""
    lines: list[str] = []
    pairs: list[dict[str, str]] = []
    for block in content["blok"]:
        if block["jenis"] in ("judul", "paragraf"):
            lines.append(block["teks"])
        elif block["jenis"] == "butir":
            lines += [f"{order}. {text}" for order, text in enumerate(block["isi"], 1)]
        elif block["jenis"] == "pasangan":
            pairs += [{"nama": name, "nilai": value} for name, value in block["isi"]]
        elif block["jenis"] == "tabel":
            lines += [" | ".join(row) for row in block["baris"]]
    same = ("kop", "judul", "tempat_tanggal", "kepada", "pembuka", "penutup", "tanda_tangan", "tembusan")
    return {name: content[name] for name in same} | {
        "nomor": content["nomor"] or "", "meta": [{"nama": name, "nilai": value} for name, value in content["meta"]],
        "isi": lines, "rincian": pairs,
    }  # fmt: skip
