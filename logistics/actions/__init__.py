"""Deeds of logistics."""

from logistics.actions.containers import attach_seals, make_boxes, open_container, pack
from logistics.actions.handovers import Seen, Statement, confirm
from logistics.actions.places import add_warehouse, change_warehouse, prepare_holders

__all__ = [
    "Seen",
    "Statement",
    "add_warehouse",
    "attach_seals",
    "change_warehouse",
    "confirm",
    "make_boxes",
    "open_container",
    "pack",
    "prepare_holders",
]
