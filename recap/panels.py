"""What the recapitulation adds to Beranda, the menu, the search, the shortcuts and the glossary."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import glossary, search, shortcuts
from electcoord.common.panels import Duty, Glance, Link, Panel, register
from electcoord.common.search import Hit, Source
from electcoord.common.shortcuts import Group, Shortcut
from electcoord.elections.models import Election
from electcoord.office.selectors import current_election
from recap.glossary import TERMS
from recap.selectors import find, overview, places, queue
from recap.selectors.duties import duties


def progress(request: HttpRequest, election: Election) -> dict[str, Any] | None:
    """Progress per contest, open findings and quarantine, each number a link to the work behind it."""
    if not places.entrances(request.user, election):
        return None
    return overview.situation(request, election)


def menu(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.VIEW_RECAP):
        return None
    return {"label": _("Rekapitulasi"), "url": reverse("recap:elections"), "icon": "rekap", "go": "r"}


def desk(request: HttpRequest) -> dict[str, str] | None:
    """Whoever has work in the queue is one click from it."""
    election = current_election(request)
    if election is None or not queue.tasks_of(request.user, election):
        return None
    return {"label": _("Meja entri"), "url": reverse("recap:desk", args=[election.slug]), "icon": "ubah", "go": "m"}


def mine(request: HttpRequest) -> dict[str, str] | None:
    election = current_election(request)
    if election is None or not places.entrances(request.user, election):
        return None
    return {"label": _("Wilayah saya"), "url": reverse("recap:mine", args=[election.slug]), "icon": "wilayah",
            "go": "w"}  # fmt: skip


def pages(request: HttpRequest, text: str) -> list[Hit]:
    """Pages of the current election by their names; all of them where nothing was typed."""
    election = current_election(request)
    if election is None or not places.entrances(request.user, election):
        return []
    user, wanted, works = request.user, search.words(text), bool(queue.tasks_of(request.user, election))
    imports = access.may_somewhere(user, Can.IMPORT_SHEETS, election)
    reads_rules = access.may_somewhere(user, Can.VIEW_PROFILE, election)
    doors = (
        ("desk", _("Meja entri"), _("antrean entri, beda entri, karantina"), "ubah", works),
        ("election", _("Rekapitulasi"), _("kontes dan keadaannya"), "rekap", True),
        ("mine", _("Wilayah saya"), _("kecamatan, desa, TPS"), "wilayah", True),
        ("progress", _("Kemajuan"), _("yang tersisa, laju, perkiraan selesai"), "jam", True),
        ("findings", _("Temuan"), _("aturan yang dilanggar"), "temuan", True),
        ("work", _("Lembar"), _("menurut status; belum masuk"), "lembar", True),
        ("corrections", _("Koreksi"), _("usul dan putusan"), "beda", True),
        ("rules", _("Penjelasan aturan"), _("arti setiap aturan"), "info", True),
        ("rules-trial", _("Uji coba aturan"), _("batas lain pada data yang tersimpan"), "atur", reads_rules),
        ("import", _("Impor C.Hasil"), _("berkas bacaan"), "impor", imports),
        ("templates", _("Templat"), _("buku kerja Excel"), "unduh", imports),
    )  # fmt: skip
    return [
        Hit(label, reverse(f"recap:{name}", args=[election.slug]), text, icon=icon)
        for name, label, text, icon, is_open in doors
        if is_open and search.matches(wanted, f"{label} {text}")
    ]


register(
    Panel("rekap", 10, "recap/_panel.html", progress),
    Duty("rekap", 10, duties),
    Glance("rekap", 10, overview.glance),
    Link(20, menu),
    Link(22, desk),
    Link(24, mine),
)
search.register(
    Source(gettext_lazy("TPS"), 10, find.tps_hits),
    Source(gettext_lazy("Wilayah"), 20, find.region_hits),
    Source(gettext_lazy("Halaman"), 30, pages),
    Source(gettext_lazy("Kontes dan peserta"), 40, find.contest_hits),
    Source(gettext_lazy("Foto"), 50, find.photo_hits),
)
shortcuts.register(
    Group(
        30,
        gettext_lazy("Mengetik C.Hasil"),
        (
            Shortcut(("Enter",), gettext_lazy("simpan angka, ke kotak berikutnya")),
            Shortcut(("Shift+Enter",), gettext_lazy("kembali ke kotak sebelumnya")),
            Shortcut(("X",), gettext_lazy("kotak kosong, lanjut (juga *)")),
            Shortcut((".",), gettext_lazy("nol, lanjut (juga koma)")),
            Shortcut(("Ctrl+V",), gettext_lazy("tempel satu kolom atau blok dari Excel")),
            Shortcut(("Alt+PageUp",), gettext_lazy("geser potongan foto ke atas")),
            Shortcut(("Alt+PageDown",), gettext_lazy("geser potongan foto ke bawah")),
            Shortcut(("Ctrl+Enter",), gettext_lazy("kirim lembar")),
        ),
    )
)
glossary.register(*TERMS)
