from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.directory.models import ResourceKind
from electcoord.ledger import recording

recording.speak("jenis_sumber", dict(ResourceKind.choices))


@recording.register
class DirectoryAction(models.TextChoices):
    """Deeds of the directory; names and contacts of people stay out, the payload names rows and fields."""

    INSTITUTION_ADDED = "directory.institution.added", _("menambah lembaga {lembaga}")
    INSTITUTION_CHANGED = "directory.institution.changed", _("mengubah lembaga {lembaga} ({isian})")
    OFFICE_ADDED = "directory.office.added", _("menambah jabatan {jabatan} di {lembaga}")
    OFFICE_CHANGED = "directory.office.changed", _("mengubah jabatan {jabatan} di {lembaga} ({isian})")
    PERSON_ADDED = "directory.person.added", _("menambah orang ke direktori")
    PERSON_CHANGED = "directory.person.changed", _("mengubah orang di direktori ({isian})")
    TERM_STARTED = "directory.term.started", _("mencatat pemangku {jabatan} di {lembaga} sejak {sejak}")
    TERM_ENDED = "directory.term.ended", _("mengakhiri masa jabatan {jabatan} di {lembaga} pada {sampai}")
    VENUE_ADDED = "directory.venue.added", _("menambah tempat {tempat}")
    VENUE_CHANGED = "directory.venue.changed", _("mengubah tempat {tempat} ({isian})")
    VEHICLE_ADDED = "directory.vehicle.added", _("menambah kendaraan {kendaraan} milik {lembaga}")
    VEHICLE_CHANGED = "directory.vehicle.changed", _("mengubah kendaraan {kendaraan} milik {lembaga} ({isian})")
    UNIT_ADDED = "directory.unit.added", _("menambah unit {unit} dari {lembaga}")
    UNIT_CHANGED = "directory.unit.changed", _("mengubah unit {unit} dari {lembaga} ({isian})")
    BOOKED = "directory.booking.made", _("memesan {jenis_sumber} {nama} dari {mulai} sampai {selesai}")
    BOOKED_CLASHING = (
        "directory.booking.made_clashing",
        _("memesan {jenis_sumber} {nama} dari {mulai} sampai {selesai} walau bertabrakan dengan {jumlah} pemesanan"),
    )
    RELEASED = "directory.booking.released", _("melepas pemesanan {jenis_sumber} {nama} dari {mulai} sampai {selesai}")
