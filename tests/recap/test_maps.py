"""Maps by progress and by result: what is coloured, what is not yet, and what a map never tells."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from electcoord.ledger.recording import SYSTEM
from electcoord.regions.actions import set_boundaries
from electcoord.regions.models import Boundary
from recap import aggregate
from recap.selectors import here, maps
from tests.cast import HILIR, HULU, KABUPATEN, MUARA, PASAR, SUMBER, TANJUNG, TPS_1, TPS_2, Cast
from tests.recap import regency
from tests.standing import laid

pytestmark = pytest.mark.once

AsPerson = Callable[[str | None], Client]
SHAPE = re.compile(
    r'<(?:a href="([^"]*)"|g)><title>([^<]*)</title><path (?:fill="url\(#(\w+)\)"|class="(\w+)") d="(\S[^"]*)"'
)


def box(x: float, y: float, wide: float = 1, high: float = 1) -> dict[str, Any]:
    ring = [[x, y], [x + wide, y], [x + wide, y + high], [x, y + high], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


@laid
def drawn(cast: Cast) -> Cast:
    """Boundaries of both kecamatan and all desa."""
    set_boundaries(
        {HULU: box(104, -4, 2), HILIR: box(104, -5, 2), PASAR: box(104, -4), SUMBER: box(105, -4),
         TANJUNG: box(104, -5), MUARA: box(105, -5)},
        source="uji", actor=SYSTEM,
    )  # fmt: skip
    return cast


def url(code: str, query: str = "", key: str = "ppwp", slug: str = "talang") -> str:
    return f"/rekap/{slug}/kontes/{key}/{code}/peta/{query}"


def shapes(client: Client, path: str) -> dict[str, tuple[str, str, str]]:
    """{name: (what it says, fill, link)} of the map."""
    response = client.get(path)
    assert response.status_code == 200, path
    found = {}
    for link, title, pattern, plain, _ in SHAPE.findall(response.content.decode()):
        name, _, says = title.partition(": ")
        found[name] = says, pattern or plain, link
    return found


def test_progress_is_coloured_in_five_steps_and_leads_on(drawn: Cast, as_person: AsPerson) -> None:
    drawn.enter("operator", (30, 60), code=TPS_1)
    drawn.enter("operator", (30, 60), code=f"{SUMBER}001")
    aggregate.refresh_stale()
    ketua = as_person("ketua")
    assert shapes(ketua, url(KABUPATEN)) == {
        "Hulu": ("2 dari 3 TPS", "q3", url(HULU)), "Hilir": ("0 dari 3 TPS", "kosong", url(HILIR)),
    }  # fmt: skip
    assert shapes(ketua, url(HULU)) == {
        "Pasar Hulu": ("1 dari 2 TPS", "q3", f"/rekap/talang/kontes/ppwp/{PASAR}/"),
        "Sumber Rejo": ("1 dari 1 TPS", "q5", f"/rekap/talang/kontes/ppwp/{SUMBER}/"),
    }
    assert set(shapes(ketua, url(KABUPATEN, "?batas=desa"))) == {
        "Pasar Hulu",
        "Sumber Rejo",
        "Tanjung Baru",
        "Muara Dua",
    }
    text = ketua.get(url(HULU)).content.decode()
    for step in ("di bawah 25 %", "25 sampai 49 %", "50 sampai 74 %", "75 sampai 99 %", "semua TPS masuk"):
        assert step in text, "the legend has every step"
    assert "style=" not in text
    assert "<script>" not in text


def test_results_are_coloured_only_where_they_are_earned(drawn: Cast, as_person: AsPerson) -> None:
    drawn.enter("operator", (30, 60), code=f"{SUMBER}001")
    drawn.enter("operator", (40, 40), code=f"{MUARA}001")
    drawn.enter("operator", (0, 0), code=f"{TANJUNG}001")
    aggregate.refresh_stale()
    ketua = as_person("ketua")
    found = shapes(ketua, url(HULU, "?warna=hasil"))
    assert found["Sumber Rejo"][:2] == ("terbanyak nomor 2, 66,67 %", "c2")
    assert found["Pasar Hulu"][:2] == ("belum masuk", "kosong")
    found = shapes(ketua, url(HILIR, "?warna=hasil"))
    assert found["Muara Dua"][:2] == ("sama banyak: 1 = 2", "seri")
    assert found["Tanjung Baru"][:2] == ("belum ada suara", "kosong"), "noughts lead nowhere"
    found = shapes(ketua, url(KABUPATEN, "?warna=hasil"))
    assert found["Hulu"][:2] == ("cakupan 33,3 %", "kurang"), "a third is not enough"
    assert found["Hulu"][2] == url(HULU, "?warna=hasil")
    drawn.enter("operator", (90, 1), code=TPS_1)
    aggregate.refresh_stale()
    assert shapes(ketua, url(KABUPATEN, "?warna=hasil"))["Hulu"][1] == "c1"


def test_hidden_figures_never_colour_the_map(drawn: Cast, as_person: AsPerson) -> None:
    drawn.enter("operator", (30, 61), code=f"{SUMBER}001")
    drawn.enter("operator", (90, 1), code=TPS_1)
    drawn.enter("staf", (90, 1), code=TPS_1)
    for who in ("operator", "staf"):
        drawn.enter(who, (80, 2), code=TPS_2)
    aggregate.refresh_stale()
    blind = as_person("sekretariat-hulu")
    found = shapes(blind, url(HULU, "?warna=hasil"))
    assert found["Sumber Rejo"][:2] == ("disembunyikan sampai entri kedua", "tutup")
    assert found["Pasar Hulu"][1] == "c1", "settled: nothing to hide"
    whole = shapes(as_person("staf"), url(KABUPATEN, "?warna=hasil"))
    assert whole["Hulu"][1] == "tutup", "its one hidden desa would be the rest of the sum"
    assert shapes(blind, url(HULU))["Sumber Rejo"][1] == "q5", "that it is in is no secret"
    text = blind.get(url(HULU, "?warna=hasil")).content.decode()
    assert "67,03" not in text
    assert shapes(as_person("ketua"), url(HULU, "?warna=hasil"))["Sumber Rejo"][1] == "c2"


def test_what_lies_outside_the_contest_is_pale_and_leads_nowhere(drawn: Cast, as_person: AsPerson) -> None:
    aggregate.refresh_stale()
    found = shapes(as_person("ketua"), url(KABUPATEN, key="dprd_kab_1"))
    assert found["Hilir"] == ("di luar daerah pemilihan", "luar", "")
    assert found["Hulu"][1] == "kosong"


def test_a_long_ballot_has_six_colours_and_the_rest_is_other(cast: Cast, as_person: AsPerson, tmp_path: Path) -> None:
    regency.load(cast, tmp_path, "ramai", kecamatan=12, desa=1, tps=1, parties=12, kinds=["dpr"])
    set_boundaries({f"9901{k:02d}": box(104 + k % 4, -4 + k // 4) for k in range(1, 13)}, source="uji", actor=SYSTEM)
    client = as_person("ketua")
    found = shapes(client, url("9901", "?warna=hasil", "dpr", "ramai"))
    assert len(found) == 12
    fills = {fill for _, fill, _ in found.values()}
    assert fills <= {*maps.COLOURS, "c0", "seri"}
    assert len(fills & set(maps.COLOURS)) == 6
    assert found == shapes(client, url("9901", "?warna=hasil", "dpr", "ramai")), "the same each time"


def test_without_boundaries_the_page_says_how_to_load_them(cast: Cast, as_person: AsPerson) -> None:
    aggregate.refresh_stale()
    text = as_person("ketua").get(url(KABUPATEN)).content.decode()
    assert "Batas wilayah belum dimuat" in text
    assert "manage.py import_boundaries batas.geojson" in text
    assert f'href="/rekap/talang/kontes/ppwp/{KABUPATEN}/"' in text, "the table is there"


def test_regions_without_a_boundary_are_named(drawn: Cast, as_person: AsPerson) -> None:
    Boundary.objects.filter(pk=SUMBER).delete()
    aggregate.refresh_stale()
    text = " ".join(as_person("ketua").get(url(HULU)).content.decode().split())
    assert "Tanpa batas pada peta: Sumber Rejo." in text
    assert set(shapes(as_person("ketua"), url(HULU))) == {"Pasar Hulu"}


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("ketua", KABUPATEN, 200), ("ketua-hulu", HULU, 200), ("ketua-hulu", HILIR, 404), ("ketua-hulu", KABUPATEN, 404),
        ("gudang", KABUPATEN, 403), ("tetangga", KABUPATEN, 404), ("ketua", PASAR, 404), (None, KABUPATEN, 302),
    ],
)  # fmt: skip
def test_a_map_is_for_whoever_may_see_the_table(
    drawn: Cast, as_person: AsPerson, who: str | None, code: str, status: int
) -> None:
    assert as_person(who).get(url(code)).status_code == status


def test_other_pages_may_hold_the_small_map(drawn: Cast, rf: Any) -> None:
    request = rf.get("/")
    request.user = drawn["ketua"]
    aggregate.refresh_stale()
    made = maps.small_map(here.place_or_404(request, "talang", "ppwp", KABUPATEN))
    assert [shape.url for shape in made["shapes"]] == [url(HULU), url(HILIR)]
    assert maps.small_map(here.place_or_404(request, "talang", "ppwp", HULU))["shapes"][0].url.startswith("/rekap/")
