"""What the database itself keeps of evidence: photos and placements are only added, and only as the ledger tells."""

from electcoord.ledger import guards
from electcoord.ledger.guard_sql import dashed, tells
from electcoord.ledger.guards import Guard, refuse_if
from electcoord.papers.ledger_actions import PaperAction

PHOTO, PLACEMENT = "papers_photo", "papers_placement"
PRIVILEGES = {PHOTO: "SELECT, INSERT", PLACEMENT: "SELECT, INSERT"}
NO_PHOTO_ENTRY = f"{PHOTO}: tidak sama dengan entri buku kejadiannya"
NO_PLACE_ENTRY = f"{PLACEMENT}: tidak sama dengan entri buku kejadiannya"
ADDED, PLACED = PaperAction.ADDED.value, PaperAction.PLACED.value
PHOTO_TOLD = {
    "jenis_asli": "NEW.original", "asli": "NEW.sha256", "ukuran_asli": "NEW.size", "halaman_pdf": "NEW.pdf_page",
    "gambar": "NEW.image_sha256", "ukuran_gambar": "NEW.image_size", "lebar": "NEW.width", "tinggi": "NEW.height",
}  # fmt: skip
PLACE_TOLD = {
    "kontes": "c.key", "tps": "NEW.tps_code", "halaman": "NEW.page", "putaran": "NEW.turns", "alasan": "NEW.reason",
    "urutan": "NEW.number",
}  # fmt: skip


def _photo_untold(engine: str) -> str:
    """SQL condition of a photo that no entry tells."""
    return (
        "NOT EXISTS (SELECT 1 FROM {schema}elections_election AS k JOIN {schema}ledger_entry AS e "
        f"ON e.subject = 'papers.photo:' || {dashed('NEW.uuid', engine)} AND e.election = k.slug "
        f"WHERE k.id = NEW.election_id AND e.action = '{ADDED}' AND e.actor = NEW.uploaded_by "
        f"AND e.role = NEW.role AND {tells(PHOTO_TOLD, engine)})"
    )


def _place_untold(engine: str) -> str:
    """SQL condition of a placement that no entry tells, that leaves its election or its contest's area, or that is
    not the next one of its photo."""
    told = tells({**PLACE_TOLD, "tempat": dashed("NEW.uuid", engine)}, engine)
    return (
        "NOT EXISTS (SELECT 1 FROM {schema}papers_photo AS p "
        "JOIN {schema}elections_contest AS c ON c.id = NEW.contest_id AND c.election_id = p.election_id "
        "JOIN {schema}elections_tps AS t ON t.id = NEW.tps_id AND t.election_id = p.election_id "
        "AND t.code = NEW.tps_code "
        "JOIN {schema}elections_contestarea AS a ON a.contest_id = c.id "
        "AND a.region_id = substr(t.code, 1, length(a.region_id)) "
        f"JOIN {{schema}}ledger_entry AS e ON e.subject = 'papers.photo:' || {dashed('p.uuid', engine)} "
        "WHERE p.id = NEW.photo_id AND e.chain = substr(t.code, 1, 6) AND e.region = t.code "
        f"AND e.actor = NEW.placed_by AND e.action = CASE NEW.number WHEN 1 THEN '{ADDED}' ELSE '{PLACED}' END "
        "AND NEW.number = 1 + (SELECT count(*) FROM {schema}papers_placement AS b WHERE b.photo_id = p.id) "
        f"AND {told})"
    )


def photo_guards() -> list[Guard]:
    """Guards of photos and placements."""
    found = [
        *guards.append_only(PHOTO, [("id",), ("uuid",)]),
        *guards.append_only(PLACEMENT, [("id",), ("uuid",), ("photo_id", "number")]),
    ]
    for table, untold, message in (
        (PHOTO, _photo_untold, NO_PHOTO_ENTRY), (PLACEMENT, _place_untold, NO_PLACE_ENTRY),
    ):  # fmt: skip
        abort = f"SELECT RAISE(ABORT, '{message}');"
        condition = untold("sqlite").replace("{schema}", "")
        found.append(Guard("sqlite", table, "ledgered", "BEFORE INSERT", abort, condition))
        program = refuse_if(untold("postgresql").replace("{schema}", "{schema}."), message)
        found.append(Guard("postgresql", table, "ledgered", "BEFORE INSERT", program))
    return found
