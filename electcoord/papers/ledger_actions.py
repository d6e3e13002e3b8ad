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


@recording.register
class MasterAction(models.TextChoices):
    KIND_ADDED = "papers.kind.added", _("menambah jenis naskah {kode}")
    KIND_CHANGED = "papers.kind.changed", _("mengubah jenis naskah {kode} ({isian})")
    CLASSIFICATION_ADDED = "papers.classification.added", _("menambah klasifikasi arsip {kode}")
    CLASSIFICATION_CHANGED = "papers.classification.changed", _("mengubah klasifikasi arsip {kode} ({isian})")


@recording.register
class NumberAction(models.TextChoices):
    TAKEN = "papers.number.taken", _("mengambil nomor naskah {nomor}")
    CANCELLED = "papers.number.cancelled", _("membatalkan nomor naskah {nomor}")


@recording.register
class AttachmentAction(models.TextChoices):
    ADDED = "papers.attachment.added", _("menambah lampiran ({guna}, {halaman} halaman)")


@recording.register
class DocumentAction(models.TextChoices):
    DRAFTED = "papers.document.drafted", _("membuat draf naskah {jenis} versi {versi}")
    EDITED = "papers.document.edited", _("mengubah draf naskah {jenis} versi {versi}")
    APPROVED = "papers.document.approved", _("mengesahkan naskah {jenis} versi {versi} nomor {nomor}")
    SIGNED = "papers.document.signed", _("mencatat naskah {jenis} versi {versi} yang bertanda tangan")
    WITHDRAWN = "papers.document.withdrawn", _("mencabut naskah {jenis} versi {versi}")


@recording.register
class TemplateAction(models.TextChoices):
    UPLOADED = "papers.template.uploaded", _("mengunggah templat naskah {jenis} versi {versi}")
    ACTIVATED = "papers.template.activated", _("memakai templat naskah {jenis} versi {versi}")
    RETIRED = "papers.template.retired", _("berhenti memakai templat naskah {jenis} versi {versi}")
