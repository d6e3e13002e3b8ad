"""Deeds on an election; each sentence follows the name of the person who did it."""

from django.db import models

from electcoord.ledger import recording


@recording.register
class ElectionAction(models.TextChoices):
    IMPORTED = "elections.election.imported", "memuat pemilu {nama}: {tps} TPS, {kontes} kontes"
    UPDATED = "elections.election.updated", "mengubah data pemilu {nama}: {rincian}"
    STAGES_SET = "elections.election.stages_set", "membuka tahapan {tahapan} pada pemilu {nama}: {alasan}"
    EMPTY_COLUMN_MARKED = (
        "elections.choice.empty_column_marked",
        "menandai nomor {nomor} pada kontes {kontes} sebagai kolom kosong",
    )
    EMPTY_COLUMN_UNMARKED = (
        "elections.choice.empty_column_unmarked",
        "mencabut tanda kolom kosong dari nomor {nomor} pada kontes {kontes}",
    )
    PROFILE_PROPOSED = "elections.profile.proposed", "mengusulkan profil versi {versi} pemilu {nama}: {alasan}"
    PROFILE_APPROVED = "elections.profile.approved", "menyetujui profil versi {versi} pemilu {nama}"
    PROFILE_REJECTED = "elections.profile.rejected", "menolak profil versi {versi} pemilu {nama}: {alasan}"
