"""The words of meetings for whoever is new to them."""

from django.utils.translation import gettext_lazy as _

from electcoord.common.glossary import Term

TERMS = (
    Term("rakor", _("Rakor"), _("Rapat koordinasi dengan lembaga lain; hasilnya kesepakatan, bukan keputusan hukum.")),
    Term(
        "pleno",
        _("Rapat pleno"),
        _("Rapat anggota KPU atau PPK untuk memutuskan. Terbuka: rekapitulasi dan penetapan; tertutup: yang lain."),
        _("Undangannya punya batas hari, dan pembukaannya memerlukan kuorum."),
    ),
    Term("audiensi", _("Audiensi"), _("Pertemuan dua delegasi: tuan rumah dan tamu.")),
    Term("bimtek", _("Bimtek"), _("Bimbingan teknis: pelatihan badan ad hoc, misalnya KPPS.")),
    Term(
        "skors",
        _("Skors"),
        _("Rapat dihentikan sementara, dengan jam lanjut yang direncanakan. Malam di antara dua hari juga skors."),
        _("Pimpinan mencabut skors; lamanya tercatat di jejak rapat."),
    ),
    Term(
        "kuorum",
        _("Kuorum"),
        _("Anggota yang harus hadir sendiri agar pleno dibuka. Sekretaris, staf, dan yang mewakili tidak dihitung."),
        _("Belum kuorum: catat, tunggu sampai penundaan lewat, atau buka dengan alasan yang tercatat."),
    ),
    Term(
        "notulen",
        _("Notulen"),
        _("Siapa berbicara dan apa yang diputuskan. Sesudah disahkan tidak berubah."),
    ),
    Term("mandat", _("Surat mandat"), _("Surat peserta pemilu yang menunjuk saksinya; diperiksa di meja pendaftaran.")),
    Term(
        "tahapan",
        _("Tahapan"),
        _("Bagian pemilu dengan jadwal dari aturan, misalnya masa tenang, pemungutan suara, rekapitulasi."),
        _("Rencana kantor berdiri di samping batas aturan; yang keluar dari batas ditandai di Kalender."),
    ),
    Term(
        "masa_tenang",
        _("Masa tenang"),
        _("Hari-hari sebelum pemungutan suara tanpa kampanye; alat peraga diturunkan."),
    ),
    Term(
        "tabrakan",
        _("Tabrakan"),
        _("Tempat, kendaraan, unit, atau orang yang sama dipesan untuk dua kegiatan pada waktu yang sama."),
        _("Pilih waktu atau tempat lain, atau terima dengan alasan yang tercatat."),
    ),
)
