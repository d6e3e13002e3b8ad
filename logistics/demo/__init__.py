"""Logistics of the SIMULASI regency: the susulan on the day before its vote, the Pemilu on its evening; always alike.

Each is written whole or not at all, through the actions that an office uses.
"""

from django.db import transaction

from electcoord.common.numbers import angka
from electcoord.elections.demo import SLUG, SUSULAN
from electcoord.elections.models import Election
from logistics.demo import eve, evening
from logistics.demo.yard import Yard
from logistics.models import Container


def seed() -> list[str]:
    """What is there already stays; the lines to print."""
    lines = []
    for slug, build in ((SUSULAN, eve.build), (SLUG, evening.build)):
        election = Election.objects.filter(slug=slug).select_related("profile", "kabupaten").first()
        if election is None:
            continue
        boxes = Container.objects.filter(election=election)
        if not boxes.exists():
            with transaction.atomic():
                build(Yard(election))
        lines.append(f"Logistik {election.name}: {angka(boxes.count())} kotak.")
    return lines
