"""Goods of the stock are the items of the catalogue (regulations H.1): one vocabulary, told by its codes."""

from functools import cache

from django.utils.translation import gettext as _

from logistics import catalogue
from logistics.catalogue import Shipped

BALLOT = "surat-suara"
# Codes under which lots were booked before stock and catalogue shared one vocabulary, and the catalogue's. Such a lot
# keeps its code, the ledger tells its moves by it; what comes in is booked to it.
FORMER = {"stiker": "stiker-kotak", "alat-bantu-tunanetra": "alat-bantu"}
# A lot of their own would hold ballots of a contest a second time; a building is no goods.
NO_GOODS = ("surat-suara-psu", "tempat-pemungutan")


@cache
def _shipped() -> dict[str, Shipped]:
    """Items of every regime by their code."""
    return {item.code: item for regime in ("pilkada", "pemilu") for item in catalogue.shipped(regime)}


def codes_of(regime: str) -> list[str]:
    """What the stock of an election can hold without an item of the office's own, ballots first."""
    return [item.code for item in catalogue.shipped(regime) if item.code not in NO_GOODS]


def name_of(code: str) -> str:
    """The item's name; of one that the office added, what its code says."""
    found = _shipped().get(FORMER.get(code, code))
    return _(found.name) if found else code.replace("-", " ").capitalize()


def unit_of(code: str) -> str:
    found = _shipped().get(FORMER.get(code, code))
    return _(found.unit) if found else _("buah")


def known_as(code: str) -> list[str]:
    """Under which codes a lot of the item may stand: its own, and an older one."""
    return [code, *(former for former, today in FORMER.items() if today == code)]


def is_sorted(code: str) -> bool:
    """Whether it is sorted and folded before it counts as good; everything else is good or damaged on arrival."""
    return code == BALLOT
