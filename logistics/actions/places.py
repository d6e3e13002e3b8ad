"""Places that hold goods and boxes."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.names import region_name
from electcoord.common.text import one_line
from electcoord.directory.models import Institution
from electcoord.elections.models import Election
from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region
from logistics.ledger_actions import PlaceAction
from logistics.models import Holder, HolderKind, Warehouse

# By the digits of their region.
_COMMITTEES = {6: HolderKind.PPK, 10: HolderKind.PPS}


@transaction.atomic
def prepare_holders(election: Election, actor: Actor) -> int:
    """A holder for each PPK, PPS and KPPS of the election that has none yet; how many were added."""
    known = set(Holder.objects.filter(election=election).values_list("key", flat=True))
    found = [holder for holder in _committees(election) if holder.key not in known]
    if not found:
        return 0
    with recording.entry(
        PlaceAction.PREPARED, chain=recording.chain_of(election.kabupaten_id), actor=actor,
        subject=f"elections.election:{election.uuid}", region=election.kabupaten_id, election=election.slug,
        payload={"jumlah": len(found)},
    ):  # fmt: skip
        Holder.objects.bulk_create(found, batch_size=500)
    return len(found)


def _committees(election: Election) -> list[Holder]:
    found = []
    for row in election.regions.select_related("name"):
        kind = _COMMITTEES.get(len(row.region_id))
        if kind is None:
            continue
        found.append(Holder(election=election, kind=kind, key=f"{kind}:{row.region_id}", region_id=row.region_id,
                            name=f"{HolderKind(kind).name} {region_name(row.name.name)}"))  # fmt: skip
    names = {holder.region_id: holder.name.removeprefix("PPS ") for holder in found}
    for tps in election.tps.all():
        name = f"KPPS TPS {tps.number:03d} {names.get(tps.desa_id, tps.desa_id)}"
        found.append(Holder(election=election, kind=HolderKind.KPPS, key=f"kpps:{tps.code}", region_id=tps.desa_id,
                            tps=tps, name=name))  # fmt: skip
    return found


@transaction.atomic
def add_warehouse(
    *, election: Election, name: str, region: Region, used_from: date, used_until: date | None = None,
    owner: Institution | None = None, address: str = "", actor: Actor,
) -> Warehouse:  # fmt: skip
    """A warehouse, and itself as a holder of boxes. RuleError where its name is taken or its days are swapped."""
    name = one_line(name, _("Nama gudang"), 160)
    if used_until and used_until < used_from:
        raise RuleError(_("Hari terakhir gudang sebelum hari pertamanya."))
    if not region.code.startswith(election.kabupaten_id):
        raise RuleError(_("Wilayah ini di luar kabupaten pemilu tersebut."))
    if Warehouse.objects.filter(election=election, region=region, name=name).exists():
        raise RuleError(_("Gudang %(name)s sudah ada di wilayah ini.") % {"name": name})
    row = Warehouse(
        election=election, name=name, region=region, used_from=used_from, used_until=used_until, owner=owner,
        address=one_line(address, _("Alamat"), 250) if address.strip() else "",
    )  # fmt: skip
    with _entry(PlaceAction.WAREHOUSE_ADDED, row, actor):
        row.save(force_insert=True)
        Holder(election=election, kind=HolderKind.GUDANG, key=f"gudang:{row.uuid}", region=region, warehouse=row,
               name=row.name).save(force_insert=True)  # fmt: skip
    return row


@transaction.atomic
def change_warehouse(
    warehouse: Warehouse, *, used_until: date | None, owner: Institution | None, address: str, actor: Actor
) -> Warehouse:
    """Until when it is used, whose it is, where it stands; its name and region stay, papers name them."""
    row = Warehouse.objects.select_for_update(of=("self",)).get(pk=warehouse.pk)
    if used_until and used_until < row.used_from:
        raise RuleError(_("Hari terakhir gudang sebelum hari pertamanya."))
    values = {
        "used_until": used_until, "owner": owner,
        "address": one_line(address, _("Alamat"), 250) if address.strip() else "",
    }  # fmt: skip
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    with _entry(PlaceAction.WAREHOUSE_CHANGED, row, actor, isian=", ".join(changed)):
        row.save(update_fields=changed)
    return row


def _entry(action: str, row: Warehouse, actor: Actor, **told: str) -> Any:
    return recording.entry(
        action, chain=recording.chain_of(row.region_id), actor=actor, subject=f"logistics.warehouse:{row.uuid}",
        region=row.region_id, election=row.election.slug, payload={"baris": str(row.uuid), "nama": row.name, **told},
    )  # fmt: skip
