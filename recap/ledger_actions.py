from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.ledger import recording
from recap.states import SheetState

recording.speak("jenis_entri")
recording.speak("status", dict(SheetState.choices))
recording.speak("jenis_koreksi", {"salah_baca": _("salah baca"), "pembetulan": _("pembetulan")})


@recording.register
class SheetAction(models.TextChoices):
    ENTERED = "recap.sheet.entered", _("mengentri C.Hasil {kontes} TPS {tps} ({jenis_entri}), status menjadi {status}")
    DECIDED = (
        "recap.sheet.decided",
        _("memutuskan beda entri C.Hasil {kontes} TPS {tps} ({beda} isian), status menjadi {status}"),
    )
    CORRECTED = (
        "recap.sheet.corrected",
        _("menyetujui {jenis_koreksi} C.Hasil {kontes} TPS {tps} ({beda} isian), status menjadi {status}"),
    )
    RELEASED = "recap.sheet.released", _("melepas C.Hasil {kontes} TPS {tps} dari karantina, status menjadi {status}")


@recording.register
class CorrectionAction(models.TextChoices):
    """What happens to a proposed correction until it becomes a version."""

    PROPOSED = "recap.correction.proposed", _("mengusulkan {jenis_koreksi} C.Hasil {kontes} TPS {tps} ({beda} isian)")
    REJECTED = "recap.correction.rejected", _("menolak usul {jenis_koreksi} C.Hasil {kontes} TPS {tps}")
    WITHDRAWN = "recap.correction.withdrawn", _("menarik usul {jenis_koreksi} C.Hasil {kontes} TPS {tps}")


@recording.register
class ImportAction(models.TextChoices):
    IMPORTED = (
        "recap.chasil.imported",
        _("mengimpor bacaan C.Hasil {kontes} ({jenis_entri}): {lembar} lembar dari satu berkas"),
    )
