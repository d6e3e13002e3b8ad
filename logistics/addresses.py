"""Where what others refer to is shown."""

from uuid import UUID

from django.urls import reverse


def handover_url(uuid: UUID) -> str:
    """The page of a hand-over; "" where there is none."""
    from logistics.models import Handover

    slug = Handover.objects.filter(uuid=uuid).values_list("election__slug", flat=True).first()
    return reverse("logistics:handover", args=[slug, uuid]) if slug else ""


def container_url(uuid: UUID) -> str:
    from logistics.models import Container

    found = Container.objects.filter(uuid=uuid).values_list("election__slug", "code").first()
    return reverse("logistics:box", args=found) if found else ""


def movement_url(uuid: UUID) -> str:
    from logistics.models import Movement

    slug = Movement.objects.filter(uuid=uuid).values_list("election__slug", flat=True).first()
    return reverse("logistics:movement", args=[slug, uuid]) if slug else ""
