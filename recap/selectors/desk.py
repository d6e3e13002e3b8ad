"""The desk of who enters, checks and settles: what waits, what was begun, and the way to one TPS."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.elections.models import Election
from recap.models import Correction, CorrectionState, Sheet, Task
from recap.selectors import find, places, queue
from recap.selectors.places import Names
from recap.selectors.queue import Wish

HINTS = {
    Task.MASUK: lazy("Lembar yang belum dibaca siapa pun."),
    Task.KEDUA: lazy("Sudah dibaca satu orang lain; Anda membaca kertasnya sendiri."),
    Task.BEDA: lazy("Dua bacaan berbeda; Anda melihat kertas dan isian yang berbeda saja."),
    Task.KARANTINA: lazy("Angka melebihi surat suara yang ada; dilepas dengan alasan."),
}
ACTIONS = {
    Task.MASUK: lazy("Entri berikutnya"),
    Task.KEDUA: lazy("Entri berikutnya"),
    Task.BEDA: lazy("Putuskan berikutnya"),
    Task.KARANTINA: lazy("Periksa berikutnya"),
}
MATCHES = 20


def desk_page(request: HttpRequest, election: Election, tasks: list[Task], wish: Wish) -> dict[str, Any]:
    """Context of the desk; the number of queries depends on the tasks of the person alone."""
    user = request.user
    contests = places.contests_of(election)
    entrances = places.entrances(user, election)
    names = Names.of(election, {*entrances, wish.region}, children_of=_parent(entrances, wish.region))
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    cards = []
    for task in tasks:
        rows = queue.waiting(user, election, task, wish)
        cards.append({"task": task, "label": task.label, "hint": HINTS[task], "action": ACTIONS[task],
                      "count": rows.count(), "free": queue.free(rows, user, timezone.now()).count()})  # fmt: skip
    return {
        "election": election,
        "crumbs": places.page_crumbs(election, _("Meja entri")),
        "cards": cards,
        "wish": wish,
        "contests": contests,
        "regions": [(code, names.full(code)) for code in sorted(names.by_code) if code],
        "drafts": [
            {"sheet": d.sheet, "saved_at": d.saved_at, "url": entry_url(election, d.sheet), "tps": d.sheet.tps_code}
            for d in queue.drafts_of(user, election)
        ],
        "today": queue.made_by(user, election, midnight),
        "corrections": _corrections(user, election),
        "corrections_url": reverse("recap:corrections", args=[election.slug]),
    }  # fmt: skip


def _parent(entrances: list[str], chosen: str) -> str:
    """Below which region the filter offers a choice: the chosen kecamatan, else the person's own place."""
    if len(chosen) in places.CHILD_DIGITS and len(chosen) < 10:
        return chosen
    return entrances[0] if len(entrances) == 1 and len(entrances[0]) < 10 else ""


def _corrections(user: Any, election: Election) -> int:
    """Proposals that wait for this person."""
    codes = access.scope(user, Can.APPROVE_CORRECTION, election)
    if not codes:
        return 0
    rows = Correction.objects.filter(
        access.region_q(codes, "sheet__tps_code"), sheet__election=election, state=CorrectionState.DIUSULKAN
    )
    return rows.exclude(proposed_by=str(user.uuid)).count()


def entry_url(election: Election, sheet: Sheet) -> str:
    return reverse("recap:entry", args=[election.slug, sheet.tps_code, sheet.contest.key])


def work_url(election: Election, sheet: Sheet, task: Task) -> str:
    """Where the work of a task is done."""
    if task == Task.BEDA:
        return reverse("recap:settle", args=[election.slug, sheet.tps_code, sheet.contest.key])
    if task == Task.KARANTINA:
        return f"{places.tps_url(election, sheet.tps_code)}#{sheet.contest.key}"
    return entry_url(election, sheet)


def find_tps(request: HttpRequest, election: Election, text: str, wish: Wish) -> list[dict[str, str]]:
    """TPS that a scanned code or a typed `pasar hulu 3` names, in their regions; MATCHES and one more."""
    found = find.stations(request, [election], text, within=wish.region, most=MATCHES + 1)
    names = Names.of(election, {tps.code[:digits] for tps in found for digits in (6, 10)})
    return [
        {"code": tps.code, "label": f"TPS {tps.number:03d}",
         "place": f"{names.full(tps.code[:10])}, {names.full(tps.code[:6])}",
         "url": places.tps_url(election, tps.code)}
        for tps in found
    ]  # fmt: skip


def next_at_tps(user: Any, election: Election, code: str, tasks: list[Task]) -> tuple[Sheet, Task] | None:
    """The first sheet of the TPS that waits for this person, contest after contest."""
    now = timezone.now()
    for task in tasks:
        rows = queue.free(queue.waiting(user, election, task, Wish(region=code)), user, now)
        if sheet := queue.in_order(rows, user).select_related("contest").first():
            return sheet, task
    return None
