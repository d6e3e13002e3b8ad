"""One wave: all vehicles of a purpose that go together."""

from typing import Any
from uuid import uuid5

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from electcoord.papers import documents
from electcoord.papers.models import Document
from logistics.models import Movement, Purpose, Stop
from logistics.selectors import movements
from logistics.selectors.rooms import crumbs
from logistics.states import MovementState


def wave_subject(election: Election, purpose: str, wave: int) -> str:
    return f"logistics.wave:{uuid5(election.uuid, f'{purpose}:{wave}')}"


def notice_of(election: Election, purpose: str, wave: int) -> Document | None:
    return documents.documents_of(wave_subject(election, purpose, wave)).order_by("-pk").first()


def wave_rows(election: Election, purpose: str, wave: int) -> list[tuple[Movement, list[Stop]]]:
    """The movements of a wave that were not cancelled, with their stops."""
    rows = Movement.objects.filter(election=election, purpose=purpose, wave=wave).exclude(state=MovementState.BATAL)
    rows = rows.select_related("origin", "holder", "vehicle__institution", "escort__institution")
    found = {row.pk: (row, []) for row in rows.order_by("planned_departure", "pk")}
    for stop in (
        Stop.objects.filter(movement__in=found, is_active=True).select_related("holder").order_by("number", "pk")
    ):
        found[stop.movement_id][1].append(stop)
    return list(found.values())


def wave_page(request: HttpRequest, election: Election, purpose: str, number: int) -> dict[str, Any]:
    now = timezone.now()
    rows = Movement.objects.filter(election=election, purpose=purpose, wave=number).select_related(
        "election", "origin", "holder", "vehicle", "escort"
    )
    items = movements.items_of(rows.order_by("planned_departure", "pk")[:200], now)
    letter = notice_of(election, purpose, number)
    place = {"region": election.kabupaten_id, "election": election}
    title = _("%(purpose)s, gelombang %(wave)s") % {"purpose": Purpose(purpose).label.capitalize(), "wave": number}
    return {
        "election": election, "title": title, "items": items, "letter": letter,
        "version": letter.latest if letter else None, "in_force": letter.in_force if letter else None,
        "paper_url": reverse("logistics:movement-wave-paper", args=[election.slug, purpose, number]),
        "may_draft": bool(items) and access.may(request.user, Can.PLAN_LOGISTICS, **place),
        "may_approve": access.may(request.user, Can.APPROVE_DOCUMENT, **place),
        "crumbs": crumbs(
            election, (_("Perjalanan"), reverse("logistics:movements", args=[election.slug])), (title, None)
        ),
    }  # fmt: skip
