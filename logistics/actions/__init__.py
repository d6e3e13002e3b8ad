"""Deeds of logistics."""

from logistics.actions.box_reports import approve_report, draft_report, sign_report
from logistics.actions.containers import attach_seals, make_boxes, open_container
from logistics.actions.destruction import StandsFor, Witness, destroy
from logistics.actions.handovers import Seen, Statement, confirm
from logistics.actions.items import add_item, change_item, load_catalogue
from logistics.actions.making import make_containers
from logistics.actions.movements import (
    Aim,
    Plan,
    arrive,
    cancel_movement,
    change_movement,
    depart,
    end_movement,
    plan_movement,
    tell_sign,
)
from logistics.actions.nesting import put_in, take_out
from logistics.actions.notices import approve_notice, draft_notice
from logistics.actions.packing import Put, Wrong, WrongBallotsError, pack, unpack
from logistics.actions.photos import add_handover_photo
from logistics.actions.places import add_warehouse, change_warehouse, prepare_holders
from logistics.actions.plans import freeze_plan
from logistics.actions.receipts import Arrived, add_receipt_file, approve_request, receive
from logistics.actions.seal_lists import SealRow, issue_seals, seal_by_list
from logistics.actions.seal_reports import Present, Report
from logistics.actions.sorting import book_count, count_stock, sort
from logistics.actions.stock import mark_psu, transfer
from logistics.actions.store_moves import issue_psu, relocate
from logistics.actions.swaps import Swap, exchange, report_swap

__all__ = [
    "Aim",
    "Arrived",
    "Plan",
    "Present",
    "Put",
    "Report",
    "SealRow",
    "Seen",
    "StandsFor",
    "Statement",
    "Swap",
    "Witness",
    "Wrong",
    "WrongBallotsError",
    "add_handover_photo",
    "add_item",
    "add_receipt_file",
    "add_warehouse",
    "approve_notice",
    "approve_report",
    "approve_request",
    "arrive",
    "attach_seals",
    "book_count",
    "cancel_movement",
    "change_item",
    "change_movement",
    "change_warehouse",
    "confirm",
    "count_stock",
    "depart",
    "destroy",
    "draft_notice",
    "draft_report",
    "end_movement",
    "exchange",
    "freeze_plan",
    "issue_psu",
    "issue_seals",
    "load_catalogue",
    "make_boxes",
    "make_containers",
    "mark_psu",
    "open_container",
    "pack",
    "plan_movement",
    "prepare_holders",
    "put_in",
    "receive",
    "relocate",
    "report_swap",
    "seal_by_list",
    "sign_report",
    "sort",
    "take_out",
    "tell_sign",
    "transfer",
    "unpack",
]
