"""Photos and their places that would change, appear or vanish without a deed."""

import json
from typing import Any

from electcoord.elections.models import Tps
from electcoord.ledger import recording
from electcoord.ledger.models import Entry
from electcoord.papers.actions import place_photo
from electcoord.papers.models import Placement
from tests.cast import TPS_1, TPS_2, Cast
from tests.kernel.attacks.frame import BOTH, POSTGRES, REFUSED, SQLITE, Ground, attack, copied, statement
from tests.photos import lay

COLUMNS = {
    "papers_photo": {
        "uuid": "{fresh}", "election_id": "{other_election}", "original": "'pdf'", "sha256": "'ab'", "size": "7",
        "pdf_page": "7", "image_sha256": "'ab'", "width": "7", "uploaded_by": "'lain'", "role": "'ketua_kpu'",
        "uploaded_at": "'2029-01-01'",
    },
    "papers_placement": {
        "uuid": "{fresh}", "photo_id": "{photo}", "number": "9", "contest_id": "{contest_2}", "tps_id": "{tps}",
        "tps_code": "'9901022001001'", "page": "9", "turns": "3", "reason": "'lain'", "placed_by": "'lain'",
        "placed_at": "'2029-01-01'",
    },
}  # fmt: skip
ROWS = {"papers_photo": "{photo}", "papers_placement": "{place}"}
# The value that the row has already; nothing would change.
SAME = {("papers_placement", "photo_id")}


def names(cast: Cast) -> dict[str, Any]:
    """A photo that was moved once, and what its second entry tells."""
    photo = lay(cast)
    tps = Tps.objects.get(election=cast.election, code=TPS_2)
    place = place_photo(
        photo, contest=cast.contest(), tps=tps, page=2, turns=1, reason="salah TPS waktu memotret",
        actor=cast.actor("staf"),
    )  # fmt: skip
    entry = Entry.objects.filter(subject=photo.subject).latest("pk")
    first = Placement.objects.get(photo=photo, number=1)
    return {
        "photo": photo.pk, "place": place.pk, "first_place": first.pk, "photo_subject": photo.subject,
        "photo_told": json.loads(entry.payload), "mover": entry.actor,
    }  # fmt: skip


for _table, _columns in COLUMNS.items():
    for _column, _value in _columns.items():
        if (_table, _column) not in SAME:
            statement(
                f"UPDATE {_table}.{_column}",
                REFUSED,
                f'UPDATE {_table} SET "{_column}" = {_value} WHERE id = {ROWS[_table]}',
            )
    _by = "schema" if _table == "papers_photo" else "guards"
    statement(f"DELETE {_table}", REFUSED, f"DELETE FROM {_table} WHERE id = {ROWS[_table]}", by=_by)
    statement(f"TRUNCATE {_table}", REFUSED, f"TRUNCATE {_table} CASCADE", engines=POSTGRES)
    statement(
        f"replica mode, then DELETE {_table}", REFUSED,
        f"SET LOCAL session_replication_role = replica;;DELETE FROM {_table} WHERE id = {ROWS[_table]}", engines=POSTGRES,
    )  # fmt: skip
for _verb in ("INSERT OR REPLACE INTO", "REPLACE INTO"):
    copied(f"{_verb} papers_photo", REFUSED, "papers_photo", "photo", engines=SQLITE, verb=_verb, sha256="'ab'")
    copied(f"{_verb} papers_placement", REFUSED, "papers_placement", "place", engines=SQLITE, verb=_verb, page="9")
    copied(f"{_verb} papers_placement by number", REFUSED, "papers_placement", "place", engines=SQLITE, verb=_verb,
           uuid="{fresh}", page="9")  # fmt: skip
copied(
    "upsert papers_photo",
    REFUSED,
    "papers_photo",
    "photo",
    engines=BOTH,
    tail="ON CONFLICT (uuid) DO UPDATE SET size = 7",
)
copied("upsert papers_placement", REFUSED, "papers_placement", "place", engines=BOTH,
       tail="ON CONFLICT (photo_id, number) DO UPDATE SET page = 7")  # fmt: skip
copied("a photo without a deed", REFUSED, "papers_photo", "photo", uuid="{fresh}")
copied("a placement without a deed", REFUSED, "papers_placement", "place", uuid="{fresh}", number="3")
copied("a placement far ahead", REFUSED, "papers_placement", "place", uuid="{fresh}", number="77")
copied("a placement back to where it was", REFUSED, "papers_placement", "first_place", uuid="{fresh}", number="3")


def tell(ground: Ground, told: dict[str, Any], **changes: str) -> None:
    """A third placement, after an entry that tells something."""
    payload = {**ground.names["photo_told"], "urutan": 3, "tempat": "00000000-0000-4000-8000-00000000000b", **told}
    code = str(payload["tps"])
    deed = recording.Deed(
        "papers.photo.placed", code[:6], recording.Actor(ground.names["mover"], "staf_kpu"), payload,
        subject=ground.names["photo_subject"], region=code, election="talang",
    )  # fmt: skip
    with recording.entries([deed]):
        row = {"uuid": "'0000000000004000800000000000000b'", "number": "3", **changes}
        ground.copy("papers_placement", ground.names["place"], **row)


@attack(REFUSED, by="told")
def a_placement_on_another_page_than_told(ground: Ground) -> None:
    tell(ground, {"halaman": 3}, page="4")


@attack(REFUSED, by="told")
def a_placement_with_another_reason_than_told(ground: Ground) -> None:
    tell(ground, {"alasan": "satu alasan"}, reason="'alasan lain'")


@attack(REFUSED, by="told")
def a_placement_by_somebody_else_than_told(ground: Ground) -> None:
    tell(ground, {}, placed_by="'orang lain'")


@attack(REFUSED, by="told")
def a_placement_outside_the_contest(ground: Ground) -> None:
    tell(ground, {"kontes": "dprd_kab_2"}, contest_id="{contest_2}")


@attack(REFUSED, by="told")
def a_placement_in_another_tps_than_its_code(ground: Ground) -> None:
    tell(ground, {"tps": TPS_1}, tps_code=f"'{TPS_1}'")


@attack(REFUSED, by="told")
def a_placement_that_skips_one(ground: Ground) -> None:
    tell(ground, {"urutan": 4}, number="4")
