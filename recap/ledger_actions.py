from django.db import models

from electcoord.ledger import recording
from recap.states import SheetState

recording.speak("status", dict(SheetState.choices))


@recording.register
class SheetAction(models.TextChoices):
    ENTERED = "recap.sheet.entered", "mengentri C.Hasil {kontes} TPS {tps} ({jenis_entri}), status menjadi {status}"
    RELEASED = "recap.sheet.released", "melepas C.Hasil {kontes} TPS {tps} dari karantina, status menjadi {status}"


@recording.register
class ImportAction(models.TextChoices):
    IMPORTED = (
        "recap.chasil.imported",
        "mengimpor bacaan C.Hasil {kontes} ({jenis_entri}): {lembar} lembar dari satu berkas",
    )
