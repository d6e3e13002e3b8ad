"""Neraca surat suara: what was sent to each TPS against what its C.Hasil says it received, used, returned, left over.

The difference list before the pleno (regulations C.5: R03, R12, R27; H.3). A difference is something to be explained,
never a verdict, and stops nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.download import FORMATS
from electcoord.common.numbers import angka
from electcoord.elections.models import Contest, Election
from electcoord.elections.places import Names, contests_of
from logistics.selectors.ballots import Sent, sent_ballots
from logistics.selectors.ready_pages import place_url
from logistics.selectors.rooms import crumbs
from recap.selectors.ballots import BallotLine, ballot_lines
from recap.selectors.places import tps_url

PAGE = 50
RULES = {
    "R03": lazy("diterima bukan jumlah digunakan, dikembalikan, dan tidak digunakan"),
    "R12": lazy("diterima bukan DPT di C.Hasil ditambah cadangan"),
    "R27": lazy("pengguna DPTb dan DPK dengan surat suara pengganti melebihi cadangan"),
}
TABS: tuple[tuple[str, Any, Callable[["Line"], bool]], ...] = (
    ("selisih", lazy("Berselisih"), lambda line: line.differs),
    ("kosong", lazy("Tidak lengkap"), lambda line: line.is_shown and not line.sheet.is_whole),
    ("belum", lazy("Belum masuk"), lambda line: not line.sheet.is_in),
    ("tutup", lazy("Disembunyikan"), lambda line: line.sheet.is_hidden),
    ("semua", lazy("Semua"), lambda line: True),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One TPS of the contest, both sides of it."""

    sheet: BallotLine
    sent: Sent

    @property
    def is_shown(self) -> bool:
        return self.sheet.is_in and not self.sheet.is_hidden

    @property
    def gap(self) -> int | None:
        """Received less sent; None where either is not known, or not to be seen."""
        if self.sheet.received is None or self.sent.count is None:
            return None
        return self.sheet.received - self.sent.count

    @property
    def differs(self) -> bool:
        return bool(self.gap or self.sheet.broken or self.sent.other)

    @property
    def other_words(self) -> str:
        return _("kotaknya berisi surat suara %(contest)s") % {"contest": self.sent.other}

    def words(self) -> list[str]:
        found = []
        if self.gap:
            text = _("%(n)s lebih banyak dari %(what)s") if self.gap > 0 else _("%(n)s kurang dari %(what)s")
            what = _("rencana") if self.sent.is_plan else _("yang dikirim")
            found.append(text % {"n": angka(abs(self.gap)), "what": what})
        if self.sent.other:
            found.append(self.other_words)
        return [*found, *(f"{rule}: {RULES[rule]}" for rule in self.sheet.broken)]


@dataclass(frozen=True)
class Asked:
    """The contest, a region within the account's, and which lines."""

    election: Election
    contests: list[Contest]
    contest: Contest
    region: str
    tab: str
    scopes: list[str]

    def query(self, **changes: str) -> str:
        values = {"kontes": self.contest.key, "wilayah": self.region, "tampil": self.tab, **changes}
        return urlencode({key: value for key, value in values.items() if value})


def scopes_of(user: Any, election: Election) -> list[str]:
    """The regions in which the account sees both papers and logistics; it needs both rights."""
    papers, boxes = (access.entrances(user, election, can) for can in (Can.VIEW_RECAP, Can.VIEW_LOGISTICS))
    both = {max(one, other, key=len) for one in papers for other in boxes
            if one.startswith(other) or other.startswith(one)}  # fmt: skip
    return sorted(code for code in both if not any(code != wider and code.startswith(wider) for wider in both))


def door(request: HttpRequest, election: Election, code: str = "") -> dict[str, str] | None:
    """The way to this page from others, where the account sees both papers and logistics."""
    if not scopes_of(request.user, election):
        return None
    url = reverse("meetings:ballots", args=[election.slug])
    return {"label": _("Neraca surat suara"), "url": f"{url}?wilayah={code}" if len(code) > 4 else url}


def asked_of(request: HttpRequest, election: Election) -> Asked:
    """PermissionDenied without both rights; what is unknown in the address falls back, it never fails."""
    scopes = scopes_of(request.user, election)
    if not scopes:
        raise PermissionDenied
    contests, wanted = contests_of(election), request.GET.get("kontes", "")
    if not contests:
        raise PermissionDenied
    contest = next((one for one in contests if one.key == wanted), contests[0])
    region = request.GET.get("wilayah", "")[:13]
    region = region if region.isdecimal() and region.isascii() else ""
    tab = next((key for key, _label, _test in TABS if key == request.GET.get("tampil")), "selisih")
    return Asked(election, contests, contest, region, tab, scopes)


def lines_of(request: HttpRequest, asked: Asked) -> list[Line]:
    """Every TPS of what is asked for, by its code; two queries."""
    codes = asked.scopes
    if asked.region:
        codes = [max(asked.region, code, key=len) for code in codes
                 if asked.region.startswith(code) or code.startswith(asked.region)]  # fmt: skip
    sheets = list(ballot_lines(request.user, asked.election, asked.contest, codes))
    sent = sent_ballots(asked.election, asked.contest, [sheet.tps for sheet in sheets])
    return [Line(sheet, sent.get(sheet.tps, Sent(None))) for sheet in sheets]


def page_of(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    election, lines = asked.election, lines_of(request, asked)
    tests = {key: test for key, _label, test in TABS}
    shown = [line for line in lines if tests[asked.tab](line)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("hal"))
    codes = {line.sheet.tps[:digits] for line in page for digits in (6, 10)} | {asked.region[:10]}
    names = Names.of(election, codes | {code[:10] for code in asked.scopes}, children_of=election.kabupaten_id)
    here = reverse("meetings:ballots", args=[election.slug])
    return {
        "election": election, "contest": asked.contest, "contests": asked.contests, "asked": asked, "page": page,
        "items": [_item(election, asked, line, names) for line in page], "page_query": f"{asked.query()}&",
        "tabs": [
            {"label": label, "url": f"{here}?{asked.query(tampil=key)}", "active": key == asked.tab,
             "note": angka(count)}
            for key, label, test in TABS if (count := sum(map(test, lines))) or key in ("selisih", "semua")
        ],
        "totals": totals(lines), "total": len(lines),
        "planned": sum(line.sent.is_plan for line in lines),
        "regions": [(code, names.full(code)) for code in sorted(names.by_code)
                    if (len(code) == 6 or code == asked.region) and _is_within(code, asked.scopes)],
        "rules": [{"code": rule, "label": label, "count": count} for rule, label in RULES.items()
                  if (count := Counter(rule for line in lines for rule in line.sheet.broken)[rule])],
        "files": [{"label": form.upper(), "url": reverse("meetings:ballots-file", args=[election.slug, form])
                   + f"?{asked.query()}"} for form in FORMATS],
        "crumbs": crumbs(election, (_("Neraca surat suara"), None)), "reset_url": here,
    }  # fmt: skip


def _is_within(code: str, scopes: Iterable[str]) -> bool:
    return any(code.startswith(top) or top.startswith(code) for top in scopes)


def _item(election: Election, asked: Asked, line: Line, names: Names) -> dict[str, Any]:
    code = line.sheet.tps
    return {
        "line": line, "tps": f"TPS {code[10:]}", "place": f"{names.get(code[:10])}, {names.get(code[:6])}",
        "url": f"{tps_url(election, code)}#{asked.contest.key}", "boxes_url": place_url(election, code),
        "words": line.words(),
    }  # fmt: skip


def totals(lines: Iterable[Line]) -> dict[str, Any]:
    """Sums over the TPS whose four lines and plan are all known; a sheet that is hidden from the account is in none."""
    known = [line for line in lines if line.is_shown and line.sheet.is_whole and line.sent.count is not None]
    sums = [sum(column) for column in zip(*(line.sheet.figures for line in known), strict=True)] or [0] * 4
    sent = sum(line.sent.count for line in known)
    planned = sum(line.sent.is_plan for line in known)
    return {"tps": len(known), "sent": sent, "planned": planned, "received": sums[0], "used": sums[1],
            "returned": sums[2], "unused": sums[3], "gap": sums[0] - sent, "rest": sums[0] - sum(sums[1:])}  # fmt: skip


def file_of(request: HttpRequest, asked: Asked) -> tuple[list[str], list[list[Any]], str]:
    """The lines that one sees, all pages; what is hidden is blank and says so."""
    test = next(test for key, _label, test in TABS if key == asked.tab)
    lines = [line for line in lines_of(request, asked) if test(line)]
    names = Names.of(asked.election, {line.sheet.tps[:digits] for line in lines for digits in (6, 10)})
    titles = ["kode", _("Kecamatan"), _("Desa/Kelurahan"), "TPS", _("Dikirim"), _("Asal angka"), _("Diterima"),
              _("Digunakan"), _("Dikembalikan"), _("Tidak digunakan"), _("Selisih")]  # fmt: skip
    rows = []
    for line in lines:
        code = line.sheet.tps
        says = _("disembunyikan sampai entri kedua") if line.sheet.is_hidden else "; ".join(line.words())
        rows.append([code, names.get(code[:6]), names.get(code[:10]), code[10:], line.sent.count,
                     _("rencana") if line.sent.is_plan else _("kemasan"), *line.sheet.figures, says])  # fmt: skip
    return titles, rows, slugify(f"neraca-surat-suara {asked.contest.key} {asked.region}")
