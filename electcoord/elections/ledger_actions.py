"""Deeds on an election; each sentence follows the name of the person who did it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from electcoord.elections.models import PhaseOutcome
from electcoord.ledger import recording

recording.speak("tahapan")
recording.speak("tahap")
recording.speak("keadaan", dict(PhaseOutcome.choices))


@recording.register
class ElectionAction(models.TextChoices):
    IMPORTED = "elections.election.imported", _("memuat pemilu {nama}: {tps} TPS, {kontes} kontes")
    UPDATED = "elections.election.updated", _("mengubah data pemilu {nama}: {rincian}")
    STAGES_SET = "elections.election.stages_set", _("membuka tahapan {tahapan} pada pemilu {nama}: {alasan}")
    EMPTY_COLUMN_MARKED = (
        "elections.choice.empty_column_marked",
        _("menandai nomor {nomor} pada kontes {kontes} sebagai kolom kosong"),
    )
    EMPTY_COLUMN_UNMARKED = (
        "elections.choice.empty_column_unmarked",
        _("mencabut tanda kolom kosong dari nomor {nomor} pada kontes {kontes}"),
    )
    DPT_CHANGED = "elections.tps.dpt_changed", _("mengubah DPT TPS {tps} (laki-laki/perempuan) {rincian}: {dasar}")
    DPT_LOADED = "elections.election.dpt_loaded", _("mengubah DPT {jumlah} TPS pada pemilu {nama}: {dasar}")
    PROFILE_PROPOSED = "elections.profile.proposed", _("mengusulkan profil versi {versi} pemilu {nama}: {alasan}")
    PROFILE_APPROVED = "elections.profile.approved", _("menyetujui profil versi {versi} pemilu {nama}")
    PROFILE_REJECTED = "elections.profile.rejected", _("menolak profil versi {versi} pemilu {nama}: {alasan}")
    PHASES_LOADED = (
        "elections.phase.loaded",
        _("memuat jadwal tahapan pemilu {nama}: {jumlah} tahapan baru, {berubah} berubah"),
    )
    PHASE_PLANNED = "elections.phase.planned", _("merencanakan {tahap} pada {rencana}: {alasan}")
    PHASE_SETTLED = "elections.phase.settled", _("menyatakan {tahap} {keadaan}: {alasan}")
    PHASE_REOPENED = "elections.phase.reopened", _("mencabut pernyataan atas {tahap}: {alasan}")
