"""Who is at work in SIMULASI: a draft half typed, and a sheet in somebody's hands."""

from electcoord.accounts.models import User
from electcoord.elections.demo import SLUG
from electcoord.elections.models import Election
from recap.actions.queue import open_draft, save_draft, take
from recap.ballot import ballot_of
from recap.boxes import codes_of, text_of
from recap.demo.paper import paper_of
from recap.demo.slips import B
from recap.models import Sheet, Task
from recap.states import SheetState

# How many boxes were typed before somebody was called away.
TYPED = 41


def load(election: Election) -> None:
    """Begins the draft where there is none, and takes the sheet for a minute."""
    if election.slug != SLUG:
        return
    waiting = Sheet.objects.filter(election=election, tps_code=f"{B}003", state=SheetState.BELUM_MASUK)
    rows = waiting.select_related("contest", "tps")
    people = {user.username: user for user in User.objects.filter(username__startswith="sekretariat-talang")}
    if sheet := rows.filter(contest__kind="dpr").first():
        ballot = ballot_of(sheet.contest)
        cells = paper_of(sheet, sheet.contest, ballot).cells(ballot)
        draft = open_draft(sheet, people["sekretariat-talang"])
        codes = codes_of(ballot)
        save_draft(draft, {code: text_of(cells[code]) for code in codes[:TYPED]}, 1, set(codes))
    if sheet := rows.filter(contest__kind="dprd_prov").first():
        take(sheet, Task.MASUK, people["sekretariat-talang-2"])
