"""M8: an appeal of a meeting becomes a numbered circular whose recipients confirm that it came."""

import pytest

from electcoord.directory.models import Office
from electcoord.ledger.models import Entry
from electcoord.outbox import links
from electcoord.outbox.models import Message, PersonalLink
from meetings import actions
from meetings.models import Circular, CircularRecipient, Decision
from tests.meetings.hall import day, institution, pleno
from tests.standing import laid

pytestmark = pytest.mark.django_db


@laid
def called(cast):
    """A pleno that called for neutrality."""
    found, people = pleno(cast)
    session, staff = day(found), cast.actor("staf")
    for one in people[:5]:
        actions.check_in(session, invitee=one, actor=staff)
    actions.open_day(session, actor=cast.actor("ketua"))
    actions.add_decision(session, text="ASN menjaga netralitas.", kind="imbauan", actor=staff)
    return found


def test_m8_from_an_appeal_to_its_receipts(cast, as_person, called):
    office = institution(cast, "Diskominfo", "Kepala Dinas")
    Office.objects.get(institution=office)
    room, staff, chair = f"/rapat/{called.uuid}/", as_person("staf"), as_person("ketua")
    decision = Decision.objects.get()
    form = {"jenis": "imbauan", "tentang": "Netralitas ASN"}
    assert staff.post(f"{room}edaran/", form).status_code == 422
    assert as_person("bawaslu").post(f"{room}edaran/", form).status_code == 403
    assert staff.post(f"{room}edaran/", form | {"keputusan": decision.uuid}).status_code == 302
    row = Circular.objects.get()
    url = row.get_absolute_url()
    assert as_person("bawaslu").get(url).status_code == 403 and as_person("tetangga").get(url).status_code == 404
    page = staff.get(url).content.decode()
    assert "ASN menjaga netralitas." in page and "Diskominfo" in page
    seen = row.document.latest.sha256
    edit = {
        "perbuatan": "simpan",
        "terlihat": seen,
        "jenis": "imbauan",
        "tentang": "Netralitas",
        "dasar": "Pleno.",
        "isi": "Satu.\nDua.",
    }
    assert staff.post(url, edit).status_code == 302
    assert staff.post(url, edit | {"isi": "Tiga."}).status_code == 422
    assert staff.post(url, {"perbuatan": "penerima"}).status_code == 422
    number = {"perbuatan": "sahkan", "klasifikasi": "PL.01", "penerbit": "9901"}
    assert chair.post(url, number | {"terlihat": row.document.latest.sha256}).status_code == 422
    assert (
        staff.post(
            url, {"perbuatan": "penerima", "jabatan": [office.offices.get().pk], "lembaga": [office.pk]}
        ).status_code
        == 302
    )
    assert staff.post(url, {"perbuatan": "kirim"}).status_code == 422
    assert as_person("operator").post(url, number).status_code == 403
    assert chair.post(url, number | {"terlihat": row.document.latest.sha256}).status_code == 302
    text = row.document.in_force.register_number.text
    assert text.startswith("1/PL.01-SE/9901/")
    assert staff.post(url, edit | {"terlihat": ""}).status_code == 422
    assert staff.post(url, {"perbuatan": "kirim"}).status_code == 302
    assert staff.post(url, {"perbuatan": "kirim"}).status_code == 422
    assert Message.objects.filter(about=row.subject).count() == 2
    assert "0 / 2" in as_person("bawaslu").get("/rapat/edaran/").content.decode()
    assert text not in as_person("tetangga").get("/rapat/edaran/").content.decode()
    # The recipient reads, a GET confirms nothing, a POST does, once.
    one = CircularRecipient.objects.filter(office__isnull=False).get()
    door = f"/rapat/e/{links.token(one.link)}/"
    reader = as_person(None)
    page = reader.get(door).content.decode()
    assert "Satu." in page and text in page
    one.refresh_from_db()
    assert one.received_at is None
    assert reader.get(f"{door}naskah/").content.startswith(b"%PDF-")
    for _ in range(2):
        assert reader.post(door).status_code == 302
    assert "Penerimaan tercatat" in reader.get(door).content.decode()
    [entry] = Entry.objects.filter(action="meetings.circular.received")
    assert entry.actor == str(one.link.uuid) and entry.role == links.ROLE
    page = staff.get(url).content.decode()
    assert "1 dari 2 menyatakan terima" in page and "belum dibuka" in page
    assert reader.get("/rapat/e/salah/").status_code == 404
    links.revoke(PersonalLink.objects.get(pk=one.link_id), actor=cast.actor("ketua"))
    assert reader.get(door).status_code == 404


def test_the_register_costs_the_same_for_many(cast, called, count_queries):
    office = institution(cast, "Diskominfo", "Kepala Dinas")

    def issue(number):
        row = actions.draft_circular(called, Decision.objects.select_related("session"), kind="edaran", about=f"Hal {number}",
                                     actor=cast.actor("staf"))  # fmt: skip
        actions.address_circular(row, institutions=[office], actor=cast.actor("staf"))
        version = actions.approve_circular(row, classification="PL.01", issuer="9901", seen=row.document.latest.sha256,
                                           actor=cast.actor("ketua"))  # fmt: skip
        actions.send_circular(row, actor=cast.actor("staf"))
        return version

    issue(1)
    few = count_queries("staf", "/rapat/edaran/")
    for number in (2, 3):
        issue(number)
    assert count_queries("staf", "/rapat/edaran/") == few
