"""What is wrong in a file, place by place, and the cells that are read the same way everywhere."""

import re

from django.utils.translation import gettext as _

from electcoord.common.errors import PackageError

# More than this nobody reads; the total is still told.
KEPT = 50
_LONGEST_NUMBER = 18
_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")


class Problems:
    """Collects sentences such as `tps.csv baris 7, kolom kode_tps: …`; keeps the first 50, counts all."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.total = 0

    def __bool__(self) -> bool:
        return self.total > 0

    def add(self, name: str, sentence: str, *, row: int | None = None, column: str | None = None) -> None:
        """Notes one problem; its place is the file, with the row and column where these are known."""
        self.total += 1
        if len(self.lines) < KEPT:
            at = {"file": name, "row": row, "column": column}
            if row and column:
                place = _("%(file)s baris %(row)s, kolom %(column)s") % at
            elif row:
                place = _("%(file)s baris %(row)s") % at
            else:
                place = _("%(file)s, kolom %(column)s") % at if column else name
            self.lines.append(f"{place}: {sentence}")

    def take(self, other: PackageError) -> None:
        """Adds what another reader refused."""
        self.total += other.total
        self.lines += other.problems[: KEPT - len(self.lines)]

    def stop(self) -> None:
        """Raises PackageError if anything was noted."""
        if self.total:
            raise PackageError(self.lines, self.total)


def parse_int(text: str, top: int | None = None) -> int | None:
    """A whole number of ASCII digits, None for blank; raises ValueError with a sentence for anything else."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise ValueError(_refusal(text))
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(_("'%(text)s' terlalu panjang untuk sebuah bilangan.") % {"text": short(text)})
    value = int(text)
    if top is not None and value > top:
        raise ValueError(
            _("%(value)s melebihi %(top)s, angka terbesar yang dapat dicatat di sini.") % {"value": value, "top": top}
        )
    return value


def _refusal(text: str) -> str:
    shown = f"'{short(text)}'"
    if text.isdigit() or text.isdecimal():
        return _("%(shown)s memakai angka di luar 0-9; ketik ulang dengan angka biasa.") % {"shown": shown}
    if _SCIENTIFIC.fullmatch(text):
        return _("%(shown)s ditulis dalam notasi ilmiah; format kolom sebagai Teks di Excel, lalu isi ulang.") % {
            "shown": shown
        }
    if re.fullmatch(r"-[0-9]+", text):
        return _("%(shown)s negatif; jumlah tidak pernah di bawah nol.") % {"shown": shown}
    if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", text):
        return _("%(shown)s memakai pemisah ribuan; tulis %(number)s.") % {
            "shown": shown,
            "number": re.sub("[.,]", "", text),
        }
    if re.fullmatch(r"[0-9]+[.,][0-9]+", text):
        return _("%(shown)s pecahan; tulis bilangan bulat.") % {"shown": shown}
    if re.fullmatch(r"[xX]+[0-9]*", text):
        return _("%(shown)s memuat X pengisi kotak; tulis angkanya saja, atau kosongkan bila tidak diisi.") % {
            "shown": shown
        }
    return _("%(shown)s bukan bilangan bulat; tulis angka 0-9 saja, atau kosongkan bila tidak diisi.") % {
        "shown": shown
    }


def parse_code(text: str, digits: int) -> str:
    """A code of exactly so many ASCII digits; raises ValueError with a sentence that says what to do."""
    if len(text) == digits and text.isascii() and text.isdigit():
        return text
    if not text:
        raise ValueError(_("kosong; isi kode %(digits)s angka.") % {"digits": digits})
    if _SCIENTIFIC.fullmatch(text):
        raise ValueError(
            _(
                "'%(text)s' adalah kode yang diubah Excel menjadi bilangan; format kolom sebagai "
                "Teks, isi ulang kodenya, lalu simpan lagi."
            )
            % {"text": short(text)}
        )
    if re.fullmatch(r"[0-9]+", text):
        raise ValueError(
            _("'%(text)s' terdiri atas %(count)s angka; seharusnya %(digits)s.")
            % {"text": short(text), "count": len(text), "digits": digits}
        )
    if re.fullmatch(r"[0-9.]+", text):
        raise ValueError(
            _("'%(text)s' memuat titik; tulis %(digits)s angka tanpa titik.") % {"text": short(text), "digits": digits}
        )
    raise ValueError(_("'%(text)s' bukan kode; tulis %(digits)s angka 0-9.") % {"text": short(text), "digits": digits})


def short(text: str) -> str:
    """The text as it can be shown in one line of a message."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:41])
    return shown[:40] + "…" if len(text) > 40 else shown
