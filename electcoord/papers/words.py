"""Dates and numbers in Indonesian words, as official reports write them; never translated, whoever reads."""

from datetime import date

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_UNITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"))
MOST = 10**15


def number_words(value: int) -> str:
    """`2024` becomes `dua ribu dua puluh empat`; ValueError below zero and from a thousand trillion on."""
    if not 0 <= value < MOST:
        raise ValueError(value)
    return " ".join(_words(value)) or "nol"


def _words(value: int) -> list[str]:
    for scale, name in _SCALES:
        if value >= scale:
            head, rest = divmod(value, scale)
            # Seribu, but satu juta.
            front = ["seribu"] if (head, name) == (1, "ribu") else [*_words(head), name]
            return front + _words(rest)
    return _below_thousand(value)


def _below_thousand(value: int) -> list[str]:
    if value >= 100:
        head, rest = divmod(value, 100)
        return (["seratus"] if head == 1 else [_UNITS[head], "ratus"]) + _below_thousand(rest)
    if value >= 20:
        head, rest = divmod(value, 10)
        return [_UNITS[head], "puluh", *_below_thousand(rest)]
    if value >= 12:
        return [_UNITS[value - 10], "belas"]
    return {11: ["sebelas"], 10: ["sepuluh"], 0: []}.get(value, [_UNITS[value % 10]])


def day_name(day: date) -> str:
    """`Kamis`."""
    return DAYS[day.weekday()]


def plain_date(day: date) -> str:
    """`29 Februari 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def full_date(day: date) -> str:
    """`Kamis, 29 Februari 2024`."""
    return f"{day_name(day)}, {plain_date(day)}"


def date_words(day: date) -> str:
    """`tanggal dua puluh sembilan bulan Februari tahun dua ribu dua puluh empat`."""
    month = MONTHS[day.month - 1]
    return f"tanggal {number_words(day.day)} bulan {month} tahun {number_words(day.year)}"


def report_date(day: date) -> str:
    """How a berita acara opens: `hari Kamis tanggal dua puluh sembilan bulan … (29-02-2024)`."""
    return f"hari {day_name(day)} {date_words(day)} ({day:%d-%m-%Y})"
