"""The desk, the entry form and its draft, settling and corrections, as people use them: allowed and refused."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from electcoord.accounts.models import Role
from electcoord.ledger.models import Entry
from electcoord.papers.actions import place_photo
from recap import aggregate
from recap.actions import enter_reading, queue
from recap.ballot import ballot_of
from recap.boxes import codes_of
from recap.models import Correction, Draft, Lease, SheetVersion, Task
from recap.selectors.queue import LEASE
from tests.cast import HULU, PASAR, SUMBER, TPS_1, TPS_2, Cast, blank_reading
from tests.photos import lay
from tests.project.routes import TPS_HILIR, TPS_OTHER
from tests.typed import FIGURES, also, change_profile, key_of, open_pleno, send, texts, url

AsPerson = Callable[[str | None], Client]
Count = Callable[[str, str], int]
DESK, NEXT = "/rekap/talang/meja/", "/rekap/talang/meja/berikut/"
SUMBER_1 = f"{SUMBER}001"
# No page holds these by chance, no clock and no calendar either; 137 + 97 would be the running sum.
ODD = {"calon_1": "137", "calon_2": "97", "suara_sah": "234", "suara_tidak_sah": "9", "suara_total": "243"}
HINTS = re.compile(r"(?<![\w-])(137|97|234|243)(?![\w-])")
# A form's token differs on every page.
TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')


def read(response: Any, status: int = 200) -> str:
    """The words of an answer as one line, without its forms' tokens, which may hold any figure by chance."""
    assert response.status_code == status, response.status_code
    return " ".join(TOKEN.sub("", response.content.decode()).split())


# The desk.


@pytest.mark.parametrize(
    ("who", "tasks"),
    [
        ("operator", ["masuk", "kedua"]),
        ("pps-sumber", ["masuk", "kedua"]),
        ("ketua-hulu", ["beda", "karantina"]),
        ("anggota", ["beda", "karantina"]),
    ],
)
def test_the_desk_shows_the_tasks_of_the_role(cast: Cast, as_person: AsPerson, who: str, tasks: list[str]) -> None:
    response = as_person(who).get(DESK)
    assert [card["task"] for card in response.context["cards"]] == tasks
    links = re.findall(r"berikut/\?tugas=(\w+)", read(response))
    assert links == [task for task in tasks if task == "masuk"], "nothing waits of the others"


@pytest.mark.parametrize("who", ["bawaslu", "saksi-hulu", "gudang", "sekretaris"])
def test_the_desk_is_closed_to_who_has_no_task(cast: Cast, as_person: AsPerson, who: str) -> None:
    assert as_person(who).get(DESK).status_code == 403
    assert as_person(who).get(NEXT, {"tugas": "masuk"}).status_code == 403


def test_the_desk_counts_what_waits_for_this_person(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator")
    cast.enter("operator", (900, 1), code=TPS_2)
    cast.enter("staf", code=SUMBER_1)
    cast.enter("operator", (1, 2), code=SUMBER_1)
    queue.take(cast.sheet(), Task.KEDUA, cast["staf"])

    def counts(who: str) -> dict[str, tuple[int, int]]:
        cards = as_person(who).get(DESK).context["cards"]
        return {card["task"].value: (card["count"], card["free"]) for card in cards}

    # 6 sheets of ppwp, 3 and 3 of the two dapil; three of the first are entered.
    assert counts("operator") == {"masuk": (9, 9), "kedua": (0, 0)}
    assert counts("staf") == {"masuk": (9, 9), "kedua": (2, 2)}
    assert counts("sekretariat-hulu") == {"masuk": (3, 3), "kedua": (2, 1)}
    assert counts("pps-sumber") == {"masuk": (1, 1), "kedua": (0, 0)}
    assert counts("ketua-hulu") == {"beda": (1, 1), "karantina": (1, 1)}
    assert counts("ketua-hilir") == {"beda": (0, 0), "karantina": (0, 0)}
    page = as_person("operator").get(DESK)
    assert page.context["today"] == 3
    assert "3 lembar" in read(page)


def test_a_filter_narrows_the_desk_and_the_queue_and_an_unknown_one_finds_nothing(
    cast: Cast, as_person: AsPerson
) -> None:
    client = as_person("operator")
    for query, count in [({"kontes": "ppwp"}, 6), ({"wilayah": SUMBER}, 2), ({"kontes": "ppwp", "wilayah": PASAR}, 2),
                         ({"kontes": "tidak_ada"}, 0), ({"wilayah": "9902"}, 0), ({"wilayah": "%"}, 0)]:  # fmt: skip
        assert client.get(DESK, query).context["cards"][0]["count"] == count, query
    assert client.get(NEXT, {"tugas": "masuk", "wilayah": SUMBER}).url.startswith(url(code=SUMBER_1))
    nothing = client.get(NEXT, {"tugas": "masuk", "wilayah": "9902"}, follow=True)
    assert "Antrean ini habis untuk Anda." in read(nothing)


# The queue.


def take(client: Client, task: str = "masuk", **wish: str) -> str:
    """Where the queue leads."""
    response = client.get(NEXT, {"tugas": task, **wish})
    assert response.status_code == 302
    return str(response.url).partition("?")[0]


def test_the_queue_goes_by_photo_then_tps_then_contest(cast: Cast, as_person: AsPerson) -> None:
    lay(cast, SUMBER_1)
    lay(cast, TPS_2, "dprd_kab_1")
    client, seen = as_person("operator"), []
    for _ in range(4):
        seen.append(take(client, wilayah=HULU))
        code, key = seen[-1].split("/")[4:6]
        cast_sheet = cast.sheet(code, key)
        queue.leave(cast_sheet, cast["operator"])
        if key == "ppwp":
            cast.enter("staf", code=code)
        else:
            enter_blank(cast, code, key)
    assert seen == [url(code=TPS_2, key="dprd_kab_1"), url(code=SUMBER_1), url(code=TPS_1),
                    url(code=TPS_1, key="dprd_kab_1")]  # fmt: skip


def enter_blank(cast: Cast, code: str, key: str) -> None:
    reading = blank_reading(cast.contest(key), suara_sah=1)
    enter_reading(cast.sheet(code, key), reading, key=uuid4(), actor=cast.actor("staf"))


def test_a_photo_that_was_moved_away_puts_no_sheet_first(cast: Cast, as_person: AsPerson) -> None:
    photo, there = lay(cast, TPS_2), cast.sheet(SUMBER_1)
    place_photo(photo, contest=there.contest, tps=there.tps, page=1, turns=0, reason="foto Sumber terunggah di sini",
                actor=cast.actor("operator"))  # fmt: skip
    assert take(as_person("operator")) == url(code=SUMBER_1)


def test_asking_twice_gives_the_same_and_skipping_another(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    first = take(client)
    assert take(client) == first == url(code=TPS_1)
    answer = client.post(f"{DESK}{TPS_1}/ppwp/kembali/", {"lewati": "1", "tugas": "masuk"})
    assert answer.url == f"{NEXT}?tugas=masuk"
    assert take(client) == url(code=TPS_1, key="dprd_kab_1")
    assert not Lease.objects.filter(sheet=cast.sheet()).exists()
    assert take(as_person("staf")) == url(code=TPS_1), "what one skips is there for others"


def test_giving_back_without_skipping_leads_to_the_desk(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    take(client)
    assert client.post(f"{DESK}{TPS_1}/ppwp/kembali/").url == DESK
    assert not Lease.objects.exists()
    assert take(client) == url()


def test_nothing_left_says_so_on_the_desk(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("pps-sumber")
    for key in ("ppwp", "dprd_kab_1"):
        assert take(client) == url(code=SUMBER_1, key=key)
        client.post(f"{DESK}{SUMBER_1}/{key}/kembali/", {"lewati": "1", "tugas": "masuk"})
    skipped = client.get(NEXT, {"tugas": "masuk"}, follow=True)
    assert skipped.redirect_chain[-1][0] == f"{DESK}?tugas=masuk"
    assert "Sisanya Anda lewati tadi" in read(skipped)
    assert take(client) == url(code=SUMBER_1), "the skipped ones come again"
    nothing = client.get(NEXT, {"tugas": "kedua"}, follow=True)
    assert "Entri kedua: Antrean ini habis untuk Anda." in read(nothing)


@pytest.mark.parametrize("task", ["", "beda", "tidak ada", "\x00", "MASUK"])
def test_a_task_that_is_not_ones_own_leads_to_the_desk(cast: Cast, as_person: AsPerson, task: str) -> None:
    assert as_person("operator").get(NEXT, {"tugas": task}).url == DESK
    assert not Lease.objects.exists()


# The way to one TPS.


@pytest.mark.parametrize(
    "text",
    [
        TPS_2,
        f"https://kpu.contoh/form?kode={TPS_2}&x=1",
        f"kode TPS: {TPS_2}.",
        "pasar hulu 2",
        "PASAR HULU TPS 002",
        "pasar 2",
        "\x00pasar hulu 2",
    ],
)
def test_a_code_or_a_name_leads_straight_to_the_work(cast: Cast, as_person: AsPerson, text: str) -> None:
    assert as_person("operator").get(DESK, {"cari": text}).url == url(code=TPS_2)
    # Nothing there waits for the chair: the figures of the TPS are shown.
    assert as_person("ketua-hulu").get(DESK, {"cari": text}).url == f"/rekap/talang/tps/{TPS_2}/"


def test_a_number_alone_needs_a_region_or_gives_a_choice(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    assert client.get(DESK, {"cari": "2", "wilayah": PASAR}).url == url(code=TPS_2)
    several = client.get(DESK, {"cari": "1"})
    assert [match["code"] for match in several.context["matches"]] == [
        TPS_1, SUMBER_1, "9901022001001", TPS_HILIR,
    ]  # fmt: skip
    assert "4 TPS untuk “1”" in read(several)
    assert len(as_person("sekretariat-hulu").get(DESK, {"cari": "1"}).context["matches"]) == 2


NOWHERE = [
    "9901011001099", TPS_OTHER, "muara raya", "9901", f"{TPS_1}7", "x" * 10_000, "1" * 10_000, "\x00", "%", "_", "'",
    '"><script>alert(1)</script>', "' OR 1=1 --", "\\", "desa 1000", "٢", "pasar hulu 99", "\u202e", " " * 300 + "x",
]  # fmt: skip


def test_what_names_no_tps_finds_nothing_and_breaks_nothing(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    for text in NOWHERE:
        response = client.get(DESK, {"cari": text})
        page = read(response)
        assert not response.context.get("matches"), text
        assert "<script>alert" not in page
        assert text in ("\x00",) or "Tidak ada TPS" in page, text


@pytest.mark.parametrize(("who", "text"), [("sekretariat-hulu", TPS_HILIR), ("pps-sumber", TPS_1), ("operator", TPS_OTHER)])  # fmt: skip
def test_a_code_outside_ones_regions_answers_as_one_that_does_not_exist(
    cast: Cast, as_person: AsPerson, who: str, text: str
) -> None:
    client = as_person(who)
    missing = "9901011001099"
    found = [read(client.get(DESK, {"cari": code})).replace(code, "?") for code in (text, missing)]
    assert "Tidak ada TPS “?” di wilayah Anda" in found[0]
    assert TOKEN.sub("", found[0]) == TOKEN.sub("", found[1])
    for name in ("entri", "putuskan"):
        assert client.get(url(name, text)).status_code == 404
    assert client.post(f"{DESK}{text}/ppwp/kembali/").status_code == 404


# The form.


def test_a_whole_sheet_becomes_the_first_entry(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    page = client.get(url())
    assert page.context["form"]["count"] == 27
    assert f'value="{key_of(cast, "operator")}"' in read(page)
    answer = client.post(url(), {**texts(cast), "kunci": key_of(cast, "operator")})
    assert answer.url == f"/rekap/talang/tps/{TPS_1}/#ppwp"
    version = SheetVersion.objects.get()
    assert (version.kind, version.votes, version.suara_total, version.pemilih_dpt_l) == (
        "entri_satu", [100, 60], 164, None,
    )  # fmt: skip
    assert version.entered_by == str(cast["operator"].uuid)
    assert not Draft.objects.exists()
    assert not Lease.objects.exists()


@pytest.mark.parametrize("who", ["ketua", "ketua-hulu", "bawaslu", "saksi-hulu", "sekretaris"])
def test_who_may_not_enter_is_refused_at_every_door(cast: Cast, as_person: AsPerson, who: str) -> None:
    client = as_person(who)
    assert client.get(url()).status_code == 403
    assert send(cast, client).status_code == 403
    assert client.post(url("draf"), "{}", content_type="application/json").status_code == 403
    assert not SheetVersion.objects.exists()


def test_the_queue_goes_on_after_sending(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    answer = send(cast, client, tugas="masuk", kontes="ppwp")
    assert answer.url == f"{NEXT}?tugas=masuk&kontes=ppwp"
    assert take(client, kontes="ppwp") == url(code=TPS_2)


@pytest.mark.parametrize(("text", "figure"), [("005", 5), ("0", 0), ("X", None), ("xxx", None), (" 7 ", 7), ("9999", 9999)])  # fmt: skip
def test_what_a_box_may_hold(cast: Cast, as_person: AsPerson, text: str, figure: int | None) -> None:
    assert send(cast, as_person("operator"), {**FIGURES, "calon_2": text}).status_code == 302
    assert SheetVersion.objects.get().votes == [100, figure]


NO_FIGURES = [
    ("XX5", "X pengisi kotak"),
    ("1.234", "pemisah ribuan; tulis 1234"),
    ("1,5", "pecahan"),
    ("-1", "negatif"),
    ("10000", "melebihi 9999"),
    ("9" * 15, "melebihi 9999"),
    ("٥", "angka di luar 0-9"),
    ("５", "angka di luar 0-9"),
    ("²", "angka di luar 0-9"),
    ("1e3", "notasi ilmiah"),
    ("1; DROP TABLE x", "bukan bilangan bulat"),
    ("' OR 1=1 --", "bukan bilangan bulat"),
    ("<b>5</b>", "bukan bilangan bulat"),
    ("5\x00", "bukan bilangan bulat"),
    ("junk " * 60_000, "bukan bilangan bulat"),
]


def test_what_is_no_figure_gets_a_sentence_at_its_box(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    for text, words in NO_FIGURES:
        response = send(cast, client, {**FIGURES, "calon_2": text, "suara_sah": "160"})
        page = read(response, 422)
        assert "1 isian tidak dapat dibaca; perbaiki yang ditandai." in page
        errors = {box["code"]: box["error"] for row in response.context["form"]["choices"] for box in row["boxes"]}
        assert words in errors.pop("calon_2"), text[:50]
        assert set(errors.values()) == {""}
        assert "<b>5</b>" not in page
        assert len(page) < 100_000
    assert not SheetVersion.objects.exists()


def test_nothing_typed_is_lost_on_a_refusal(cast: Cast, as_person: AsPerson) -> None:
    sent = texts(cast, {**FIGURES, "calon_2": "60o", "ss_diterima": "X"})
    response = as_person("operator").post(url(), {**sent, "kunci": str(uuid4())})
    page = read(response, 422)
    boxes = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page)) | {
        name: value for value, name in re.findall(r'<input[^>]* value="([^"]*)"[^>]* name="(\w+)"', page)
    }
    assert {code: boxes[code] for code in sent} == sent


def test_boxes_that_nobody_touched_are_asked_for(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    part = {"kunci": str(uuid4()), "calon_1": "12"}
    response = client.post(url(), part)
    assert "26 isian belum diketik" in read(response, 422)
    assert response.context["ask_blank"]
    assert not SheetVersion.objects.exists()
    answer = client.post(url(), part, headers={"accept": "application/json"})
    assert len(answer.json()["untouched"]) == 26
    assert client.post(url(), {**part, "kosong": "1"}).status_code == 302
    assert SheetVersion.objects.get().votes == [12, None]


def test_an_empty_paper_is_no_entry(cast: Cast, as_person: AsPerson) -> None:
    assert "semua isian kosong" in read(send(cast, as_person("operator"), {}), 422)
    assert not SheetVersion.objects.exists()


@pytest.mark.parametrize("key", ["", "abc", "00000000", "\x00" * 36])
def test_a_form_without_its_key_is_not_taken(cast: Cast, as_person: AsPerson, key: str) -> None:
    assert "tidak lengkap; muat ulang" in read(send(cast, as_person("operator"), kunci=key), 422)
    assert not SheetVersion.objects.exists()


def test_sending_twice_is_one_entry_with_one_answer(cast: Cast, as_person: AsPerson) -> None:
    client, key = as_person("operator"), str(uuid4())
    first, again = (send(cast, client, kunci=key) for _ in range(2))
    assert first.url == again.url
    assert SheetVersion.objects.count() == 1
    assert Entry.objects.filter(action="recap.sheet.entered").count() == 1
    asked = client.post(url(), {**texts(cast), "kunci": key}, headers={"accept": "application/json"})
    assert asked.json() == {"url": first.url}
    other = send(cast, client, {**FIGURES, "calon_2": "61"}, kunci=key)
    assert other.context["problem"]
    read(other, 422)
    assert SheetVersion.objects.get().votes == [100, 60]


def test_a_key_of_another_person_takes_nothing(cast: Cast, as_person: AsPerson) -> None:
    key = str(uuid4())
    assert send(cast, as_person("operator"), kunci=key).status_code == 302
    assert send(cast, as_person("staf"), kunci=key).status_code == 422
    assert SheetVersion.objects.count() == 1


# Law 7 at the form itself.


def test_the_second_person_gets_nothing_of_the_first(cast: Cast, as_person: AsPerson) -> None:
    assert send(cast, as_person("operator"), ODD).status_code == 302
    first = SheetVersion.objects.get()
    client = as_person("staf")
    headers = {"accept": "application/json"}
    wrong = {**texts(cast), "calon_2": "6o"}
    answers = [
        client.get(DESK),
        client.get(NEXT, {"tugas": "kedua"}, follow=True),
        client.get(url()),
        client.get(url(), {"tugas": "kedua"}),
        draft(client),
        draft(client, {"revision": 1, "values": {"calon_1": "9"}}),
        draft(client, {"revision": 1, "values": {"calon_1": "8"}}),
        draft(client, {"revision": 9, "values": {"asing": "9"}}),
        client.post(url(), {**wrong, "kunci": str(uuid4())}),
        client.post(url(), {**wrong, "kunci": str(uuid4())}, headers=headers),
        client.post(url(), {"kunci": str(uuid4())}, headers=headers),
        client.post(url(), {"kunci": str(uuid4())}),
        client.get(url("putuskan")),
        client.get(url("usul"), follow=True),
        client.post(f"{DESK}{TPS_1}/ppwp/kembali/", follow=True),
    ]
    for answer in answers:
        body = answer.content.decode()
        assert not HINTS.findall(body), body[:300]
        assert first.reading_hash not in body
    assert send(cast, client).status_code == 302, "the second reading differs"
    after = client.get(f"/rekap/talang/tps/{TPS_1}/").content.decode()
    assert not HINTS.findall(after), "nor is the difference for those who may enter"


def test_the_first_reader_is_sent_away_in_words(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    send(cast, client)
    page = client.get(url(), follow=True)
    assert page.redirect_chain == [(f"/rekap/talang/tps/{TPS_1}/#ppwp", 302)]
    assert "Entri pertama lembar ini oleh Anda; entri kedua oleh orang lain." in read(page)
    assert "entri kedua harus oleh akun yang lain" in read(send(cast, client), 422)
    send(cast, as_person("staf"))
    assert "tidak sedang menunggu entri Anda" in read(as_person("sekretariat-hulu").get(url(), follow=True))
    assert "sudah selesai dientri" in read(send(cast, as_person("sekretariat-hulu")), 422)
    assert SheetVersion.objects.count() == 2


# Who is at work on it.


def test_a_sheet_in_anothers_hands_gives_the_way_on(cast: Cast, as_person: AsPerson) -> None:
    as_person("operator").get(url())
    page = read(as_person("staf").get(url(), {"tugas": "masuk"}), 409)
    assert "Operator membuka lembar" in page
    assert f'href="{NEXT}?tugas=masuk"' in page
    assert f'href="{DESK}"' in page
    assert 'name="calon_1"' not in page
    assert not Draft.objects.filter(owner=cast["staf"]).exists()
    Lease.objects.update(seen_at=timezone.now() - LEASE * 2)
    read(as_person("staf").get(url()))


def test_a_difference_in_anothers_hands_gives_the_way_on(cast: Cast, as_person: AsPerson) -> None:
    differ(cast)
    read(as_person("ketua-hulu").get(url("putuskan")))
    page = read(as_person("anggota").get(url("putuskan")), 409)
    assert "Ketua-Hulu membuka lembar" in page
    assert "61" not in page


# Drafts.


def draft(client: Client, sent: Any = None, code: str = TPS_1) -> Any:
    body = sent if isinstance(sent, (str, bytes)) else json.dumps(sent or {})
    return client.post(url("draf", code), body, content_type="application/json")


def test_a_draft_is_kept_and_an_older_one_ignored(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    assert draft(client, {"revision": 5, "values": {"calon_1": "12", "calon_2": "X"}}).json() == {
        "revision": 5, "lease": "anda",
    }  # fmt: skip
    for older in (4, 5):
        assert draft(client, {"revision": older, "values": {"calon_1": "99"}}).json()["revision"] == 5
    assert Draft.objects.get().values == {"calon_1": "12", "calon_2": "X"}
    page = read(client.get(url()))
    assert 'value="12"' in page
    assert 'data-revision="5"' in page
    desk = read(client.get(DESK))
    assert "Draf Anda" in desk
    assert url() in desk


def test_a_draft_is_its_owners_alone(cast: Cast, as_person: AsPerson) -> None:
    one, other = as_person("operator"), as_person("staf")
    draft(one, {"revision": 9, "values": {"calon_1": "137"}})
    answer = draft(other, {"revision": 1, "values": {"calon_1": "7"}})
    assert answer.json() == {"revision": 1, "lease": "lain"}
    assert {d.owner.username: d.values["calon_1"] for d in Draft.objects.select_related("owner")} == {
        "operator": "137", "staf": "7",
    }  # fmt: skip
    Lease.objects.all().delete()
    page = read(other.get(url()))
    assert "137" not in page
    assert Draft.objects.get(owner=cast["operator"]).secret not in page
    assert "Draf Anda" not in read(as_person("sekretariat-hulu").get(DESK))


NO_DRAFTS = [
    {"revision": 1, "values": {"asing": "1"}},
    {"revision": 1, "values": {"calon_3": "1"}},
    {"revision": 1, "values": {"calon_1": "1e3"}},
    {"revision": 1, "values": {"calon_1": "1234567"}},
    {"revision": 1, "values": {"calon_1": 7}},
    {"revision": 1, "values": {"calon_1": None}},
    {"revision": 1, "values": {"calon_1": "٥"}},
    {"revision": 1, "values": {"calon_1": "\x00"}},
    {"revision": 1, "values": []},
    {"revision": 1, "values": None},
    {"values": {"calon_1": "1"}},
    {"revision": 0, "values": {"calon_1": "1"}},
    {"revision": True, "values": {"calon_1": "1"}},
    {"revision": 2**31, "values": {"calon_1": "1"}},
    {"revision": 1.5, "values": {"calon_1": "1"}},
    {"revision": "1", "values": {"calon_1": "1"}},
    "[]",
    "7",
    "[1",
    "null",
    "NaN",
    b"\xff\xfe\x00",
    "[" * 50_000,
    '{"revision": 1, "values": {"calon_1": "' + "1" * 200_000 + '"}}',
    '{"revision": ' + "1" * 5000 + ', "values": {}}',
]


def test_what_is_no_draft_is_refused_with_a_sentence(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    for sent in NO_DRAFTS:
        answer = draft(client, sent)
        assert answer.status_code == 422, sent
        assert answer.json()["problem"].endswith("."), sent
    assert not Draft.objects.filter(revision__gt=0).exists()


def test_a_sign_of_life_alone_begins_no_draft(cast: Cast, as_person: AsPerson) -> None:
    assert draft(as_person("operator")).json() == {"revision": None, "lease": "anda"}
    assert not Draft.objects.exists()
    assert draft(as_person("staf")).json()["lease"] == "lain"


def test_a_draft_that_comes_after_the_entry_leaves_nothing(cast: Cast, as_person: AsPerson) -> None:
    client = as_person("operator")
    draft(client, {"revision": 1, "values": {"calon_1": "100"}})
    client.post(url(), {**texts(cast), "kunci": key_of(cast, "operator")})
    assert not Draft.objects.exists()
    assert draft(client, {"revision": 2, "values": {"calon_1": "100"}}).json()["lease"] == "selesai"
    assert not Draft.objects.exists(), "the desk would show a draft of a sheet that is sent"


def test_a_draft_as_a_form_is_refused_not_broken(cast: Cast) -> None:
    """With a token in its header, the form of another page is read before the body is."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["operator"])
    client.get(url())
    token = {"x-csrftoken": client.cookies["csrftoken"].value}
    assert client.post(url("draf"), {"revision": "1"}, headers=token).status_code == 422


# One entry where the profile says so.


def test_without_double_entry_one_entry_settles(cast: Cast, as_person: AsPerson) -> None:
    kinds = cast.election.profile.values["entri_ganda"]["nilai"]
    change_profile(cast, "entri_ganda", {**kinds, "ppwp": False})
    assert send(cast, as_person("operator")).status_code == 302
    assert cast.sheet().state == "terverifikasi_awal"
    cards = as_person("staf").get(DESK).context["cards"]
    assert [card["count"] for card in cards] == [11, 0]
    assert as_person("staf").get(url()).status_code == 302
    assert "sudah selesai dientri" in read(send(cast, as_person("staf")), 422)


# Settling.


def differ(cast: Cast, code: str = TPS_1) -> None:
    """Two readings that differ in the second candidate, and in one closing line."""
    cast.enter("operator", (100, 60), code=code, suara_sah=160, suara_total=164)
    cast.enter("staf", (100, 61), code=code, suara_sah=160, suara_total=165)


def settle(client: Client, code: str = TPS_1, **sent: str) -> Any:
    answers = {"pilih_calon_2": "kedua", "pilih_suara_total": "pertama", "kunci": str(uuid4()), **sent}
    return client.post(url("putuskan", code), answers)


def test_the_third_person_sees_only_the_cells_that_differ(cast: Cast, as_person: AsPerson) -> None:
    differ(cast)
    response = as_person("ketua-hulu").get(url("putuskan"))
    page = read(response)
    assert {(line["field"], line["first"], line["second"]) for line in response.context["lines"]} == {
        ("calon_2", 60, 61), ("suara_total", 164, 165),
    }  # fmt: skip
    form = page[page.index("2 isian berbeda") : page.index("Catatan")]
    assert {int(n) for n in re.findall(r"</?\w[^>]*>\s*([0-9]+)\s*<", form)} >= {60, 61, 164, 165}
    assert ">100<" not in form.replace(" ", "")
    assert "160" not in form, "what both have is not shown"
    answer = settle(as_person("ketua-hulu"))
    assert answer.url == f"/rekap/talang/tps/{TPS_1}/#ppwp"
    version = cast.sheet().current
    assert (version.kind, version.votes, version.suara_total) == ("keputusan", [100, 61], 164)
    assert not Lease.objects.exists()


@pytest.mark.parametrize("who", ["operator", "staf"])
def test_neither_reader_settles_nor_sees_the_other_reading(cast: Cast, as_person: AsPerson, who: str) -> None:
    differ(cast)
    also(cast, who, Role.ANGGOTA_PPK, HULU)
    client = as_person(who)
    for answer in (client.get(url("putuskan"), follow=True), client.post(url("putuskan"), follow=True)):
        page = read(answer)
        assert "Anda mengentri lembar ini; bedanya diputuskan orang ketiga." in page
        assert not re.search(r"(?<![\w-])(60|61|164|165)(?![\w-])", page)
    settle(client)
    assert cast.sheet().state == "beda_entri"
    assert SheetVersion.objects.count() == 2
    assert settle(as_person("anggota")).status_code == 302


@pytest.mark.parametrize("who", ["sekretariat-hulu", "pps-sumber", "bawaslu", "sekretaris"])
def test_who_may_not_settle_is_refused(cast: Cast, as_person: AsPerson, who: str) -> None:
    differ(cast)
    code = TPS_1 if who != "pps-sumber" else SUMBER_1
    assert as_person(who).get(url("putuskan", code)).status_code == 403
    assert settle(as_person(who), code).status_code == 403


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"pilih_calon_2": ""}, "1 isian belum diputuskan"),
        ({"pilih_calon_2": "keempat"}, "1 isian belum diputuskan"),
        ({"pilih_calon_2": "ketiga"}, "Tulis angkanya, atau X"),
        ({"pilih_calon_2": "ketiga", "angka_calon_2": "6o"}, "bukan bilangan bulat"),
        ({"pilih_calon_2": "ketiga", "angka_calon_2": "10000"}, "melebihi 9999"),
        ({"pilih_calon_2": "ketiga", "angka_calon_2": "60"}, "pilih entri itu"),
        ({"pilih_calon_2": "ketiga", "angka_calon_2": "62"}, "perlu catatan"),
        ({"pilih_calon_2": "ketiga", "angka_calon_2": "62", "catatan": "   pendek   "}, "perlu catatan"),
        ({"kunci": "x"}, "tidak lengkap"),
    ],
)
def test_a_decision_that_is_not_one_keeps_what_was_chosen(
    cast: Cast, as_person: AsPerson, sent: dict[str, str], words: str
) -> None:
    differ(cast)
    response = settle(as_person("ketua-hulu"), **sent)
    assert words in read(response, 422)
    assert {line["field"]: line["choice"] for line in response.context["lines"]}["suara_total"] == "pertama"
    assert cast.sheet().version_count == 2


@pytest.mark.parametrize(("text", "figure"), [("62", 62), ("X", None), ("007", 7)])
def test_a_third_figure_with_its_note_is_taken(cast: Cast, as_person: AsPerson, text: str, figure: int | None) -> None:
    differ(cast)
    sent = {"pilih_calon_2": "ketiga", "angka_calon_2": text, "catatan": "tertulis begitu di halaman dua"}
    assert settle(as_person("ketua-hulu"), **sent).status_code == 302
    assert cast.sheet().current.votes == [100, figure]


def test_who_comes_late_to_a_difference_is_told(cast: Cast, as_person: AsPerson) -> None:
    differ(cast)
    key = str(uuid4())
    first = settle(as_person("ketua-hulu"), kunci=key)
    assert settle(as_person("ketua-hulu"), kunci=key).url == first.url, "a repeated request counts once"
    page = read(settle(as_person("anggota")), 422)
    assert "tidak sedang berbeda entri; mungkin sudah diputuskan" in page
    assert "Lembar ini sudah diputuskan" in page
    assert "tidak sedang berbeda entri" in read(as_person("anggota").get(url("putuskan"), follow=True))
    assert cast.sheet().version_count == 3


# Quarantine.


def test_a_maker_does_not_release_what_they_made(cast: Cast, as_person: AsPerson) -> None:
    cast.enter("operator", (900, 1))
    also(cast, "operator", Role.KETUA_PPK, HULU)
    place = f"/rekap/talang/tps/{TPS_1}/ppwp/lepas/"
    sent = {"reason": "sudah dilihat pada kertasnya"}
    assert "tidak dapat melepasnya" in read(as_person("operator").post(place, sent), 422)
    assert cast.sheet().state == "karantina"
    assert as_person("staf").post(place, sent).status_code == 403
    assert as_person("ketua-hulu").post(place, sent).status_code == 302
    assert cast.sheet().state == "entri_satu"


# Corrections.

GROUNDS = {"jenis": "salah_baca", "sebab": "angka", "penjelasan": "angka 6 terbaca 0 di halaman dua"}
REASONED = {
    "jenis": "pembetulan", "sebab": "tulis", "dasar": "PKPU 5/2024 Pasal 17", "paraf": "Ketua PPK",
    "kejadian": "selisih dengan salinan saksi",
}  # fmt: skip


def settled(cast: Cast, code: str = TPS_1, figure: int = 60) -> str:
    """A settled sheet with a photo; its uuid."""
    for who in ("operator", "staf"):
        cast.enter(who, (100, figure), code=code)
    return str(lay(cast, code).uuid)


def propose(client: Client, photo: str, code: str = TPS_1, **sent: str) -> Any:
    more = {"foto": photo, "versi": "1", "kunci": str(uuid4()), "calon_2": "66", **GROUNDS, **sent}
    return client.post(url("usul", code), more)


def decide(client: Client, where: str, deed: str, note: str = "", key: str = "") -> Any:
    return client.post(where, {"putusan": deed, "catatan": note, "kunci": key or str(uuid4())})


def test_a_correction_goes_from_one_person_to_another(cast: Cast, as_person: AsPerson) -> None:
    photo = settled(cast)
    one, other = as_person("sekretariat-hulu"), as_person("ketua-hulu")
    assert "halaman 1, diunggah" in read(one.get(url("usul")))
    where = propose(one, photo).url
    assert cast.sheet().version_count == 2
    assert "Usul koreksi" in read(other.get(DESK))
    assert where in read(other.get("/rekap/talang/koreksi/"))
    page = read(other.get(where))
    assert "<del>60</del>" in page
    assert "<ins>66</ins>" in page
    assert 'value="setujui"' in page
    assert 'value="tarik"' in read(one.get(where))
    assert 'name="putusan"' not in read(as_person("bawaslu").get(where))
    key = str(uuid4())
    assert decide(other, where, "setujui", key=key).url == where
    assert decide(other, where, "setujui", key=key).url == where, "twice is once"
    assert "sudah diputuskan" in read(decide(as_person("anggota"), where, "setujui"), 422)
    assert cast.sheet().current.votes == [100, 66]
    assert SheetVersion.objects.count() == 3
    assert 'name="putusan"' not in read(other.get(where))


@pytest.mark.parametrize("who", ["saksi-hulu", "bawaslu", "pps-sumber", "sekretaris"])
def test_who_may_not_correct_is_refused(cast: Cast, as_person: AsPerson, who: str) -> None:
    code = SUMBER_1 if who == "pps-sumber" else TPS_1
    photo = settled(cast, code)
    assert as_person(who).get(url("usul", code)).status_code == 403
    assert propose(as_person(who), photo, code).status_code == 403
    where = propose(as_person("operator"), photo, code).url
    for deed in ("setujui", "tolak", "tarik", "", "lain"):
        assert decide(as_person(who), where, deed, "alasan yang cukup").status_code == 403
    assert as_person("ketua-hilir").get(where).status_code == 404
    assert decide(as_person("ketua-hilir"), where, "setujui").status_code == 404
    assert Correction.objects.get().state == "diusulkan"


def test_the_proposer_withdraws_and_decides_nothing(cast: Cast, as_person: AsPerson) -> None:
    photo = settled(cast)
    where = propose(as_person("ketua-hulu"), photo).url
    mine = as_person("ketua-hulu")
    assert 'value="setujui"' not in read(mine.get(where))
    for deed in ("setujui", "tolak"):
        assert "tidak memutuskan usulnya sendiri" in read(decide(mine, where, deed, "alasan yang cukup"), 422)
    assert "Hanya pengusulnya" in read(decide(as_person("anggota"), where, "tarik"), 422)
    assert decide(mine, where, "tarik").status_code == 302
    assert Correction.objects.get().state == "ditarik"
    assert cast.sheet().version_count == 2


def test_a_refusal_needs_its_reason_and_leaves_the_figures(cast: Cast, as_person: AsPerson) -> None:
    where = propose(as_person("operator"), settled(cast)).url
    other = as_person("ketua")
    assert "alasan penolakan" in read(decide(other, where, "tolak"), 422)
    assert "Pilih setujui, tolak atau tarik." in read(decide(other, where, "lain"), 422)
    assert "tidak lengkap" in read(decide(other, where, "setujui", key="x"), 422)
    assert decide(other, where, "tolak", "fotonya menunjukkan 60").status_code == 302
    assert "fotonya menunjukkan 60" in read(other.get(where))
    assert cast.sheet().current.votes == [100, 60]


def test_a_proposal_counts_once_and_one_waits_at_a_time(cast: Cast, as_person: AsPerson) -> None:
    photo, key = settled(cast), str(uuid4())
    client = as_person("operator")
    assert propose(client, photo, kunci=key).url == propose(client, photo, kunci=key).url
    assert "menunggu putusan" in read(propose(as_person("staf"), photo), 422)
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"calon_2": "60"}, "Belum ada isian yang berubah"),
        ({"calon_2": "6o"}, "1 isian tidak dapat dibaca"),
        ({"calon_2": "10000"}, "melebihi 9999"),
        ({"penjelasan": "salah"}, "paling sedikit 10 huruf"),
        ({"penjelasan": "x" * 1001}, "1000"),
        ({"penjelasan": "ada\x00nol di dalamnya"}, "Null"),
        ({"sebab": "rekomendasi"}, "sebab"),
        ({"foto": "00000000-0000-0000-0000-000000000000"}, "foto"),
        ({"versi": "2"}, "sudah berubah sejak usul dibuat"),
        ({"versi": "x"}, ""),
        ({"kunci": "x"}, ""),
        ({"jenis": "pembetulan", **{k: v for k, v in REASONED.items() if k != "sebab"}}, "jenis"),
    ],
)
def test_a_proposal_without_grounds_keeps_what_was_typed(
    cast: Cast, as_person: AsPerson, sent: dict[str, str], words: str
) -> None:
    photo = settled(cast)
    response = propose(as_person("operator"), photo, **sent)
    page = read(response, 422)
    assert words.lower() in page.lower()
    assert f'value="{sent.get("calon_2", "66")}"' in page
    assert not Correction.objects.exists()


def test_a_changed_paper_is_for_the_pleno(cast: Cast, as_person: AsPerson) -> None:
    photo = settled(cast)
    client = as_person("sekretariat-hulu")
    assert 'value="pembetulan"' not in read(client.get(url("usul")))
    read(propose(client, photo, **REASONED), 422)
    open_pleno(cast)
    assert 'value="pembetulan"' in read(client.get(url("usul")))
    for missing in ("dasar", "paraf", "kejadian"):
        assert "Pembetulan perlu dasar hukum" in read(propose(client, photo, **{**REASONED, missing: ""}), 422)
    where = propose(client, photo, **REASONED).url
    page = read(as_person("ketua-hulu").get(where))
    assert "PKPU 5/2024 Pasal 17" in page
    assert decide(as_person("ketua-hulu"), where, "setujui").status_code == 302
    assert cast.sheet().state == "dikoreksi"


def test_the_old_figure_is_struck_through_wherever_it_stood(cast: Cast, as_person: AsPerson) -> None:
    where = propose(as_person("operator"), settled(cast)).url
    decide(as_person("ketua-hulu"), where, "setujui")
    aggregate.refresh_stale()
    client = as_person("saksi-hulu")
    for place in (f"/rekap/talang/tps/{TPS_1}/", f"/rekap/talang/kontes/ppwp/{PASAR}/", where):
        page = read(client.get(place))
        assert re.search(r"<del[^>]*>60</del>", page), place
        assert re.search(r"(?<![0-9])66(?![0-9])", page), place


def test_an_unsettled_sheet_leads_back_without_its_figures(cast: Cast, as_person: AsPerson) -> None:
    differ(cast)
    for who in ("sekretariat-hulu", "operator", "ketua-hulu"):
        page = read(as_person(who).get(url("usul"), follow=True))
        assert "Koreksi menunggu sampai kedua entri lembar ini selesai." in page


# What a page costs.


def test_the_pages_cost_the_same_with_many_rows(cast: Cast, count_queries: Count) -> None:
    """Each page with one row and with several: the same statements, and not too many."""
    photo = settled(cast)
    first = propose_as(cast, "sekretariat-hulu", photo)
    differ(cast, TPS_2)
    pages = [
        ("operator", DESK, 15), ("ketua-hulu", DESK, 16), ("operator", f"{DESK}?cari=1", 17),
        ("staf", url(code=SUMBER_1), 14), ("ketua-hulu", url("putuskan", TPS_2), 13),
        ("sekretariat-hulu", url("usul"), 12), ("ketua-hulu", first, 11), ("saksi-hulu", "/rekap/talang/koreksi/", 10),
    ]  # fmt: skip
    queue.open_draft(cast.sheet(SUMBER_1), cast["staf"])
    few = [count_queries(who, place) for who, place, _ in pages]
    for page in range(2, 6):
        lay(cast, TPS_1, page=page, seed=page)
        lay(cast, SUMBER_1, page=page, seed=page)
        lay(cast, TPS_2, page=page, seed=page)
    for code in ("9901022001001", TPS_HILIR):
        propose_as(cast, "operator", settled(cast, code), code)
        queue.save_draft(queue.open_draft(cast.sheet(code, "dprd_kab_2"), cast["operator"]), {"calon_1": "1"}, 1,
                         {"calon_1"})  # fmt: skip
    many = [count_queries(who, place) for who, place, _ in pages]
    assert many == few, [place for _, place, _ in pages]
    assert [place for (_, place, ceiling), number in zip(pages, many, strict=True) if number > ceiling] == []


def propose_as(cast: Cast, who: str, photo: str, code: str = TPS_1) -> str:
    client = Client()
    client.force_login(cast[who])
    return str(propose(client, photo, code).url)


def test_the_form_has_every_box_of_the_paper_once(cast: Cast, as_person: AsPerson) -> None:
    for key in ("ppwp", "dprd_kab_1"):
        page = read(as_person("operator").get(url(key=key)))
        for code in codes_of(ballot_of(cast.contest(key))):
            assert page.count(f'name="{code}"') == 1, code
