"""Circulars, receipts and trainees as staff look them up: who sees which, filters, history, files, nothing written."""

import pytest

from electcoord.common import xlsx
from electcoord.outbox import links
from meetings import actions
from meetings.models import Circular, CircularRecipient, Trainee
from tests.cast import HULU, TPS_1, TPS_2
from tests.meetings.hall import day, institution, invite, kpu, meeting
from tests.standing import laid

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGES = {"circular": Circular, "circularrecipient": CircularRecipient, "trainee": Trainee}


@laid
def bimtek(cast):
    """A bimtek with two trainees, one of them taken back, and a sent circular of which one receipt came."""
    commission, staff, chair = kpu(cast), cast.actor("staf"), cast.actor("ketua")
    found = meeting(cast, commission, kind="bimtek", title="Bimtek KPPS")
    invite(found, commission, actor=staff)
    actions.invite_meeting(found, actor=staff)
    actions.open_day(day(found), actor=chair)
    actions.record_training(found, {TPS_1: {1: "Kirana", 2: ""}}, actor=staff)
    actions.record_training(found, {TPS_1: {1: ""}}, reason="salah hitung", actor=staff)
    decision = actions.add_decision(day(found), text="Netral", kind="imbauan", actor=staff)
    row = actions.draft_circular(found, [decision], kind="edaran", about="Netralitas ASN", actor=staff)
    places = [institution(cast, name, region=region) for name, region in (("Diskominfo", "9901"), ("Camat", HULU))]
    actions.address_circular(row, institutions=places, actor=staff)
    seen = row.document.latest.sha256
    actions.approve_circular(row, classification="PL.01", issuer="9901", seen=seen, actor=chair)
    actions.send_circular(row, actor=staff)
    one = row.recipients.first()
    actions.confirm_receipt(one, actor=links.actor(one.link))
    return found


def pages(found):
    """The list and one row of each model."""
    for name, model in PAGES.items():
        yield f"/admin/meetings/{name}/"
        yield f"/admin/meetings/{name}/{model.objects.first().pk}/change/"


@pytest.mark.parametrize(("who", "listed", "opened"), [
    ("staf", 200, 200), ("sekretaris", 200, 200), ("operator", 403, 403), ("bawaslu", 403, 403), ("pengelola", 403, 403),
    ("ketua-hulu", 403, 403), ("tetangga", 403, 403),
])  # fmt: skip
def test_who_looks_them_up(bimtek, as_person, who, listed, opened):
    statuses = [as_person(who).get(url).status_code for url in pages(bimtek)]
    assert statuses == [listed, opened] * len(PAGES)


def test_the_lists_tell_numbers_receipts_and_who_was_taken_back(bimtek, as_person):
    staff = as_person("staf")
    page = staff.get("/admin/meetings/circular/").content.decode()
    assert "Netralitas ASN" in page and "1/PL.01-SE/9901/" in page
    rows = xlsx.read_rows(b"".join(staff.get("/admin/meetings/circular/unduh/xlsx/").streaming_content), "x.xlsx")
    told = dict(zip(rows[0], map(str, rows[1]), strict=True))
    assert (told["penerima"], told["dibuka"], told["diterima"]) == ("2", "0", "1")
    for asked, name in (("ya", "Camat"), ("tidak", "Diskominfo")):
        text = b"".join(
            staff.get(f"/admin/meetings/circularrecipient/unduh/csv/?terima={asked}").streaming_content
        ).decode("utf-8-sig")
        assert name in text and len(text.strip().splitlines()) == 2
    for asked, count in (("ya", 1), ("tidak", 1)):
        page = staff.get(f"/admin/meetings/trainee/?dihapus={asked}")
        assert page.context["cl"].result_count == count
    assert staff.get(f"/admin/meetings/trainee/?q={TPS_1}").context["cl"].result_count == 2
    assert staff.get(f"/admin/meetings/trainee/?q={TPS_2}").context["cl"].result_count == 0
    row = Trainee.objects.get(is_void=True)
    page = staff.get(f"/admin/meetings/trainee/{row.pk}/change/").content.decode()
    assert "salah hitung" in page and f"/pelatihan/?tps={TPS_1}" in page
    history = staff.get(f"/admin/meetings/trainee/{row.pk}/history/")
    assert history.status_code == 200


def test_nothing_is_written_there(bimtek, as_person):
    staff = as_person("staf")
    for name, model in PAGES.items():
        base = f"/admin/meetings/{name}/"
        assert staff.get(f"{base}add/").status_code == 403
        assert staff.post(f"{base}{model.objects.first().pk}/change/", {"name": "x"}).status_code == 403
        assert staff.post(f"{base}{model.objects.first().pk}/delete/", {"post": "yes"}).status_code == 405


def test_the_lists_ask_the_same_for_one_row_and_many(cast, bimtek, count_queries):
    few = {name: count_queries("staf", f"/admin/meetings/{name}/") for name in PAGES}
    staff, decision = cast.actor("staf"), day(bimtek).decisions.get()
    for number in range(3):
        row = actions.draft_circular(bimtek, [decision], kind="imbauan", about=f"Hal {number}", actor=staff)
        actions.address_circular(row, institutions=[institution(cast, f"Dinas {number}")], actor=staff)
    actions.record_training(bimtek, {TPS_2: dict.fromkeys(range(1, 8), "")}, actor=staff)
    assert {name: count_queries("staf", f"/admin/meetings/{name}/") for name in PAGES} == few
