from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.ledger import recording

# What a placement changed, the widest first.
CHANGES = {"pindah": _("pindah dari lembar lain"), "halaman": _("pindah halaman"), "putaran": _("diputar")}
recording.speak("perubahan", CHANGES)


@recording.register
class PaperAction(models.TextChoices):
    ADDED = "papers.photo.added", _("menambah foto halaman {halaman} C.Hasil {kontes} TPS {tps}")
    PLACED = "papers.photo.placed", _("menempatkan foto di halaman {halaman} C.Hasil {kontes} TPS {tps} ({perubahan})")
