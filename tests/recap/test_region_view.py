"""The drill-down's table as it is asked for: sorted, searched, chosen; its chart, and the way to the next work."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from recap import aggregate
from tests.cast import HILIR, HULU, KABUPATEN, MUARA, PASAR, SUMBER, TANJUNG, TPS_1, TPS_2, Cast
from tests.standing import laid

pytestmark = pytest.mark.once

AsPerson = Callable[[str | None], Client]
ROW = re.compile(r'<th scope="row">.*?<a href="[^"]*">([^<]+)</a>', re.DOTALL)


def url(code: str, query: str = "", key: str = "ppwp") -> str:
    return f"/rekap/talang/kontes/{key}/{code}/{query}"


def words(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(response.content.decode().split())


def labels(client: Client, path: str) -> list[str]:
    """The names of the table's rows in their order."""
    body = client.get(path).content.decode()
    return ROW.findall(body[body.index("data-table=") : body.index("<tfoot>")])


@laid
def counted(cast: Cast) -> Cast:
    """Both TPS of Pasar Hulu and that of Sumber Rejo are in; one desa of Hilir has a blank figure, the other nothing."""
    cast.enter("operator", (30, 60), code=TPS_1)
    cast.enter("operator", (20, 10), code=TPS_2)
    cast.enter("operator", (70, 50), code=f"{SUMBER}001")
    cast.enter("operator", (None, 5), code=f"{TANJUNG}001")
    aggregate.refresh_stale()
    return cast


def test_rows_are_sorted_through_the_url(counted: Cast, as_person: AsPerson) -> None:
    ketua = as_person("ketua")
    assert labels(ketua, url(HULU)) == ["Pasar Hulu", "Sumber Rejo"]
    assert labels(ketua, url(HULU, "?urut=-calon_1")) == ["Sumber Rejo", "Pasar Hulu"]
    assert labels(ketua, url(HULU, "?urut=calon_2")) == ["Sumber Rejo", "Pasar Hulu"]
    assert labels(ketua, url(KABUPATEN, "?urut=nama")) == ["Hilir", "Hulu"]
    assert labels(ketua, url(KABUPATEN, "?urut=-tps")) == ["Hulu", "Hilir"]
    for unknown in ("?urut=calon_99", "?urut=%00", "?urut=-", "?urut=" + "x" * 5000):
        assert labels(ketua, url(HULU, unknown)) == ["Pasar Hulu", "Sumber Rejo"]
    text = words(ketua, url(HULU, "?urut=-calon_1"))
    assert text.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in text
    assert 'href="?urut=calon_1#tabel"' in text, "asked again, the other way round"
    assert 'href="?urut=-calon_2#tabel"' in text, "the largest first"


def test_rows_without_the_figure_stand_last_either_way(counted: Cast, as_person: AsPerson) -> None:
    ketua = as_person("ketua")
    for way in ("calon_1", "-calon_1"):
        assert labels(ketua, url(HILIR, f"?urut={way}")) == ["Tanjung Baru", "Muara Dua"]
        assert labels(ketua, url(KABUPATEN, f"?urut={way}"))[-1] == "Hilir"


def test_the_order_tells_nothing_of_hidden_figures(counted: Cast, as_person: AsPerson) -> None:
    blind = as_person("staf")
    for way in ("calon_1", "-calon_1", "calon_2", "-suara_sah"):
        assert labels(blind, url(HULU, f"?urut={way}")) == ["Pasar Hulu", "Sumber Rejo"]


def test_rows_are_searched_and_the_total_stays(counted: Cast, as_person: AsPerson) -> None:
    ketua = as_person("ketua")
    assert labels(ketua, url(HULU, "?cari=sumber")) == ["Sumber Rejo"]
    assert labels(ketua, url(HULU, f"?cari={SUMBER}")) == ["Sumber Rejo"]
    text = words(ketua, url(HULU, "?cari=sumber&urut=-calon_1"))
    assert "1 dari 2 baris; jumlah tetap seluruhnya" in text
    assert "<td>120<" in text.replace(' class="top"', ""), "30 + 20 + 70 stays the total"
    assert 'name="urut" value="-calon_1"' in text
    for number in ("2", "002", "tps 2"):
        assert labels(ketua, url(PASAR, f"?cari={number}")) == ["TPS 002"]
    nothing = words(ketua, url(HULU, "?cari=<b>tidak ada"))
    assert "Tidak ada baris yang cocok dengan “&lt;b&gt;tidak ada”" in nothing
    assert "<b>tidak ada" not in nothing


def test_the_page_says_its_version_twice_and_the_two_sentences(counted: Cast, as_person: AsPerson) -> None:
    text = words(as_person("ketua"), url(KABUPATEN))
    assert text.count("Progress: <b>4</b> dari 6 TPS (66,7 %)") == 2
    assert text.count("Versi: <b>") == 2
    assert "Publikasi Form Model C/D Hasil adalah hasil penghitungan suara di TPS" in text
    assert "secara berjenjang dalam rapat pleno terbuka oleh PPK, KPU Kabupaten/Kota" in text


def test_a_chart_stands_only_where_shares_are_earned(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (30, 90), code=f"{SUMBER}001")
    aggregate.refresh_stale()
    ketua = as_person("ketua")
    assert "Pangsa suara" not in words(ketua, url(KABUPATEN))
    text = words(ketua, url(SUMBER))
    assert '<rect width="30"' in text
    assert '<rect width="90"' in text
    assert text.index("<tfoot>") < text.index("Pangsa suara"), "the table first"
    assert "Pangsa suara" not in words(as_person("staf"), url(SUMBER)), "hidden until the second entry"


@pytest.mark.parametrize(
    ("who", "task"), [("ketua", "karantina"), ("operator", "masuk"), ("staf", "masuk"), ("saksi-hulu", None)]
)
def test_a_row_leads_to_the_next_sheet_that_waits(cast: Cast, as_person: AsPerson, who: str, task: str | None) -> None:
    cast.enter("operator", (888, 0))
    aggregate.refresh_stale()
    text = words(as_person(who), url(HULU))
    assert f"/rekap/talang/pekerjaan/?kontes=ppwp&amp;wilayah={PASAR}&amp;status=periksa" in text, "the list stays"
    if task is None:
        assert "meja/berikut" not in text
        return
    path = f"/rekap/talang/meja/berikut/?tugas={task}&amp;kontes=ppwp&amp;wilayah={PASAR}"
    assert f'<a class="next" href="{path}">' in text
    assert as_person(who).get(path.replace("&amp;", "&")).status_code == 302


def chosen(client: Client, **asked: str) -> tuple[int, str]:
    response = client.get("/rekap/talang/ke/", asked)
    return response.status_code, response.headers.get("Location", "")


def test_lists_of_places_lead_to_the_deepest_choice_that_fits(cast: Cast, as_person: AsPerson) -> None:
    ketua = as_person("ketua")
    assert chosen(ketua, kontes="ppwp", kab=KABUPATEN) == (302, url(KABUPATEN))
    assert chosen(ketua, kontes="ppwp", kec=HULU, kel=PASAR) == (302, url(PASAR))
    assert chosen(ketua, kontes="ppwp", kec=HILIR, kel=PASAR, tps=TPS_1) == (302, url(HILIR)), "another kecamatan"
    assert chosen(ketua, kontes="ppwp", kec="", kel=PASAR) == (302, url(KABUPATEN)), "all of them"
    tps = chosen(ketua, kontes="dprd_kab_1", kec=HULU, kel=PASAR, tps=TPS_1)
    assert tps == (302, f"/rekap/talang/tps/{TPS_1}/?kontes=dprd_kab_1#dprd_kab_1")
    assert chosen(ketua, kontes="dprd_kab_2", kec=HULU, kel=PASAR) == (302, url(KABUPATEN, key="dprd_kab_2"))
    assert chosen(ketua, kontes="ppwp", kec="../../x", kel="%00") == (302, url(KABUPATEN))
    assert chosen(ketua, kontes="tidak-ada")[0] == 404
    assert chosen(as_person("tetangga"), kontes="ppwp")[0] == 404


def test_the_lists_offer_what_the_account_may_open(cast: Cast, as_person: AsPerson) -> None:
    aggregate.refresh_stale()
    text = words(as_person("ketua"), url(PASAR))
    for option in (HULU, HILIR, PASAR, SUMBER, TPS_1, TPS_2):
        assert f'<option value="{option}"' in text
    assert f'<option value="{MUARA}"' not in text, "of another kecamatan"
    assert f'<option value="{PASAR}" selected>Pasar Hulu' in text
    mine = words(as_person("ketua-hulu"), url(HULU))
    assert f'<option value="{HILIR}"' not in mine
    assert f'<option value="{SUMBER}"' in mine
    station = words(as_person("ketua"), f"/rekap/talang/tps/{TPS_1}/?kontes=dprd_kab_1")
    assert '<option value="dprd_kab_1" selected>' in station
    assert f'<option value="{TPS_1}" selected>001' in station
    assert f'<option value="{TPS_2}"' in station
