"""Verification sees every photo and placement that is not what the ledger tells, though the guards were away."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from electcoord.elections.models import Tps
from electcoord.ledger import guards, recording
from electcoord.ledger.recording import SYSTEM
from electcoord.ledger.verification import verify
from electcoord.papers.actions import place_photo
from electcoord.papers.ledger_actions import PaperAction
from electcoord.papers.models import Photo, Placement
from tests.cast import HULU, TPS_2, Cast
from tests.kernel.attacks import papers
from tests.kernel.attacks.frame import Ground
from tests.photos import lay
from tests.standing import laid

HARM = {
    "papers_photo": {
        "original": "'pdf'", "sha256": "'ab'", "size": "7", "pdf_page": "7", "image_sha256": "'ab'", "image_size": "7",
        "width": "7", "height": "7", "uploaded_by": "'lain'", "role": "'ketua_kpu'", "uploaded_at": "'2029-01-01'",
        "election_id": "(SELECT max(id) FROM elections_election)",
    },
    "papers_placement": {
        "page": "9", "turns": "3", "reason": "'lain'", "placed_by": "'lain'", "placed_at": "'2029-01-01'",
        "tps_code": "'9901022001001'", "number": "number + 5", "contest_id": "(SELECT max(id) FROM elections_contest)",
        "tps_id": "(SELECT max(id) FROM elections_tps)",
    },
}  # fmt: skip


@laid
def photo(cast: Cast) -> Photo:
    photo = lay(cast)
    tps = Tps.objects.get(election=cast.election, code=TPS_2)
    place_photo(
        photo, contest=cast.contest(), tps=tps, page=2, turns=1, reason="salah memotret", actor=cast.actor("staf")
    )
    assert verify()[0] is None
    return photo


def unguarded(*statements: str) -> None:
    """As the owner of the database, who puts the guards back afterwards."""
    guards.remove()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    guards.install()


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, columns in HARM.items() for column in columns]
)
def test_a_changed_column_is_seen(photo: Photo, table: str, column: str) -> None:
    unguarded(f"UPDATE {table} SET {column} = {HARM[table][column]}")
    assert verify()[0] is not None


def test_a_row_that_vanished_is_seen(photo: Photo) -> None:
    unguarded("DELETE FROM papers_placement WHERE number = 2")
    assert "hilang" in str(verify()[0])
    unguarded("DELETE FROM papers_placement", "DELETE FROM papers_photo")
    assert "hilang" in str(verify()[0])


@pytest.mark.parametrize("payload", [{}, {"urutan": "satu"}, {"urutan": 7, "asli": "../../etc/passwd"}])
def test_a_deed_without_its_row_is_seen(photo: Photo, payload: dict[str, Any]) -> None:
    subject = f"papers.photo:{uuid4()}"
    with recording.entry(PaperAction.ADDED, chain=HULU, actor=SYSTEM, payload=payload, subject=subject):
        pass
    assert verify()[0] is not None


def test_a_placement_as_its_entry_tells_is_taken(cast: Cast, tmp_path: Any) -> None:
    """The attacks beside this one are refused for what they change, not for how they are made."""
    ground = Ground(cast, tmp_path, papers.names(cast))
    papers.tell(ground, {})
    assert Placement.objects.current().get().number == 3
