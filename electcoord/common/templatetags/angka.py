"""Filters that every template has: `{{ n|angka }}`, `{{ part|persen:whole }}`, `{{ microseconds|waktu }}`."""

from datetime import UTC, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.common import numbers

register = template.Library()

BULAN = [
    lazy("Januari"), lazy("Februari"), lazy("Maret"), lazy("April"), lazy("Mei"), lazy("Juni"), lazy("Juli"),
    lazy("Agustus"), lazy("September"), lazy("Oktober"), lazy("November"), lazy("Desember"),
]  # fmt: skip
HARI = [lazy("Senin"), lazy("Selasa"), lazy("Rabu"), lazy("Kamis"), lazy("Jumat"), lazy("Sabtu"), lazy("Minggu")]


@register.filter
def angka(value: int | None) -> str:
    return numbers.angka(value)


@register.filter
def persen(part: int | None, whole: int | None) -> str:
    return numbers.persen(part, whole)


def _local(value: int | datetime) -> datetime:
    moment = datetime.fromtimestamp(value // 1_000_000, UTC) if isinstance(value, int) else value
    return timezone.localtime(moment)


@register.filter
def waktu(value: int | datetime | None) -> str:
    """`4 Maret 2024 pukul 14.05 WIB` from microseconds since the epoch or an aware datetime."""
    if value is None:
        return "–"
    local = _local(value)
    return _("%(date)s pukul %(time)s") % {"date": tanggal(local), "time": _clock(local)}


@register.filter
def jam(value: int | datetime | None) -> str:
    """`14.05 WIB`, where the day is known from elsewhere."""
    return "–" if value is None else _clock(_local(value))


def _clock(local: datetime) -> str:
    zone = {7: "WIB", 8: "WITA", 9: "WIT"}.get(int(local.utcoffset().total_seconds() // 3600), "")
    return f"{local:%H.%M} {zone}".strip()


@register.filter
def hari(value: int | datetime | None) -> str:
    """`Senin, 4 Maret 2024`."""
    if value is None:
        return "–"
    local = _local(value)
    return f"{HARI[local.weekday()]}, {tanggal(local)}"


@register.filter
def tanggal(value: datetime | None) -> str:
    """`4 Maret 2024`."""
    return "–" if value is None else f"{value.day} {BULAN[value.month - 1]} {value.year}"
