from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.ledger import recording


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
