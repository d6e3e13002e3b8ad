"""What can go wrong with logistics, how grave it is, and how soon it is due.

Hours and grades are this product's own choice, not a regulation's: what stops a TPS from voting comes first.
"""

from django.utils.translation import gettext_lazy as _

from electcoord.situation import kinds
from electcoord.situation.kinds import Ask, Kind
from electcoord.situation.states import Severity

HILANG, RUSAK, TERTUKAR, SEGEL = "hilang", "rusak", "tertukar", "segel_rusak"
KECELAKAAN, TERLAMBAT, KEKURANGAN, SELISIH = "kecelakaan", "terlambat", "kekurangan", "selisih"
RESULTS = {
    "ditemukan": _("ditemukan"),
    "tidak_ditemukan": _("tidak ditemukan"),
    "diganti": _("diganti"),
    "ditukar": _("ditukar"),
    "disegel_lagi": _("disegel kembali"),
    "salah_catat": _("salah catat"),
    "tiba": _("tiba di tujuan"),
}
WHAT = Ask("barang", _("Barang dan jumlahnya"), _("Misalnya: 2 bilik suara, 1 botol tinta."), longest=200)
SEALS = Ask("nomor_segel", _("Nomor segel yang terlihat"), _("Seperti yang tertulis pada segelnya; pisahkan dengan "
            "koma. Tulis \"tidak ada\" bila tidak bersegel."), is_required=True)  # fmt: skip
VEHICLE = Ask("kendaraan", _("Nomor kendaraan"), is_required=True, longest=40)
LOAD = Ask("muatan", _("Keadaan muatan"), _("Utuh, basah, tercecer, atau belum diketahui."), is_required=True)
ARRIVAL = Ask("perkiraan", _("Perkiraan tiba"), longest=80)


def register() -> None:
    """Called from the app's `ready`."""
    from logistics.selectors import swaps
    from logistics.swap_papers import swap_content

    high, middle = Severity.TINGGI, Severity.SEDANG
    kinds.register(
        Kind(HILANG, _("logistik hilang"), high, 2, _("Kotak atau barang yang tidak sampai atau tidak ditemukan."),
             (WHAT,), ("ditemukan", "tidak_ditemukan", "diganti", "salah_catat")),
        Kind(TERTUKAR, _("surat suara tertukar"), high, 6,
             _("Surat suara TPS atau dapil lain ditemukan di sini: hentikan, laporkan, tukar, buat berita acara."),
             (), ("ditukar", "diganti"), form="logistics:incident-swap", part=swaps.part, paper=swap_content),
        Kind(SEGEL, _("segel rusak"), high, 24, _("Segel rusak, tidak ada, atau nomornya berbeda dari catatan."),
             (SEALS,), ("disegel_lagi", "salah_catat")),
        Kind(KECELAKAAN, _("kecelakaan kendaraan"), high, 2, _("Kendaraan pengangkut logistik mengalami kecelakaan."),
             (VEHICLE, LOAD), ("tiba", "diganti")),
        Kind(RUSAK, _("logistik rusak"), middle, 24, _("Barang atau surat suara rusak, basah, atau robek."),
             (WHAT,), ("diganti",)),
        Kind(KEKURANGAN, _("kekurangan logistik"), middle, 12, _("Jumlah yang diterima kurang dari kebutuhan."),
             (WHAT,), ("diganti", "ditemukan", "salah_catat")),
        Kind(TERLAMBAT, _("terlambat"), middle, 6, _("Logistik belum tiba pada waktunya."), (ARRIVAL,), ("tiba",)),
        Kind(SELISIH, _("selisih serah terima"), middle, 24,
             _("Pernyataan pemberi dan penerima tentang kotak tidak sama."), (), ("salah_catat", "ditemukan")),
        results=RESULTS,
    )  # fmt: skip
