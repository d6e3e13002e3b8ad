from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.ledger import recording
from meetings.models import Answer, DecisionKind, DecisionWay, MandateState, MeetingKind, Method, OpeningWay, Side
from meetings.states import MeetingState

recording.speak("jenis_rapat", dict(MeetingKind.choices))
recording.speak("keadaan_rapat", dict(MeetingState.choices))
recording.speak("cara_buka", dict(OpeningWay.choices))
recording.speak("jawaban", dict(Answer.choices))
recording.speak("pihak", dict(Side.choices))
recording.speak("cara_hadir", dict(Method.choices))
recording.speak("hasil_mandat", dict(MandateState.choices))
recording.speak("jenis_keputusan", dict(DecisionKind.choices))
recording.speak("cara_putus", dict(DecisionWay.choices))


@recording.register
class PlanAction(models.TextChoices):
    """Planning; the payload names rows, codes, counts and times, no person and no text about one."""

    PLANNED = "meetings.meeting.planned", _("merencanakan {jenis_rapat}")
    CHANGED = "meetings.meeting.changed", _("mengubah rencana {jenis_rapat} ({isian})")
    DAY_ADDED = "meetings.session.added", _("menambah sesi {jenis_rapat} mulai {mulai}")
    DAY_CHANGED = "meetings.session.changed", _("mengubah sesi {jenis_rapat} ({isian})")
    DAY_DROPPED = "meetings.session.dropped", _("menghapus sesi {jenis_rapat} dari rencana")
    ITEM_ADDED = "meetings.item.added", _("menambah mata acara {jenis_rapat}")
    ITEM_CHANGED = "meetings.item.changed", _("mengubah mata acara {jenis_rapat} ({isian})")
    ITEM_DROPPED = "meetings.item.dropped", _("menghapus mata acara {jenis_rapat}")
    AGENDA_ORDERED = "meetings.agenda.ordered", _("mengurutkan {jumlah} mata acara {jenis_rapat}")
    INVITED = "meetings.meeting.invited", _("mengundang {jumlah} pihak ke {jenis_rapat}")
    POSTPONED = "meetings.meeting.postponed", _("menunda {jenis_rapat}: {alasan}")
    RESCHEDULED = "meetings.meeting.rescheduled", _("menjadwalkan ulang {jenis_rapat} mulai {mulai}")
    CANCELLED = "meetings.meeting.cancelled", _("membatalkan {jenis_rapat}: {alasan}")


@recording.register
class InviteeAction(models.TextChoices):
    ADDED = "meetings.invitee.added", _("memasukkan {jumlah} undangan {jenis_rapat} sebagai {pihak}")
    CHANGED = "meetings.invitee.changed", _("mengubah undangan {lembaga} untuk {jenis_rapat} ({isian})")
    DROPPED = "meetings.invitee.dropped", _("menarik undangan {lembaga} untuk {jenis_rapat}")
    ANSWERED = "meetings.invitee.answered", _("mencatat jawaban {lembaga} atas undangan {jenis_rapat}: {jawaban}")
    SENT = "meetings.letters.sent", _("mengirim undangan {jenis_rapat} nomor {nomor} kepada {jumlah} pihak")
    RESENT = "meetings.letters.resent", _("mengirim ulang undangan {jenis_rapat} kepada {lembaga}")


@recording.register
class DayAction(models.TextChoices):
    OPENED = "meetings.session.opened", _("membuka {jenis_rapat} {cara_buka}")
    SHORT = "meetings.session.short", _("mencatat {jenis_rapat} belum kuorum: {hadir} dari {perlu} anggota")
    PAUSED = "meetings.session.paused", _("menskors {jenis_rapat} sampai {sampai}: {alasan}")
    RESUMED = "meetings.session.resumed", _("mencabut skors {jenis_rapat}")
    DAY_CLOSED = "meetings.session.closed", _("menutup sesi {jenis_rapat}, dilanjutkan {sampai}")
    CLOSED = "meetings.meeting.closed", _("menutup {jenis_rapat}")


@recording.register
class AttendanceAction(models.TextChoices):
    ARRIVED = "meetings.attendance.arrived", _("mencatat kedatangan di {jenis_rapat} lewat {cara_hadir}")
    LEFT = "meetings.attendance.left", _("mencatat kepulangan dari {jenis_rapat}")
    CORRECTED = "meetings.attendance.corrected", _("membetulkan catatan kehadiran {jenis_rapat}")
    MANDATE_CHECKED = "meetings.mandate.checked", _("memeriksa surat mandat saksi di {jenis_rapat}: {hasil_mandat}")
    MANDATE_REVOKED = "meetings.mandate.revoked", _("mencabut surat mandat saksi di {jenis_rapat}")


@recording.register
class MinutesAction(models.TextChoices):
    SAID = "meetings.remark.added", _("mencatat pembicaraan di {jenis_rapat}")
    SAID_CHANGED = "meetings.remark.changed", _("mengubah catatan pembicaraan di {jenis_rapat} menjadi versi {versi}")
    DECIDED = "meetings.decision.added", _("mencatat {jenis_keputusan} {jenis_rapat} dengan {cara_putus}")
    WITHDRAWN = "meetings.decision.withdrawn", _("mencabut {jenis_keputusan} {jenis_rapat}")
    STARTED = "meetings.minutes.started", _("mulai menyusun notulen {jenis_rapat}")
    APPROVED = "meetings.minutes.approved", _("mengesahkan notulen {jenis_rapat}")


@recording.register
class CalendarAction(models.TextChoices):
    SUBSCRIBED = "meetings.feed.made", _("membuat alamat langganan kalender, berlaku sampai {berlaku}")


@recording.register
class BookingAction(models.TextChoices):
    CHOSEN = "meetings.bookings.chosen", _("menetapkan {jumlah} pemesanan untuk {jenis_rapat}")
    ACCEPTED = "meetings.bookings.accepted", _("menerima {jumlah} tabrakan pemesanan {jenis_rapat}: {alasan}")


@recording.register
class PaperAction(models.TextChoices):
    """After the meeting: its papers, what is carried on, and circulars that come of it."""

    SIGNED = "meetings.report.signed", _("mencatat naskah {jenis_rapat} yang bertanda tangan")
    ARCHIVED = "meetings.meeting.archived", _("mengarsipkan {jenis_rapat}")
    CARRIED = "meetings.meeting.carried", _("membawa {jumlah} tindak lanjut ke {jenis_rapat}")
    CIRCULAR_DRAFTED = "meetings.circular.drafted", _("menyusun {jenis_edaran} dari {jenis_rapat}")
    CIRCULAR_CHANGED = "meetings.circular.changed", _("mengubah draf {jenis_edaran} ({isian})")
    CIRCULAR_ADDRESSED = "meetings.circular.addressed", _("mengatur penerima {jenis_edaran}: {jumlah} pihak")
    CIRCULAR_SENT = "meetings.circular.sent", _("mengirim {jenis_edaran} kepada {jumlah} pihak")
    CIRCULAR_RECEIVED = "meetings.circular.received", _("menyatakan {jenis_edaran} diterima oleh {lembaga}")


recording.speak("jenis_edaran", {"edaran": _("surat edaran"), "imbauan": _("imbauan")})


@recording.register
class TrainingAction(models.TextChoices):
    """Bimtek: TPS codes, member numbers and counts; never a name."""

    TARGETED = "meetings.training.targeted", _("menentukan {jumlah} sasaran {jenis_rapat}")
    RECORDED = "meetings.training.recorded", _("mencatat {bertambah} peserta {jenis_rapat} dari {jumlah_tps} TPS")
    CORRECTED = (
        "meetings.training.corrected", _("membetulkan peserta {jenis_rapat} di {jumlah_tps} TPS: {alasan}")
    )  # fmt: skip
    CERTIFIED = "meetings.training.certified", _("menerbitkan {jumlah} sertifikat {jenis_rapat}, nomor {nomor}")
