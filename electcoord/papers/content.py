"""What a document says, as data: the one schema that PDF, Word and the hash share. No markup, whatever people type.

`kop` (lines of the letterhead), `judul`, `nomor`, `pembuka` and `penutup` (paragraphs), `blok`, `tanda_tangan`
(`jabatan`, `nama`, optional `lembaga`), optional `tempat_tanggal`, `kepada` (lines), `meta` (pairs such as Lampiran
and Perihal), `tembusan` (lines), `arah` (`tegak`, `lebar`) and `jenis_tata` (`surat`, `laporan`, `sertifikat`).
A block is `{"jenis": ...}`: `judul` (teks), `paragraf` (teks, optional rata), `butir` (isi, optional bernomor),
`pasangan` (isi: [[name, value]]), `tabel` (kolom: [{judul, lebar, rata}], baris, optional judul and tinggi),
`gambar` (sha256 of a kept page, optional keterangan), `halaman` (a page break).
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError

# More cells than that take the typesetter longer than a person waits.
MAX_ROWS, MAX_CELLS, MAX_TEXT, MAX_BLOCKS, MAX_CHARACTERS = 5000, 20_000, 20_000, 2000, 2_000_000
LAYOUTS, DIRECTIONS, ALIGNMENTS = ("surat", "laporan", "sertifikat"), ("tegak", "lebar"), ("kiri", "tengah", "kanan")
KINDS = ("judul", "paragraf", "butir", "pasangan", "tabel", "gambar", "halaman")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_HASH = re.compile(r"[0-9a-f]{64}")
_LISTS = ("kop", "pembuka", "penutup", "kepada", "tembusan")
_KEYS = {*_LISTS, "judul", "nomor", "blok", "tanda_tangan", "tempat_tanggal", "meta", "arah", "jenis_tata"}


def check(content: dict[str, Any]) -> dict[str, Any]:
    """The content with every key there and every text clean; RuleError where it does not fit the schema."""
    if not isinstance(content, dict) or (unknown := set(content) - _KEYS):
        names = ", ".join(sorted(map(str, unknown))) if isinstance(content, dict) else ""
        raise RuleError(_("Isi naskah tidak dikenal: %(names)s.") % {"names": names})
    checked: dict[str, Any] = {name: _lines(content.get(name)) for name in _LISTS}
    checked["judul"] = _text(content.get("judul", ""))
    checked["nomor"] = None if content.get("nomor") is None else _text(content["nomor"])
    checked["tempat_tanggal"] = _text(content.get("tempat_tanggal", ""))
    checked["meta"] = _pairs(content.get("meta"))
    checked["jenis_tata"] = _one_of(content.get("jenis_tata", "laporan"), LAYOUTS)
    checked["arah"] = _one_of(content.get("arah", "tegak"), DIRECTIONS)
    checked["tanda_tangan"] = [_signer(signer) for signer in _list(content.get("tanda_tangan"))]
    blocks = _list(content.get("blok"))
    if len(blocks) > MAX_BLOCKS:
        raise RuleError(_("Naskah ini terlalu panjang; bagi menjadi beberapa naskah."))
    checked["blok"] = [_block(block) for block in blocks]
    if _weight(checked) > MAX_CHARACTERS:
        raise RuleError(_("Naskah ini terlalu panjang; bagi menjadi beberapa naskah."))
    return checked


def _block(block: Any) -> dict[str, Any]:
    if not isinstance(block, dict):
        raise _misfit("blok")
    kind = _one_of(block.get("jenis"), KINDS)
    return {"jenis": kind, **_BLOCKS[kind](block)}


def _table(block: dict[str, Any]) -> dict[str, Any]:
    columns = [_column(column) for column in _list(block.get("kolom"))]
    rows = [[_text(cell) for cell in _list(row)] for row in _list(block.get("baris"))]
    if not columns or len(columns) > 20 or any(len(row) != len(columns) for row in rows):
        raise RuleError(_("Tabel naskah: setiap baris harus sebanyak kolomnya (1 sampai 20)."))
    if len(rows) > MAX_ROWS or len(rows) * len(columns) > MAX_CELLS:
        raise RuleError(_("Tabel naskah paling banyak %(most)s baris.") % {"most": MAX_ROWS})
    return {"judul": _text(block.get("judul", "")), "kolom": columns, "baris": rows, "tinggi": _count(block, "tinggi")}


def _column(column: Any) -> dict[str, Any]:
    if isinstance(column, str):
        column = {"judul": column}
    if not isinstance(column, dict):
        raise _misfit("kolom")
    return {
        "judul": _text(column.get("judul", "")), "lebar": max(1, _count(column, "lebar", 1)),
        "rata": _one_of(column.get("rata", "kiri"), ALIGNMENTS),
    }  # fmt: skip


def _image(block: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(block.get("sha256"), str) or not _HASH.fullmatch(block["sha256"]):
        raise _misfit("gambar")
    return {"sha256": block["sha256"], "keterangan": _text(block.get("keterangan", ""))}


_BLOCKS = {
    "judul": lambda block: {"teks": _text(block.get("teks"))},
    "paragraf": lambda block: {
        "teks": _text(block.get("teks")), "rata": _one_of(block.get("rata", ""), ("", *ALIGNMENTS)),
        "tebal": block.get("tebal") is True,
    },
    "butir": lambda block: {"isi": _lines(block.get("isi")), "bernomor": block.get("bernomor") is True},
    "pasangan": lambda block: {"isi": _pairs(block.get("isi"))},
    "tabel": _table,
    "gambar": _image,
    "halaman": lambda block: {},
}  # fmt: skip


def _signer(signer: Any) -> dict[str, str]:
    if not isinstance(signer, dict):
        raise _misfit("tanda_tangan")
    return {name: _text(signer.get(name, "")) for name in ("jabatan", "nama", "lembaga")}


def _text(value: Any) -> str:
    """A text in signs that XML, PDF and both databases take."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _misfit("teks")
    if len(value) > MAX_TEXT:
        raise RuleError(_("Satu bagian naskah paling panjang %(most)s huruf.") % {"most": MAX_TEXT})
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise _misfit("daftar")
    return list(value)


def _lines(value: Any) -> list[str]:
    return [_text(line) for line in _list(value)]


def _pairs(value: Any) -> list[list[str]]:
    pairs = [[_text(part) for part in _list(pair)] for pair in _list(value)]
    if any(len(pair) != 2 for pair in pairs):
        raise _misfit("pasangan")
    return pairs


def _one_of(value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        raise _misfit(str(value)[:40])
    return value


def _count(block: dict[str, Any], name: str, default: int = 0) -> int:
    value = block.get(name, default)
    if type(value) is not int or not 0 <= value <= 100:
        raise _misfit(name)
    return value


def _misfit(name: str) -> RuleError:
    return RuleError(_("Isi naskah tidak sesuai bentuknya: %(name)s.") % {"name": name})


def _weight(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_weight, value.values()))
    return sum(map(_weight, value)) if isinstance(value, list) else 0
