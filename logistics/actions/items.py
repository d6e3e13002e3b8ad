"""The catalogue of items: loaded as shipped, then kept by the office with a source for every amount."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.common.text import one_line
from electcoord.elections.models import Election
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from logistics import catalogue
from logistics.catalogue import Shipped
from logistics.ledger_actions import NeedAction
from logistics.models import Item, ItemBasis, ItemGroup, ItemPlace
from logistics.models.items import MOST, usual_place

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# An office's own number, by whatever it names as its source.
OFFICE = "kantor"
# What an office adds has an amount; the DPT and the profile give theirs to shipped items alone.
# A kind of place is only for what is due so (models.items).
PLACES = {
    ItemBasis.TPS: (ItemPlace.PERTAMA, ItemPlace.LUAR),
    ItemBasis.KONTES: (ItemPlace.KOTAK, ItemPlace.PERTAMA, ItemPlace.LUAR),
}
OWN_BASES = (ItemBasis.TPS, ItemBasis.KONTES, ItemBasis.PPS, ItemBasis.PPK, ItemBasis.KABUPATEN)


@transaction.atomic
def load_catalogue(election: Election, actor: Actor) -> int:
    """Adds the shipped items of the election's regime that it does not have yet; how many. What is there stays."""
    election = Election.objects.select_for_update(of=("self",)).get(pk=election.pk)
    known = set(Item.objects.filter(election=election).values_list("code", flat=True))
    new = [_shipped(election, item) for item in catalogue.shipped(election.regime) if item.code not in known]
    if not new:
        return 0
    payload = {"nama": election.name, "jumlah": len(new), "barang_baru": [_told(item) for item in new]}
    with _entry(NeedAction.CATALOGUE_LOADED, election, actor, payload, f"elections.election:{election.uuid}"):
        Item.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def add_item(
    election: Election, *, code: str, name: str, group: str, unit: str, basis: str, kinds: Sequence[str] = (),
    amount: int | None, source: str, actor: Actor,
) -> Item:  # fmt: skip
    """An item of the office's own. RuleError where the code is taken or a part does not fit."""
    election = Election.objects.select_for_update(of=("self",)).get(pk=election.pk)
    if len(code) > 40 or not _CODE.fullmatch(code):
        raise RuleError(_("Kode barang: huruf kecil, angka dan tanda hubung, paling panjang 40."))
    if group not in ItemGroup.values or basis not in OWN_BASES:
        raise RuleError(_("Pilih kelompok dan dasar hitungan barang dari daftarnya."))
    known = {contest.kind for contest in election.contests.all()}
    if unknown := sorted(set(kinds) - known):
        raise RuleError(_("Jenis %(kind)s tidak ada dalam pemilu ini.") % {"kind": unknown[0]})
    if Item.objects.filter(election=election, code=code).exists():
        raise RuleError(_("Barang dengan kode %(code)s sudah ada.") % {"code": code})
    last = Item.objects.filter(election=election).order_by("-position").values_list("position", flat=True).first()
    row = Item(
        election=election, code=code, name=one_line(name, _("Nama barang"), 120), group=group, basis=basis,
        unit=one_line(unit, _("Satuan"), 30), kinds=sorted(set(kinds)), amount=_amount(amount),
        source=one_line(source, _("Sumber"), 250), mark=OFFICE, position=(last or 0) + 1, place=usual_place(basis),
    )  # fmt: skip
    payload = {**_told(row), "barang": row.name, "banyak": angka(row.amount), "satuan": row.unit, "sumber": row.source}
    with _entry(NeedAction.ITEM_ADDED, election, actor, payload, _subject(row)):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_item(
    item: Item, *, amount: int | None, source: str, is_active: bool = True, place: str | None = None, reason: str,
    actor: Actor,
) -> Item:  # fmt: skip
    """Another amount with its source, another place, or an item used no more; without a difference nothing is written.

    RuleError for an amount beside the profile's or the DPT's: there the profile is changed.
    """
    row = Item.objects.select_for_update(of=("self",)).select_related("election").get(pk=item.pk)
    if row.is_computed and amount is not None:
        raise RuleError(_("Jumlah barang ini mengikuti profil pemilu; usulkan perubahannya di halaman profil."))
    values = {
        "amount": _amount(amount), "source": one_line(source, _("Sumber"), 250), "is_active": bool(is_active),
    }  # fmt: skip
    if place is not None and place != row.place:
        if place not in PLACES.get(ItemBasis(row.basis), ()):
            raise RuleError(_("Barang ini tidak dapat ditempatkan di sana menurut dasar hitungannya."))
        values["place"] = place
    before = {name: getattr(row, name) for name in values}
    if values == before:
        return row
    reason = one_line(reason, _("Alasan"), 500)
    if (values["amount"], values["source"]) != (before["amount"], before["source"]):
        values["mark"] = OFFICE
    for name, value in values.items():
        setattr(row, name, value)
    payload = {
        "barang": row.name, "kode": row.code, "alasan": reason, "rincian": _difference(before, row),
        "sebelum": {"jumlah": before["amount"], "sumber": before["source"], "dipakai": before["is_active"]},
        "sesudah": {"jumlah": row.amount, "sumber": row.source, "dipakai": row.is_active},
    }  # fmt: skip
    with _entry(NeedAction.ITEM_CHANGED, row.election, actor, payload, _subject(row)):
        row.save(update_fields=list(values))
    return row


def _difference(before: dict[str, Any], row: Item) -> str:
    """In the words of the source: payloads are stored, not translated."""
    parts = []
    if before["amount"] != row.amount:
        parts.append(f"jumlah {angka(before['amount'], 'kosong')} → {angka(row.amount, 'kosong')}")
    if before["source"] != row.source:
        parts.append("sumber")
    if "place" in before:
        parts.append(f"tempat {before['place']} → {row.place}")
    if before["is_active"] != row.is_active:
        parts.append("dipakai lagi" if row.is_active else "tidak dipakai lagi")
    return ", ".join(parts)


def _amount(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= MOST:
        raise RuleError(_("Jumlah: 0 sampai %(most)s, atau kosong bila belum ditetapkan.") % {"most": angka(MOST)})
    return value


def _shipped(election: Election, item: Shipped) -> Item:
    return Item(
        election=election, code=item.code, name=item.name, group=item.group, unit=item.unit, basis=item.basis,
        kinds=list(item.kinds), amount=item.amount, profile_key=item.profile_key, source=item.source, mark=item.mark,
        position=item.position, place=item.place or usual_place(item.basis),
    )  # fmt: skip


def _told(item: Item) -> dict[str, Any]:
    return {
        "kode": item.code, "dasar_hitungan": item.basis, "jenis_pemilu": list(item.kinds), "jumlah_barang": item.amount,
        "profil": item.profile_key, "sumber": item.source, "tanda": item.mark,
    }  # fmt: skip


def _subject(item: Item) -> str:
    return f"logistics.item:{item.uuid}"


def _entry(action: str, election: Election, actor: Actor, payload: dict[str, Any], subject: str) -> Any:
    return recording.entry(
        action, chain=recording.chain_of(election.kabupaten_id), actor=actor, subject=subject,
        region=election.kabupaten_id, election=election.slug, payload=payload,
    )  # fmt: skip
