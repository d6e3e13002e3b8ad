from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.ledger import recording


@recording.register
class FollowUpAction(models.TextChoices):
    """Deeds on follow-ups; what was written stays out, the payload names institution, office, state and dates."""

    OPENED = "situation.followup.opened", _("membuka tindak lanjut untuk {lembaga}, tenggat {tenggat}")
    STARTED = "situation.followup.started", _("mulai mengerjakan tindak lanjut {lembaga}")
    REPORTED = "situation.followup.reported", _("melaporkan hasil tindak lanjut {lembaga}")
    ACCEPTED = "situation.followup.accepted", _("menerima laporan tindak lanjut {lembaga}")
    SENT_BACK = "situation.followup.sent_back", _("mengembalikan laporan tindak lanjut {lembaga}")
    CANCELLED = "situation.followup.cancelled", _("membatalkan tindak lanjut {lembaga}")
    REOPENED = "situation.followup.reopened", _("membuka kembali tindak lanjut {lembaga}, tenggat {tenggat}")
    NOTED = "situation.followup.noted", _("mencatat pada tindak lanjut {lembaga}")
    RESCHEDULED = "situation.followup.rescheduled", _("mengubah tenggat tindak lanjut {lembaga} menjadi {tenggat}")
    CARRIED = "situation.followup.carried", _("membawa tindak lanjut {lembaga} ke rapat berikutnya")
    HANDED_OVER = "situation.followup.handed_over", _("mengalihkan tindak lanjut kepada {lembaga}")
    LINKED = "situation.followup.linked", _("membuat tautan pribadi tindak lanjut {lembaga}")


@recording.register
class IncidentAction(models.TextChoices):
    """Deeds on incidents; what was written stays out, the payload names number, kind, state, owner and times."""

    OPENED = "situation.incident.opened", _("melaporkan insiden {nomor} ({jenis_insiden}), tenggat {tenggat}")
    TAKEN_UP = "situation.incident.taken_up", _("mulai menangani insiden {nomor}")
    NOTED = "situation.incident.noted", _("mencatat pada insiden {nomor}")
    CLOSED = "situation.incident.closed", _("menyelesaikan insiden {nomor}: {hasil_insiden}")
    CANCELLED = "situation.incident.cancelled", _("membatalkan insiden {nomor}")
    REOPENED = "situation.incident.reopened", _("membuka kembali insiden {nomor}, tenggat {tenggat}")
    RESCHEDULED = "situation.incident.rescheduled", _("mengubah tenggat insiden {nomor} menjadi {tenggat}")
    HANDED_OVER = "situation.incident.handed_over", _("mengalihkan insiden {nomor} kepada {lembaga}")
