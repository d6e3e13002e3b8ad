"""Asking the decoder: starts it for one file, bounds it from outside, and believes nothing it answers unseen."""

import json
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from electcoord.common.errors import RuleError
from electcoord.papers.models import Original

DECODER = Path(__file__).with_name("decoder.py")
COMMAND = [sys.executable, "-I", str(DECODER)]
MAGIC, END = b"KERTAS1\n", b"SELESAI\n"
MANY, PASSIVE = "--banyak", "--pasif"
TIMEOUT = 30
MAX_HEADER, MAX_ANSWER, MAX_PAGES = 64 * 1024, 96 * 1024 * 1024, 20
# Of the parent's environment, only what a program needs to start at all: no key and no address of the database.
PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH")
ADVICE = "Foto ulang halamannya dan kirim sebagai JPEG."
SENTENCES = {
    "kosong": "Berkas ini kosong.",
    "jenis": "Berkas ini bukan JPEG, PNG, WebP atau PDF. Kirim foto halaman sebagai JPEG atau pindaian sebagai PDF.",
    "heic": "Berkas ini HEIC/AVIF. Simpan atau ekspor fotonya sebagai JPEG (di iPhone: Pengaturan, Kamera, Format, "
    "Paling Kompatibel), lalu kirim lagi.",
    "rusak": f"Berkas ini rusak atau terpotong, tidak dapat dibaca. {ADVICE}",
    "piksel": "Gambar ini terlalu besar (paling besar 40 megapiksel; WebP 12). Kecilkan ukuran foto di pengaturan "
    "kamera, lalu foto ulang.",
    "sisi": f"Gambar ini terlalu kecil, atau terlalu panjang dan sempit untuk satu halaman. {ADVICE}",
    "animasi": "Berkas ini gambar bergerak. Kirim foto diam dari halamannya.",
    "sandi": "PDF ini dikunci atau dienkripsi. Simpan ulang tanpa kata sandi, atau kirim fotonya sebagai JPEG.",
    "halaman": f"PDF ini lebih dari {MAX_PAGES} halaman. Pecah per lembar C.Hasil, lalu kirim satu per satu.",
    "tanpa_halaman": "PDF ini tidak berisi satu halaman pun.",
    "aktif": "PDF ini memuat program atau berkas lain di dalamnya. Cetak ulang ke PDF biasa, lalu kirim lagi.",
    "berat": f"Berkas ini terlalu berat untuk dibaca. {ADVICE}",
}
UNREADABLE = SENTENCES["berat"]


class PaperError(RuleError):
    """A file that is not taken; the text says why and what to do."""


@dataclass(frozen=True)
class Page:
    """One page, re-encoded: large and small JPEG without any tag, and the size of the large one."""

    image: bytes
    small: bytes
    width: int
    height: int


def decode(content: bytes, *, passive: bool = False) -> tuple[Original, list[Page]]:
    """What the file is and its pages, at least one. Raises PaperError for everything that is not a clean file.

    `passive`: the original will be handed on, so a PDF with programs or files inside is refused too.
    """
    with tempfile.TemporaryFile() as out:
        _run([*COMMAND, PASSIVE] if passive else COMMAND, content, out, TIMEOUT)
        if out.seek(0, os.SEEK_END) > MAX_ANSWER:
            raise PaperError(UNREADABLE)
        out.seek(0)
        return _believed(out.read(MAX_ANSWER))


def decode_all(contents: Sequence[bytes]) -> list[tuple[Original, list[Page]]]:
    """The same for several files of one person: one start of the program, still a process with its limits per file."""
    if len(contents) < 2 or not hasattr(os, "fork"):
        return [decode(content) for content in contents]
    together = b"".join(part for content in contents for part in (struct.pack(">I", len(content)), content))
    with tempfile.TemporaryFile() as out:
        _run([*COMMAND, MANY], together, out, TIMEOUT * len(contents))
        out.seek(0)
        return [_believed(out.read(_frame(out.read(4)))) for _ in contents]


def _frame(head: bytes) -> int:
    """How long the next answer is; nothing where there is none or too much."""
    length = int.from_bytes(head) if len(head) == 4 else 0
    return length if length <= MAX_ANSWER else 0


def _believed(answer: bytes) -> tuple[Original, list[Page]]:
    try:
        return _read(answer)
    except (ValueError, KeyError, TypeError, struct.error) as error:
        # Killed half way (too much memory or time), or not our decoder's words any more.
        raise PaperError(UNREADABLE) from error


def _run(command: Sequence[str], content: bytes, out: BinaryIO, timeout: float) -> None:
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.DEVNULL,
        env=environment, cwd=Path(sys.executable).anchor,
    )  # fmt: skip
    try:
        process.communicate(content, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise PaperError(UNREADABLE) from None
    finally:
        process.kill()
        process.wait()


def _read(answer: bytes) -> tuple[Original, list[Page]]:
    if not answer.startswith(MAGIC) or not answer.endswith(END):
        raise ValueError("no answer")
    start = len(MAGIC) + 4
    (length,) = struct.unpack(">I", answer[len(MAGIC) : start])
    if length > MAX_HEADER:
        raise ValueError("header")
    header = json.loads(answer[start : start + length])
    if "error" in header:
        raise PaperError(SENTENCES.get(header["error"], UNREADABLE))
    at = start + length
    pages = []
    for told in header["pages"]:
        blobs = []
        for name in ("large", "small"):
            blobs.append(_clean_jpeg(answer[at : at + _count(told[name])]))
            at += told[name]
        pages.append(Page(*blobs, _count(told["width"]), _count(told["height"])))
    if at != len(answer) - len(END) or not 1 <= len(pages) <= MAX_PAGES:
        raise ValueError("length")
    return Original(header["kind"]), pages


def _count(value: object) -> int:
    if type(value) is not int or not 0 < value <= MAX_ANSWER:
        raise ValueError("count")
    return value


# Segments of a JPEG that hold picture and nothing else: JFIF head, tables, frame, restart interval.
_PICTURE = {0xE0, 0xDB, 0xC4, 0xC0, 0xC2, 0xDD}


def _clean_jpeg(blob: bytes) -> bytes:
    """The same bytes, where every segment is picture: no EXIF, XMP, ICC, comment, thumbnail, nothing after the end.

    Looks at marker bytes only. Whatever might take over the decoder, it can send nothing else to a browser.
    """
    if blob[:2] != b"\xff\xd8" or blob[-2:] != b"\xff\xd9":
        raise ValueError("jpeg")
    at, last = 2, len(blob) - 2
    while at < last:
        if blob[at] != 0xFF:
            raise ValueError("jpeg")
        marker = blob[at + 1]
        length = int.from_bytes(blob[at + 2 : at + 4])
        is_head = marker == 0xE0
        if length < 2 or (marker not in _PICTURE and marker != 0xDA):
            raise ValueError("jpeg")
        if is_head and (length != 16 or blob[at + 4 : at + 9] != b"JFIF\0"):
            raise ValueError("jpeg")
        at += 2 + length
        if marker == 0xDA:
            at = _scan_end(blob, at)
    if at != last:
        raise ValueError("jpeg")
    return blob


def _scan_end(blob: bytes, at: int) -> int:
    """Where the next marker stands: inside a scan FF is followed by 00, or by a restart marker."""
    while True:
        at = blob.index(b"\xff", at)
        following = blob[at + 1]
        if following and not 0xD0 <= following <= 0xD7:
            return at
        at += 2
