"""Who sees which meeting; pages that cost the same for many; bad input; search, duties and the panel."""

from uuid import uuid4

import pytest

from electcoord.directory import actions as directory
from meetings import actions
from meetings.models import Attendance, Guest, Invitee, Meeting
from meetings.selectors import meetings_for
from tests.cast import HULU
from tests.meetings.hall import at, day, institution, invite, kpu, meeting, pleno

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def _crowd(cast, found, count):
    """That many invited institutions, half of them inside; rows as the actions write them, in bulk."""
    from electcoord.ledger import recording

    staff, session = cast.actor("staf"), day(found)
    places = []
    for number in range(count):
        places.append(institution(cast, f"Lembaga {found.pk} {number:03d}", kind="lainnya"))
    actions.invite_many(found, institutions=places, actor=staff)
    rows = list(Invitee.objects.filter(meeting=found, institution__in=places))
    with recording.entry("uji", chain="9901", actor=staff, payload={}):
        guests = [Guest(meeting=found, invitee=row, seat=1, name=f"Tamu {row.pk}") for row in rows[: count // 2]]
        Guest.objects.bulk_create(guests)
        Attendance.objects.bulk_create([Attendance(session=session, guest=g, arrived_at=at(0, 0)) for g in guests])


def test_closed_plenos_are_for_the_commission_and_whoever_is_invited(cast, as_person):
    found, people = pleno(cast, kind="pleno_tertutup")
    url = f"/rapat/{found.uuid}/"
    for who, status in (("ketua", 200), ("staf", 200), ("operator", 403), ("bawaslu", 403), ("gudang", 403), ("ketua-hulu", 404), ("tetangga", 404)):  # fmt: skip
        assert as_person(who).get(url).status_code == status, who
    assert as_person(None).get(url).status_code == 302
    person = people[0].term.person
    directory.change_person(person, account=cast["ketua-hulu"], actor=cast.actor("staf"))
    assert as_person("ketua-hulu").get(url).status_code == 200
    assert found in meetings_for(cast["ketua-hulu"])
    # Invited, but not of the office: no deed.
    assert as_person("ketua-hulu").get(f"{url}rencana/").status_code == 403
    assert as_person("ketua-hulu").post(f"{url}langkah/", {"perbuatan": "tunda", "alasan": "Alasan"}).status_code == 403


def test_a_draft_is_not_shown_to_the_invited(cast, as_person):
    found = meeting(cast, kpu(cast))
    row = invite(found, found.organiser, actor=cast.actor("staf"))[0]
    directory.change_person(row.term.person, account=cast["ketua-hilir"], actor=cast.actor("staf"))
    assert as_person("ketua-hilir").get(f"/rapat/{found.uuid}/").status_code == 404
    actions.invite_meeting(found, actor=cast.actor("staf"))
    assert as_person("ketua-hilir").get(f"/rapat/{found.uuid}/").status_code == 200


PAGES = ("", "undangan/", "meja/", "jejak/", "catatan/", "mandat/", "rencana/")


def test_five_hundred_invited_cost_as_many_queries_as_ten(cast, count_queries):
    commission = kpu(cast)
    found = meeting(cast, commission)
    _crowd(cast, found, 10)
    actions.invite_meeting(found, actor=cast.actor("staf"))
    few = {page: count_queries("staf", f"/rapat/{found.uuid}/{page}") for page in PAGES}
    large = meeting(cast, commission, title="Besar")
    _crowd(cast, large, 500)
    actions.invite_meeting(large, actor=cast.actor("staf"))
    many = {page: count_queries("staf", f"/rapat/{large.uuid}/{page}") for page in PAGES}
    assert many == few and max(many.values()) < 40, (few, many)


def test_two_hundred_meetings_cost_as_many_queries_as_two(cast, count_queries):
    commission = kpu(cast)
    for number in range(2):
        meeting(cast, commission, title=f"Rapat {number}")
    urls = ("/rapat/", "/rapat/?tampil=semua&cari=rapat", "/", "/cari/?q=rapat")
    few = [count_queries("staf", url) for url in urls]
    for number in range(2, 200):
        meeting(cast, commission, title=f"Rapat {number}", starts=at(number), ends=at(number, 12))
    many = [count_queries("staf", url) for url in urls]
    # The first look of a process at Beranda reads once what it then keeps.
    assert all(late <= early for late, early in zip(many, few, strict=True)), (few, many)


def test_the_list_filters_and_takes_nonsense(cast, as_person):
    commission, client = kpu(cast), as_person("staf")
    meeting(cast, commission, title="Pleno Akbar", kind="pleno_terbuka")
    meeting(cast, kpu(cast, HULU, "PPK Hulu"), title="Rakor Hulu", region=HULU)
    for query, shown in (
        ("", {"Pleno Akbar", "Rakor Hulu"}), ("?jenis=pleno_terbuka", {"Pleno Akbar"}), (f"?wilayah={HULU}", {"Rakor Hulu"}),
        ("?cari=ppk+hulu", {"Rakor Hulu"}), ("?tampil=notulen", set()), ("?tampil=semua&status=batal", set()),
        ("?tampil=%00&jenis=x&status=%27&wilayah=x&hal=-99999999999999999999&cari=%00", {"Pleno Akbar", "Rakor Hulu"}),
    ):  # fmt: skip
        answer = client.get(f"/rapat/{query}")
        page = answer.content.decode()
        assert answer.status_code == 200 and {t for t in ("Pleno Akbar", "Rakor Hulu") if t in page} == shown, query


NONSENSE = ("\x00", "x" * 20_000, "99999999999999999999", "-1", "", "<script>")


@pytest.mark.parametrize("bad", NONSENSE)
def test_nonsense_in_any_form_is_refused_in_words(bad, cast, as_person):
    found, people = pleno(cast)
    client, session = as_person("ketua"), day(found)
    for page, deeds in (
        ("rencana/", ("ubah", "hari-baru", "hari-ubah", "acara-baru", "acara-naik", "x")),
        ("langkah/", ("undang", "tunda", "jadwal", "buka", "skors", "lanjut", "tutup-sesi", "sahkan")),
        ("meja/", ("datang", "tamu", "pergi", "betulkan", "x")), ("mandat/", ("periksa", "cabut")),
        ("catatan/", ("bicara", "ubah", "putus", "cabut")), ("undangan/", ("",)), (f"undangan/{people[0].uuid}/", ("",)),
    ):  # fmt: skip
        for deed in deeds:
            fields = ("acara", "acara_id", "urutan", "menit", "alasan", "sampai", "mulai", "selesai", "undangan", "orang",
                      "hadir", "nama", "kursi", "isi", "pembicara", "setuju", "jabatan", "lembaga", "pihak", "peserta", "mandat",
                      "jawaban", "versi", "jenis", "cara", "kunci", "catatan", "keputusan", "datang", "judul")  # fmt: skip
            for day_given in (str(session.uuid), bad):
                data = dict.fromkeys(fields, bad) | {"perbuatan": deed, "sesi": day_given}
                answer = client.post(f"/rapat/{found.uuid}/{page}", data)
                assert answer.status_code in (302, 404, 422), (page, deed, answer.status_code)
    assert Meeting.objects.count() == 1
    for page in ("undangan/?jawaban=", "undangan/?hal=", "undangan/?cari=", "meja/?sesi=", "meja/?cari="):
        answer = client.get(f"/rapat/{found.uuid}/{page}", {page.split("?")[1][:-1]: bad})
        assert answer.status_code == 200


def test_a_refused_note_keeps_what_was_typed(cast, as_person):
    found, people = pleno(cast)
    session, staff = day(found), cast.actor("staf")
    for invitee in people[:5]:
        actions.check_in(session, invitee=invitee, actor=staff)
    actions.open_day(session, actor=cast.actor("ketua"))
    item = actions.add_item(session, title="Laporan", actor=staff)
    answer = as_person("staf").post(f"/rapat/{found.uuid}/catatan/", {
        "perbuatan": "bicara", "sesi": session.uuid, "acara": item.uuid, "isi": "Panjang sekali ceritanya", "kunci": uuid4(),
    })  # fmt: skip
    assert answer.status_code == 422 and "Panjang sekali ceritanya" in answer.content.decode()


def test_beranda_tells_what_waits_and_search_finds_meetings_inside_the_region(cast, as_person):
    found, _ = pleno(cast)
    late = meeting(cast, found.organiser, title="Rapat lampau", starts=at(-3), ends=at(-3, 12))
    home = as_person("staf").get("/").content.decode()
    assert "1 rapat sudah lewat, belum dibuka" in home and f"/rapat/{late.uuid}/" in home
    assert "1 rapat menunggu jawaban undangan" in home and "Rekapitulasi" in home
    assert f"/rapat/{found.uuid}/" in as_person("staf").get("/cari/?q=rekapitulasi").content.decode()
    for stranger in ("tetangga", "ketua-hilir"):
        assert f"/rapat/{found.uuid}/" not in as_person(stranger).get("/cari/?q=rekapitulasi").content.decode()
        assert f"/rapat/{late.uuid}/" not in as_person(stranger).get("/").content.decode()


def test_a_mistaken_tick_is_corrected_at_the_desk(cast, as_person):
    found, people = pleno(cast)
    client, session = as_person("operator"), day(found)
    url = f"/rapat/{found.uuid}/meja/"
    client.post(url, {"perbuatan": "datang", "sesi": session.uuid, "undangan": people[0].uuid})
    stay = Attendance.objects.get()
    form = {"perbuatan": "betulkan", "sesi": session.uuid, "hadir": stay.uuid}
    assert client.post(url, form | {"alasan": ""}).status_code == 422
    assert client.post(url, form | {"alasan": "Salah orang"}).status_code == 302
    assert not Attendance.objects.filter(is_void=False).exists()
    # Nobody who only watches may.
    assert as_person("bawaslu").post(url, form | {"alasan": "x y"}).status_code == 403


def test_the_agenda_moves_by_buttons_as_one_saw_it(cast, as_person):
    found, staff = meeting(cast, kpu(cast)), cast.actor("staf")
    session = day(found)
    first, second = (actions.add_item(session, title=f"Acara {n}", actor=staff) for n in (1, 2))
    seen = f"{first.uuid},{second.uuid}"
    form = {"perbuatan": "acara-turun", "acara_id": first.uuid, "urutan": seen}
    url = f"/rapat/{found.uuid}/rencana/"
    assert as_person("staf").post(url, form).status_code == 302
    assert [item.title for item in session.items.order_by("order")] == ["Acara 2", "Acara 1"]
    answer = as_person("sekretaris").post(url, form)
    assert answer.status_code == 422 and "Orang lain sudah mengubahnya" in answer.content.decode()


def test_staff_look_meetings_up_in_the_admin_and_are_led_to_the_app(cast, as_person):
    found, people = pleno(cast)
    closed = meeting(cast, found.organiser, title="Pleno tertutup", kind="pleno_tertutup")
    for who, status in (("staf", 200), ("sekretaris", 200), ("ketua", 403), ("tetangga", 403)):
        assert as_person(who).get("/admin/meetings/meeting/").status_code == status, who
        assert as_person(who).get(f"/admin/meetings/meeting/{found.pk}/change/").status_code == status, who
        assert as_person(who).get(f"/admin/meetings/invitee/{people[0].pk}/change/").status_code == status, who
    client = as_person("staf")
    page = client.get(f"/admin/meetings/meeting/{found.pk}/change/").content.decode()
    assert f"/rapat/{found.uuid}/" in page
    assert client.post(f"/admin/meetings/meeting/{found.pk}/change/", {"title": "x"}).status_code == 403
    assert "Pleno tertutup" in client.get("/admin/meetings/meeting/").content.decode() and closed.pk
