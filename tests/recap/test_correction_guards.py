"""Who proposed figures above the limit does not let them out of quarantine: not by the action, not past it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from electcoord.common.errors import RuleError
from recap.actions import approve_correction, propose_correction, quarantine, release_quarantine
from recap.actions.corrections import Proposal
from recap.models import CorrectionReason, Release, VersionKind
from tests.cast import Cast
from tests.photos import lay

REASON = "sudah dilihat pada kertasnya"


def raise_above_the_limit(cast: Cast) -> None:
    """Settled figures, corrected to more votes than there were ballots; proposed by one chair, approved by another."""
    for who in ("operator", "staf"):
        cast.enter(who)
    proposal = Proposal(
        VersionKind.SALAH_BACA, {"calon_1": 900}, CorrectionReason.ANGKA, "angka 9 terbaca 1 di halaman dua", lay(cast)
    )
    one = propose_correction(cast.sheet(), proposal, base=1, key=uuid4(), actor=cast.actor("ketua-hulu"))
    approve_correction(one, key=uuid4(), actor=cast.actor("anggota"))
    assert cast.sheet().state == "karantina"


@pytest.mark.parametrize("who", ["ketua-hulu", "anggota"])
def test_neither_proposer_nor_approver_releases(cast: Cast, who: str, monkeypatch: Any) -> None:
    raise_above_the_limit(cast)
    with pytest.raises(RuleError, match="tidak dapat melepasnya"):
        release_quarantine(cast.sheet(), reason=REASON, actor=cast.actor(who))
    monkeypatch.setattr(quarantine, "_makers", lambda sheet: set())
    with pytest.raises(DatabaseError, match="tidak melepasnya dari karantina"), transaction.atomic():
        release_quarantine(cast.sheet(), reason=REASON, actor=cast.actor(who))
    assert not Release.objects.exists()
    release_quarantine(cast.sheet(), reason=REASON, actor=cast.actor("ketua"))
    assert cast.sheet().state == "terverifikasi_awal"
