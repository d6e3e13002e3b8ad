"""Steps of the tour through the recapitulation; each chooses its sheet by the state that it finds."""

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electcoord.accounts.demo import TALANG, TPS
from electcoord.accounts.models import User
from electcoord.common.tour import Step, Stop, register
from electcoord.elections.demo import KABUPATEN, SLUG
from electcoord.elections.models import Election
from recap.models import Correction, CorrectionState, Sheet, SheetVersion, Task, VersionKind
from recap.selectors import queue

TYPIST, SECOND, CHAIR = "sekretariat-talang", "sekretariat-talang-2", "ppk-talang"


def _at(name: str, *args: str) -> str:
    return reverse(f"recap:{name}", args=[SLUG, *args])


def _sheet_page(name: str, sheet: Sheet) -> str:
    return _at(name, sheet.tps_code, sheet.contest.key)


def _waiting(username: str, task: Task) -> QuerySet[Sheet]:
    """What the queue would hand this person: papers that are there first, the short forms before the long ones."""
    user = User.objects.get(username=username)
    election = Election.objects.select_related("profile").get(slug=SLUG)
    rows = queue.free(queue.waiting(user, election, task), user, timezone.now())
    return queue.in_order(rows, user).order_by("-has_paper", "contest__order", "tps_code").select_related("contest")


def whole() -> Stop:
    return Stop(_at("region", "ppwp", KABUPATEN))


def station() -> Stop:
    return Stop(_at("tps", TPS))


def typing() -> Stop:
    if sheet := _waiting(TYPIST, Task.MASUK).first():
        return Stop(_sheet_page("entry", sheet))
    return Stop(_at("desk"), _("Semua lembar di kecamatan ini sudah dientri; meja entri menunjukkan sisanya."))


def second() -> Stop:
    rows = _waiting(SECOND, Task.KEDUA)
    typist = str(User.objects.get(username=TYPIST).uuid)
    typed = SheetVersion.objects.filter(entered_by=typist, kind=VersionKind.ENTRI_SATU).order_by("-entered_at")
    if sheet := rows.filter(pk__in=list(typed.values_list("sheet_id", flat=True)[:1])).first():
        return Stop(_sheet_page("entry", sheet), _("Ini lembar yang baru Anda ketik sebagai orang pertama."))
    if sheet := rows.first():
        return Stop(_sheet_page("entry", sheet))
    return Stop(_at("desk"), _("Semua entri kedua di kecamatan ini sudah selesai; meja entri menunjukkan sisanya."))


def difference() -> Stop:
    rows = _waiting(CHAIR, Task.BEDA)
    mine = SheetVersion.objects.filter(kind=VersionKind.ENTRI_DUA, role="sekretariat_ppk").order_by("-entered_at")
    user = str(User.objects.get(username=SECOND).uuid)
    just = rows.filter(pk__in=list(mine.filter(entered_by=user).values_list("sheet_id", flat=True)[:1])).first()
    if sheet := just or rows.first():
        note = _("Ini lembar yang baru Anda ketik dua kali: kedua bacaannya berbeda.") if just else ""
        return Stop(_sheet_page("settle", sheet), note)
    decided = SheetVersion.objects.filter(kind=VersionKind.KEPUTUSAN, sheet__election__slug=SLUG)
    version = decided.select_related("sheet__contest").order_by("-entered_at").first()
    if version:
        return Stop(
            _sheet_page("story", version.sheet),
            _("Semua beda entri di kecamatan ini sudah diputuskan; ini kisah yang terakhir."),
        )
    return Stop(_at("desk"))


def correction() -> Stop:
    rows = Correction.objects.filter(
        state=CorrectionState.DISETUJUI, sheet__election__slug=SLUG, sheet__kecamatan_code=TALANG
    )
    found = rows.select_related("sheet__contest").order_by("sheet__contest__order", "pk").first()
    return Stop(_sheet_page("story", found.sheet) if found else _at("corrections"))


def findings() -> Stop:
    return Stop(_at("findings"))


def progress() -> Stop:
    try:
        return Stop(_at("map", "ppwp", KABUPATEN))
    except NoReverseMatch:
        return Stop(_at("progress"))


register(
    Step(
        20,
        "ketua",
        _("Dari kabupaten sampai TPS"),
        _("Tabel Presiden dan Wakil Presiden untuk seluruh kabupaten. Klik kecamatan, lalu desa, sampai TPS."),
        _(
            "Kolom progres tiap kecamatan, dan lambang di belakang nama: yang perlu diperiksa "
            "membuka lembar berikutnya."
        ),
        _("Angka yang belum lengkap selalu disertai cakupannya, sehingga tidak terbaca sebagai hasil akhir."),
        whole,
    ),
    Step(
        30,
        "panwas-talang",
        _("Satu TPS dan kertasnya"),
        _("Anda Panwaslu Kecamatan. Inilah TPS 001: lima lembar C.Hasil dengan foto setiap halamannya."),
        _("Bandingkan angka dengan tulisan tangan di foto. Kedua entri, temuan, dan semua versi ada di halaman ini."),
        _("Yang sah adalah kertas bertanda tangan; setiap angka di layar dapat ditelusuri sampai ke kotaknya di foto."),
        station,
    ),
    Step(
        40,
        TYPIST,
        _("Mengetik satu lembar"),
        _("Anda petugas sekretariat PPK. Salin foto ke kotak dengan papan ketik saja: angka, lalu Enter."),
        _(
            "Foto bergeser mengikuti kotak. X berarti kotak kosong, titik berarti nol. Kirim dengan "
            "Ctrl+Enter, atau lanjut."
        ),
        _("Angka yang mustahil pun disimpan seperti tertulis; yang aneh diperlihatkan, tidak diperbaiki diam-diam."),
        typing,
    ),
    Step(
        50,
        SECOND,
        _("Entri kedua tanpa melihat yang pertama"),
        _("Orang lain membaca kertas yang sama. Tidak satu halaman pun memperlihatkan angka entri pertama kepadanya."),
        _("Coba buka TPS-nya: angka dan jumlah yang dapat membocorkannya disembunyikan sampai lembar ini selesai."),
        _("Dua bacaan yang sama langsung cocok. Salah ketik satu orang tidak pernah menjadi hasil."),
        second,
    ),
    Step(
        60,
        CHAIR,
        _("Memutuskan beda entri"),
        _("Anda Ketua PPK, orang ketiga. Hanya isian yang berbeda yang ditanyakan, beserta potongan fotonya."),
        _("Pilih entri yang sesuai kertas, atau tulis angka ketiga dengan catatan. Lalu kirim."),
        _("Yang mengentri tidak dapat memutuskan bedanya sendiri; basis data pun menolaknya."),
        difference,
    ),
    Step(
        70,
        "saksi-talang",
        _("Mengapa angka ini berubah?"),
        _("Anda saksi. Lembar ini pernah dikoreksi: satu orang mengusulkan dengan foto, orang lain menyetujui."),
        _("Angka lama tetap ada, dicoret. Sebab, nama peran, waktu, dan fotonya terbaca sebagai satu kisah."),
        _("Salah baca (kertas tetap) dan pembetulan (kertas diubah di pleno) tidak pernah dicampur."),
        correction,
    ),
    Step(
        80,
        "bawaslu",
        _("Temuan dan aturan"),
        _("Anda Bawaslu. Setiap lembar diperiksa dengan aturan bernomor; yang tidak cocok menjadi temuan."),
        _("Persamaannya ditulis dengan angkanya. Saring menurut tingkat atau kecamatan, lalu buka lembarnya."),
        _("Temuan adalah selisih yang perlu dijelaskan. Kertas disimpan apa adanya, aturan tidak menolak masukan."),
        findings,
    ),
    Step(
        90,
        "operator",
        _("Kemajuan menurut wilayah"),
        _("Anda operator rekap. Di sini terlihat kecamatan mana yang selesai dan mana yang tertinggal."),
        _("Pulau Kelapis belum mengirim satu lembar pun; satu kecamatan menunggu entri kedua seluruhnya."),
        _("Bantuan dikirim ke tempat yang benar selagi masih malam, bukan setelah tenggat lewat."),
        progress,
    ),
)
