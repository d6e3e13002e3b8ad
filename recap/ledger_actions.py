from django.db import models

from electcoord.ledger import recording
from recap.states import SheetState

recording.speak("status", dict(SheetState.choices))
recording.speak("jenis_koreksi", {"salah_baca": "salah baca", "pembetulan": "pembetulan"})


@recording.register
class SheetAction(models.TextChoices):
    ENTERED = "recap.sheet.entered", "mengentri C.Hasil {kontes} TPS {tps} ({jenis_entri}), status menjadi {status}"
    DECIDED = (
        "recap.sheet.decided",
        "memutuskan beda entri C.Hasil {kontes} TPS {tps} ({beda} isian), status menjadi {status}",
    )
    CORRECTED = (
        "recap.sheet.corrected",
        "menyetujui {jenis_koreksi} C.Hasil {kontes} TPS {tps} ({beda} isian), status menjadi {status}",
    )
    RELEASED = "recap.sheet.released", "melepas C.Hasil {kontes} TPS {tps} dari karantina, status menjadi {status}"


@recording.register
class CorrectionAction(models.TextChoices):
    """What happens to a proposed correction until it becomes a version."""

    PROPOSED = "recap.correction.proposed", "mengusulkan {jenis_koreksi} C.Hasil {kontes} TPS {tps} ({beda} isian)"
    REJECTED = "recap.correction.rejected", "menolak usul {jenis_koreksi} C.Hasil {kontes} TPS {tps}"
    WITHDRAWN = "recap.correction.withdrawn", "menarik usul {jenis_koreksi} C.Hasil {kontes} TPS {tps}"


@recording.register
class ImportAction(models.TextChoices):
    IMPORTED = (
        "recap.chasil.imported",
        "mengimpor bacaan C.Hasil {kontes} ({jenis_entri}): {lembar} lembar dari satu berkas",
    )
