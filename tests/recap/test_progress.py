"""Progress and forecast: what is left, how fast it goes, and when it ends; integers only."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone as clock

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.ledger import guards
from electcoord.ledger.recording import SYSTEM
from recap.models import Sheet, SheetVersion
from recap.selectors.progress import HOURS, Rate, Tally, due_entries, expected, hour_starts, rate_of, urgency
from recap.states import SheetState
from tests.cast import HULU, PASAR, SUMBER, TPS_1, TPS_2, Cast

AsPerson = Callable[[str | None], Client]
URL = "/rekap/talang/kemajuan/"
WIB = timezone(timedelta(hours=7))
NOW = datetime(2029, 2, 14, 13, 20, tzinfo=UTC)  # 20.20 WIB


def hours(*counts: int) -> list[int]:
    """The running hour, then the full hours before it."""
    return [*counts, *[0] * (HOURS + 1 - len(counts))]


def page(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split())


def stats(text: str) -> dict[str, str]:
    """The numbers on top of the page by their label."""
    found = re.findall(r'class="stat-label">(.*?)</span> <span class="stat-value">(.*?)</span>', text)
    return {_words(label): _words(value) for label, value in found}


def _words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())


def enter_back(cast: Cast, who: str, minutes: int, **more: object) -> None:
    """An entry made so long ago; only a test may turn back the clock of a stored row."""
    version = cast.enter(who, **more)
    guards.remove()
    at = clock.now() - timedelta(minutes=minutes)
    text = at.strftime("%Y-%m-%d %H:%M:%S.%f") if connection.vendor == "sqlite" else at
    with connection.cursor() as cursor:
        cursor.execute("UPDATE recap_sheetversion SET entered_at = %s WHERE uuid = %s",
                       [text, version.uuid.hex if connection.vendor == "sqlite" else version.uuid])  # fmt: skip
    guards.install()
    assert SheetVersion.objects.get(uuid=version.uuid).entered_at == at


@pytest.mark.parametrize(
    ("counts", "rate"),
    [
        (hours(), None),
        (hours(40), None),  # the running hour alone says nothing yet
        (hours(5, 30, 10, 90), Rate(40, 2)),
        (hours(5, 30, 0, 0, 10, 90), Rate(40, 2)),  # a break is not work
        (hours(0, 7), Rate(7, 1)),
    ],
)
def test_the_rate_is_that_of_the_last_two_full_hours_of_work(counts: list[int], rate: Rate | None) -> None:
    assert rate_of(counts) == rate


@pytest.mark.parametrize(("entries", "n", "shown"), [(40, 2, 20), (41, 2, 21), (1, 2, 1), (7, 1, 7)])
def test_a_rate_is_rounded_half_up(entries: int, n: int, shown: int) -> None:
    assert Rate(entries, n).per_hour == shown


@pytest.mark.parametrize(
    ("left", "counts", "words"),
    [
        (0, hours(), "entri selesai"),
        (10, hours(3), "belum ada laju"),
        (20, hours(0, 30, 10), "sekitar 21.20 hari ini"),
        (21, hours(0, 30, 10), "sekitar 21.30 hari ini"),
        (75, hours(0, 20, 20), "sekitar 00.10 besok"),
        (20 * 30, hours(0, 20, 20), "Jumat sekitar 02.20"),
        (20 * 120, hours(0, 20, 20), "Senin sekitar 20.20"),
        (20 * 120 + 1, hours(0, 20, 20), "lebih dari 5 hari"),
        (10**9, hours(0, 1), "lebih dari 5 hari"),
    ],
)
def test_the_end_is_told_in_words(left: int, counts: list[int], words: str) -> None:
    tally = Tally({"belum_masuk": left}, total=max(left, 1), left=left, hours=counts)
    assert expected(tally, NOW, WIB) == words


def test_an_area_without_sheets_expects_nothing() -> None:
    assert expected(Tally(), NOW, WIB) == "–"


@pytest.mark.parametrize(
    ("state", "two", "one"),
    [
        (SheetState.BELUM_MASUK, 6, 3),
        (SheetState.ENTRI_SATU, 3, 3),
        (SheetState.BEDA_ENTRI, 3, 3),
        (SheetState.KARANTINA, 2, 0),
        (SheetState.TERVERIFIKASI_AWAL, 0, 0),
        (SheetState.TERKUNCI, 0, 0),
    ],
)
def test_what_is_left_counts_first_second_and_decisions(state: str, two: int, one: int) -> None:
    assert due_entries(state, 3, 2, double=True) == two
    assert due_entries(state, 3, 2, double=False) == one


def test_the_slowest_area_is_on_top() -> None:
    done, quick = Tally(total=9), Tally(total=9, left=2, hours=hours(0, 5))
    slow, still = Tally(total=9, left=5, hours=hours(0, 5)), Tally(total=9, left=1)
    assert sorted([done, quick, slow, still], key=urgency) == [still, slow, quick, done]


def test_hours_begin_on_the_hour() -> None:
    starts = hour_starts(NOW)
    assert len(starts) == HOURS + 1
    assert (starts[0].hour, starts[0].minute, starts[1].hour) == (13, 0, 12)


def test_the_page_before_the_first_entry(cast: Cast, as_person: AsPerson) -> None:
    text = page(as_person("ketua"))
    assert "Belum ada entri di sini" in text
    assert "belum ada laju" in text
    # 6 TPS of ppwp, 3 and 3 of the two dapil, each twice.
    assert stats(text) == {"C.Hasil masuk": "0 dari 12 lembar", "Entri tersisa": "24 entri", "Laju": "belum ada",
                           "Perkiraan selesai": "belum ada laju"}  # fmt: skip


def test_the_level_follows_the_region_of_the_person(cast: Cast, as_person: AsPerson) -> None:
    assert "Per kecamatan" in page(as_person("ketua"))
    text = page(as_person("ketua-hulu"))
    assert "Per desa/kelurahan" in text
    assert "Hilir" not in text
    assert "Per tps" in page(as_person("pps-sumber"))
    assert "Per desa/kelurahan" in page(as_person("ketua"), f"{URL}?wilayah={HULU}")
    for who, code, status in (("ketua-hulu", "990102", 404), ("pps-sumber", HULU, 200), ("ketua", "9902", 404),
                              ("ketua", TPS_1, 404), ("ketua", "x", 404)):  # fmt: skip
        assert as_person(who).get(f"{URL}?wilayah={code}").status_code == status, (who, code)
    assert PASAR not in page(as_person("pps-sumber"), f"{URL}?wilayah={HULU}"), "above one's region only one's own part"


def test_two_regions_of_one_person_stand_side_by_side(cast: Cast, as_person: AsPerson) -> None:
    give_grant(cast["ketua-hulu"], role=Role.KETUA_PPK, region="9901022001", election=cast.election, actor=SYSTEM)
    text = page(as_person("ketua-hulu"))
    assert "Per kecamatan" in text
    assert "Hilir" in text
    # All of Hulu (3 TPS), of Hilir one desa of 2 TPS; each TPS has two papers.
    assert "dari 10 lembar" in text


def test_numbers_lead_to_the_work_behind_them(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator")
    cast.enter("staf", (101, 60))
    cast.enter("operator", code=TPS_2)
    client = as_person("ketua")
    text = page(client, f"{URL}?kontes=ppwp")
    links = {
        html_url.replace("&amp;", "&"): int(n)
        for html_url, n in re.findall(r'href="(/rekap/talang/pekerjaan/[^"]+)">(\d+)</a>', text)
    }
    assert links[f"/rekap/talang/pekerjaan/?wilayah={HULU}&kontes=ppwp&status=periksa"] == 1
    assert links[f"/rekap/talang/pekerjaan/?wilayah={HULU}&kontes=ppwp&status=belum"] == 2
    assert links[f"/rekap/talang/pekerjaan/?wilayah={HULU}&kontes=ppwp&kertas=belum"] == 3
    for url, count in links.items():
        listed = page(client, url)
        assert 'aria-current="page"' in listed
        assert len(re.findall(r'<th scope="row"><a href="/rekap/talang/tps/', listed)) == count, url


def test_rate_and_end_of_each_area(cast: Cast, as_person: AsPerson) -> None:
    enter_back(cast, "operator", 70, code=TPS_1)
    enter_back(cast, "operator", 75, code=TPS_2)
    enter_back(cast, "operator", 130, code=f"{SUMBER}001")
    text = page(as_person("ketua"), f"{URL}?kontes=ppwp")
    rows = re.findall(r'<th scope="row"> ?<a href="\?wilayah=(\d{6})[^>]*>.*?</tr>', text)
    assert rows == ["990102", "990101"], "the area that stands still is on top"
    # Three entries in two full hours.
    assert stats(text)["Laju"] == "2 entri per jam"
    assert stats(text)["Perkiraan selesai"].startswith("sekitar ")


def test_entries_of_long_ago_are_told(cast: Cast, as_person: AsPerson) -> None:
    enter_back(cast, "operator", 60 * 24 * 3)
    text = page(as_person("ketua"))
    assert "Tidak ada entri dalam 12 jam terakhir" in text
    assert "belum ada laju" in text


def test_the_page_costs_the_same_for_one_paper_and_for_many(cast: Cast, count_queries: Callable[..., int]) -> None:
    cast.enter("operator")
    count_queries("ketua", URL)
    few = count_queries("ketua", URL)
    for code in Sheet.objects.filter(contest=cast.contest()).exclude(tps_code=TPS_1).values_list("tps_code", flat=True):
        cast.enter("operator", code=code)
    assert count_queries("ketua", URL) == few
    assert few <= 14


@pytest.mark.parametrize(
    ("who", "status"), [("ketua", 200), ("saksi-hulu", 200), ("gudang", 403), ("tetangga", 404), (None, 302)]
)
def test_who_may_see_progress(as_person: AsPerson, who: str | None, status: int) -> None:
    assert as_person(who).get(URL).status_code == status


def test_odd_parameters_never_fail(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("ketua")
    for query in ("kontes=x", "kontes=dprd_kab_2&wilayah=990101", "hal=99", "hal=x", "wilayah=", "kontes=%00"):
        assert client.get(f"{URL}?{query}").status_code == 200, query
    assert "Tidak ada lembar di sini" in page(client, f"{URL}?kontes=dprd_kab_2&wilayah=990101")
