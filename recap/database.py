"""What the database itself refuses about sheets, on both engines; the moves come from states.MOVES."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, not_a_move
from electcoord.ledger.guards import Guard, raise_if, refuse_if
from recap.deeds import VERSION_DEEDS
from recap.fields import CODES, HIGHEST
from recap.ledger_actions import CorrectionAction, SheetAction
from recap.models import VersionKind
from recap.states import MOVES, SheetState

SHEET, VERSION, RELEASE, MARK = "recap_sheet", "recap_sheetversion", "recap_release", "recap_mark"
CORRECTION = "recap_correction"
# The app role changes of a sheet only what a deed changes.
PRIVILEGES = {
    SHEET: "SELECT, INSERT, UPDATE (state, current_id, version_count)",
    VERSION: "SELECT, INSERT",
    RELEASE: "SELECT, INSERT",
    MARK: "SELECT, INSERT, UPDATE (position)",
    CORRECTION: "SELECT, INSERT, UPDATE (state, decided_by, decided_at, note, version_id)",
}
CORRECTION_COLUMNS = (
    "id", "uuid", "sheet_id", "number", "kind", "base_id", "changes", "reason_code", "reason", "legal_basis",
    "initials", "incident", "photo_id", "proposed_by", "proposed_at",
)  # fmt: skip
FIXED_COLUMNS = ("id", "uuid", "election_id", "contest_id", "tps_id", "tps_code", "desa_code", "kecamatan_code")
ILLEGAL_MOVE = f"{SHEET}: perpindahan status tidak diizinkan"
TAKEN = f"{SHEET}: lembar sudah ada"
FOREIGN = f"{SHEET}: versi yang dipakai bukan versi lembar ini"
UNRELEASED = f"{SHEET}: karantina dilepas hanya dengan pelepasan beralasan"
FRESH = f"{SHEET}: lembar baru mulai dari belum masuk, di TPS dalam wilayah kontesnya"
UNTOLD = f"{SHEET}: status, versi yang dipakai dan jumlah versi harus sama dengan entri terakhirnya"
SHAPE = f"{VERSION}: bentuk angka suara tidak sesuai dengan surat suara"
NO_ENTRY = f"{VERSION}: tidak sama dengan entri buku kejadiannya"
NO_RELEASE = f"{RELEASE}: tidak sama dengan entri buku kejadiannya"
LOCKED = f"{VERSION}: lembar terkunci"
NOT_THIRD = f"{VERSION}: beda entri diputuskan orang ketiga, setelah kedua entri ada"
NOT_APPROVED = f"{VERSION}: koreksi perlu usul orang lain atas versi yang dipakai"
OWN_RELEASE = f"{RELEASE}: yang membuat angkanya tidak melepasnya dari karantina"
NO_PROPOSAL = f"{CORRECTION}: tidak sama dengan entri buku kejadiannya"
NO_DECISION = f"{CORRECTION}: diputuskan sekali, dengan versi atau entri yang menyatakannya"


FOREIGN_VERSION = (
    "NEW.current_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {schema}recap_sheetversion AS v "
    "WHERE v.id = NEW.current_id AND v.sheet_id = NEW.id)"
)
NOT_RELEASED = (
    f"OLD.state = '{SheetState.KARANTINA.value}' AND NEW.state <> OLD.state AND NOT EXISTS "
    "(SELECT 1 FROM {schema}recap_release AS r WHERE r.sheet_id = NEW.id AND r.up_to = NEW.version_count)"
)
NOT_FRESH = (
    f"NEW.state <> '{SheetState.BELUM_MASUK.value}' OR NEW.version_count <> 0 OR NOT EXISTS ("
    "SELECT 1 FROM {schema}elections_tps AS t "
    "JOIN {schema}elections_contest AS c ON c.id = NEW.contest_id AND c.election_id = t.election_id "
    "JOIN {schema}elections_contestarea AS a ON a.contest_id = c.id "
    "AND a.region_id = substr(t.code, 1, length(a.region_id)) "
    "WHERE t.id = NEW.tps_id AND t.election_id = NEW.election_id AND NEW.tps_code = t.code "
    "AND NEW.desa_code = substr(t.code, 1, 10) AND NEW.kecamatan_code = substr(t.code, 1, 6))"
)
COUNTS = (
    "(SELECT c.{column} FROM {schema}recap_sheet AS s JOIN {schema}elections_contest AS c ON c.id = s.contest_id "
    "WHERE s.id = NEW.sheet_id)"
)


def _same_entry(subject: str, more: str) -> str:
    """SQL: the entry that a new version names tells exactly this version (its figures come as `more`)."""
    deeds = " ".join(
        f"WHEN '{VersionKind(kind).value}' THEN '{action.value}'" for kind, action in VERSION_DEEDS.items()
    )
    return (
        f"e.uuid = NEW.entry AND e.action = CASE NEW.kind {deeds} END AND e.actor = NEW.entered_by "
        f"AND e.role = NEW.role AND e.subject = {subject} AND {more}"
    )


def _sqlite_no_entry() -> str:
    def told(path: str) -> str:
        return f"json_extract(e.payload, '$.{path}')"

    same = {
        "versi": dashed("NEW.uuid", "sqlite"), "nomor": "NEW.number", "jenis": "NEW.kind", "sumber": "NEW.source",
        "surat_suara": "NEW.choice_hash", "bacaan.votes": "json(NEW.votes)",
        "bacaan.party_totals": "json(NEW.party_totals)", **{f"bacaan.fields.{code}": f"NEW.{code}" for code in CODES},
    }  # fmt: skip
    more = " AND ".join(f"{told(path)} IS {value}" for path, value in same.items())
    sheet = f"(SELECT 'recap.sheet:' || {dashed('s.uuid', 'sqlite')} FROM {SHEET} AS s WHERE s.id = NEW.sheet_id)"
    return f"NOT EXISTS (SELECT 1 FROM ledger_entry AS e WHERE {_same_entry(sheet, more)})"


def _postgres_no_entry() -> str:
    same = {
        "'versi'": "NEW.uuid::text", "'nomor'": "NEW.number::text", "'jenis'": "NEW.kind", "'sumber'": "NEW.source",
        "'surat_suara'": "NEW.choice_hash",
    }  # fmt: skip
    texts = " AND ".join(f"p ->> {key} = {value}" for key, value in same.items())
    columns = ", ".join(f"'{code}', NEW.{code}" for code in CODES)
    figures = (
        "p -> 'bacaan' -> 'votes' = NEW.votes "
        "AND p -> 'bacaan' -> 'party_totals' IS NOT DISTINCT FROM NEW.party_totals "
        f"AND p -> 'bacaan' -> 'fields' = jsonb_strip_nulls(jsonb_build_object({columns}))"
    )
    same_entry = _same_entry("'recap.sheet:' || place.uuid", f"{texts} AND {figures}")
    return (
        "NOT EXISTS (SELECT 1 FROM {schema}.ledger_entry AS e "
        # OFFSET keeps the planner from writing the cast into every comparison: the payload is parsed once.
        "CROSS JOIN LATERAL (SELECT e.payload::jsonb AS p OFFSET 0) AS told "
        f"WHERE {same_entry})"
    )


def _untold(subject: str, payload: str, text: str, current: str) -> str:
    """SQL condition of a sheet that changes to something else than its last entry tells.

    `payload`, `text`: how the engine reads the payload, and a key of it as text; `current`: the version number that
    the sheet uses. The position is wrapped (+ 0) so that the entry is found by its subject, not by walking the chain.
    """
    told = {
        "status": "NEW.state", "dipakai": f"CAST({current} AS text)", "jumlah_versi": "CAST(NEW.version_count AS text)",
    }  # fmt: skip
    same = " AND ".join(f"{text.format(key)} = {value}" for key, value in told.items())
    return (
        "(NEW.state <> OLD.state OR NEW.version_count <> OLD.version_count OR {changed}) "
        "AND NOT EXISTS (SELECT 1 FROM ("
        f"SELECT {payload} AS payload FROM {{schema}}ledger_entry AS e WHERE e.chain = NEW.kecamatan_code "
        f"AND e.subject = {subject} ORDER BY e.position + 0 DESC LIMIT 1) AS last WHERE {same})"
    )


CURRENT = "(SELECT v.number FROM {schema}recap_sheetversion AS v WHERE v.id = NEW.current_id)"
SQLITE_UNTOLD = _untold(
    f"'recap.sheet:' || {dashed('NEW.uuid', 'sqlite')}",
    "e.payload",
    "CAST(json_extract(last.payload, '$.{}') AS text)",
    CURRENT,
).replace("{changed}", "NEW.current_id IS NOT OLD.current_id")
POSTGRES_UNTOLD = _untold("'recap.sheet:' || NEW.uuid", "e.payload::jsonb", "last.payload ->> '{}'", CURRENT).replace(
    "{changed}", "NEW.current_id IS DISTINCT FROM OLD.current_id"
)


def _no_release(subject: str, text: str) -> str:
    """SQL condition of a release that the ledger does not tell."""
    told = {"sampai": "CAST(NEW.up_to AS text)", "alasan": "NEW.reason"}
    same = " AND ".join(f"{text.format(key)} = {value}" for key, value in told.items())
    return (
        "NOT EXISTS (SELECT 1 FROM {schema}recap_sheet AS s "
        "JOIN {schema}ledger_entry AS e ON e.chain = s.kecamatan_code "
        f"AND e.subject = {subject} AND e.action = '{SheetAction.RELEASED.value}' AND e.actor = NEW.released_by "
        f"AND {same} WHERE s.id = NEW.sheet_id)"
    )


ENTRIES = "('entri_satu', 'entri_dua')"
# A decision is the third person's: both entries are there, and neither is the decider's.
NOT_THE_THIRD = (
    f"NEW.kind = 'keputusan' AND (SELECT count(*) FROM {{schema}}recap_sheetversion AS v "
    f"JOIN {{schema}}recap_sheet AS s ON s.id = v.sheet_id AND s.state = '{SheetState.BEDA_ENTRI.value}' "
    f"WHERE v.sheet_id = NEW.sheet_id AND v.kind IN {ENTRIES} AND v.entered_by <> NEW.entered_by) <> 2"
)
# A correction has a proposal that waits, by somebody else than its approver, and made on the version in use.
NOT_PROPOSED = (
    "NEW.kind IN ('salah_baca', 'pembetulan') AND NOT EXISTS (SELECT 1 FROM {schema}recap_correction AS c "
    "JOIN {schema}recap_sheet AS s ON s.id = c.sheet_id AND s.current_id = c.base_id "
    "WHERE c.sheet_id = NEW.sheet_id AND c.kind = NEW.kind AND c.state = 'diusulkan' "
    "AND c.proposed_by <> NEW.entered_by)"
)
RELEASED_BY_MAKER = (
    "EXISTS (SELECT 1 FROM {schema}recap_sheetversion AS v LEFT JOIN {schema}recap_correction AS c "
    "ON c.version_id = v.id WHERE v.sheet_id = NEW.sheet_id AND NEW.released_by IN (v.entered_by, c.proposed_by))"
)
DECIDED = {"ditolak": CorrectionAction.REJECTED, "ditarik": CorrectionAction.WITHDRAWN}


def _no_proposal(subject: str, text: str, photo: str, changes: str) -> str:
    """SQL condition of a proposal that the ledger does not tell, or that was not made on the version in use."""
    told = {
        "jenis_koreksi": "NEW.kind", "sebab": "NEW.reason_code", "penjelasan": "NEW.reason",
        "dasar": "NEW.legal_basis", "paraf": "NEW.initials", "kejadian_khusus": "NEW.incident", "foto": photo,
    }  # fmt: skip
    same = " AND ".join(f"{text.format(key)} = {value}" for key, value in told.items())
    return (
        "NEW.state <> 'diusulkan' OR NOT EXISTS (SELECT 1 FROM {schema}recap_sheet AS s "
        "JOIN {schema}papers_photo AS f ON f.id = NEW.photo_id "
        f"JOIN {{schema}}ledger_entry AS e ON e.chain = s.kecamatan_code AND e.subject = {subject} "
        f"AND e.action = '{CorrectionAction.PROPOSED.value}' AND e.actor = NEW.proposed_by AND {same} AND {changes} "
        "WHERE s.id = NEW.sheet_id AND s.current_id = NEW.base_id)"
    )


def _no_decision(subject: str) -> str:
    """SQL condition of a proposal that ends otherwise than once, with its version or its entry."""
    told = " OR ".join(f"(NEW.state = '{state}' AND e.action = '{action.value}')" for state, action in DECIDED.items())
    return (
        "OLD.state <> 'diusulkan' OR NEW.state = 'diusulkan' "
        "OR (NEW.state = 'disetujui' AND NOT EXISTS (SELECT 1 FROM {schema}recap_sheetversion AS v "
        "WHERE v.id = NEW.version_id AND v.sheet_id = NEW.sheet_id AND v.kind = NEW.kind "
        "AND v.entered_by = NEW.decided_by)) "
        "OR (NEW.state <> 'disetujui' AND NOT EXISTS (SELECT 1 FROM {schema}recap_sheet AS s "
        f"JOIN {{schema}}ledger_entry AS e ON e.chain = s.kecamatan_code AND e.subject = {subject} "
        f"AND e.actor = NEW.decided_by AND ({told}) WHERE s.id = NEW.sheet_id))"
    )


SQLITE_TEXT = "CAST(json_extract(e.payload, '$.{}') AS text)"
POSTGRES_TEXT = "e.payload::jsonb ->> '{}'"
SQLITE_NO_RELEASE = _no_release(f"'recap.sheet:' || {dashed('s.uuid', 'sqlite')}", SQLITE_TEXT)
POSTGRES_NO_RELEASE = _no_release("'recap.sheet:' || s.uuid", POSTGRES_TEXT)
SQLITE_PROPOSAL = f"'recap.correction:' || {dashed('NEW.uuid', 'sqlite')}"
POSTGRES_PROPOSAL = "'recap.correction:' || NEW.uuid"
SQLITE_NO_PROPOSAL = _no_proposal(
    SQLITE_PROPOSAL, SQLITE_TEXT, dashed("f.uuid", "sqlite"),
    "json_extract(e.payload, '$.perubahan') = json(NEW.changes)",
)  # fmt: skip
POSTGRES_NO_PROPOSAL = _no_proposal(
    POSTGRES_PROPOSAL, POSTGRES_TEXT, "f.uuid::text", "e.payload::jsonb -> 'perubahan' = NEW.changes"
)


def _sqlite_bad_array(column: str, count: str) -> str:
    return (
        f"json_type(NEW.{column}) <> 'array' OR json_array_length(NEW.{column}) <> {count} OR EXISTS ("
        f"SELECT 1 FROM json_each(NEW.{column}) AS e WHERE e.type NOT IN ('null', 'integer') "
        f"OR e.value < 0 OR e.value > {HIGHEST})"
    )


def _sqlite_shape() -> str:
    votes = _sqlite_bad_array("votes", COUNTS.format(column="choice_count", schema=""))
    parties = COUNTS.format(column="party_count", schema="")
    totals = (
        f"(NEW.party_totals IS NULL AND {parties} <> 0) OR "
        f"(NEW.party_totals IS NOT NULL AND ({_sqlite_bad_array('party_totals', parties)}))"
    )
    return f"{votes} OR {totals}"


def _postgres_bad_array(column: str, count: str) -> str:
    figure = "(null|0|[1-9][0-9]{0,3})"
    return (
        f"jsonb_typeof(NEW.{column}) <> 'array' OR jsonb_array_length(NEW.{column}) <> {count} OR "
        f"NEW.{column}::text !~ '^\\[({figure}(, {figure})*)?\\]$'"
    )


def _postgres_version_program() -> str:
    totals = (
        "(NEW.party_totals IS NULL AND place.party_count <> 0) OR (NEW.party_totals IS NOT NULL AND "
        f"({_postgres_bad_array('party_totals', 'place.party_count')}))"
    )
    return (
        "DECLARE place record; BEGIN "
        "SELECT s.uuid, s.state, c.choice_count, c.party_count INTO place FROM {schema}.recap_sheet AS s "
        "JOIN {schema}.elections_contest AS c ON c.id = s.contest_id WHERE s.id = NEW.sheet_id; "
        + raise_if(_postgres_bad_array("votes", "place.choice_count"), SHAPE)
        + raise_if(totals, SHAPE)
        + raise_if(f"place.state = '{SheetState.TERKUNCI.value}'", LOCKED)
        + raise_if(NOT_THE_THIRD.replace("{schema}", "{schema}."), NOT_THIRD)
        + raise_if(NOT_PROPOSED.replace("{schema}", "{schema}."), NOT_APPROVED)
        + raise_if(_postgres_no_entry(), NO_ENTRY)
        + " RETURN NEW; END"
    )


def _postgres_sheet_program() -> str:
    return (
        "BEGIN "
        + raise_if(not_a_move(MOVES), ILLEGAL_MOVE)
        + raise_if(FOREIGN_VERSION.replace("{schema}", "{schema}."), FOREIGN)
        + raise_if(NOT_RELEASED.replace("{schema}", "{schema}."), UNRELEASED)
        + raise_if(POSTGRES_UNTOLD.replace("{schema}", "{schema}."), UNTOLD)
        + " RETURN NEW; END"
    )


def recap_guards() -> list[Guard]:
    """Guards of sheets, versions and releases."""

    def sqlite(table: str, name: str, when: str, message: str, condition: str) -> Guard:
        abort = f"SELECT RAISE(ABORT, '{message}');"
        return Guard("sqlite", table, name, when, abort, condition.replace("{schema}", ""))

    locked = f"(SELECT state FROM {SHEET} WHERE id = NEW.sheet_id) = '{SheetState.TERKUNCI.value}'"

    def postgres(table: str, name: str, condition: str, message: str, when: str = "BEFORE INSERT") -> Guard:
        program = refuse_if(condition.replace("{schema}", "{schema}."), message)
        return Guard("postgresql", table, name, when, program)

    return [
        *guards.no_delete(SHEET),
        sqlite(SHEET, "fresh", "BEFORE INSERT", FRESH, NOT_FRESH),
        sqlite(
            SHEET, "no_replace", "BEFORE INSERT", TAKEN,
            f"EXISTS (SELECT 1 FROM {SHEET} WHERE id = NEW.id OR uuid = NEW.uuid "
            "OR (contest_id = NEW.contest_id AND tps_id = NEW.tps_id))",
        ),
        *guards.fixed(SHEET, FIXED_COLUMNS),
        sqlite(SHEET, "moves", "BEFORE UPDATE", ILLEGAL_MOVE, not_a_move(MOVES)),
        sqlite(SHEET, "own_version", "BEFORE UPDATE", FOREIGN, FOREIGN_VERSION),
        sqlite(SHEET, "released", "BEFORE UPDATE", UNRELEASED, NOT_RELEASED),
        sqlite(SHEET, "told", "BEFORE UPDATE", UNTOLD, SQLITE_UNTOLD),
        postgres(SHEET, "fresh", NOT_FRESH, FRESH),
        Guard("postgresql", SHEET, "moves", "BEFORE UPDATE", _postgres_sheet_program()),
        *guards.append_only(VERSION, [("id",), ("uuid",), ("entry",), ("sheet_id", "number")]),
        sqlite(VERSION, "shape", "BEFORE INSERT", SHAPE, _sqlite_shape()),
        sqlite(VERSION, "locked", "BEFORE INSERT", LOCKED, locked),
        sqlite(VERSION, "third", "BEFORE INSERT", NOT_THIRD, NOT_THE_THIRD),
        sqlite(VERSION, "approved", "BEFORE INSERT", NOT_APPROVED, NOT_PROPOSED),
        sqlite(VERSION, "ledgered", "BEFORE INSERT", NO_ENTRY, _sqlite_no_entry()),
        Guard("postgresql", VERSION, "shape", "BEFORE INSERT", _postgres_version_program()),
        *guards.append_only(RELEASE, [("id",), ("uuid",), ("sheet_id", "up_to")]),
        sqlite(RELEASE, "ledgered", "BEFORE INSERT", NO_RELEASE, SQLITE_NO_RELEASE),
        postgres(RELEASE, "ledgered", POSTGRES_NO_RELEASE, NO_RELEASE),
        sqlite(RELEASE, "other", "BEFORE INSERT", OWN_RELEASE, RELEASED_BY_MAKER),
        postgres(RELEASE, "other", RELEASED_BY_MAKER, OWN_RELEASE),
        *guards.stays(CORRECTION, CORRECTION_COLUMNS, [("sheet_id", "number")]),
        sqlite(CORRECTION, "ledgered", "BEFORE INSERT", NO_PROPOSAL, SQLITE_NO_PROPOSAL),
        postgres(CORRECTION, "ledgered", POSTGRES_NO_PROPOSAL, NO_PROPOSAL),
        sqlite(CORRECTION, "decided", "BEFORE UPDATE", NO_DECISION, _no_decision(SQLITE_PROPOSAL)),
        postgres(CORRECTION, "decided", _no_decision(POSTGRES_PROPOSAL), NO_DECISION, "BEFORE UPDATE"),
        *guards.no_delete(MARK),
    ]  # fmt: skip
