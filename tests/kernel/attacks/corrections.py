"""Corrections that would appear, change or be decided without a deed; decisions and releases by the wrong person."""

from typing import Any
from uuid import uuid4

from django.db import DatabaseError
from django.utils import timezone

from electcoord.ledger import recording
from electcoord.ledger.recording import Actor
from recap.actions import approve_correction, propose_correction, sheets
from recap.actions.corrections import Proposal
from recap.ledger_actions import CorrectionAction, SheetAction
from recap.models import Correction, CorrectionReason, Sheet, Source, VersionKind
from recap.reading import reading_of
from recap.states import SheetState
from tests.cast import Cast
from tests.kernel.attacks.frame import BOTH, POSTGRES, REFUSED, SQLITE, Ground, attack, copied, statement
from tests.photos import lay

TABLE = "recap_correction"
DECIDED_AT, WAITING_AT = "9901022002001", "9901022001901"
COLUMNS = {
    "uuid": "{fresh}", "sheet_id": "{empty}", "number": "9", "base_id": "{second}",
    "changes": "'{{\"calon_1\": [100, 7]}}'", "reason_code": "'baris'", "reason": "'lain sama sekali'",
    "legal_basis": "'lain'", "initials": "'lain'", "incident": "'lain'", "photo_id": "{photo}",
    "proposed_by": "'lain'", "proposed_at": "'2029-01-01'", "note": "'lain'",
}  # fmt: skip


def names(cast: Cast) -> dict[str, Any]:
    """A correction that was approved, and one that waits."""
    done = _propose(cast, DECIDED_AT)
    approve_correction(done, note="sesuai dengan fotonya", key=uuid4(), actor=cast.actor("ketua-hilir"))
    waiting = _propose(cast, WAITING_AT)
    done.refresh_from_db()
    return {
        "done": done.pk, "done_sheet": done.sheet_id, "done_base": done.base_id, "done_version": done.version_id,
        "waiting": waiting.pk, "waiting_base": waiting.base_id, "waiting_sheet": waiting.sheet_id,
        "maker": str(cast["operator"].uuid),
    }  # fmt: skip


def _propose(cast: Cast, code: str) -> Correction:
    for who in ("operator", "staf"):
        cast.enter(who, (4, 2), code=code)
    proposal = Proposal(
        VersionKind.SALAH_BACA, {"calon_2": 3}, CorrectionReason.ANGKA, "angka 3 terbaca 2", lay(cast, code, seed=5)
    )
    return propose_correction(cast.sheet(code), proposal, base=1, key=uuid4(), actor=cast.actor("sekretariat-hilir"))


for _column, _value in COLUMNS.items():
    for _row in ("waiting", "done"):
        statement(
            f"UPDATE {TABLE}.{_column} of one {_row}", REFUSED, f"UPDATE {TABLE} SET {_column} = {_value} WHERE id = {{{_row}}}"
        )  # fmt: skip
# A changed paper without its grounds: the table itself refuses that.
statement(
    f"UPDATE {TABLE}.kind", REFUSED, f"UPDATE {TABLE} SET kind = 'pembetulan' WHERE id = {{waiting}}", by="schema"
)
statement(
    f"UPDATE {TABLE}.kind with grounds", REFUSED,
    f"UPDATE {TABLE} SET kind = 'pembetulan', legal_basis = 'x', initials = 'x', incident = 'x' WHERE id = {{waiting}}",
)  # fmt: skip

_decide = f"UPDATE {TABLE} SET state = '{{}}', decided_by = {{}}, decided_at = '2029-01-01', version_id = {{}} WHERE id = {{}}"
for _name, _by, _state, _who, _version, _row in (
    ("approved without a version", "schema", "disetujui", "'orang lain'", "NULL", "{waiting}"),
    ("approved with another sheet's version", "guards", "disetujui", "'orang lain'", "{second}", "{waiting}"),
    ("approved with the entry it corrects", "guards", "disetujui", "'orang lain'", "{waiting_base}", "{waiting}"),
    (
        "approved with another correction's version",
        "schema",
        "disetujui",
        "'orang lain'",
        "{done_version}",
        "{waiting}",
    ),
    ("approved by its proposer", "schema", "disetujui", "proposed_by", "{second}", "{waiting}"),
    ("refused without an entry", "guards", "ditolak", "'orang lain'", "NULL", "{waiting}"),
    ("refused by its proposer", "schema", "ditolak", "proposed_by", "NULL", "{waiting}"),
    ("withdrawn without an entry", "guards", "ditarik", "proposed_by", "NULL", "{waiting}"),
    ("withdrawn by another", "schema", "ditarik", "'orang lain'", "NULL", "{waiting}"),
    ("decided twice", "guards", "ditolak", "'orang lain'", "NULL", "{done}"),
    ("approved once more by another", "guards", "disetujui", "'orang lain'", "{done_version}", "{done}"),
    ("an unknown state", "schema", "ditunda", "'orang lain'", "NULL", "{waiting}"),
):
    statement(f"a correction: {_name}", REFUSED, _decide.format(_state, _who, _version, _row), by=_by)
statement(
    "a correction waits again", REFUSED,
    f"UPDATE {TABLE} SET state = 'diusulkan', decided_by = '', decided_at = NULL, version_id = NULL WHERE id = {{done}}",
)  # fmt: skip
statement(f"DELETE {TABLE}", REFUSED, f"DELETE FROM {TABLE} WHERE id = {{waiting}}")
statement(f"DELETE a decided {TABLE}", REFUSED, f"DELETE FROM {TABLE} WHERE id = {{done}}")
statement(f"TRUNCATE {TABLE}", REFUSED, f"TRUNCATE {TABLE} CASCADE", engines=POSTGRES)
statement(
    f"replica mode, then DELETE {TABLE}", REFUSED,
    f"SET LOCAL session_replication_role = replica;;DELETE FROM {TABLE} WHERE id = {{waiting}}", engines=POSTGRES,
)  # fmt: skip
for _verb in ("INSERT OR REPLACE INTO", "REPLACE INTO"):
    copied(f"{_verb} {TABLE}", REFUSED, TABLE, "waiting", engines=SQLITE, verb=_verb, reason="'lain'")
    copied(f"{_verb} {TABLE} by id", REFUSED, TABLE, "waiting", engines=SQLITE, verb=_verb, id="{waiting}",
           uuid="{fresh}", number="7")  # fmt: skip
    copied(f"{_verb} {TABLE} by its one proposal", REFUSED, TABLE, "waiting", engines=SQLITE, verb=_verb, uuid="{fresh}",
           number="7")  # fmt: skip
copied(f"upsert {TABLE}", REFUSED, TABLE, "waiting", engines=BOTH,
       tail="ON CONFLICT (uuid) DO UPDATE SET reason = 'lain'")  # fmt: skip
copied(f"upsert {TABLE} by number", REFUSED, TABLE, "done", engines=BOTH,
       tail="ON CONFLICT (sheet_id, number) DO UPDATE SET note = 'lain'")  # fmt: skip
_again = {"uuid": "{fresh}", "number": "2", "state": "'diusulkan'", "decided_by": "''", "decided_at": "NULL",
          "version_id": "NULL", "base_id": "{done_version}"}  # fmt: skip
copied("a proposal without an entry", REFUSED, TABLE, "done", **_again)
copied("a correction that starts approved", REFUSED, TABLE, "done", uuid="{fresh}", number="2", version_id="{second}")
copied("a correction that starts refused", REFUSED, TABLE, "done", uuid="{fresh}", number="2", state="'ditolak'",
       version_id="NULL")  # fmt: skip


def _refused_as(words: str, error: DatabaseError) -> None:
    """The attack goes on failing only if it failed for its own reason."""
    assert words in str(error), f"another guard spoke: {error}"
    raise error


def _tell_proposal(ground: Ground, words: str, told: dict[str, Any], **changes: str) -> None:
    """A second proposal on the corrected sheet, after an entry that tells something."""
    done = Correction.objects.get(pk=ground.names["done"])
    uuid = "00000000-0000-4000-8000-00000000000c"
    payload = {
        "koreksi": uuid, "jenis_koreksi": done.kind, "sebab": done.reason_code, "penjelasan": done.reason,
        "dasar": "", "paraf": "", "kejadian_khusus": "", "foto": str(done.photo.uuid), "perubahan": done.changes, **told,
    }  # fmt: skip
    deed = recording.Deed(
        CorrectionAction.PROPOSED, DECIDED_AT[:6], Actor(done.proposed_by, "sekretariat_ppk"), payload,
        subject=f"recap.correction:{uuid}", region=DECIDED_AT, election="talang",
    )  # fmt: skip
    try:
        with recording.entries([deed]):
            row = {**_again, "note": "''", "uuid": "'0000000000004000800000000000000c'", **changes}
            ground.copy(TABLE, done.pk, **row)
    except DatabaseError as error:
        _refused_as(words, error)


NOT_TOLD = "tidak sama dengan entri buku kejadiannya"


@attack(REFUSED, by="told")
def a_proposal_with_another_figure_than_told(ground: Ground) -> None:
    _tell_proposal(ground, NOT_TOLD, {}, changes="'{{\"calon_2\": [2, 4]}}'")


@attack(REFUSED, by="told")
def a_proposal_with_another_reason_than_told(ground: Ground) -> None:
    _tell_proposal(ground, NOT_TOLD, {"penjelasan": "alasan yang lain"})


@attack(REFUSED, by="told")
def a_proposal_with_another_photo_than_told(ground: Ground) -> None:
    _tell_proposal(ground, NOT_TOLD, {}, photo_id="{photo}")


@attack(REFUSED, by="told")
def a_proposal_by_somebody_else_than_told(ground: Ground) -> None:
    _tell_proposal(ground, NOT_TOLD, {}, proposed_by="'orang lain'")


@attack(REFUSED, by="told")
def a_proposal_on_a_version_that_is_no_longer_used(ground: Ground) -> None:
    _tell_proposal(ground, NOT_TOLD, {}, base_id="{done_base}")


@attack(REFUSED, by="told")
def a_proposal_for_another_sheet_than_its_version(ground: Ground) -> None:
    _tell_proposal(ground, NOT_TOLD, {}, sheet_id="{waiting_sheet}", number="2")


def _version(ground: Ground, sheet_id: int, kind: VersionKind, who: str, words: str) -> None:
    """A version with a true entry of its own, by the product's own hands; only the rule of its kind is against it."""
    sheet = Sheet.objects.select_related("tps", "current").get(pk=sheet_id)
    context = sheets.Context.of(sheets.contest_for_entry(sheet.contest_id))
    reading, actor = reading_of(sheet.current), ground.cast.actor(who)
    version = sheets.new_version(
        context, sheet, reading, kind=kind, source=Source.KETIK, actor=actor, now=timezone.now(), version_uuid=uuid4()
    )
    state = SheetState(sheet.state)
    deed = sheets.version_deed(context, version, reading, state=state, current=version.number, actor=actor, more={})
    try:
        sheets.settle(version, deed, state)
    except DatabaseError as error:
        _refused_as(words, error)


THIRD, PROPOSED = "beda entri diputuskan orang ketiga", "koreksi perlu usul orang lain"


@attack(REFUSED, by="told")
def a_decision_where_nothing_differs(ground: Ground) -> None:
    _version(ground, ground.names["done_sheet"], VersionKind.KEPUTUSAN, "anggota", THIRD)


@attack(REFUSED, by="told")
def a_decision_of_a_sheet_with_one_entry(ground: Ground) -> None:
    _version(ground, ground.names["held"], VersionKind.KEPUTUSAN, "anggota", THIRD)


@attack(REFUSED, by="told")
def a_decision_by_a_reader(ground: Ground) -> None:
    _version(ground, ground.names["sheet"], VersionKind.KEPUTUSAN, "operator", THIRD)


@attack(REFUSED, by="told")
def a_misreading_that_nobody_proposed(ground: Ground) -> None:
    _version(ground, ground.names["done_sheet"], VersionKind.SALAH_BACA, "ketua-hilir", PROPOSED)


@attack(REFUSED, by="told")
def a_misreading_by_its_proposer(ground: Ground) -> None:
    _version(ground, ground.names["waiting_sheet"], VersionKind.SALAH_BACA, "sekretariat-hilir", PROPOSED)


@attack(REFUSED, by="told")
def a_changed_paper_where_a_misreading_was_proposed(ground: Ground) -> None:
    _version(ground, ground.names["waiting_sheet"], VersionKind.PEMBETULAN, "ketua-hilir", PROPOSED)


@attack(REFUSED, by="told")
def a_release_by_who_read_it(ground: Ground) -> None:
    sheet = Sheet.objects.get(pk=ground.names["held"])
    told = {"sampai": 1, "alasan": "sudah dilihat kertasnya"}
    actor = ground.cast.actor("operator")
    try:
        with recording.entry(
            SheetAction.RELEASED, chain=sheet.kecamatan_code, actor=actor, payload=told, subject=sheet.subject
        ):
            ground.copy("recap_release", ground.names["release"], uuid="{fresh}", sheet_id="{held}", up_to="1",
                        reason="'sudah dilihat kertasnya'", released_by="'{maker}'")  # fmt: skip
    except DatabaseError as error:
        _refused_as("yang membuat angkanya tidak melepasnya", error)
