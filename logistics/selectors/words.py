"""How needs are told: amounts with their source, shares, differences."""

from typing import Any

from django.utils.translation import gettext as _

from electcoord.common.numbers import angka
from electcoord.elections.models import ProfileVersion
from electcoord.elections.profiles import Values
from electcoord.office.profile import MARKS
from logistics.catalogue import PROFILE
from logistics.models import Item, ItemBasis
from logistics.selectors.needs import amount_of

# Sources that stand for a text which somebody has read; all others are said to be unsure.
READ = ("seen", "kantor")


def percent(permil: int) -> str:
    """`2 %`, `2,5 %`."""
    whole, rest = divmod(permil, 10)
    return f"{whole},{rest} %" if rest else f"{whole} %"


def thousandths(value: int) -> str:
    """`5740` thousandths as `5,74`, exactly."""
    whole, rest = divmod(value, 1000)
    return f"{angka(whole)},{rest:03d}".rstrip("0") if rest else angka(whole)


def signed(value: int | None) -> str:
    """A difference with its sign; a dash where a side is unknown."""
    if not value:
        return angka(value)
    return f"+{angka(value)}" if value > 0 else f"−{angka(-value)}"


def rounding(profile: ProfileVersion) -> str:
    return {
        "atas": _("dibulatkan ke atas"), "bawah": _("dibulatkan ke bawah"), "terdekat": _("dibulatkan ke terdekat"),
    }[profile.get("pembulatan_cadangan")]  # fmt: skip


def sourced(values: Values, key: str) -> dict[str, Any]:
    """Where a number of the profile comes from."""
    entry = values[key]
    return _source(entry["sumber"], entry["tanda"])


def source_of(item: Item, profile: ProfileVersion) -> dict[str, Any]:
    """Where the amount of an item comes from: its own source, the profile's number, or what follows from that."""
    own = _source(item.source, item.mark)
    if item.profile_key not in profile.values:
        return own
    number = {**sourced(profile.values, item.profile_key), "is_profile": True}
    if item.source == PROFILE:
        return number
    return {**own, "source": f"{item.source}; {number['source']}", "is_profile": True}


def _source(text: str, mark: str) -> dict[str, Any]:
    return {"source": text, "mark": MARKS.get(mark, mark), "is_unsure": mark not in READ, "is_profile": False}


def amount_words(item: Item, profile: ProfileVersion) -> str:
    """`5 buah per TPS`; words where there is no number."""
    if item.basis == ItemBasis.SURAT_SUARA:
        return _("DPT + cadangan %(share)s") % {"share": percent(profile.get("cadangan_permil"))}
    amount = amount_of(item, profile)
    return _("belum ditetapkan") if amount is None else f"{angka(amount)} {_(item.unit)}"
