"""The pages of the directory: who holds what, on which day, and how to reach them; only for whoever invites."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from electcoord.directory import actions
from electcoord.directory.selectors import find_offices, institutions_within, with_holders
from electcoord.regions.models import Region
from tests.cast import HULU, KABUPATEN, Cast
from tests.directory.ground import Ground, lay_ground
from tests.standing import laid

pytestmark = pytest.mark.once

LIST = "/direktori/"


@laid
def ground(cast: Cast) -> Ground:
    """Kapolres: Arum until 29-02-2028, Bagas from 01-03-2028."""
    found = lay_ground(cast)
    chief = found.office("Kapolres")
    for name, started, ended in (
        ("Arum Mandala", date(2027, 1, 1), date(2028, 2, 29)), ("Bagas Wirabumi", date(2020, 1, 1), date(2026, 1, 1)),
        ("Citra Lestari", date(2028, 3, 1), None),
    ):  # fmt: skip
        person = actions.add_person(name=name, phone="0812 77", actor=found.clerk)
        actions.start_term(chief, person, started=started, ended=ended, actor=found.clerk)
    actions.change_institution(found.police, phone="0735 111", email="polres@contoh.id", actor=found.clerk)
    other = Region.objects.get(pk="9902")
    actions.add_institution(kind="polri", name="Polres Talang Jaya", region=other, actor=found.clerk)
    actions.add_institution(kind="pemda", name="Kecamatan Hulu", region=Region.objects.get(pk=HULU), actor=found.clerk)
    return found


def url(ground: Ground) -> str:
    return reverse("directory:institution", args=[ground.police.uuid])


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        ("2028-02-29", "Arum Mandala", "Citra Lestari"), ("2028-03-01", "Citra Lestari", "Arum Mandala"),
        ("2025-06-01", "Bagas Wirabumi", "Arum Mandala"),
    ],
)  # fmt: skip
def test_who_held_an_office_on_a_day(ground: Ground, as_person: Any, day: str, there: str, gone: str) -> None:
    page = as_person("ketua").get(LIST, {"pada": day}).content.decode()
    assert there in page and gone not in page
    assert "Polres Talang Maju" in page and "0735 111" in page and "Polres Talang Jaya" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"jenis": "polri"}, ["Polres"]), ({"jenis": "pemda"}, ["Kecamatan"]), ({"wilayah": HULU}, ["Kecamatan"]),
        ({"cari": "kapolres"}, ["Polres"]), ({"cari": "citra", "pada": "2028-03-02"}, ["Polres"]),
        ({"cari": "citra", "pada": "2028-01-02"}, []), ({"cari": "zzzz"}, []),
        ({"jenis": "x\x00", "wilayah": "9'", "pada": "bukan", "hal": "9" * 40, "cari": "\x00"}, ["Polres", "Kecamatan"]),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_and_takes_any_text(
    ground: Ground, as_person: Any, query: dict[str, str], shown: list[str]
) -> None:
    response = as_person("ketua").get(LIST, query)
    assert response.status_code == 200
    names = {found.name for found in response.context["page"]}
    whole = {"Polres": "Polres Talang Maju", "Kecamatan": "Kecamatan Hulu"}
    assert names == {whole[name] for name in shown}


@pytest.mark.parametrize(
    ("who", "listed", "shown"),
    [("ketua", 200, 200), ("ketua-hulu", 200, 404), ("tetangga", 200, 404), ("saksi-hulu", 403, 403),
     ("pengelola", 403, 403), (None, 302, 302)],
)  # fmt: skip
def test_who_reads_the_directory_and_where(
    ground: Ground, as_person: Any, who: str | None, listed: int, shown: int
) -> None:
    client = as_person(who)
    assert client.get(LIST).status_code == listed
    assert client.get(url(ground)).status_code == shown


def test_an_institution_shows_its_offices_over_time_and_what_it_lends(ground: Ground, as_person: Any) -> None:
    page = as_person("staf").get(f"{url(ground)}?pada=2028-02-29").content.decode()
    for text in ("Kapolres", "Arum Mandala", "Bagas Wirabumi", "Citra Lestari", "BG 1 X", "Regu I", "0812 77"):
        assert text in page
    assert page.count("menjabat</span>") + page.count("menjabat\n") >= 1
    assert f"/admin/directory/institution/{ground.police.pk}/change/" in page
    assert "/admin/directory/" not in as_person("ketua").get(url(ground)).content.decode()


def test_the_pages_cost_the_same_for_one_institution_and_for_many(ground: Ground, count_queries: Any) -> None:
    few = count_queries("ketua", LIST)
    region = Region.objects.get(pk=KABUPATEN)
    for number in range(12):
        found = actions.add_institution(kind="pemda", name=f"Dinas {number}", region=region, actor=ground.clerk)
        office = actions.add_office(found, title="Kepala", actor=ground.clerk)
        person = actions.add_person(name=f"Kepala {number}", actor=ground.clerk)
        actions.start_term(office, person, started=date(2026, 1, 1), actor=ground.clerk)
    assert count_queries("ketua", LIST) == few
    with CaptureQueriesContext(connection) as captured:
        rows = list(with_holders(institutions_within([KABUPATEN]), date(2028, 3, 1)))
        assert sum(len(post.holders) for row in rows for post in row.posts) == 13
    assert len(captured) == 3


def test_an_invitee_is_found_by_office_institution_or_name_of_that_day(ground: Ground) -> None:
    def found(text: str, codes: list[str], on: date) -> list[tuple[str, list[str]]]:
        return [(o.title, [t.person.name for t in o.holders]) for o in find_offices(text, codes, on=on)]

    day = date(2028, 3, 1)
    for text in ("kapolres", "talang maju", "citra", "citra kapolres", ""):
        assert found(text, [KABUPATEN], day) == [("Kapolres", ["Citra Lestari"])], text
    assert found("citra", [KABUPATEN], date(2028, 2, 1)) == []
    assert found("kapolres", [HULU], day) == []
    assert found("kapolres\x00", [KABUPATEN], day) and found("% _", [KABUPATEN], day) == []


@pytest.mark.parametrize(
    ("text", "title"),
    [("polres talang", "Polres Talang Maju"), ("wakapolres", "Wakapolres"), ("eka nirm", "Eka Nirmala")],
)
def test_the_palette_finds_institutions_offices_and_people(
    ground: Ground, as_person: Any, text: str, title: str
) -> None:
    office = ground.office("Wakapolres")
    person = actions.add_person(name="Eka Nirmala", actor=ground.clerk)
    actions.start_term(office, person, started=date(2020, 1, 1), actor=ground.clerk)
    hit = f'href="{url(ground)}"'
    for who, seen in (("ketua", True), ("staf", True), ("tetangga", False), ("saksi-hulu", False)):
        page = as_person(who).get("/cari/", {"q": text}).content.decode()
        assert (hit in page and title in page) is seen, who
