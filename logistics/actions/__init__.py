"""Deeds of logistics."""

from logistics.actions.containers import attach_seals, make_boxes, open_container, pack
from logistics.actions.handovers import Seen, Statement, confirm
from logistics.actions.items import add_item, change_item, load_catalogue
from logistics.actions.places import add_warehouse, change_warehouse, prepare_holders
from logistics.actions.plans import freeze_plan

__all__ = [
    "Seen",
    "Statement",
    "add_item",
    "add_warehouse",
    "attach_seals",
    "change_item",
    "change_warehouse",
    "confirm",
    "freeze_plan",
    "load_catalogue",
    "make_boxes",
    "open_container",
    "pack",
    "prepare_holders",
]
