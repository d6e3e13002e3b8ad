"""The kernel's own entries of the menu, duties, sources of the search, shortcuts and words."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common import glossary, search
from electcoord.common.glossary import Term
from electcoord.common.panels import Duty, Link, register
from electcoord.common.search import Source
from electcoord.office import duties
from electcoord.office.search import entry_hits, page_hits, people_hits


def home(request: HttpRequest) -> dict[str, str]:
    return {"label": _("Beranda"), "url": reverse("office:home"), "icon": "beranda", "go": "b"}


def ledger(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.VIEW_LEDGER):
        return None
    return {"label": _("Buku kejadian"), "url": reverse("office:ledger"), "icon": "buku", "go": "k"}


def own_log(request: HttpRequest) -> dict[str, str] | None:
    if not access.is_logged(request.user):
        return None
    return {"label": _("Log saya"), "url": reverse("accounts:own-log"), "icon": "buku"}


def admin(request: HttpRequest) -> dict[str, str] | None:
    if not access.has_anywhere(request.user, Can.USE_ADMIN):
        return None
    return {"label": _("Administrasi"), "url": reverse("admin:index"), "icon": "atur", "go": "a"}


register(
    Link(10, home),
    Link(80, ledger),
    Link(85, own_log),
    Link(90, admin),
    Duty("pengaman", 1, duties.protection),
    Duty("profil", 20, duties.profile),
    Duty("akun", 30, duties.accounts),
)
search.register(
    Source(gettext_lazy("Halaman kantor"), 35, page_hits),
    Source(gettext_lazy("Akun"), 60, people_hits),
    Source(gettext_lazy("Buku kejadian"), 70, entry_hits),
)
glossary.register(
    Term(
        "tahapan",
        gettext_lazy("Tahapan"),
        gettext_lazy(
            "Bagian pekerjaan pemilu yang sedang dibuka, misalnya entri C.Hasil. Beberapa tahapan dapat dibuka bersama."
        ),
        gettext_lazy("Yang tidak dibuka tidak dapat dikerjakan; staf KPU membukanya dengan alasan."),
    ),
    Term(
        "profil",
        gettext_lazy("Profil"),
        gettext_lazy("Semua angka yang ditetapkan peraturan untuk pemilu ini, masing-masing dengan sumbernya."),
        gettext_lazy("Satu orang mengusulkan perubahan, orang lain menyetujui; berlaku ke depan saja."),
    ),
    Term(
        "buku-kejadian",
        gettext_lazy("Buku kejadian"),
        gettext_lazy("Setiap perbuatan dicatat sekali, berurutan, dan tidak dapat diubah oleh siapa pun."),
    ),
)
