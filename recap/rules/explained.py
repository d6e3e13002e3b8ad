"""Every rule of regulations C.5 for people: what it compares on the form, with numbers, and where it is checked."""

from dataclasses import dataclass

from recap.rules import words

PAPER, STATION, LISTS, BUILT, LATER = "lembar", "tps", "daftar", "susunan", "tingkat"
PLACES = {
    PAPER: ("Pada satu lembar", "Diperiksa begitu lembar dientri, dan lagi setiap kali profil berubah."),
    STATION: ("Antar-lembar satu TPS", "Diperiksa bila sedikitnya dua kontes di TPS yang sama sudah masuk."),
    LISTS: ("Kelengkapan", "Tampil sebagai daftar lembar, bukan sebagai temuan."),
    BUILT: ("Dijamin oleh susunan data", "Tidak dapat dilanggar di aplikasi ini, jadi tidak pernah menjadi temuan."),
    LATER: ("Antartingkat dan antarsumber", "Belum diperiksa di ruang ini; memerlukan D.Hasil, SK DPT atau salinan."),
}


@dataclass(frozen=True)
class Explained:
    """One rule: its heading, what it compares, an example with numbers, and where it is checked."""

    rule: str
    title: str
    compares: str
    example: str
    place: str


def _of(rule: str, place: str, compares: str, example: str, title: str = "") -> Explained:
    return Explained(rule, title or words.title(rule), compares, example, place)


RULES = (
    _of("R01", PAPER, "Pada pemilih DPT, setiap baris pengguna hak pilih dan disabilitas: jumlah = laki-laki + "
        "perempuan.",
        "Laki-laki 120, perempuan 130: jumlah harus 250; tertulis 251 menjadi temuan."),
    _of("R02", PAPER, "Jumlah pengguna hak pilih (I.B.4) = DPT + DPTb + DPK, untuk laki-laki, perempuan dan jumlah.",
        "DPT 210, DPTb 3, DPK 2: jumlah harus 215."),
    _of("R03", PAPER, "Surat suara diterima (II.1) = digunakan + dikembalikan + tidak digunakan.",
        "Digunakan 215, dikembalikan 1, tidak digunakan 39: diterima harus 255."),
    _of("R04", PAPER, "Pasangan calon dan DPD: jumlah suara sah (V.A) = jumlah suara semua calon.",
        "Nomor 1 mendapat 137, nomor 2 mendapat 46: suara sah harus 183."),
    _of("R05", PAPER, "DPR dan DPRD: suara sah partai (baris B) = suara partai (A.1) + suara semua calonnya (A.2).",
        "A.1 = 12, calon 1 = 30, calon 2 = 8: baris B harus 50."),
    _of("R06", PAPER, "DPR dan DPRD: jumlah suara sah (V.A) = jumlah baris B semua partai.",
        "Tiga partai dengan 50, 41 dan 92: suara sah harus 183."),
    _of("R07", PAPER, "Suara sah dan tidak sah (V.C) = suara sah (V.A) + suara tidak sah (V.B).",
        "Suara sah 183, tidak sah 4: V.C harus 187."),
    _of("R08", PAPER, "Suara sah dan tidak sah (V.C) = surat suara digunakan (II.2).",
        "187 suara dari 188 surat suara digunakan: jelaskan satu surat suara yang tidak dihitung."),
    _of("R09", PAPER, "Jumlah pengguna hak pilih (I.B.4) = surat suara digunakan (II.2).",
        "215 pengguna dan 216 surat suara digunakan menjadi temuan."),
    _of("R10", PAPER, "Jumlah pengguna hak pilih (I.B.4) = suara sah dan tidak sah (V.C).",
        "215 pengguna dan 214 suara menjadi temuan."),
    _of("R11", PAPER, "Pengguna hak pilih dalam DPT tidak lebih banyak daripada DPT, per jenis kelamin dan jumlah.",
        "DPT laki-laki 120, pengguna 124: empat orang lebih."),
    _of("R12", PAPER, "Surat suara diterima (II.1) = DPT + cadangan; persen dan pembulatannya dari profil.",
        "DPT 251 dengan cadangan 2 % dibulatkan ke atas 6: diterima harus 257."),
    _of("R13", PAPER, "Surat suara digunakan dan jumlah pengguna, masing-masing tidak lebih dari yang diterima.",
        "Diterima 255, digunakan 256 menjadi temuan."),
    _of("R14", PAPER, "DPT tidak lebih dari kapasitas TPS menurut profil.",
        "Kapasitas 300, DPT 310 menjadi temuan."),
    _of("R15", PAPER, "Pemilih disabilitas tidak lebih banyak daripada pengguna hak pilih, per jenis kelamin "
        "dan jumlah.",
        "Pengguna perempuan 112, disabilitas perempuan 113 menjadi temuan."),
    _of("R16", PAPER, "Setiap angka muat di kotaknya; banyaknya kotak dari profil.",
        "Tiga kotak: 999 muat, 1.000 tidak."),
    _of("R17", STATION, "DPT laki-laki, perempuan dan jumlah sama di semua lembar TPS itu.",
        "Empat lembar menulis 250, satu menulis 205: yang satu itu ditandai."),
    _of("R18", STATION, "Pengguna DPT, pengguna DPK dan disabilitas sama di semua lembar. Pengguna DPTb boleh "
        "berkurang menurut "
        "urutan: Presiden, DPD, yang terbesar dari DPR dan DPRD Provinsi, DPRD Kabupaten/Kota; pada Pilkada: "
        "Gubernur, lalu Bupati atau Wali Kota.",
        "DPTb Presiden 3 dan DPD 4: DPD tidak mungkin lebih banyak."),
    _of("R19", BUILT, "Jumlah desa = jumlah TPS-nya, kecamatan = jumlah desa, kabupaten = jumlah kecamatan, "
        "untuk setiap isian.",
        "Jumlah tidak pernah diketik: selalu dihitung dari lembar dan dibandingkan lagi setiap jam.",
        "Jumlah antartingkat"),
    _of("R20", LISTS, "Setiap TPS di daftar pemilu ini ada lembarnya; yang belum masuk terlihat sebagai pekerjaan.",
        "Desa dengan 7 TPS dan 6 lembar: satu TPS masih terbuka.", "TPS tanpa hasil"),
    _of("R21", LATER, "Jumlah DPT semua TPS = SK DPT KPU kabupaten/kota, per jenis kelamin.",
        "SK menulis 309.973, jumlah lembar 309.937: angka tertukar di satu kecamatan.",
        "Jumlah DPT berbeda dari SK"),
    _of("R22", LATER, "Kolom TPS di D.Hasil Kecamatan = C.Hasil TPS itu sesudah pembetulan yang tercatat.",
        "C.Hasil menulis 46, D.Hasil menulis 64 tanpa pembetulan: harus ditelusuri.",
        "D.Hasil berbeda dari C.Hasil"),
    _of("R23", LATER, "C.Hasil = salinan saksi = salinan pengawas = bacaan Sirekap.",
        "Salinan saksi 137, C.Hasil 131: bandingkan dengan plano.", "C.Hasil berbeda dari salinannya"),
    _of("R24", PAPER, "Lembar dientri menurut susunan surat suara (partai, calon, urutan) yang berlaku untuk "
        "kontesnya.",
        "Susunan calon berubah sesudah lembar dientri: angkanya mungkin berada di baris lain."),
    _of("R25", BUILT, "Hanya wilayah dapil yang dijumlahkan ke kontes DPRD.",
        "TPS di luar dapil tidak mempunyai lembar kontes itu.", "Wilayah di luar dapil"),
    _of("R26", LATER, "Jumlah suara semua dapil DPRD dibandingkan dengan surat suara digunakan se-kabupaten; "
        "tidak dipaksa sama.",
        "Lima dapil berjumlah 420.118, digunakan 420.121: selisih tiga dijelaskan.",
        "Jumlah antardapil"),
    _of("R27", PAPER, "DPTb + DPK + surat suara dikembalikan tidak lebih dari surat suara yang tersisa sesudah "
        "pemilih DPT.",
        "Diterima 255, pengguna DPT 210: sisa 45; DPTb 3, DPK 2 dan rusak 41 menjadi 46."),
    _of("R28", PAPER, "Setiap angka suara tidak lebih dari yang terbesar antara surat suara diterima dan DPT + "
        "cadangan; "
        "tanpa keduanya, dari kapasitas TPS + cadangan. Yang melebihi menahan lembar di karantina.",
        "DPT 250 dan cadangan 5: 256 suara masuk karantina sampai dilepas dengan alasan."),
)  # fmt: skip
