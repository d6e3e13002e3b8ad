"""What logistics adds to Beranda, the menu and the search."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import search
from electcoord.common.numbers import angka
from electcoord.common.panels import Duty, Link, Panel, Task, register
from electcoord.common.search import Hit, Source
from electcoord.elections.models import Election
from electcoord.office.selectors import current_election
from logistics.models import HandoverLine
from logistics.selectors import boxes, movements, ready_pages
from logistics.selectors.differences import open_differences
from logistics.states import LineState

LIMIT = 8


def menu(request: HttpRequest) -> dict[str, str] | None:
    election = current_election(request)
    if election is None or not access.scope(request.user, Can.VIEW_LOGISTICS, election):
        return None
    return {
        "label": _("Logistik"),
        "url": reverse("logistics:ready", args=[election.slug]),
        "icon": "logistik",
        "go": "l",
    }


def duties(request: HttpRequest, election: Election) -> list[Task]:
    """Boxes whose hand-over differs, and those that wait for the other side; each leads to them."""
    if not access.scope(request.user, Can.VIEW_LOGISTICS, election):
        return []
    found = _alarms(request, election)
    if not access.scope(request.user, Can.HAND_OVER, election):
        return found
    lines = HandoverLine.objects.filter(handover__in=boxes.handovers_of(request, election))
    wrong = open_differences(election).filter(pk__in=lines.values("pk")).values("container").distinct().count()
    waiting = lines.filter(state=LineState.MENUNGGU).count()
    url = reverse("logistics:handovers", args=[election.slug])
    if wrong:
        title = ngettext("%(n)s kotak berselisih pada serah terima", "%(n)s kotak berselisih pada serah terima", wrong)
        task = Task(title % {"n": angka(wrong)}, wrong, f"{url}?keadaan=terbuka", _("Lihat selisih"), tone="galat")
        found.append(task)
    if waiting:
        title = ngettext(
            "%(n)s kotak menunggu pernyataan pihak lain", "%(n)s kotak menunggu pernyataan pihak lain", waiting
        )
        found.append(Task(title % {"n": angka(waiting)}, waiting, f"{url}?keadaan=menunggu", _("Buka serah terima"),
                          tone="periksa"))  # fmt: skip
    return found


def _alarms(request: HttpRequest, election: Election) -> list[Task]:
    """Vehicles that are late or silent now."""
    found = movements.alarms_of(movements.movements_of(request, election), timezone.now())
    if not found:
        return []
    n, first = len(found), found[0]
    title = ngettext("%(n)s perjalanan terlambat atau tanpa kabar", "%(n)s perjalanan terlambat atau tanpa kabar", n)
    more = f"{first['row'].holder}: {first['alarm'].text}"
    url = first["url"] if n == 1 else reverse("logistics:movements", args=[election.slug])
    return [Task(title % {"n": angka(n)}, n, url, _("Hubungi pengemudinya"), tone="galat", text=more)]


def box_hits(request: HttpRequest, text: str) -> list[Hit]:
    """Boxes by their code, in the election that is worked in."""
    election, wanted = current_election(request), text.strip().upper()
    if election is None or len(wanted) < 4 or not access.scope(request.user, Can.VIEW_LOGISTICS, election):
        return []
    rows = boxes.boxes_of(request, election).filter(code__startswith=wanted).select_related("contest", "holder")
    return [
        Hit(
            row.code,
            reverse("logistics:box", args=[election.slug, row.code]),
            boxes.what(row),
            str(row.holder),
            "logistik",
        )
        for row in rows.order_by("code")[:LIMIT]
    ]


def page_hits(request: HttpRequest, text: str) -> list[Hit]:
    """The rooms of logistics by their names."""
    election, wanted = current_election(request), search.words(text)
    if election is None or not access.scope(request.user, Can.VIEW_LOGISTICS, election):
        return []
    in_office = access.may(request.user, Can.VIEW_LOGISTICS, region=election.kabupaten_id, election=election)
    doors = [
        ("ready", _("Kesiapan logistik"), _("kotak diterima, di jalan, terlambat"), True),
        ("timeline", _("Garis waktu distribusi"), _("kotak tiap jam ke PPK, PPS, KPPS"), True),
        ("missing", _("Kotak belum kembali"), _("pengembalian, kotak bersegel, berita acara"), True),
        ("needs", _("Kebutuhan logistik"), _("surat suara, kotak, bilik, segel"), True),
        ("stock", _("Gudang"), _("stok, penerimaan, sortir, pemusnahan"), in_office),
        ("boxes", _("Kotak"), _("pemegang, segel"), True),
        ("handovers", _("Serah terima"), _("penguasaan kotak, selisih"), True),
        ("movements", _("Perjalanan"), _("kendaraan, pengawal, surat jalan, terlambat"), True),
    ]
    return [
        Hit(label, reverse(f"logistics:{name}", args=[election.slug]), more, icon="logistik")
        for name, label, more, is_open in doors
        if is_open and search.matches(wanted, f"{label} {more}")
    ]


register(
    Panel("logistik", 30, "logistics/_panel.html", ready_pages.glance), Duty("logistik", 40, duties), Link(32, menu)
)
search.register(
    Source(gettext_lazy("Kotak"), 47, box_hits),
    Source(gettext_lazy("Halaman logistik"), 48, page_hits),
)
