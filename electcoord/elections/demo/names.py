"""Names of the SIMULASI regency: all invented; no party, person or place is meant."""

# Along the river from the hills to the coast, the island last; codes follow this order.
KECAMATAN = (
    "TALANG INDAH", "LUBUK LESTARI", "MUARA SERI", "BUKIT KENARI", "RAWA BENING", "TANJUNG MELATI", "GUNUNG PERMAI",
    "SUMBER KENCANA", "PADANG CEMARA", "KUALA TERATAI", "HULU JERNIH", "SUNGAI DAMAR", "TELUK MUTIARA", "BATU GELIGA",
    "ALUR RIMBUN", "SIMPANG LIMAU", "RIMBA ASRI", "KARANG DELIMA", "PANTAI CAHAYA", "PULAU KELAPIS",
)  # fmt: skip
# A name of a desa is one of the first and one of the second, each pair once.
DESA_DEPAN = (
    "MEKAR", "KARYA", "TEGAL", "BATU", "PANDAN", "AIR", "KEBUN", "SIDO", "TIRTA", "WANA", "MARGA", "SUKA", "RANTAU",
    "LADANG", "SUMBER", "PUSPA", "HARUM", "GIRI", "TALUN", "SEKAR",
)  # fmt: skip
DESA_BELAKANG = (
    "SARI", "MAKMUR", "MULYO", "REJO", "PUTIH", "WANGI", "JERNIH", "RAYA", "RUKUN", "KENCANA", "ASRI", "BAKTI",
    "LESTARI", "PERMAI", "SENTOSA", "AGUNG", "MUKTI", "TAMA", "SEJATI", "KIRANA",
)  # fmt: skip
PARTAI = (
    (1, "Partai Fajar"), (2, "Partai Samudra"), (3, "Partai Gunung Hijau"), (4, "Partai Sawah Makmur"),
    (5, "Partai Mercusuar"), (6, "Partai Karya Bersama"), (7, "Partai Angin Timur"), (8, "Partai Matahari Pagi"),
    (9, "Partai Sungai Jernih"), (10, "Partai Rumpun Bambu"), (11, "Partai Layar"), (12, "Partai Lumbung"),
    (13, "Partai Pelita Desa"), (14, "Partai Teratai"), (15, "Partai Anak Negeri"), (16, "Partai Rantau"),
    (17, "Partai Payung"), (24, "Partai Mega Mendung"),
)  # fmt: skip
DEPAN = (
    "Arum", "Bagas", "Cahya", "Darma", "Endah", "Fajar", "Gilang", "Hesti", "Indah", "Jaya", "Kirana", "Laras", "Mulya",
    "Nirmala", "Oka", "Prasetya", "Ratna", "Surya", "Tirta", "Utami", "Wahyu", "Yuda", "Anggun", "Bayu", "Citra",
    "Danang", "Elok", "Galuh", "Harsa", "Intan", "Kemala", "Lingga", "Melati", "Satria", "Tulus", "Widya",
)  # fmt: skip
BELAKANG = (
    "Adiwangsa", "Bratasena", "Cakrawala", "Dirgantara", "Ekaputra", "Girinata", "Hardjasuma", "Jayengrana",
    "Kertawijaya", "Lokananta", "Mandala", "Nusaputra", "Pramudita", "Sastranegara", "Wirabumi", "Atmadirga",
    "Bumiputra", "Darmawangsa", "Gandasuli", "Hastabrata", "Jatikusuma", "Kusumadewa", "Layangsari", "Mertanadi",
    "Natapraja", "Pusparaga", "Rangkayu", "Suryanegara", "Tanjungsari", "Wanasaba",
)  # fmt: skip
GELAR = ("", "", "", "", "", "", ", S.H.", ", S.E.", ", S.Pd.", ", M.Si.")
