"""A small, valid election package to write into a folder; every name in it is made up.

Two kecamatan, four desa, six TPS; regime Pemilu with ppwp, two dapil of dprd_kab. `PILKADA` gives the files that turn
it into a Pilkada of one pair against the empty column.
"""

from collections.abc import Callable
from pathlib import Path

REGIONS = """kode,jenis,nama,parent_kode
99,provinsi,NUSA CONTOH,
9901,kabupaten,TALANG MAJU,99
990101,kecamatan,HULU,9901
990102,kecamatan,HILIR,9901
9901011001,kelurahan,PASAR HULU,990101
9901012002,desa,SUMBER REJO,990101
9901022001,desa,TANJUNG BARU,990102
9901022002,desa,MUARA DUA,990102
"""
TPS = """kode_tps,kode_desa,no_tps,khusus,dpt_l,dpt_p
9901011001001,9901011001,001,0,120,130
9901011001002,9901011001,002,0,118,121
9901012002001,9901012002,001,0,,
9901022001001,9901022001,001,0,90,95
9901022001901,9901022001,901,1,0,12
9901022002001,9901022002,001,0,140,139
"""
CONTESTS = """kontes,jenis,nama,kode_dapil,wilayah,kursi
ppwp,ppwp,Presiden dan Wakil Presiden 2029,,9901,
dprd_kab_1,dprd_kab,TALANG MAJU 1,990101,990101,4
dprd_kab_2,dprd_kab,TALANG MAJU 2,990102,9901022001;9901022002,
"""
CHOICES = """kontes,no_partai,no_urut,nama,jenis_kelamin
ppwp,,1,Arum Lestari - Bagas Wicaksana,
ppwp,,2,Cahya Purnama - Dewi Anggraini,
dprd_kab_1,1,,Partai Fajar,
dprd_kab_1,1,1,Eko Prasetya,L
dprd_kab_1,1,2,Fitri Handayani,P
dprd_kab_1,24,,Partai Samudra,
dprd_kab_1,24,3,Galih Saputro,L
dprd_kab_2,1,,Partai Fajar,
dprd_kab_2,1,1,Hana Maharani,P
dprd_kab_2,7,,Partai Gunung,
"""
ELECTION = """regime,tanggal,zona
pemilu,2029-02-14,WIB
"""
PILKADA = {
    "contests": "kontes,jenis,nama,kode_dapil,wilayah,kursi\npilbup,pilbup,Bupati dan Wakil Bupati 2030,,9901,\n",
    "choices": (
        "kontes,no_partai,no_urut,nama,jenis_kelamin\npilbup,,1,Indra Kusuma - Joko Santoso,\npilbup,,2,Kolom kosong,\n"
    ),
}
FILES = {"regions": REGIONS, "tps": TPS, "contests": CONTESTS, "choices": CHOICES}

Change = str | bytes | None | Callable[[str], str | bytes]


def write_package(folder: Path, **changes: Change) -> Path:
    """Writes the package; a change is a file's whole text or bytes, a function of its text, or None to leave it out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in {**FILES, **changes}:
        text = FILES.get(name, ELECTION)
        content = changes.get(name, text)
        if callable(content):
            content = content(text)
        if content is None:
            continue
        data = content.encode() if isinstance(content, str) else content
        (folder / f"{name}.csv").write_bytes(data)
    return folder


def swap(old: str, new: str) -> Callable[[str], str]:
    """A change that replaces text which must be there."""

    def change(text: str) -> str:
        assert old in text, f"{old!r} is not in the file"
        return text.replace(old, new)

    return change


def append(line: str) -> Callable[[str], str]:
    """A change that adds a line at the end."""
    return lambda text: f"{text}{line}\n"
