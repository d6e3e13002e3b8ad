"""The recapitulation's words for whoever is new to them."""

from django.utils.translation import gettext_lazy as _

from electcoord.common.glossary import Term

TERMS = (
    Term(
        "lembar",
        _("Lembar"),
        _("C.Hasil satu kontes di satu TPS. Setiap TPS punya satu lembar untuk setiap kontes."),
    ),
    Term(
        "cakupan",
        _("Cakupan"),
        _(
            "Dari berapa TPS suatu jumlah dihitung: TPS yang sudah masuk dari semua TPS. Kotak kosong bukan nol, "
            "jadi satu isian bisa punya cakupan sendiri."
        ),
        _("Baca jumlah bersama cakupannya; selama belum penuh, jumlah masih berubah."),
    ),
    Term(
        "terlapor",
        _("Terlapor (masuk)"),
        _(
            "Jumlah dari semua lembar yang sudah masuk: angka yang sudah tetap, atau entri pertama bila belum. "
            "Lembar di karantina ikut dihitung dan disebut banyaknya."
        ),
    ),
    Term(
        "disepakati",
        _("Disepakati"),
        _("Jumlah dari lembar yang sudah diterima dalam rapat pleno saja."),
    ),
    Term(
        "entri-kedua",
        _("Entri kedua"),
        _("Orang lain membaca kertas yang sama tanpa melihat entri pertama. Bila sama, angkanya cocok."),
        _("Sampai entri kedua selesai, angka pertama tidak diperlihatkan kepada siapa pun yang mungkin mengentrinya."),
    ),
    Term(
        "beda-entri",
        _("Beda entri"),
        _("Dua pembaca mengisi angka yang berbeda untuk lembar yang sama."),
        _("Orang ketiga melihat kertasnya dan memutuskan isian yang berbeda saja."),
    ),
    Term(
        "karantina",
        _("Karantina"),
        _(
            "Lembar dengan angka yang melebihi surat suara yang ada di TPS, misalnya 800 suara pada DPT 300. "
            "Angkanya tetap disimpan seperti yang dibaca."
        ),
        _("Diperiksa pada kertasnya oleh orang yang tidak mengentrinya, lalu dilepas dengan alasan atau dibaca ulang."),
    ),
    Term(
        "temuan",
        _("Temuan"),
        _(
            "Aturan formulir yang tidak terpenuhi, misalnya jumlah yang tidak cocok. Temuan adalah tanda untuk "
            "memeriksa, bukan tuduhan, dan tidak mengubah angka."
        ),
        _("Bandingkan dengan kertasnya. Salah baca dikoreksi; kertas yang salah dibahas dalam pleno."),
    ),
    Term(
        "versi",
        _("Versi"),
        _(
            "Setiap bacaan dan setiap perubahan disimpan sebagai versi baru; versi lama tetap dapat dibaca. Waktu"
            " versi mengatakan sampai kapan suatu jumlah memuat perubahan."
        ),
        _("Halaman Mengapa angka ini berubah menceritakan semua versi satu lembar."),
    ),
    Term(
        "koreksi",
        _("Koreksi"),
        _(
            "Perubahan angka yang sudah tetap. Salah baca: kertas tidak berubah. Pembetulan: kertas diubah dalam "
            "pleno. Keduanya dihitung terpisah."
        ),
        _("Satu orang mengusulkan, orang lain menyetujui."),
    ),
    Term(
        "keadaan",
        _("Belum, periksa, cocok, selesai"),
        _(
            "Belum: belum masuk atau menunggu entri kedua. Periksa: ada yang harus diputuskan. Cocok: dua bacaan "
            "sama, menunggu pleno. Selesai: disepakati dalam pleno."
        ),
    ),
)
