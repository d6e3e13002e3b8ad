"""Boxes as an account may see them: where they are, who had them, what is wrong with their hand-overs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.errors import RuleError
from electcoord.common.numbers import angka
from electcoord.elections.models import Election
from electcoord.elections.places import Names
from electcoord.office.selectors import election_or_404
from electcoord.situation import incident_pages
from logistics.models import Container, Handover, HandoverLine, Holder, HolderKind, Reason, Side
from logistics.selectors import differences
from logistics.selectors.rooms import crumbs
from logistics.states import BAD_SEALS, ContainerState, LineState, SealSeen

PAGE, LINES = 50, 100
# Hand-overs with a difference whose incident is open.
OPEN = "terbuka"
# How a container's state and a line's look: tone and icon of the chip.
LOOKS = {
    ContainerState.DISIAPKAN: ("belum", "belum"),
    ContainerState.DIKEMAS: ("cocok", "cocok"),
    ContainerState.DISEGEL: ("selesai", "selesai"),
    ContainerState.DIBUKA: ("periksa", "periksa"),
    LineState.MENUNGGU: ("belum", "jam"),
    LineState.BERPINDAH: ("selesai", "selesai"),
    LineState.SELISIH: ("galat", "galat"),
}


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for; what is unknown finds nothing, it never fails."""

    code: str = ""
    holder: str = ""
    state: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        def text(key: str) -> str:
            return query.get(key, "").replace("\x00", "").strip()[:60]

        return cls(text("kode").upper(), text("pemegang"), text("keadaan"))

    @property
    def query(self) -> str:
        values = {"kode": self.code, "pemegang": self.holder, "keadaan": self.state}
        return urlencode({key: value for key, value in values.items() if value})

    def narrowed(self, rows: QuerySet[Container]) -> QuerySet[Container]:
        if self.code:
            rows = rows.filter(code__contains=self.code)
        if self.holder:
            rows = rows.filter(holder__kind=self.holder)
        return rows.filter(state=self.state) if self.state else rows


def boxes_of(request: HttpRequest, election: Election) -> QuerySet[Container]:
    """Those meant for the account's regions."""
    codes = access.scope(request.user, Can.VIEW_LOGISTICS, election)
    return Container.objects.filter(access.region_q(codes, "region__code"), election=election)


def moved_by(request: HttpRequest, election: Election) -> QuerySet[Container]:
    """Those that the account packs and seals."""
    codes = access.scope(request.user, Can.MOVE_BOXES, election)
    return Container.objects.filter(access.region_q(codes, "region__code"), election=election)


def box_or_404(request: HttpRequest, slug: str, code: str, can: Can = Can.VIEW_LOGISTICS) -> Container:
    """404 outside the account's regions, 403 inside them without the right."""
    election = election_or_404(request, slug)
    rows = Container.objects.select_related("election", "holder", "contest", "tps", "parent")
    row = rows.filter(election=election, code=code).first()
    if row is None:
        raise Http404
    access.check(request.user, can, region=row.region_id, election=election)
    return row


def boxes_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    wanted = Wanted.of(request.GET)
    seen = boxes_of(request, election)
    kinds = dict(seen.order_by().values_list("holder__kind").annotate(n=Count("pk")))
    rows = wanted.narrowed(seen).select_related("election", "holder", "contest", "tps").order_by("code")
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    names = Names.of(election, {row.region_id for row in page})
    return {
        "election": election, "page": page, "items": [_item(row, names) for row in page], "wanted": wanted,
        "page_query": f"{wanted.query}&" if wanted.query else "", "is_filtered": bool(wanted.query),
        "total": sum(kinds.values()),
        "stats": [
            {"label": HolderKind(kind).label, "value": kinds[kind], "url": f"?pemegang={kind}"}
            for kind in HolderKind.values if kinds.get(kind)
        ],
        "kinds": [("", _("Semua")), *HolderKind.choices], "states": [("", _("Semua")), *ContainerState.choices],
        "may_plan": access.may(request.user, Can.KEEP_STOCK, region=election.kabupaten_id, election=election),
        "stores": Holder.objects.filter(election=election, kind=HolderKind.GUDANG).order_by("name"),
        "crumbs": crumbs(election, (_("Kotak"), None)),
    }  # fmt: skip


def _item(row: Container, names: Names) -> dict[str, Any]:
    tone, icon = LOOKS[ContainerState(row.state)]
    return {
        "row": row, "url": box_url(row), "tone": tone, "icon": icon, "word": row.get_state_display(),
        "tps": str(row.tps) if row.tps else "", "place": names.full(row.region_id), "what": what(row),
    }  # fmt: skip


def what(row: Container) -> str:
    """`Kotak suara DPR Sumatera Selatan II`."""
    kind = str(row.get_kind_display()).capitalize()
    return f"{kind} {row.contest.title}" if row.contest else kind


def box_url(row: Container) -> str:
    return reverse("logistics:box", args=[row.election.slug, row.code])


def box_page(request: HttpRequest, row: Container) -> dict[str, Any]:
    """One box: what it is, who holds it, how it came there, its seals, what is wrong."""
    election = row.election
    names = Names.of(election, {row.region_id})
    lines = list(row.lines.select_related("handover__giver", "handover__receiver").order_by("-pk")[:100])
    wrong = [line for line in lines if is_wrong(line)]
    tone, icon = LOOKS[ContainerState(row.state)]
    return {
        "election": election, "row": row, "what": what(row), "place": names.full(row.region_id), "tone": tone,
        "icon": icon, "word": row.get_state_display(), "seals": list(row.seals.order_by("removed_at", "number")),
        "wrong": lines_of(request.user, wrong),
        "incidents": incidents_about(
            request.user, [line.handover for line in wrong], f"logistics.container:{row.uuid}"
        ),
        "report_url": report_url(request, row),
        "open_lines": [line_of(line) for line in lines if line.state == LineState.MENUNGGU],
        "may_keep": access.may(request.user, Can.MOVE_BOXES, region=row.region_id, election=election),
        "may_hand": access.may(request.user, Can.HAND_OVER, region=row.region_id, election=election),
        "crumbs": crumbs(
            election, (_("Kotak"), reverse("logistics:boxes", args=[election.slug])), (row.code, None)
        ),
    }  # fmt: skip


def is_wrong(line: HandoverLine) -> bool:
    return line.state == LineState.SELISIH or line.giver_seal in BAD_SEALS or line.receiver_seal in BAD_SEALS


def line_of(line: HandoverLine) -> dict[str, Any]:
    """A line as tables show it."""
    tone, icon = LOOKS[LineState(line.state)]
    is_bad = line.state == LineState.BERPINDAH and is_wrong(line)
    seals = [SealSeen(seal).label for seal in (line.giver_seal, line.receiver_seal) if seal]
    return {
        "line": line, "tone": "periksa" if is_bad else tone, "icon": "periksa" if is_bad else icon,
        "word": _("berpindah, segel berselisih") if is_bad else line.get_state_display(),
        "reason": Reason(line.reason).label if line.reason else "", "seals": " / ".join(map(str, seals)),
    }  # fmt: skip


def lines_of(user: Any, lines: Sequence[HandoverLine]) -> list[dict[str, Any]]:
    """The same, each with the incidents that cleared its difference."""
    cleared = differences.clearings(user, [line for line in lines if is_wrong(line)])
    return [line_of(line) | {"cleared": cleared.get(line.pk, [])} for line in lines]


def handovers_of(request: HttpRequest, election: Election) -> QuerySet[Handover]:
    """Those to or from a holder in the account's regions."""
    codes = access.scope(request.user, Can.VIEW_LOGISTICS, election)
    near = access.region_q(codes, "giver__region__code") | access.region_q(codes, "receiver__region__code")
    return Handover.objects.filter(near, election=election)


def handovers_page(request: HttpRequest, election: Election) -> dict[str, Any]:
    """The latest first; those that wait or differ can be had alone."""
    state = request.GET.get("keadaan", "")
    seen = handovers_of(request, election)
    lines = HandoverLine.objects.filter(handover__in=seen)
    counts = dict(lines.order_by().values_list("state").annotate(n=Count("handover", distinct=True)))
    still = differences.open_differences(election).filter(handover__in=seen)
    counts[OPEN] = still.order_by().values("handover").distinct().count()
    if state in LineState.values:
        seen = seen.filter(pk__in=lines.filter(state=state).values("handover"))
    elif state == OPEN:
        seen = seen.filter(pk__in=still.values("handover"))
    told = {f"n_{value}": Count("lines", filter=Q(lines__state=value)) for value in LineState.values}
    rows = seen.select_related("giver", "receiver").annotate(**told).order_by("-first_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    shown = [("", _("Semua")), (OPEN, _("selisih terbuka")), *LineState.choices]
    return {
        "election": election, "page": page, "page_query": f"keadaan={state}&" if state in dict(shown) and state else "",
        "items": [
            {"row": row, "chips": [
                {"tone": LOOKS[LineState(value)][0], "icon": LOOKS[LineState(value)][1],
                 "word": LineState(value).label, "count": getattr(row, f"n_{value}")}
                for value in LineState.values if getattr(row, f"n_{value}")
            ]}
            for row in page
        ],
        "filters": [
            {"label": _with_count(label, counts.get(value, 0)), "url": f"?keadaan={value}" if value else "?",
             "active": value == state}
            for value, label in shown
        ],
        "may_hand": access.has_anywhere(request.user, Can.HAND_OVER),
        "crumbs": crumbs(election, (_("Serah terima"), None)),
    }  # fmt: skip


def _with_count(label: Any, count: int) -> str:
    return f"{str(label).capitalize()} {angka(count)}" if count else str(label).capitalize()


def handover_page(request: HttpRequest, row: Handover) -> dict[str, Any]:
    """One hand-over. A side that has not told sees how many the other saw, not which: it counts for itself."""
    election = row.election
    told = {found.side: found for found in row.confirmations.all()}
    may = {side: side not in told and acts_for(request, row, side) for side in Side}
    is_open = len(told) < len(Side)
    lines = list(row.lines.select_related("container", "handover").order_by("container__code"))
    seen_by = {Side.PEMBERI: "giver_seal", Side.PENERIMA: "receiver_seal"}
    known = [] if is_open and any(may.values()) else lines
    # A truck carries hundreds; what differs comes first.
    page = Paginator(sorted(known, key=lambda line: not is_wrong(line)), LINES).get_page(request.GET.get("hal"))
    return {
        "election": election, "row": row, "is_open": is_open, "known": known, "page": page,
        "sides": [
            {"side": side, "label": side.label, "holder": row.giver if side == Side.PEMBERI else row.receiver,
             "told": told.get(side), "count": sum(1 for line in lines if getattr(line, seen_by[side])),
             "may": may[side]}
            for side in Side
        ],
        "lines": lines_of(request.user, list(page)),
        "incidents": incidents_about(request.user, [row]),
        "seal_choices": SealSeen.choices, "reasons": Reason.choices,
        "crumbs": crumbs(
            election, (_("Serah terima"), reverse("logistics:handovers", args=[election.slug])),
            (f"{row.giver} → {row.receiver}", None),
        ),
    }  # fmt: skip


def acts_for(request: HttpRequest, row: Handover, side: str) -> bool:
    """Whether the account may tell for this side: it hands over in the region of the side's holder."""
    holder = row.giver if side == Side.PEMBERI else row.receiver
    return access.may(request.user, Can.HAND_OVER, region=region_of(holder), election=row.election)


def region_of(holder: Holder) -> str:
    """The code where a holder's people act: a KPPS at its TPS, others in their region."""
    return holder.tps.code if holder.tps_id else holder.region_id


def holders_of(request: HttpRequest, election: Election, can: Can = Can.HAND_OVER) -> QuerySet[Holder]:
    """From and to whom the account may hand over: everything of its regions, and what stands above them."""
    codes = access.scope(request.user, can, election)
    near = access.region_q(codes, "region__code")
    for code in codes:
        near |= Q(region_id__in=[code[:digits] for digits in (4, 6, 10) if digits <= len(code)])
    return Holder.objects.filter(near, election=election).select_related("tps")


def holder_named(rows: QuerySet[Holder], text: str) -> Holder:
    """By its key or the whole of its name, among these; RuleError where it is none of them or not the only one."""
    text = " ".join(text.replace("\x00", "").split())
    found = list(rows.filter(key=text)[:1]) or list(rows.filter(name__iexact=text)[:2])
    if len(found) != 1:
        raise RuleError(_("Pemegang tidak dikenal atau tidak tunggal: %(name)s. Pilih dari daftar.") % {"name": text})
    return found[0]


def incidents_about(user: Any, ways: Iterable[Handover], *subjects: str) -> list[dict[str, Any]]:
    """The incidents of these hand-overs, and of what else is named, that the account sees; one query."""
    if not (about := [*(f"logistics.handover:{way.uuid}" for way in ways), *subjects]):
        return []
    rows = incident_pages.incidents_for(user).filter(about__in=about).order_by("-pk")
    return [incident_pages.line(row) for row in rows[:20]]


def report_url(request: HttpRequest, row: Container) -> str:
    """Where something about this box is reported; "" for whoever may not."""
    if not access.may(request.user, Can.REPORT_INCIDENTS, region=row.region_id, election=row.election):
        return ""
    return report_about(f"logistics.container:{row.uuid}", f"{what(row)} {row.code}")


def report_about(subject: str, title: str, kind: str = "") -> str:
    """The form of a new incident that begins with what it is about, and with its kind where one is named."""
    told = {"asal": subject, "judul": title[:200]}
    if kind:
        return f"{reverse('situation:incident-new')}?{urlencode({'jenis': kind, **told})}"
    return f"{reverse('situation:incident-new')}?{urlencode(told)}"
