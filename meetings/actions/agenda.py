"""The agenda of a day: its items and their order."""

import uuid as uuids
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.text import one_line
from electcoord.directory.models import Office
from electcoord.ledger.recording import Actor
from meetings.actions.deeds import changed, entry, lock_day, optional, require, stale
from meetings.ledger_actions import PlanAction
from meetings.models import AgendaItem, Session
from meetings.states import PLANNED, RUNNING


@transaction.atomic
def add_item(
    session: Session,
    *,
    title: str,
    minutes: int | None = None,
    speaker: str = "",
    office: Office | None = None,
    is_result: bool = False,
    actor: Actor,
) -> AgendaItem:
    """At the end of the day's agenda; also while the meeting runs."""
    session = _agenda_open(lock_day(session))
    last = session.items.aggregate(last=Max("order"))["last"] or 0
    row = AgendaItem(session=session, order=last + 1, office=office,
                     **_item(title=title, minutes=minutes, speaker=speaker, is_result=is_result))  # fmt: skip
    with entry(PlanAction.ITEM_ADDED, session.meeting, actor, acara=str(row.uuid), urutan=row.order):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change_item(item: AgendaItem, *, actor: Actor, **values: Any) -> AgendaItem:
    """`values`: any of title, minutes, speaker, office, is_result."""
    session = _agenda_open(lock_day(item.session))
    item = AgendaItem.objects.get(pk=item.pk)
    office = {"office": values.pop("office")} if "office" in values else {}
    names = changed(item, _item(**values) | office)
    if names:
        with entry(PlanAction.ITEM_CHANGED, session.meeting, actor, acara=str(item.uuid), isian=", ".join(names)):
            item.save(update_fields=names)
    return item


@transaction.atomic
def drop_item(item: AgendaItem, *, actor: Actor) -> None:
    """Off the agenda, unless something was said or decided to it."""
    session = _agenda_open(lock_day(item.session))
    if item.remarks.exists() or item.decisions.exists():
        raise RuleError(_("Mata acara ini sudah berisi catatan atau keputusan."))
    with entry(PlanAction.ITEM_DROPPED, session.meeting, actor, acara=str(item.uuid)):
        item.is_active = False
        item.save(update_fields=["is_active"])


@transaction.atomic
def order_agenda(
    session: Session, order: Sequence[uuids.UUID], *, seen: Sequence[uuids.UUID], actor: Actor
) -> list[AgendaItem]:
    """Puts the day's agenda into this order. ConflictError where it is not as `seen` any more."""
    session = _agenda_open(lock_day(session))
    items = {item.uuid: item for item in session.items.filter(is_active=True)}
    if list(items) != list(seen):
        raise stale()
    if set(order) != set(items) or len(order) != len(items):
        raise RuleError(_("Urutan harus memuat setiap mata acara satu kali."))
    moved = [items[one] for number, one in enumerate(order, 1) if items[one].order != number]
    if moved:
        for number, one in enumerate(order, 1):
            items[one].order = number
        told = {"sesi": str(session.uuid), "jumlah": len(order), "urutan": [str(one) for one in order]}
        with entry(PlanAction.AGENDA_ORDERED, session.meeting, actor, **told):
            for item in moved:
                item.save(update_fields=["order"])
    return [items[one] for one in order]


def _item(**values: Any) -> dict[str, Any]:
    if "title" in values:
        values["title"] = one_line(values["title"], _("Mata acara"), 200)
    if "speaker" in values:
        values["speaker"] = optional(values["speaker"], _("Pembicara"), 160)
    minutes = values.get("minutes")
    if minutes is not None and not 1 <= minutes <= 1440:
        raise RuleError(_("Lama mata acara 1 sampai 1.440 menit."))
    return values


def _agenda_open(session: Session) -> Session:
    require(session.meeting, (*PLANNED, *RUNNING), _("Agenda rapat berstatus %(state)s tidak diubah lagi."))
    if session.closed_at or not session.is_active:
        raise RuleError(_("Sesi ini sudah ditutup atau dihapus."))
    return session
