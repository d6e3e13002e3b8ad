"""Steps of the tour on the kernel's own pages: where the evening begins and where it can be checked."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from electcoord.common.tour import Step, Stop, register


def home() -> Stop:
    return Stop(reverse("office:home"))


def ledger() -> Stop:
    return Stop(reverse("office:ledger"))


register(
    Step(
        10,
        "ketua",
        _("Keadaan malam ini"),
        _("Anda Ketua KPU, sehari sesudah pemungutan suara. Beranda menjawab satu pertanyaan: sampai di mana kita?"),
        _("Berapa TPS sudah masuk, apa yang menunggu, dan apa yang terlambat. Setiap angka membuka pekerjaannya."),
        _("Tidak perlu bertanya ke grup percakapan: yang tampil dihitung dari lembar, bukan dilaporkan."),
        home,
    ),
    Step(
        100,
        "ketua",
        _("Buku kejadian"),
        _("Semua yang baru Anda lihat, juga yang Anda lakukan selama tur ini, tercatat di sini satu per satu."),
        _(
            "Siapa, peran apa, kapan, lembar mana. Buka satu kejadian: nomor urut dan hash mengikat "
            "kejadian sebelumnya."
        ),
        _(
            "Basis data menolak mengubah atau menghapus catatan. manage.py verify_ledger membuktikannya dari luar, dan "
            "daftar hasil dapat diunduh dari halaman rekapitulasi untuk dihitung ulang sendiri."
        ),
        ledger,
    ),
)
