from django.db import models

from electcoord.ledger import recording

# What a placement changed, the widest first.
CHANGES = {"pindah": "pindah dari lembar lain", "halaman": "pindah halaman", "putaran": "diputar"}
recording.speak("perubahan", CHANGES)


@recording.register
class PaperAction(models.TextChoices):
    ADDED = "papers.photo.added", "menambah foto halaman {halaman} C.Hasil {kontes} TPS {tps}"
    PLACED = "papers.photo.placed", "menempatkan foto di halaman {halaman} C.Hasil {kontes} TPS {tps} ({perubahan})"
