"""Logistics: what a TPS needs, what is in stock, who holds which box, and how it got there."""

from logistics.models.containers import Container, ContainerKind, Custody, Seal, SealKind
from logistics.models.handovers import Confirmation, Handover, HandoverLine, Reason, Side
from logistics.models.items import Item, ItemBasis, ItemGroup, ItemPlace, NeedPlan
from logistics.models.movements import Movement, Purpose, Sign, Stop, Way
from logistics.models.packing import PackedLine, Packing, Presence, ReportKind, SealIssue, SealReport, WrongReason
from logistics.models.places import Holder, HolderKind, Warehouse
from logistics.models.receipts import (
    CountState,
    Destruction,
    DestructionLine,
    Receipt,
    ReceiptLine,
    SortBatch,
    StockCount,
    StockTransfer,
)
from logistics.models.stock import Lot, StockMove
from logistics.models.stock_papers import PsuIssue, Relocation
from logistics.models.swaps import FoundWhen, SwapReport

__all__ = [
    "Confirmation",
    "Container",
    "ContainerKind",
    "CountState",
    "Custody",
    "Destruction",
    "DestructionLine",
    "FoundWhen",
    "Handover",
    "HandoverLine",
    "Holder",
    "HolderKind",
    "Item",
    "ItemBasis",
    "ItemGroup",
    "ItemPlace",
    "Lot",
    "Movement",
    "NeedPlan",
    "PackedLine",
    "Packing",
    "Presence",
    "PsuIssue",
    "Purpose",
    "Reason",
    "Receipt",
    "ReceiptLine",
    "Relocation",
    "ReportKind",
    "Seal",
    "SealIssue",
    "SealKind",
    "SealReport",
    "Side",
    "Sign",
    "SortBatch",
    "StockCount",
    "StockMove",
    "StockTransfer",
    "Stop",
    "SwapReport",
    "Warehouse",
    "Way",
    "WrongReason",
]
