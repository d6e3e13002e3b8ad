"""Every page there is: for each route its addresses in the world of the pictures, or why it has no picture."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode

from electcoord.outbox import links
from electcoord.situation import owners
from electcoord.situation.states import FollowUpState
from meetings.states import MeetingState
from recap.models import CorrectionState
from recap.states import SheetState
from tests.pictures.world import BAD, GOOD, World
from tests.project.routes import walk

S, M = SheetState, MeetingState
PROJECTOR = 1920


@dataclass(frozen=True)
class Page:
    """An address that is photographed, "" where the world has nothing to show; `name` stands in the file's name."""

    name: str
    route: str
    url: str
    status: tuple[int, ...] = (200,)
    # Shown to a hall, so it is photographed at 1920 px too.
    is_projected: bool = False
    # Exists only where the demo runs, with DEBUG on.
    is_demo: bool = False
    # Its parts stay in the window while it scrolls, so the picture is the window.
    is_window: bool = False


# Routes without a page of their own.
LEFT_OUT = {
    "accounts:logout": "hanya POST", "accounts:demo-login": "hanya POST",
    "office:health": "teks untuk pemantau", "office:scripts": "JavaScript",
    "office:language": "hanya POST", "office:theme": "hanya POST",
    "office:tour-step": "hanya POST", "office:tour-end": "hanya POST",
    "admin:papers_wordtemplate_file": "berkas unduhan", "admin:papers_wordtemplate_shipped": "berkas unduhan",
    "papers:image": "gambar", "papers:small": "gambar",
    "recap:go": "mengantar ke wilayah yang dipilih",
    "logistics:needs-file": "berkas unduhan", "logistics:plan-file": "berkas unduhan",
    "recap:region-csv": "berkas unduhan", "recap:region-xlsx": "berkas unduhan",
    "recap:draft": "hanya POST", "recap:give-back": "hanya POST", "recap:release": "hanya POST",
    "recap:take-next": "mengantar ke lembar berikutnya",
    "recap:template": "berkas unduhan", "situation:board-file": "berkas unduhan", "meetings:step": "hanya POST",
    "calendar:load": "hanya POST", "calendar:feed": "berkas iCalendar",
    "meetings:letter-file": "berkas unduhan", "meetings:material": "berkas unduhan",
    "meetings:material-add": "hanya POST", "undangan:letter": "berkas unduhan",
    "undangan:calendar": "berkas unduhan", "undangan:material": "berkas unduhan",
    "meetings:coverage-file": "berkas unduhan", "meetings:certificate": "berkas unduhan",
    "meetings:document-file": "berkas unduhan", "meetings:sheet": "berkas unduhan", "meetings:file": "gambar",
    "meetings:mandate-scan": "hanya POST", "meetings:circular-file": "berkas unduhan",
    "meetings:circular-door-file": "berkas unduhan", "situation:evidence": "gambar", "situation:incident-evidence": "gambar",
    "situation:incidents-file": "berkas unduhan", "situation:incident-paper": "berkas unduhan",
    "logistics:incident-exchange": "hanya POST", "situation:owner-file": "gambar",
    "logistics:receipt-template": "berkas unduhan", "logistics:receipt-paper": "berkas unduhan",
    "logistics:receipt-photo": "gambar", "logistics:destruction-paper": "berkas unduhan",
    "logistics:movement-paper": "berkas unduhan", "logistics:movement-wave-paper": "berkas unduhan",
    "logistics:scan-worker": "JavaScript", "logistics:scan-session": "JSON", "logistics:scan-supplies": "JSON",
    "logistics:scan-send": "hanya POST", "logistics:scan-result": "JSON", "logistics:scan-photo": "hanya POST",
    "logistics:handover-photo": "gambar",
    "logistics:boxes-prepare": "hanya POST", "logistics:box-step": "hanya POST",
    "logistics:ready-file": "berkas unduhan", "logistics:timeline-file": "berkas unduhan",
    "logistics:missing-file": "berkas unduhan", "logistics:return-report-paper": "berkas unduhan",
    "meetings:ballots-file": "berkas unduhan",
    "logistics:seal-import": "hanya POST", "logistics:seal-template": "berkas unduhan",
    "logistics:pack-list": "berkas unduhan", "logistics:labels-file": "berkas unduhan",
    "logistics:box-report": "berkas unduhan", "logistics:box-photo": "gambar",
    "meetings:training-template": "berkas unduhan",
    "admin:autocomplete": "JSON", "admin:jsi18n": "JavaScript", "admin:login": "mengantar ke halaman masuk",
    "admin:logout": "hanya POST", "admin:password_change": "mengantar ke ganti kata sandi",
    "admin:password_change_done": "mengantar ke Beranda", "admin/(?P<url>.*)$": "mengantar ke alamat dengan garis miring",
}  # fmt: skip


def _at(name: str, *args: Any, **query: Any) -> str:
    return reverse(name, args=args) + (f"?{urlencode(query)}" if query else "")


def _of_sheet(name: str, state: SheetState, **wanted: Any) -> Callable[[World], str]:
    """The page of that name about a sheet in this state."""

    def url(w: World) -> str:
        sheet = w.sheet(state, **wanted)
        return _at(name, w.slug, sheet.tps_code, sheet.contest.key)

    return url


def _in_election(name: str, **query: Any) -> Callable[[World], str]:
    return lambda w: _at(name, w.slug, **query)


def _station(state: SheetState) -> Callable[[World], str]:
    return lambda w: _at("recap:tps", w.slug, w.sheet(state).tps_code)


def _region(key: str, level: str, **query: Any) -> Callable[[World], str]:
    return lambda w: _at("recap:region", w.slug, w.party if key == "dpr" else key, getattr(w, level), **query)


def _photo(w: World) -> str:
    sheet, photo = w.photo()
    return _at("recap:paper", w.slug, sheet.tps_code, sheet.contest.key, photo.uuid)


def _story(w: World) -> str:
    sheet = w.corrected()
    return _at("recap:story", w.slug, sheet.tps_code, sheet.contest.key)


def _follow_up(state: FollowUpState) -> Callable[[World], str]:
    return lambda w: _at("situation:follow-up", w.follow_up(state).uuid)


def _door(state: FollowUpState) -> Callable[[World], str]:
    """The owner's page, as it is opened without an account."""

    def url(w: World) -> str:
        row = w.follow_up(state)
        return _at("situation:owner", links.token(links.live_links(row.subject, owners.PURPOSE)[0]))

    return url


def _meeting(name: str, state: MeetingState) -> Callable[[World], str]:
    return lambda w: _at(f"meetings:{name}", w.meeting(state).uuid)


def _invited(w: World) -> str:
    """The page of one invitation, as it is opened without an account."""
    meeting, one = w.invitee()
    found = links.live_links(f"meetings.invitee:{one}", "undangan")
    return _at("undangan:personal", links.token(found[0])) if meeting and found else "/"


# route: {name of the picture: address}
PAGES: dict[str, dict[str, Callable[[World], str]]] = {
    "office:home": {"beranda": lambda w: "/"},
    "office:gaya": {"gaya": lambda w: _at("office:gaya")},
    "office:projector": {"gaya-proyektor": lambda w: _at("office:projector")},
    "office:search": {
        "cari": lambda w: _at("office:search", q="talang"),
        "cari-kosong": lambda w: _at("office:search"),
        "cari-nihil": lambda w: _at("office:search", q="zzzz"),
    },
    "office:shortcuts": {"pintasan": lambda w: _at("office:shortcuts")},
    "office:help": {"bantuan": lambda w: _at("office:help")},
    "office:tour": {"tur": lambda w: _at("office:tour")},
    "office:profile": {"profil": _in_election("office:profile")},
    "office:ledger": {
        "buku": lambda w: _at("office:ledger"),
        "buku-kosong": lambda w: _at("office:ledger", wilayah="990199"),
    },
    "office:ledger-entry": {"catatan": lambda w: _at("office:ledger-entry", w.kecamatan, 1)},
    "directory:institutions": {
        "direktori": lambda w: _at("directory:institutions"),
        "direktori-lalu": lambda w: _at("directory:institutions", jenis="polri", pada="2028-01-01"),
        "direktori-nihil": lambda w: _at("directory:institutions", cari="zzzz"),
    },
    "directory:institution": {"lembaga": lambda w: _at("directory:institution", w.institution().uuid)},
    "accounts:login": {"masuk": lambda w: _at("accounts:login"), "masuk-simulasi": lambda w: _at("accounts:login")},
    "accounts:own-log": {"log-saya": lambda w: _at("accounts:own-log")},
    "accounts:password": {"sandi": lambda w: _at("accounts:password")},
    "recap:elections": {"pemilu-pilihan": lambda w: _at("recap:elections")},
    "recap:election": {
        "pemilu": _in_election("recap:election"),
        "tidak-ada": lambda w: _at("recap:election", "tidak-ada"),
    },
    "recap:mine": {"wilayah-saya": _in_election("recap:mine")},
    "recap:places": {
        "wilayah-kabupaten": lambda w: _at("recap:places", w.slug, w.kabupaten),
        "wilayah-kecamatan": lambda w: _at("recap:places", w.slug, w.kecamatan),
        "wilayah-desa": lambda w: _at("recap:places", w.slug, w.desa),
    },
    "recap:desk": {
        "meja": _in_election("recap:desk"),
        "meja-cari": _in_election("recap:desk", cari="1"),
    },
    "recap:entry": {
        "entri": _of_sheet("recap:entry", S.BELUM_MASUK, kind="ppwp"),
        "entri-partai": _of_sheet("recap:entry", S.BELUM_MASUK, kind="dpr"),
        "entri-kedua": _of_sheet("recap:entry", S.ENTRI_SATU),
    },
    "recap:settle": {"putuskan": _of_sheet("recap:settle", S.BEDA_ENTRI)},
    "recap:correct": {"usul-koreksi": _of_sheet("recap:correct", S.TERVERIFIKASI_AWAL)},
    "recap:corrections": {"koreksi": _in_election("recap:corrections")},
    "recap:correction": {
        "koreksi-menunggu": lambda w: _at("recap:correction", w.slug, w.correction(CorrectionState.DIUSULKAN).uuid),
        "koreksi-disetujui": lambda w: _at("recap:correction", w.slug, w.correction(CorrectionState.DISETUJUI).uuid),
    },
    "recap:work": {
        "lembar": _in_election("recap:work"),
        "lembar-belum": _in_election("recap:work", status="belum_masuk"),
        "lembar-tanpa-foto": _in_election("recap:work", kertas="belum"),
    },
    "recap:findings": {
        "temuan": _in_election("recap:findings"),
        "temuan-tidak-lengkap": _in_election("recap:findings", status="tidak_lengkap"),
    },
    "recap:progress": {"kemajuan": _in_election("recap:progress")},
    "recap:rules": {"aturan": _in_election("recap:rules")},
    "recap:rules-trial": {
        "coba": _in_election("recap:rules-trial"),
        "coba-hasil": _in_election("recap:rules-trial", kapasitas_tps=100, batas_R08=3),
    },
    "recap:import": {"impor": _in_election("recap:import")},
    "recap:import-check": {
        "impor-periksa": lambda w: _at("recap:import-check", w.slug, w.upload(GOOD).uuid),
        "impor-salah": lambda w: _at("recap:import-check", w.slug, w.upload(BAD).uuid),
    },
    "recap:templates": {"templat": _in_election("recap:templates")},
    "recap:region": {
        "kabupaten": _region("ppwp", "kabupaten"),
        "kabupaten-partai": _region("dpr", "kabupaten", partai=1),
        "kecamatan": _region("ppwp", "kecamatan"),
        "desa": _region("ppwp", "desa"),
        "desa-partai": _region("dpr", "desa"),
    },
    "recap:map": {
        "peta": lambda w: _at("recap:map", w.slug, "ppwp", w.kabupaten),
        "peta-kecamatan": lambda w: _at("recap:map", w.slug, "ppwp", w.kecamatan),
    },
    "recap:tps": {
        "tps": _station(S.TERVERIFIKASI_AWAL),
        "tps-belum": _station(S.BELUM_MASUK),
        "tps-karantina": _station(S.KARANTINA),
        "tps-beda": _station(S.BEDA_ENTRI),
    },
    "recap:story": {
        "kisah": _story,
        "kisah-belum": _of_sheet("recap:story", S.BELUM_MASUK),
    },
    "recap:papers": {
        "kertas": _of_sheet("recap:papers", S.TERVERIFIKASI_AWAL),
        "kertas-belum": _of_sheet("recap:papers", S.KARANTINA),
    },
    "recap:paper": {"foto": _photo},
    "situation:board": {
        "tindak-lanjut-papan": lambda w: _at("situation:board"),
        "tindak-lanjut-semua": lambda w: _at("situation:board", keadaan="semua"),
        "tindak-lanjut-nihil": lambda w: _at("situation:board", lembaga="x"),
    },
    "situation:open": {"tindak-lanjut-baru": lambda w: _at("situation:open")},
    "situation:follow-up": {
        f"tindak-lanjut-{state.value}": _follow_up(state) for state in FollowUpState
    },
    "situation:incidents": {
        "insiden-papan": lambda w: _at("situation:incidents"),
        "insiden-semua": lambda w: _at("situation:incidents", keadaan="semua"),
        "insiden-nihil": lambda w: _at("situation:incidents", lembaga="x"),
    },
    "situation:incident-new": {
        "insiden-jenis": lambda w: _at("situation:incident-new"),
        "insiden-baru": lambda w: _at("situation:incident-new", jenis="kecelakaan"),
    },
    "situation:incident": {
        f"insiden-{kind}": (lambda w, kind=kind: _at("situation:incident", w.incident(kind).uuid))
        for kind in ("hilang", "segel_rusak", "tertukar", "kecelakaan")
    },
    "logistics:incident-swap": {"insiden-tertukar-baru": lambda w: _at("logistics:incident-swap", w.slug)},
    "situation:owner": {
        "pintu": _door(FollowUpState.TERBUKA), "pintu-dilaporkan": _door(FollowUpState.DILAPORKAN),
        "pintu-selesai": _door(FollowUpState.SELESAI), "pintu-salah": lambda w: _at("situation:owner", "salah"),
    },
    "outbox:messages": {
        "surat-keluar": lambda w: _at("outbox:messages"),
        "surat-menunggu": lambda w: _at("outbox:messages", keadaan="antri"),
    },
    "outbox:message": {
        "pesan-wa": lambda w: _at("outbox:message", w.letter("whatsapp").uuid),
        "pesan-surel": lambda w: _at("outbox:message", w.letter("email").uuid),
    },
    "meetings:list": {
        "rapat": lambda w: _at("meetings:list"),
        "rapat-semua": lambda w: _at("meetings:list", tampil="semua"),
        "rapat-nihil": lambda w: _at("meetings:list", cari="zzzz"),
    },
    "meetings:new": {"rapat-baru": lambda w: _at("meetings:new")},
    "meetings:meeting": {
        f"rapat-{state.value.replace('_', '-')}": _meeting("meeting", state)
        for state in (M.DRAF, M.DIUNDANG, M.BERLANGSUNG, M.DISKORS, M.NOTULEN_DRAF, M.DITUNDA)
    },
    "meetings:plan": {"rapat-rencana": _meeting("plan", M.DISKORS), "rapat-rencana-draf": _meeting("plan", M.DRAF)},
    "meetings:invitees": {"rapat-undangan": _meeting("invitees", M.DIUNDANG)},
    "meetings:invitee": {"rapat-jawaban": lambda w: _at("meetings:invitee", *w.invitee())},
    "meetings:desk": {"rapat-meja": _meeting("desk", M.BERLANGSUNG)},
    "meetings:mandates": {"rapat-mandat": _meeting("mandates", M.BERLANGSUNG)},
    "meetings:notes": {"rapat-catatan": _meeting("notes", M.BERLANGSUNG)},
    "meetings:timeline": {"rapat-jejak": _meeting("timeline", M.DISKORS)},
    "meetings:bookings": {"rapat-pemesanan": _meeting("bookings", M.DIUNDANG)},
    "calendar:calendar": {
        f"kalender-{view}": (lambda w, view=view: _at("calendar:calendar", tampil=view))
        for view in ("bulan", "pekan", "agenda", "gantt")
    } | {"kalender": lambda w: _at("calendar:calendar")},
    "calendar:stage": {"kalender-tahapan": lambda w: _at("calendar:stage", w.phase().uuid)},
    "calendar:subscription": {"kalender-langganan": lambda w: _at("calendar:subscription")},
    "meetings:letter": {"rapat-surat": _meeting("letter", M.DIUNDANG), "rapat-surat-baru": _meeting("letter", M.DRAF)},
    "undangan:personal": {"undangan": _invited},
    "meetings:training": {
        "pelatihan": lambda w: _at("meetings:training", w.bimtek().uuid),
        "pelatihan-desa": lambda w: _at("meetings:training", w.bimtek().uuid, desa=w.bimtek_desa),
        "pelatihan-tps": lambda w: _at("meetings:training", w.bimtek().uuid, tps=f"{w.bimtek_desa}001"),
    },
    "meetings:coverage": {"bimtek": lambda w: _at("meetings:coverage", w.bimtek().election.slug)},
    "meetings:document": {"rapat-naskah": lambda w: _at("meetings:document", w.meeting(M.NOTULEN_DRAF).uuid, "notulen")},
    "meetings:photos": {"rapat-foto": _meeting("photos", M.NOTULEN_DRAF)},
    "meetings:carry": {"rapat-bawa": _meeting("carry", M.DRAF)},
    "meetings:circular-new": {"rapat-edaran-baru": _meeting("circular-new", M.NOTULEN_DRAF)},
    "meetings:circulars": {"rapat-edaran": lambda w: _at("meetings:circulars")},
    "meetings:circular": {"rapat-edaran-satu": lambda w: _at("meetings:circular", w.circular().uuid)},
    "logistics:needs": {"kebutuhan-wilayah-saya": lambda w: _at("logistics:needs", w.slug)},
    "logistics:needs-region": {
        "kebutuhan": lambda w: _at("logistics:needs-region", w.slug, w.kabupaten),
        "kebutuhan-dukungan": lambda w: _at("logistics:needs-region", w.slug, w.kabupaten, kelompok="dukungan"),
        "kebutuhan-kecamatan": lambda w: _at("logistics:needs-region", w.slug, w.kecamatan),
        "kebutuhan-desa": lambda w: _at("logistics:needs-region", w.slug, w.desa),
    },
    "logistics:needs-tps": {"kebutuhan-tps": lambda w: _at("logistics:needs-tps", w.slug, f"{w.desa}001")},
    "logistics:items": {"barang": lambda w: _at("logistics:items", w.slug)},
    "logistics:item": {
        "barang-satu": lambda w: _at("logistics:item", w.slug, "segel"),
        "barang-profil": lambda w: _at("logistics:item", w.slug, "kotak-suara"),
    },
    "logistics:plans": {"rencana": lambda w: _at("logistics:plans", w.slug)},
    "logistics:plan": {"rencana-satu": lambda w: _at("logistics:plan", w.slug, 1)},
    "meetings:circular-door": {"pintu-edaran": lambda w: _at("meetings:circular-door", w.circular_token())},
    **{f"logistics:{name}": {f"stok-{word}": (lambda w, name=name: _at(f"logistics:{name}", w.slug))}
       for name, word in (("stock", "gudang"), ("receipts", "penerimaan"), ("receipt-new", "penerimaan-baru"),
                          ("sort", "sortir"), ("count", "hitung"), ("destructions", "pemusnahan"))},
    "logistics:lot": {"stok-barang": lambda w: _at("logistics:lot", w.slug, w.lot().uuid)},
    "logistics:receipt": {"stok-surat-jalan": lambda w: w.receipt().get_absolute_url()},
    "logistics:boxes": {"kotak": lambda w: _at("logistics:boxes", w.slug)},
    "logistics:box": {
        "kotak-satu": lambda w: _at("logistics:box", w.slug, w.box().code),
        "kotak-daftar-isi": lambda w: _at("logistics:box", w.slug, w.waiting_box().code),
        "kotak-beda-dapil": lambda w: _at("logistics:box", w.slug, w.wrong_box().code),
        "kotak-wadah": lambda w: _at("logistics:box", w.slug, w.crate().code),
    },
    **{f"logistics:{name}": {f"kotak-{word}": (lambda w, name=name: _at(f"logistics:{name}", w.slug))}
       for name, word in (("pack", "pengemasan"), ("labels", "label"), ("seals", "segel"), ("box-new", "wadah-lain"))},
    "logistics:handovers": {"serah-terima": lambda w: _at("logistics:handovers", w.slug)},
    "logistics:handover-new": {"serah-terima-baru": lambda w: _at("logistics:handover-new", w.slug)},
    "logistics:scan": {"pindai": lambda w: _at("logistics:scan", w.slug)},
    "logistics:handover": {
        "serah-terima-selesai": lambda w: _at("logistics:handover", w.slug, w.handover(2).uuid),
        "serah-terima-setengah": lambda w: _at("logistics:handover", w.slug, w.handover(1).uuid),
    },
    "logistics:movements": {"perjalanan": lambda w: _at("logistics:movements", w.slug)},
    "logistics:movement-new": {"perjalanan-baru": lambda w: _at("logistics:movement-new", w.slug)},
    "logistics:movement": {
        "perjalanan-rencana": lambda w: w.movement("direncanakan").get_absolute_url(),
        "perjalanan-di-jalan": lambda w: w.movement("berangkat").get_absolute_url(),
    },
    "logistics:movement-change": {
        "perjalanan-ubah": lambda w: _at("logistics:movement-change", w.slug, w.movement("direncanakan").uuid),
    },
    "logistics:movement-wave": {"perjalanan-gelombang": lambda w: _at("logistics:movement-wave", w.slug, "antar", 1)},
    "logistics:ready": {"kesiapan-wilayah-saya": lambda w: _at("logistics:ready", w.slug)},
    "logistics:ready-region": {
        "kesiapan": lambda w: _at("logistics:ready-region", w.slug, w.kabupaten),
        "kesiapan-kecamatan": lambda w: _at("logistics:ready-region", w.slug, w.kecamatan),
        "kesiapan-desa": lambda w: _at("logistics:ready-region", w.slug, w.desa),
    },
    "logistics:ready-tps": {"catatan-kotak": lambda w: _at("logistics:ready-tps", w.slug, w.box().code[:13])},
    "logistics:timeline": {"garis-waktu-wilayah-saya": lambda w: _at("logistics:timeline", w.slug)},
    "logistics:timeline-region": {
        "garis-waktu": lambda w: _at("logistics:timeline-region", w.slug, w.kabupaten, ke="ppk"),
        "garis-waktu-kosong": lambda w: _at("logistics:timeline-region", w.slug, w.kabupaten, tanggal="2029-01-01"),
    },
    "logistics:missing": {
        "belum-kembali": lambda w: _at("logistics:missing", w.slug),
        "belum-kembali-kpu": lambda w: _at("logistics:missing", w.slug, sampai="kpu", tampil="daftar"),
    },
    "logistics:return-reports": {"berita-acara-kotak": lambda w: _at("logistics:return-reports", w.slug)},
    "logistics:return-report": {
        "berita-acara-kotak-satu": lambda w: _at("logistics:return-report", w.slug, w.box_report().uuid)
    },
    "meetings:ballots": {
        "neraca-surat-suara": lambda w: _at("meetings:ballots", w.slug),
        "neraca-semua": lambda w: _at("meetings:ballots", w.slug, tampil="semua"),
    },
    "logistics:destruction": {"stok-berita-acara": lambda w: w.destruction().get_absolute_url()},
}  # fmt: skip
WINDOW = {"recap:entry", "recap:settle", "recap:correct"}
DEMO = {"tur", "masuk-simulasi"}
PROJECTED = {"gaya-proyektor", "kemajuan", "kabupaten"}
# What comes instead of 200: the address of nothing, and a file that is refused with its reasons.
STATUS = {
    "tidak-ada": (404,),
    "pintu-salah": (404,),
    "impor-salah": (422,),
    "pemilu-pilihan": (302, 200),
    "wilayah-saya": (302, 200),
    "kebutuhan-wilayah-saya": (302, 200),
}


def pages(world: World) -> Iterator[Page]:
    """All of the product's pages, then all of the admin's."""
    for route, named in PAGES.items():
        for name, url in named.items():
            yield Page(
                name, route, url(world), STATUS.get(name, (200,)), name in PROJECTED, name in DEMO, route in WINDOW
            )
    yield from _admin_pages()


# Pages of a model in the admin by the last part of their route; what is not a page gives a file.
ADMIN_PAGES, ADMIN_FILES = ("changelist", "add", "change", "history", "delete", "import"), ("export", "template")
FILE_TAILS = ("_import", "_export", "_template")


def admin_routes() -> dict[str, tuple[str, type[Model] | None, str]]:
    """Route of the admin: (name of the picture, "" where it has none, model, last part of the route)."""
    found: dict[str, tuple[str, type[Model] | None, str]] = {
        "admin:index": ("administrasi", None, ""), "admin:app_list": ("admin-aplikasi", None, ""),
    }  # fmt: skip
    for model in admin.site._registry:
        label, name = model._meta.app_label, model._meta.model_name
        for tail in ADMIN_PAGES:
            found[f"admin:{label}_{name}_{tail}"] = (f"admin-{name}-{tail}".removesuffix("-changelist"), model, tail)
        for tail in ADMIN_FILES:
            found[f"admin:{label}_{name}_{tail}"] = ("", model, tail)
        # Django's old address of a row, which leads on.
        found[f"admin/{label}/{name}/<path:object_id>/"] = ("", model, "")
    # Not every model has files.
    routes = {route for route, _ in walk()}
    return {route: what for route, what in found.items() if route in routes or not route.endswith(FILE_TAILS)}


def _admin_pages() -> Iterator[Page]:
    for route, (name, model, tail) in admin_routes().items():
        if not name:
            continue
        if route == "admin:app_list":
            yield Page(name, route, reverse(route, args=[apps.get_app_config("elections").label]))
        elif tail in ("change", "history", "delete"):
            row = model._default_manager.order_by("pk").first()
            # Rows are kept, and the story of a governed one is told by the ledger.
            status = {"history": (200, 302), "delete": (200, 403)}.get(tail, (200,))
            yield Page(name, route, reverse(route, args=[row.pk]) if row else "", status)
        else:
            yield Page(name, route, reverse(route), (200, 403) if tail == "add" else (200,))
