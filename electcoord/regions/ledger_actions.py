from django.db import models

from electcoord.ledger import recording


@recording.register
class RegionAction(models.TextChoices):
    NAMED = "regions.region.named", "mencatat nama {jenis} {nama} ({kode}) berlaku sejak {sejak}"
