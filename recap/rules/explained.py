"""Every rule of regulations C.5 for people: what it compares on the form, with numbers, and where it is checked."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from recap.rules import words

PAPER, STATION, LISTS, BUILT, LATER = "lembar", "tps", "daftar", "susunan", "tingkat"
PLACES = {
    PAPER: (_("Pada satu lembar"), _("Diperiksa begitu lembar dientri, dan lagi setiap kali profil berubah.")),
    STATION: (_("Antar-lembar satu TPS"), _("Diperiksa bila sedikitnya dua kontes di TPS yang sama sudah masuk.")),
    LISTS: (_("Kelengkapan"), _("Tampil sebagai daftar lembar, bukan sebagai temuan.")),
    BUILT: (
        _("Dijamin oleh susunan data"),
        _("Tidak dapat dilanggar di aplikasi ini, jadi tidak pernah menjadi temuan."),
    ),
    LATER: (
        _("Antartingkat dan antarsumber"),
        _("Belum diperiksa di ruang ini; memerlukan D.Hasil, SK DPT atau salinan."),
    ),
}


@dataclass(frozen=True)
class Explained:
    """One rule: its heading, what it compares, an example with numbers, and where it is checked."""

    rule: str
    title: str
    compares: str
    example: str
    place: str


def _of(rule: str, place: str, compares: str, example: str, title: str | None = None) -> Explained:
    return Explained(rule, words.TITLES[rule] if title is None else title, compares, example, place)


RULES = (
    _of("R01", PAPER, _("Pada pemilih DPT, setiap baris pengguna hak pilih dan disabilitas: jumlah = laki-laki + "
        "perempuan."),
        _("Laki-laki 120, perempuan 130: jumlah harus 250; tertulis 251 menjadi temuan.")),
    _of("R02", PAPER, _("Jumlah pengguna hak pilih (I.B.4) = DPT + DPTb + DPK, untuk laki-laki, perempuan dan jumlah."),
        _("DPT 210, DPTb 3, DPK 2: jumlah harus 215.")),
    _of("R03", PAPER, _("Surat suara diterima (II.1) = digunakan + dikembalikan + tidak digunakan."),
        _("Digunakan 215, dikembalikan 1, tidak digunakan 39: diterima harus 255.")),
    _of("R04", PAPER, _("Pasangan calon dan DPD: jumlah suara sah (V.A) = jumlah suara semua calon."),
        _("Nomor 1 mendapat 137, nomor 2 mendapat 46: suara sah harus 183.")),
    _of("R05", PAPER, _("DPR dan DPRD: suara sah partai (baris B) = suara partai (A.1) + suara semua calonnya (A.2)."),
        _("A.1 = 12, calon 1 = 30, calon 2 = 8: baris B harus 50.")),
    _of("R06", PAPER, _("DPR dan DPRD: jumlah suara sah (V.A) = jumlah baris B semua partai."),
        _("Tiga partai dengan 50, 41 dan 92: suara sah harus 183.")),
    _of("R07", PAPER, _("Suara sah dan tidak sah (V.C) = suara sah (V.A) + suara tidak sah (V.B)."),
        _("Suara sah 183, tidak sah 4: V.C harus 187.")),
    _of("R08", PAPER, _("Suara sah dan tidak sah (V.C) = surat suara digunakan (II.2)."),
        _("187 suara dari 188 surat suara digunakan: jelaskan satu surat suara yang tidak dihitung.")),
    _of("R09", PAPER, _("Jumlah pengguna hak pilih (I.B.4) = surat suara digunakan (II.2)."),
        _("215 pengguna dan 216 surat suara digunakan menjadi temuan.")),
    _of("R10", PAPER, _("Jumlah pengguna hak pilih (I.B.4) = suara sah dan tidak sah (V.C)."),
        _("215 pengguna dan 214 suara menjadi temuan.")),
    _of("R11", PAPER, _("Pengguna hak pilih dalam DPT tidak lebih banyak daripada DPT, per jenis kelamin dan jumlah."),
        _("DPT laki-laki 120, pengguna 124: empat orang lebih.")),
    _of("R12", PAPER, _("Surat suara diterima (II.1) = DPT + cadangan; persen dan pembulatannya dari profil."),
        _("DPT 251 dengan cadangan 2 % dibulatkan ke atas 6: diterima harus 257.")),
    _of("R13", PAPER, _("Surat suara digunakan dan jumlah pengguna, masing-masing tidak lebih dari yang diterima."),
        _("Diterima 255, digunakan 256 menjadi temuan.")),
    _of("R14", PAPER, _("DPT tidak lebih dari kapasitas TPS menurut profil."),
        _("Kapasitas 300, DPT 310 menjadi temuan.")),
    _of("R15", PAPER, _("Pemilih disabilitas tidak lebih banyak daripada pengguna hak pilih, per jenis kelamin "
        "dan jumlah."),
        _("Pengguna perempuan 112, disabilitas perempuan 113 menjadi temuan.")),
    _of("R16", PAPER, _("Setiap angka muat di kotaknya; banyaknya kotak dari profil."),
        _("Tiga kotak: 999 muat, 1.000 tidak.")),
    _of("R17", STATION, _("DPT laki-laki, perempuan dan jumlah sama di semua lembar TPS itu."),
        _("Empat lembar menulis 250, satu menulis 205: yang satu itu ditandai.")),
    _of("R18", STATION, _("Pengguna DPT, pengguna DPK dan disabilitas sama di semua lembar. Pengguna DPTb boleh "
        "berkurang menurut "
        "urutan: Presiden, DPD, yang terbesar dari DPR dan DPRD Provinsi, DPRD Kabupaten/Kota; pada Pilkada: "
        "Gubernur, lalu Bupati atau Wali Kota."),
        _("DPTb Presiden 3 dan DPD 4: DPD tidak mungkin lebih banyak.")),
    _of("R19", BUILT, _("Jumlah desa = jumlah TPS-nya, kecamatan = jumlah desa, kabupaten = jumlah kecamatan, "
        "untuk setiap isian."),
        _("Jumlah tidak pernah diketik: selalu dihitung dari lembar dan dibandingkan lagi setiap jam."),
        _("Jumlah antartingkat")),
    _of("R20", LISTS, _("Setiap TPS di daftar pemilu ini ada lembarnya; yang belum masuk terlihat sebagai pekerjaan."),
        _("Desa dengan 7 TPS dan 6 lembar: satu TPS masih terbuka."), _("TPS tanpa hasil")),
    _of("R21", LATER, _("Jumlah DPT semua TPS = SK DPT KPU kabupaten/kota, per jenis kelamin."),
        _("SK menulis 309.973, jumlah lembar 309.937: angka tertukar di satu kecamatan."),
        _("Jumlah DPT berbeda dari SK")),
    _of("R22", LATER, _("Kolom TPS di D.Hasil Kecamatan = C.Hasil TPS itu sesudah pembetulan yang tercatat."),
        _("C.Hasil menulis 46, D.Hasil menulis 64 tanpa pembetulan: harus ditelusuri."),
        _("D.Hasil berbeda dari C.Hasil")),
    _of("R23", LATER, _("C.Hasil = salinan saksi = salinan pengawas = bacaan Sirekap."),
        _("Salinan saksi 137, C.Hasil 131: bandingkan dengan plano."), _("C.Hasil berbeda dari salinannya")),
    _of("R24", PAPER, _("Lembar dientri menurut susunan surat suara (partai, calon, urutan) yang berlaku untuk "
        "kontesnya."),
        _("Susunan calon berubah sesudah lembar dientri: angkanya mungkin berada di baris lain.")),
    _of("R25", BUILT, _("Hanya wilayah dapil yang dijumlahkan ke kontes DPRD."),
        _("TPS di luar dapil tidak mempunyai lembar kontes itu."), _("Wilayah di luar dapil")),
    _of("R26", LATER, _("Jumlah suara semua dapil DPRD dibandingkan dengan surat suara digunakan se-kabupaten; "
        "tidak dipaksa sama."),
        _("Lima dapil berjumlah 420.118, digunakan 420.121: selisih tiga dijelaskan."),
        _("Jumlah antardapil")),
    _of("R27", PAPER, _("DPTb + DPK + surat suara dikembalikan tidak lebih dari surat suara yang tersisa sesudah "
        "pemilih DPT."),
        _("Diterima 255, pengguna DPT 210: sisa 45; DPTb 3, DPK 2 dan rusak 41 menjadi 46.")),
    _of("R28", PAPER, _("Setiap angka suara tidak lebih dari yang terbesar antara surat suara diterima dan DPT + "
        "cadangan; "
        "tanpa keduanya, dari kapasitas TPS + cadangan. Yang melebihi menahan lembar di karantina."),
        _("DPT 250 dan cadangan 5: 256 suara masuk karantina sampai dilepas dengan alasan.")),
)  # fmt: skip
