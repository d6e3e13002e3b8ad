"""Pages of packing: what goes into a box and what is in it, many boxes at once, and labels."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.numbers import angka
from electcoord.elections.models import Contest, ContestKind, Election
from electcoord.elections.places import Names
from electcoord.office.selectors import people
from electcoord.papers import attachments, labels
from electcoord.papers.labels import Label
from logistics.accounts import Account
from logistics.goods import BALLOT, name_of, unit_of
from logistics.models import (
    Container,
    ContainerKind,
    Custody,
    Holder,
    HolderKind,
    PackedLine,
    Packing,
    Presence,
    WrongReason,
)
from logistics.models.containers import MOST_EACH, SIGNS
from logistics.selectors import boxes, stock
from logistics.selectors import packing as reads
from logistics.selectors.rooms import crumbs
from logistics.states import ContainerState

MOST_PRINTED, PRESENT_ROWS, SHOWN_INSIDE = 80, 4, 100
KINDS = [kind for kind in ContainerKind if kind in SIGNS]
PER = [("tps", "TPS"), ("desa", "PPS"), ("kecamatan", "PPK"), ("kabupaten", "KPU")]


def subject_of(row: Container) -> str:
    return f"logistics.container:{row.uuid}"


def box_parts(request: HttpRequest, row: Container) -> dict[str, Any]:
    """What the page of one box shows of its filling, nesting, reports and photos."""
    wanted = reads.Lists(row.election).of(row) if row.state == ContainerState.DISIAPKAN else []
    packings = list(
        Packing.objects.filter(container=row).select_related("ballots", "warehouse", "container").order_by("-round")
    )
    current = next((one for one in packings if one.unpacked_at is None), None)
    lines = reads.lines_of([current]).get(row.pk, []) if current else []
    inside = list(row.inside.select_related("contest", "election").order_by("code")[: SHOWN_INSIDE + 1])
    is_outer = row.kind != ContainerKind.SAMPUL and row.parent_id is None
    may_pack = access.may(request.user, Can.MOVE_BOXES, region=row.region_id, election=row.election)
    return {
        "wanted": [_wanted_row(line, request) for line in wanted],
        "contests": reads.Lists(row.election).contests if wanted else [],
        "packing": current, "packed": [_packed_row(line) for line in lines],
        "packer": people([current.by]).get(current.by, "") if current else "",
        "unstocked": [name_of(line.item_code) for line in lines if line.lot_id is None],
        "former": [one for one in packings if one.unpacked_at], "may_unpack": may_pack and _may_unpack(row),
        "inside": inside[:SHOWN_INSIDE], "inside_more": len(inside) > SHOWN_INSIDE,
        "may_nest": may_pack and is_outer and row.state != ContainerState.DISEGEL,
        "reports": [
            {"row": report, "url": reverse("logistics:box-report", args=[row.election.slug, row.code, report.uuid])}
            for report in row.seal_reports.select_related("document").order_by("-pk")
        ],
        "unreported": _unreported(row), "presence": Presence.choices, "present_rows": present_rows(request),
        "photos": _photos(row), "may_photo": may_pack,
        "list_url": f"{reverse('logistics:pack-list', args=[row.election.slug])}?kode={row.code}",
        "label_url": f"{reverse('logistics:labels-file', args=[row.election.slug])}?kode={row.code}",
    }  # fmt: skip


def _wanted_row(line: reads.Wanted, request: HttpRequest) -> dict[str, Any]:
    sent = request.POST if request.method == "POST" else {}
    return {
        "line": line, "how": calculation(line), "ticked": f"c-{line.item_code}" in sent,
        "count": sent.get(f"j-{line.item_code}", ""), "reason": sent.get(f"a-{line.item_code}", ""),
    }  # fmt: skip


def calculation(line: reads.Wanted) -> str:
    """`DPT 250 + cadangan 5`."""
    if not line.is_ballot:
        return ""
    if line.dpt is None:
        return _("DPT belum diketahui")
    return _("DPT %(dpt)s + cadangan %(reserve)s") % {"dpt": angka(line.dpt), "reserve": angka(line.reserve)}


def _packed_row(line: PackedLine) -> dict[str, Any]:
    name = name_of(line.item_code)
    return {
        "line": line, "name": f"{name} {line.contest.title}" if line.contest else name,
        "unit": unit_of(line.item_code), "packed": angka(line.packed, _("tidak dihitung")),
    }  # fmt: skip


def _may_unpack(row: Container) -> bool:
    if row.state not in (ContainerState.DIKEMAS, ContainerState.DIBUKA) or row.holder.kind != HolderKind.GUDANG:
        return False
    kinds = (HolderKind.GUDANG, HolderKind.PERJALANAN)
    return not Custody.objects.filter(container=row).exclude(holder__kind__in=kinds).exists()


def _unreported(row: Container) -> bool:
    """Whether it stands open and no berita acara tells of it, although no KPPS holds it."""
    if row.state != ContainerState.DIBUKA or row.holder.kind == HolderKind.KPPS:
        return False
    last = row.seal_reports.order_by("-pk").first()
    return last is None or last.kind != "buka"


def _photos(row: Container) -> list[dict[str, Any]]:
    return [
        {"row": found, "url": reverse("logistics:box-photo", args=[row.election.slug, row.code, found.uuid])}
        for found in attachments.attachments_of(subject_of(row))
    ]


def present_rows(request: HttpRequest) -> list[dict[str, Any]]:
    """Rows for who was present, the first for a supervisor, with what was typed."""
    sent = request.POST if request.method == "POST" else {}
    return [
        {"at": at, "name": sent.get(f"hadir-{at}", ""), "institution": sent.get(f"lembaga-{at}", ""),
         "side": sent.get(f"unsur-{at}", Presence.PENGAWAS if at == 1 else Presence.KPU)}
        for at in range(1, PRESENT_ROWS + 1)
    ]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """Which boxes: of a region (any code of the election), of a kind of contest, or one by its code."""

    region: str = ""
    contest: str = ""
    kind: str = ""
    code: str = ""

    @classmethod
    def of(cls, sent: Any) -> "Choice":
        def text(name: str, most: int = 40) -> str:
            return sent.get(name, "").replace("\x00", "").strip()[:most]

        return cls("".join(filter(str.isdigit, text("wilayah"))), text("kontes"), text("jenis"), text("kode").upper())

    @property
    def query(self) -> str:
        pairs = {"wilayah": self.region, "kontes": self.contest, "jenis": self.kind, "kode": self.code}
        return urlencode({key: value for key, value in pairs.items() if value})

    def narrowed(self, rows: QuerySet[Container]) -> QuerySet[Container]:
        if self.code:
            rows = rows.filter(code=self.code)
        if self.region:
            rows = rows.filter(code__startswith=self.region)
        if self.contest:
            rows = rows.filter(contest__kind=self.contest)
        return rows.filter(kind=self.kind) if self.kind else rows


def choices(request: HttpRequest, election: Election) -> dict[str, Any]:
    """What the lists for choosing boxes hold: regions that the account sees boxes of, kinds of contests."""
    codes = sorted({code[:digits] for code in boxes.boxes_of(request, election).order_by().values_list(
        "region_id", flat=True).distinct() for digits in (6, 10)})  # fmt: skip
    names = Names.of(election, codes)
    kinds = dict.fromkeys(election.contests.order_by("order").values_list("kind", flat=True))
    return {
        "regions": [("", _("Semua wilayah"))]
        + [(code, f"{'— ' if len(code) > 6 else ''}{names.full(code)}") for code in codes],
        "contest_kinds": [("", _("Semua jenis"))] + [(kind, ContestKind(kind).label) for kind in kinds],
        "kinds": [("", _("Semua")), *ContainerKind.choices],
    }


def chosen(request: HttpRequest, election: Election, choice: Choice) -> QuerySet[Container]:
    rows = boxes.boxes_of(request, election).select_related("contest", "tps", "election", "holder__warehouse")
    return choice.narrowed(rows).order_by("code")


def waiting(request: HttpRequest, election: Election, choice: Choice) -> QuerySet[Container]:
    """Ballot boxes of the choice that wait to be packed and stand in a warehouse."""
    return chosen(request, election, choice).filter(
        kind=ContainerKind.KOTAK, state=ContainerState.DISIAPKAN, holder__kind=HolderKind.GUDANG
    )


def ready(request: HttpRequest, election: Election, choice: Choice) -> QuerySet[Container]:
    """Those of them whose list says how many ballots go in: the DPT of their TPS is known."""
    rows = waiting(request, election, choice)
    return rows.filter(tps__dpt_l__isnull=False, tps__dpt_p__isnull=False)


def pack_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """How many boxes of the choice can be packed as listed, what that takes, and whether the stock has it."""
    choice = Choice.of(request.POST if request.method == "POST" else request.GET)
    seen = choice.narrowed(boxes.boxes_of(request, election).filter(kind=ContainerKind.KOTAK))
    states = Counter(seen.order_by().values_list("state", flat=True))
    rows = list(ready(request, election, choice))
    sums = _sums(election, rows) if rows else []
    return {
        "election": election, "choice": choice, **choices(request, election), "count": len(rows),
        "states": [
            {"label": state.label, "value": states[state]} for state in ContainerState if states[state]
        ],
        "sums": [one for one in sums if not one["is_unset"]], "unset": [one["name"] for one in sums if one["is_unset"]],
        "unknown": waiting(request, election, choice).count() - len(rows),
        "may_pack": access.may(request.user, Can.MOVE_BOXES, region=election.kabupaten_id, election=election),
        "crumbs": crumbs_to(election, _("Pengemasan")),
        "list_url": f"{reverse('logistics:pack-list', args=[election.slug])}?{choice.query}",
    }  # fmt: skip


def _sums(election: Election, rows: Sequence[Container]) -> list[dict[str, Any]]:
    """What all these boxes take of each item, beside what lies ready in their warehouses."""
    lists, lots = reads.Lists(election), reads.Lots(election)
    held = stock.held_by_place(election)
    sums: dict[tuple[str, int | None], int] = {}
    names: dict[tuple[str, int | None], tuple[str, str]] = {}
    unknown: Counter[tuple[str, int | None]] = Counter()
    stores = {row.holder.warehouse.pk for row in rows if row.holder.warehouse}
    for row in rows:
        for line in lists.of(row):
            key = line.item_code, line.contest.pk if line.contest else None
            names[key] = (f"{line.name} {line.contest.title}" if line.contest else line.name, line.unit)
            sums[key] = sums.get(key, 0) + (line.wanted or 0)
            unknown[key] += line.wanted is None
    order = {contest.pk: at for at, contest in enumerate(lists.contests)}
    found = []
    for key in sorted(sums, key=lambda key: (key[0] != BALLOT, order.get(key[1], 0))):
        lot = lots.of(key[0], lists.by_pk.get(key[1]))
        there = None if lot is None else sum(held.get((lot.pk, store), {}).get(Account.BAIK, 0) for store in stores)
        found.append({
            "name": names[key][0], "unit": names[key][1], "wanted": sums[key], "unknown": unknown[key], "there": there,
            "short": max(0, sums[key] - there) if there is not None else 0,
            "is_unset": unknown[key] and not sums[key] and key[0] != BALLOT,
        })  # fmt: skip
    return found


def labels_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """Labels of the choice, in files of so many sheets."""
    choice = Choice.of(request.GET)
    total = chosen(request, election, choice).count()
    url = reverse("logistics:labels-file", args=[election.slug])
    parts = [
        {"from": start + 1, "to": min(start + labels.MOST, total),
         "url": f"{url}?{urlencode({'bagian': at})}{'&' if choice.query else ''}{choice.query}"}
        for at, start in enumerate(range(0, total, labels.MOST), 1)
    ]  # fmt: skip
    page = Paginator(parts, boxes.PAGE).get_page(request.GET.get("hal"))
    return {
        "election": election, "choice": choice, **choices(request, election), "total": total, "page": page,
        "page_query": f"{choice.query}&" if choice.query else "", "sheets": -(-total // labels.PER_SHEET),
        "crumbs": crumbs_to(election, _("Label")),
    }  # fmt: skip


def labels_of(election: Election, rows: Iterable[Container]) -> list[Label]:
    rows = list(rows)
    codes = {row.region_id for row in rows}
    names = Names.of(election, codes | {code[:6] for code in codes})
    return [_label(row, names) for row in rows]


def _label(row: Container, names: Names) -> Label:
    place = names.full(row.region_id)
    lines = [f"{row.tps}, {place}" if row.tps else place]
    if len(row.region_id) > 6:
        lines.append(names.full(row.region_id[:6]))
    if row.contest:
        lines.append(dapil_of(row.contest))
    return Label(row.code, boxes.what(row), tuple(line for line in lines if line))


def dapil_of(contest: Contest) -> str:
    """`Dapil Talang Maju 1`; nothing where the whole area votes as one."""
    return f"Dapil {contest.name.title()}" if contest.dapil_code else ""


def making_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """The form for containers that are no ballot boxes."""
    places = Holder.objects.filter(election=election, kind__in=[HolderKind.GUDANG, HolderKind.PPK])
    return {
        "election": election, "stores": places.order_by("kind", "name"), "most": MOST_EACH, "pers": PER,
        **choices(request, election), "make_kinds": [(kind.value, kind.label) for kind in KINDS],
        "crumbs": crumbs_to(election, _("Wadah lain")),
    }  # fmt: skip


def warning_page(request: HttpRequest, row: Container, refusal: str, ballots: Contest) -> dict[str, Any]:
    """What is asked before ballots of another dapil go into a box; all that was sent is sent again."""
    kept = [(name, value) for name, value in request.POST.items()
            if name not in ("csrfmiddlewaretoken", "sebab_beda", "nama_beda")]  # fmt: skip
    names = Names.of(row.election, {row.region_id})
    return {
        "election": row.election, "row": row, "refusal": refusal, "ballots": ballots, "kept": kept,
        "reasons": WrongReason.choices, "what": boxes.what(row), "place": names.full(row.region_id),
        "typed": request.POST, "crumbs": crumbs_to(row.election, _("Peringatan beda dapil")),
    }  # fmt: skip


def crumbs_to(election: Election, label: str) -> list[dict[str, str | None]]:
    return crumbs(election, (_("Kotak"), reverse("logistics:boxes", args=[election.slug])), (label, None))
