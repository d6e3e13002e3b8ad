from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.ledger import recording

recording.speak("jenis")


@recording.register
class RegionAction(models.TextChoices):
    NAMED = "regions.region.named", _("mencatat nama {jenis} {nama} ({kode}) berlaku sejak {sejak}")
    BOUNDED = "regions.boundary.set", _("memuat batas {jumlah} wilayah untuk peta (sumber: {sumber})")
