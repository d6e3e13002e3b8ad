"""A profile changes by proposal and approval of two people; a change acts forward only."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from electcoord.common.errors import ConflictError, RuleError
from electcoord.elections import hooks, profiles
from electcoord.elections.actions.settings import checked_reason, place
from electcoord.elections.ledger_actions import ElectionAction
from electcoord.elections.models import Election, ProfileState, ProfileVersion
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor


@transaction.atomic
def propose_profile(
    election: Election, values: dict[str, dict[str, Any]], *, reason: str, actor: Actor
) -> ProfileVersion:
    """A new version with `{key: {"nilai": …, "sumber": …, "diverifikasi": …}}` changed in the one in force."""
    _person(actor)
    reason = checked_reason(reason)
    election = _locked(election)
    if election.profiles.filter(state=ProfileState.DIUSULKAN).exists():
        raise RuleError(_("Masih ada usulan profil yang belum diputuskan; setujui atau tolak dulu."))
    before = profiles.completed(election.profile.values, election.regime)
    after = profiles.changed(before, values)
    keys = sorted(key for key in after if after[key] != before[key])
    if not keys:
        raise RuleError(_("Usulan ini sama dengan profil yang berlaku."))
    number = election.profiles.order_by("-number").values_list("number", flat=True)[0] + 1
    version = ProfileVersion(
        election=election,
        number=number,
        values=after,
        reason=reason,
        state=ProfileState.DIUSULKAN,
        proposed_by=actor.uuid,
    )
    payload = _payload(version) | {
        "alasan": reason,
        "sebelum": {key: before[key] for key in keys},
        "sesudah": {key: after[key] for key in keys},
    }
    with recording.entry(ElectionAction.PROFILE_PROPOSED, actor=actor, payload=payload, **_place(version)):
        version.save(force_insert=True)
    return version


@transaction.atomic
def approve_profile(version: ProfileVersion, *, actor: Actor) -> ProfileVersion:
    """The proposal is in force from now on; documents keep the version they were made with."""
    _person(actor)
    version = _open_proposal(version)
    if version.proposed_by == actor.uuid:
        raise RuleError(_("Pengusul tidak dapat menyetujui usulannya sendiri; minta orang lain."))
    payload = _payload(version)
    with recording.entry(ElectionAction.PROFILE_APPROVED, actor=actor, payload=payload, **_place(version)):
        version.state, version.approved_by = ProfileState.BERLAKU, actor.uuid
        version.save(update_fields=["state", "approved_by"])
        version.election.profile = version
        version.election.save(update_fields=["profile"])
    transaction.on_commit(lambda: hooks.profile_in_force(version.election), robust=True)
    return version


@transaction.atomic
def reject_profile(version: ProfileVersion, *, reason: str, actor: Actor) -> ProfileVersion:
    """The proposal ends; its proposer may take it back this way too."""
    _person(actor)
    reason = checked_reason(reason)
    version = _open_proposal(version)
    payload = _payload(version) | {"alasan": reason}
    with recording.entry(ElectionAction.PROFILE_REJECTED, actor=actor, payload=payload, **_place(version)):
        version.state = ProfileState.DITOLAK
        version.save(update_fields=["state"])
    return version


def _person(actor: Actor) -> None:
    if not actor.uuid:
        raise RuleError(_("Profil hanya diubah oleh orang yang masuk dengan akunnya."))


def _locked(election: Election) -> Election:
    return Election.objects.select_for_update(of=("self",)).select_related("profile").get(pk=election.pk)


def _open_proposal(version: ProfileVersion) -> ProfileVersion:
    election = _locked(Election(pk=version.election_id))
    version = ProfileVersion.objects.select_for_update().get(pk=version.pk)
    version.election = election
    if version.state != ProfileState.DIUSULKAN:
        raise ConflictError(_("Usulan ini sudah %(label)s.") % {"label": ProfileState(version.state).label})
    return version


def _payload(version: ProfileVersion) -> dict[str, Any]:
    return {
        "nama": version.election.name,
        "versi": version.number,
        "berdasar": version.election.profile.number,
        "hash": canonical.digest(version.values),
    }


def _place(version: ProfileVersion) -> dict[str, str]:
    return place(version.election, subject=str(version.uuid))
