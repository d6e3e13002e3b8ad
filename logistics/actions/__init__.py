"""Deeds of logistics."""

from logistics.actions.containers import attach_seals, make_boxes, open_container, pack
from logistics.actions.destruction import StandsFor, Witness, destroy
from logistics.actions.handovers import Seen, Statement, confirm
from logistics.actions.items import add_item, change_item, load_catalogue
from logistics.actions.photos import add_handover_photo
from logistics.actions.places import add_warehouse, change_warehouse, prepare_holders
from logistics.actions.plans import freeze_plan
from logistics.actions.receipts import Arrived, add_receipt_file, approve_request, receive
from logistics.actions.sorting import book_count, count_stock, sort
from logistics.actions.stock import mark_psu, transfer

__all__ = [
    "Arrived",
    "Seen",
    "StandsFor",
    "Statement",
    "Witness",
    "add_handover_photo",
    "add_item",
    "add_receipt_file",
    "add_warehouse",
    "approve_request",
    "attach_seals",
    "book_count",
    "change_item",
    "change_warehouse",
    "confirm",
    "count_stock",
    "destroy",
    "freeze_plan",
    "load_catalogue",
    "make_boxes",
    "mark_psu",
    "open_container",
    "pack",
    "prepare_holders",
    "receive",
    "sort",
    "transfer",
]
