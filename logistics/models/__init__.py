"""Logistics: what a TPS needs, what is in stock, who holds which box, and how it got there."""

from logistics.models.containers import Container, ContainerKind, Custody, Seal, SealKind
from logistics.models.handovers import Confirmation, Handover, HandoverLine, Reason, Side
from logistics.models.items import Item, ItemBasis, ItemGroup, NeedPlan
from logistics.models.places import Holder, HolderKind, Warehouse

__all__ = [
    "Confirmation",
    "Container",
    "ContainerKind",
    "Custody",
    "Handover",
    "HandoverLine",
    "Holder",
    "HolderKind",
    "Item",
    "ItemBasis",
    "ItemGroup",
    "NeedPlan",
    "Reason",
    "Seal",
    "SealKind",
    "Side",
    "Warehouse",
]
