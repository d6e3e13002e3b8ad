"""What the app does by itself about vehicles that are late or silent, each alarm once: letters to the commission and to
their escort, and an incident where one is late for more than an hour."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from electcoord.common.errors import RuleError
from electcoord.common.templatetags.angka import waktu
from electcoord.directory.models import Institution, InstitutionKind
from electcoord.outbox import letters
from electcoord.outbox.letters import Draft
from electcoord.outbox.models import Channel
from logistics.actions.lateness import open_late
from logistics.models import Movement
from logistics.selectors.movements import LATE, Alarm, title_of, with_alarms
from logistics.states import MovementState

# How late opens an incident: this product's own choice, not a regulation's.
TOO_LATE = timedelta(hours=1)


def due_alarms(now: datetime) -> Iterator[Draft]:
    """Every alarm that holds now; its letters are queued once, whatever number of times it is asked for.

    Last of all, what is too late becomes an incident: what fails there keeps no letter back.
    """
    running = Q(state=MovementState.BERANGKAT) | Q(state=MovementState.DIRENCANAKAN, planned_departure__lt=now)
    rows = Movement.objects.filter(running).select_related(
        "election", "origin", "holder", "vehicle__institution", "escort__institution"
    )
    late = []
    for row, _stops, alarm in with_alarms(rows.order_by("pk"), now):
        if alarm:
            for institution in _told(row):
                yield from _letter(row, alarm, institution)
            if alarm.kind == LATE and alarm.since + TOO_LATE < now:
                late.append(row)
    open_late(late, now)


def _told(row: Movement) -> list[Institution]:
    """The commissions of the directory in this kabupaten, and the escort's institution; each once."""
    found = {one.pk: one for one in Institution.objects.filter(
        kind=InstitutionKind.KPU, region_id=row.election.kabupaten_id, is_active=True
    ).order_by("pk")}  # fmt: skip
    if row.escort:
        found[row.escort.institution_id] = row.escort.institution
    return list(found.values())


def _letter(row: Movement, alarm: Alarm, to: Institution) -> Iterator[Draft]:
    address = _address(to)
    if address is None:
        return
    lines = [
        _("Kepada Yth. %(owner)s") % {"owner": to.name}, f"{title_of(row)}: {alarm.text}.",
        _("Dari %(place)s, rencana berangkat %(time)s.") % {"place": row.origin, "time": waktu(row.planned_departure)},
        _("Hubungi pengemudi atau pengawalnya, lalu catat kabarnya pada halaman perjalanan."),
    ]  # fmt: skip
    place = alarm.stop.uuid if alarm.stop else row.uuid
    yield Draft(
        channel=address[0], to=address[1], subject=_("Logistik terlambat atau tanpa kabar"), body="\n\n".join(lines),
        dedupe_key=f"perjalanan:{place}:{alarm.kind}:{alarm.since.isoformat()}:{to.pk}"[:200], about=row.subject,
        region=row.origin.region_id, election=row.election,
    )  # fmt: skip


def _address(to: Institution) -> tuple[str, str] | None:
    """E-mail, else a telephone for a message that somebody sends by hand; None where the directory has neither."""
    if letters.can_mail(to.email):
        return Channel.EMAIL, to.email.strip()
    try:
        number = letters.address(Channel.WHATSAPP, to.phone)
        return (Channel.WHATSAPP, number) if number else None
    except RuleError:
        return None
