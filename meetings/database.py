"""What the database itself refuses about meetings, on both engines; the moves come from states.MOVES."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import not_a_move
from electcoord.ledger.guards import Guard, refuse_if
from electcoord.papers.models.documents import FROZEN as FROZEN_PAPER
from meetings.states import APPROVED, MOVES, MeetingState

NAMES = (
    "meeting", "move", "session", "agendaitem", "pause", "invitee", "guest", "attendance", "mandate", "remark",
    "remarkversion", "decision", "need",
)  # fmt: skip
(MEETING, MOVE, SESSION, ITEM, PAUSE, INVITEE, GUEST, ATTENDANCE, MANDATE, REMARK, VERSION, DECISION, NEED) = (
    f"meetings_{name}" for name in NAMES
)
# The app role changes of a row only what a deed changes.
PRIVILEGES = {
    MEETING: "SELECT, INSERT, UPDATE (kind, organiser_id, title, purpose, place, state, starts, ends, invited_at, "
    "notice_days, is_late_notice, venue_id)",
    MOVE: "SELECT, INSERT",
    SESSION: "SELECT, INSERT, UPDATE (title, sequence, starts, ends, is_active, opened_at, opened_by, opening, "
    "opening_reason, present, needed, short_at, short_present, closed_at, closed_by)",
    ITEM: 'SELECT, INSERT, UPDATE ("order", title, minutes, speaker, office_id, is_result, is_active)',
    PAUSE: "SELECT, INSERT, UPDATE (ended_at, ended_by)",
    INVITEE: 'SELECT, INSERT, UPDATE (side, term_id, holder, seats, "order", answer, answered_at, substitute, '
    "substitute_office, note, is_active)",
    GUEST: "SELECT, INSERT, UPDATE (name, office_text, institution_text, is_substitute)",
    ATTENDANCE: "SELECT, INSERT, UPDATE (left_at, is_void, void_reason, voided_by)",
    MANDATE: "SELECT, INSERT, UPDATE (state, reason)",
    REMARK: "SELECT, INSERT, UPDATE (item_id, guest_id, speaker, text, version)",
    VERSION: "SELECT, INSERT",
    DECISION: "SELECT, INSERT, UPDATE (is_void, void_reason)",
    NEED: "SELECT, INSERT, UPDATE (is_active)",
}
TARGET, TRAINEE, BATCH = "meetings_trainingtarget", "meetings_trainee", "meetings_certificatebatch"
PRIVILEGES |= {
    TARGET: "SELECT, INSERT, UPDATE (is_active)",
    TRAINEE: "SELECT, INSERT, UPDATE (name, is_void, void_reason, voided_by)",
    BATCH: "SELECT, INSERT",
}
# A name is given once; another one is another row.
TRAINEE_OVER = "OLD.is_void OR (OLD.name <> '' AND NEW.name <> OLD.name)"
ILLEGAL_MOVE = f"{MEETING}: perpindahan status tidak diizinkan"
FRESH = f"{MEETING}: rapat baru mulai dari draf"
UNTOLD = f"{MEETING}: status harus sama dengan perpindahan terakhirnya"
FROZEN = "notulen sudah disahkan, isinya tidak berubah lagi"
OVER = f"{ATTENDANCE}: kehadiran yang sudah selesai atau dibatalkan tidak berubah lagi"
REVOKED = f"{MANDATE}: mandat hanya dapat dicabut"


NOT_FRESH = f"NEW.state <> '{MeetingState.DRAF.value}'"
NOT_TOLD = (
    "NEW.state <> OLD.state AND NEW.state <> (SELECT m.state FROM {schema}meetings_move AS m "
    "WHERE m.meeting_id = NEW.id ORDER BY m.number DESC LIMIT 1)"
)
APPROVED_WORDS = ", ".join(f"'{state.value}'" for state in APPROVED)
IS_APPROVED = (
    "EXISTS (SELECT 1 FROM {schema}meetings_session AS s JOIN {schema}meetings_meeting AS m ON m.id = s.meeting_id "
    f"WHERE s.id = NEW.session_id AND m.state IN ({APPROVED_WORDS}))"
)
VERSION_APPROVED = (
    "EXISTS (SELECT 1 FROM {schema}meetings_remark AS r JOIN {schema}meetings_session AS s ON s.id = r.session_id "
    "JOIN {schema}meetings_meeting AS m ON m.id = s.meeting_id "
    f"WHERE r.id = NEW.remark_id AND m.state IN ({APPROVED_WORDS}))"
)
# How a day was opened stays; so does what a closed day was.
OPENED_CHANGES = (
    "OLD.closed_at IS NOT NULL OR (OLD.opened_at IS NOT NULL AND (NEW.opened_at IS NULL OR NEW.opened_at <> "
    "OLD.opened_at OR NEW.opening <> OLD.opening OR NEW.opening_reason <> OLD.opening_reason OR "
    "COALESCE(NEW.present, 0) <> COALESCE(OLD.present, 0) OR COALESCE(NEW.needed, 0) <> COALESCE(OLD.needed, 0))) "
    "OR (OLD.short_at IS NOT NULL AND (NEW.short_at IS NULL OR NEW.short_at <> OLD.short_at)) "
    "OR NEW.sequence < OLD.sequence"
)
ATTENDANCE_OVER = (
    "OLD.is_void OR (OLD.left_at IS NOT NULL AND (NEW.left_at IS NULL OR NEW.left_at <> OLD.left_at)) "
    "OR (NEW.is_void AND (COALESCE(NEW.left_at, OLD.arrived_at) <> COALESCE(OLD.left_at, OLD.arrived_at)))"
)
NOT_A_REVOCATION = "NEW.state <> OLD.state AND NOT (OLD.state = 'sah' AND NEW.state = 'dicabut')"
DECISION_COLUMNS = (
    "id", "uuid", "session_id", "item_id", "order", "kind", "text", "way", "votes_for", "votes_against",
    "votes_abstain", "dissent", "at", "by",
)  # fmt: skip
MANDATE_COLUMNS = (
    "id", "uuid", "meeting_id", "guest_id", "contest_kind", "party_id", "choice_id", "signer", "signer_office",
    "letter", "valid_from", "valid_to", "checked_by", "checked_at",
)  # fmt: skip


def _both(table: str, name: str, when: str, condition: str, message: str) -> list[Guard]:
    """The same refusal on both engines."""
    abort = f"SELECT RAISE(ABORT, '{message}');"
    return [
        Guard("sqlite", table, name, when, abort, condition.replace("{schema}", "")),
        Guard("postgresql", table, name, when, refuse_if(condition.replace("{schema}", "{schema}."), message)),
    ]


def meeting_guards() -> list[Guard]:
    archived = f"OLD.state IN ('{MeetingState.BATAL.value}', '{MeetingState.DIARSIP.value}')"
    void_once = "OLD.is_void"
    return [
        *guards.stays(MEETING, ("id", "uuid", "election_id", "region_id"), [], also=archived),
        *_both(MEETING, "fresh", "BEFORE INSERT", NOT_FRESH, FRESH),
        *_both(MEETING, "moves", "BEFORE UPDATE", not_a_move(MOVES), ILLEGAL_MOVE),
        *_both(MEETING, "told", "BEFORE UPDATE", NOT_TOLD, UNTOLD),
        *guards.append_only(MOVE, [("id",), ("uuid",), ("meeting_id", "number")]),
        *guards.stays(SESSION, ("id", "uuid", "meeting_id"), [], also=OPENED_CHANGES),
        *guards.stays(ITEM, ("id", "uuid", "session_id"), []),
        *guards.stays(
            PAUSE, ("id", "uuid", "meeting_id", "session_id", "started_at", "started_by", "planned_until", "reason",
                    "is_overnight"), [], also="OLD.ended_at IS NOT NULL",
        ),
        *guards.stays(INVITEE, ("id", "uuid", "meeting_id", "institution_id", "office_id"), []),
        *guards.stays(GUEST, ("id", "uuid", "meeting_id", "invitee_id", "seat", "office_id"), [("invitee_id", "seat")]),
        *guards.stays(
            ATTENDANCE, ("id", "uuid", "session_id", "guest_id", "arrived_at", "method", "recorded_by"), [],
            also=ATTENDANCE_OVER,
        ),
        *guards.stays(MANDATE, MANDATE_COLUMNS, [], also=NOT_A_REVOCATION),
        *guards.stays(REMARK, ("id", "uuid", "session_id", "order", "at", "by"), [("session_id", '"order"')]),
        *_both(REMARK, "frozen", "BEFORE UPDATE", IS_APPROVED, f"{REMARK}: {FROZEN}"),
        *_both(REMARK, "late", "BEFORE INSERT", IS_APPROVED, f"{REMARK}: {FROZEN}"),
        *guards.append_only(VERSION, [("id",), ("uuid",), ("remark_id", "number")]),
        *_both(VERSION, "late", "BEFORE INSERT", VERSION_APPROVED, f"{VERSION}: {FROZEN}"),
        *guards.stays(DECISION, DECISION_COLUMNS, [], also=void_once),
        *_both(DECISION, "frozen", "BEFORE UPDATE", IS_APPROVED, f"{DECISION}: {FROZEN}"),
        *_both(DECISION, "late", "BEFORE INSERT", IS_APPROVED, f"{DECISION}: {FROZEN}"),
        *guards.stays(NEED, ("id", "uuid", "meeting_id", "kind", "vehicle_id", "office_id", "unit_id"), []),
        *guards.stays(TARGET, ("id", "uuid", "meeting_id", "region_id", "group"), [], also="NOT OLD.is_active"),
        *guards.stays(
            TRAINEE, ("id", "uuid", "meeting_id", "tps_id", "number", "at", "by"), [], also=TRAINEE_OVER
        ),
        *guards.append_only(BATCH, [("id",), ("uuid",), ("number_id",), ("meeting_id", "region_id")]),
    ]  # fmt: skip


CIRCULAR, RECIPIENT = "meetings_circular", "meetings_circularrecipient"
PRIVILEGES |= {
    CIRCULAR: "SELECT, INSERT, UPDATE (kind, about, basis, points, sent_at, sent_by)",
    RECIPIENT: "SELECT, INSERT, UPDATE (is_active, link_id, received_at)",
}
# What was sent stays as it was sent, and a receipt is given once.
SENT = "OLD.sent_at IS NOT NULL"
# From its approval on the text and the recipients are those of the frozen paper; before it nothing is sent.
FROZEN_WORDS = ", ".join(f"'{state.value}'" for state in FROZEN_PAPER)
_PAPER = f"{{schema}}papers_documentversion AS v WHERE v.state IN ({FROZEN_WORDS}) AND v.document_id = "
IS_PUBLISHED = f"EXISTS (SELECT 1 FROM {_PAPER}NEW.document_id)"
PUBLISHED = f"{CIRCULAR}: edaran yang sudah disahkan tidak berubah, dan hanya yang sudah disahkan dikirim"
REWRITTEN = (
    "((NEW.kind <> OLD.kind OR NEW.about <> OLD.about OR NEW.basis <> OLD.basis OR NEW.points <> OLD.points) "
    f"AND {IS_PUBLISHED}) OR (NEW.sent_at IS NOT NULL AND NOT {IS_PUBLISHED})"
)
ITS_PAPER_IS_FROZEN = (
    f"EXISTS (SELECT 1 FROM {_PAPER}(SELECT c.document_id FROM {{schema}}meetings_circular AS c "
    "WHERE c.id = NEW.circular_id))"
)
READDRESSED = f"{RECIPIENT}: penerima edaran yang sudah disahkan tidak berubah"
RECEIVED = (
    "OLD.received_at IS NOT NULL OR (OLD.link_id IS NOT NULL AND (NEW.link_id IS NULL OR NEW.link_id <> OLD.link_id "
    "OR NEW.is_active <> OLD.is_active))"
)


def circular_guards() -> list[Guard]:
    return [
        *guards.stays(CIRCULAR, ("id", "uuid", "meeting_id", "document_id", "made_at"), [("document_id",)], also=SENT),
        *_both(CIRCULAR, "published", "BEFORE UPDATE", REWRITTEN, PUBLISHED),
        *guards.stays(RECIPIENT, ("id", "uuid", "circular_id", "institution_id", "office_id"), [], also=RECEIVED),
        *_both(RECIPIENT, "late", "BEFORE INSERT", ITS_PAPER_IS_FROZEN, READDRESSED),
        *_both(
            RECIPIENT, "kept", "BEFORE UPDATE", f"NEW.is_active <> OLD.is_active AND {ITS_PAPER_IS_FROZEN}", READDRESSED
        ),
    ]
