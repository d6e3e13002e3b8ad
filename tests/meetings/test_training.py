"""Bimtek: who was trained per TPS, corrections, files, certificates, coverage (M5), as the people concerned."""

import io
import json

import openpyxl
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from docx import Document

from electcoord.common import xlsx
from electcoord.common.errors import ConflictError, RuleError
from electcoord.elections.actions import approve_profile, propose_profile, update_election
from electcoord.elections.models import Tps
from electcoord.ledger.models import Entry
from electcoord.papers.models import Number
from electcoord.regions.models import Region
from meetings import actions
from meetings.actions.training import as_many
from meetings.models import Meeting, Trainee
from meetings.panels import duties
from meetings.selectors import training
from tests.cast import HILIR, HULU, KABUPATEN, PASAR, SUMBER, TPS_1, TPS_2
from tests.meetings.hall import at, day, institution, invite, kpu, meeting
from tests.standing import laid

pytestmark = pytest.mark.django_db


@laid
def bimtek(cast) -> Meeting:
    return opened(cast)


def opened(cast, organiser=None, region=KABUPATEN, by="staf", chair="ketua", title="Bimtek KPPS") -> Meeting:
    organiser = organiser or kpu(cast)
    found = meeting(cast, organiser, kind="bimtek", title=title, region=region, by=by)
    invite(found, organiser, actor=cast.actor(by))
    actions.invite_meeting(found, actor=cast.actor(by))
    actions.open_day(day(found), actor=cast.actor(chair))
    found.refresh_from_db()
    return found


def url(found: Meeting, tail: str = "") -> str:
    return f"/rapat/{found.uuid}/pelatihan/{tail}"


def members(code: str) -> list[int]:
    rows = Trainee.objects.filter(tps__code=code, is_void=False)
    return sorted(rows.values_list("number", flat=True))


def tick(found: Meeting, cast, **stations: int) -> None:
    marks = {code.removeprefix("t"): dict.fromkeys(range(1, count + 1), "") for code, count in stations.items()}
    actions.record_training(found, marks, actor=cast.actor("staf"))


def test_a_desa_is_ticked_at_the_desk_and_counts_in_the_coverage(cast, bimtek, as_person):
    staff = as_person("staf")
    page = staff.get(url(bimtek, f"?desa={PASAR}")).content.decode()
    assert f"jumlah-{TPS_1}" in page and f"semula-{TPS_1}" in page
    posted = {f"jumlah-{TPS_1}": "7", f"semula-{TPS_1}": "", f"jumlah-{TPS_2}": "3", f"semula-{TPS_2}": ""}
    assert staff.post(url(bimtek, f"?desa={PASAR}"), posted | {"perbuatan": "catat"}).status_code == 302
    assert members(TPS_1) == [1, 2, 3, 4, 5, 6, 7] and members(TPS_2) == [1, 2, 3]
    found = {tps.code: tps.state for tps in training.stations(cast.election, KABUPATEN)}
    assert found[TPS_1] == "lengkap" and found[TPS_2] == "sebagian"
    assert {state for code, state in found.items() if code not in (TPS_1, TPS_2)} == {"belum"}
    page = staff.get(f"/rapat/pelatihan/{cast.election.slug}/").content.decode()
    assert "Cakupan bimtek" in page and 'id="h-kurang"' in page
    page = staff.get(f"/rapat/pelatihan/{cast.election.slug}/?wilayah={PASAR}&daftar=sebagian")
    assert [item["tps"].code for item in page.context["items"]] == [TPS_2]


def test_a_member_who_comes_to_two_bimtek_counts_once(cast, bimtek):
    second = opened(cast, organiser=bimtek.organiser, title="Bimtek lanjutan")
    tick(bimtek, cast, **{f"t{TPS_1}": 4})
    actions.record_training(second, {TPS_1: {4: "", 5: ""}}, actor=cast.actor("staf"))
    [station] = [tps for tps in training.stations(cast.election, PASAR) if tps.code == TPS_1]
    assert station.trained == 5


def test_taking_a_tick_back_needs_a_reason_and_both_stay(cast, bimtek, as_person):
    tick(bimtek, cast, **{f"t{TPS_1}": 5})
    staff, address = as_person("staf"), url(bimtek, f"?desa={PASAR}")
    posted = {f"jumlah-{TPS_1}": "4", f"semula-{TPS_1}": "12345", "perbuatan": "catat"}
    refused = staff.post(address, posted)
    assert refused.status_code == 422 and "tulis alasannya" in refused.content.decode()
    assert members(TPS_1) == [1, 2, 3, 4, 5]
    assert staff.post(address, posted | {"alasan": "salah hitung di meja"}).status_code == 302
    assert members(TPS_1) == [1, 2, 3, 4]
    gone = Trainee.objects.get(is_void=True)
    assert gone.number == 5 and gone.void_reason == "salah hitung di meja" and gone.voided_by
    told = Entry.objects.filter(action="meetings.training.corrected").get()
    assert json.loads(told.payload)["berkurang"] == 1 and json.loads(told.payload)["tps"] == {TPS_1: "1234"}


def test_a_stale_desk_page_undoes_nothing(cast, bimtek):
    tick(bimtek, cast, **{f"t{TPS_1}": 5})
    with pytest.raises(ConflictError):
        actions.record_training(
            bimtek, {TPS_1: {1: ""}}, seen={TPS_1: ()}, reason="sudah lama", actor=cast.actor("staf")
        )
    assert members(TPS_1) == [1, 2, 3, 4, 5]


def test_names_are_kept_out_of_the_ledger(cast, bimtek, as_person):
    staff = as_person("staf")
    posted = {"perbuatan": "nama", "semula": "", "hadir-1": "1", "nama-1": "Kirana Pusparaga", "hadir-2": "1",
              "nama-2": ""}  # fmt: skip
    assert staff.post(url(bimtek, f"?tps={TPS_1}"), posted).status_code == 302
    assert Trainee.objects.get(number=1).name == "Kirana Pusparaga"
    assert not Entry.objects.filter(payload__contains="Kirana").exists()
    # A name is added later without a reason, another one only with it.
    posted |= {"semula": "12", "nama-2": "Laras Wanasaba"}
    assert staff.post(url(bimtek, f"?tps={TPS_1}"), posted).status_code == 302
    posted |= {"nama-2": "Laras Wirabumi"}
    assert staff.post(url(bimtek, f"?tps={TPS_1}"), posted).status_code == 422
    assert staff.post(url(bimtek, f"?tps={TPS_1}"), posted | {"alasan": "salah eja"}).status_code == 302
    assert Trainee.objects.get(number=2, is_void=False).name == "Laras Wirabumi"
    assert not Entry.objects.filter(payload__contains="Laras").exists()


@pytest.mark.parametrize(
    ("known", "count", "then"),
    [
        ((), 3, {1, 2, 3}),
        ((2, 5), 3, {1, 2, 5}),
        ((1, 2, 6), 2, {1, 2}),
        ((1, 7), 7, set(range(1, 8))),
        ((4,), 0, set()),
    ],
)
@pytest.mark.once
def test_a_number_of_members_keeps_who_is_ticked(known, count, then):
    assert as_many(known, count, 7) == then


def members_by_profile(cast, count: int) -> None:
    values = {"kpps_anggota": {"nilai": count, "sumber": "PKPU contoh"}}
    proposal = propose_profile(cast.election, values, reason="Uji", actor=cast.actor("ketua"))
    approve_profile(proposal, actor=cast.actor("anggota"))
    cast.election.refresh_from_db()


def test_how_many_a_kpps_has_is_the_profile_s(cast, bimtek, as_person):
    tick(bimtek, cast, **{f"t{TPS_1}": 7})
    staff, address = as_person("staf"), url(bimtek, f"?desa={PASAR}")
    posted = {"perbuatan": "catat", f"jumlah-{TPS_1}": "8", f"semula-{TPS_1}": "1234567"}
    assert staff.post(address, posted).status_code == 422
    members_by_profile(cast, 8)
    states = {tps.code: tps.state for tps in training.stations(cast.election, KABUPATEN)}
    assert states[TPS_1] == "sebagian"
    assert "angka 0 sampai 8" in staff.get(address).content.decode()
    assert staff.post(address, posted).status_code == 302
    assert members(TPS_1) == [1, 2, 3, 4, 5, 6, 7, 8]
    # Fewer from now on: who was recorded stays, nobody new is taken above the number.
    members_by_profile(cast, 6)
    page = staff.get(f"/rapat/pelatihan/{cast.election.slug}/?wilayah={PASAR}&daftar=lengkap")
    assert [item["tps"].code for item in page.context["items"]] == [TPS_1] and page.context["own"].members == 6
    posted = {"perbuatan": "nama", "semula": "12345678"} | {f"hadir-{n}": "1" for n in range(1, 9)} | {"nama-8": "Bayu"}
    assert staff.post(url(bimtek, f"?tps={TPS_1}"), posted).status_code == 302
    assert Trainee.objects.get(number=8).name == "Bayu" and len(members(TPS_1)) == 8
    with pytest.raises(RuleError, match="1 sampai 6"):
        actions.record_training(bimtek, {TPS_2: {7: ""}}, actor=cast.actor("staf"))


@pytest.mark.parametrize(
    ("who", "status"), [("staf", 200), ("operator", 200), ("bawaslu", 403), ("ketua-hulu", 404), ("saksi-hulu", 404)]
)
def test_who_may_record_at_a_bimtek_of_the_kabupaten(bimtek, as_person, who, status):
    assert as_person(who).get(url(bimtek)).status_code == status


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [("staf", "", 200), ("ketua-hulu", "", 200), ("ketua-hulu", HULU, 200), ("ketua-hulu", HILIR, 404),
     ("ketua-hulu", KABUPATEN, 404), ("panwas-hulu", HULU, 200), ("saksi-hulu", HULU, 403), ("staf", "990199", 404),
     ("staf", "99\x00", 404), ("staf", "9" * 300, 404), ("pps-sumber", SUMBER, 200), ("tetangga", KABUPATEN, 404)],
)  # fmt: skip
def test_who_sees_which_coverage(cast, as_person, who, code, status):
    person = as_person(who)
    for tail in ("", "unduh/csv/"):
        answer = person.get(f"/rapat/pelatihan/{cast.election.slug}/{tail}", {"wilayah": code} if code else {})
        assert answer.status_code == status


def test_only_a_bimtek_has_trainees(cast, as_person):
    rakor = meeting(cast, kpu(cast))
    assert as_person("staf").get(url(rakor)).status_code == 404
    with pytest.raises(RuleError):
        actions.record_training(rakor, {TPS_1: {1: ""}}, actor=cast.actor("staf"))
    assert as_person("staf").get(rakor.get_absolute_url()).context["training"] == {}


def test_nobody_is_trained_before_it_began_or_elsewhere(cast):
    ppk = institution(cast, "PPK Hulu", "Ketua", kind="kpu", region=HULU)
    planned = meeting(cast, ppk, kind="bimtek", region=HULU, by="ketua-hulu")
    with pytest.raises(RuleError, match="sejak bimtek dibuka"):
        actions.record_training(planned, {TPS_1: {1: ""}}, actor=cast.actor("ketua-hulu"))
    held = opened(cast, organiser=ppk, region=HULU, by="ketua-hulu", chair="ketua-hulu")
    other = Tps.objects.filter(election=cast.election, code__startswith=HILIR).first().code
    for code in (other, "9901011001999"):
        with pytest.raises(RuleError, match="tidak ada di wilayah"):
            actions.record_training(held, {code: {1: ""}}, actor=cast.actor("ketua-hulu"))


def test_targets_narrow_the_desk(cast, as_person):
    found = opened(cast)
    staff = as_person("staf")
    posted = {"perbuatan": "sasaran", "wilayah": [HULU], "kelompok": ["kpps", "pps"]}
    assert staff.post(url(found), posted).status_code == 302
    assert [p["code"] for p in staff.get(url(found)).context["places"]] == [HULU]
    assert staff.post(url(found), {"perbuatan": "sasaran", "wilayah": [HULU], "kelompok": ["x"]}).status_code == 422
    assert as_person("operator").post(url(found), posted).status_code == 403
    page = staff.get(found.get_absolute_url()).content.decode()
    assert "Sasaran PPS" in page
    assert staff.post(url(found), {"perbuatan": "sasaran", "wilayah": [HILIR], "kelompok": ["kpps"]}).status_code == 302
    assert training.targets_of(found) == [HILIR]


def sheet(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("peserta.csv", "\n".join(["kode_tps,nomor,nama", *rows]).encode())


def test_a_file_is_tried_first_and_adds(cast, bimtek, as_person):
    staff = as_person("staf")
    tick(bimtek, cast, **{f"t{TPS_1}": 2})
    rows = (f"{TPS_1},2,Bagas Mandala", f"{TPS_1},6,", f"{TPS_2},1,Cahya Mandala")
    tried = staff.post(url(bimtek), {"perbuatan": "berkas", "berkas": sheet(*rows)})
    assert tried.status_code == 200 and tried.context["tried"] == {
        "name": "peserta.csv",
        "new": 2,
        "named": 1,
        "tps": 2,
    }
    assert members(TPS_1) == [1, 2] and members(TPS_2) == []
    done = staff.post(url(bimtek), {"perbuatan": "berkas", "berkas": sheet(*rows), "tulis": "1"})
    assert done.status_code == 302
    assert members(TPS_1) == [1, 2, 6] and members(TPS_2) == [1]


@pytest.mark.parametrize(
    "row", ["9901011001001,8,", "9901011001001,x,", "123,1,", "9901011001001,,", "9901011001999,1,"]
)
def test_a_wrong_file_writes_nothing(bimtek, as_person, row):
    sent = sheet(f"{TPS_2},1,", row)
    refused = as_person("staf").post(url(bimtek), {"perbuatan": "berkas", "berkas": sent, "tulis": "1"})
    assert refused.status_code == 422 and not Trainee.objects.exists()


def test_certificates_of_a_desa_have_one_number_and_are_made_by_who_approves(cast, bimtek, as_person):
    tick(bimtek, cast, **{f"t{TPS_1}": 2})
    actions.record_training(bimtek, {TPS_1: {1: "Kirana Pusparaga", 2: ""}}, actor=cast.actor("staf"))
    address = url(bimtek, f"?desa={PASAR}")
    assert as_person("staf").post(address, {"perbuatan": "sertifikat"}).status_code == 403
    chair = as_person("ketua")
    for _again in range(2):
        assert chair.post(address, {"perbuatan": "sertifikat"}).status_code == 302
    number = Number.objects.get(kind__code="SERT")
    assert number.subject == bimtek.subject
    found = chair.get(url(bimtek, f"sertifikat/{TPS_1}/"))
    content = b"".join(found.streaming_content)
    assert content.startswith(b"%PDF")
    with pypdfium2.PdfDocument(io.BytesIO(content)) as file:
        texts = [page.get_textpage().get_text_range() for page in file]
    assert len(texts) == 2 and "Kirana Pusparaga" in texts[0]
    assert f"{number.text} / 001.1" in texts[0] and f"{number.text} / 001.2" in texts[1]
    assert chair.get(url(bimtek, f"sertifikat/{TPS_2}/")).status_code == 404
    assert chair.get(url(bimtek, "sertifikat/x/")).status_code == 404


def test_certificates_come_as_word_too(cast, bimtek, as_person):
    actions.record_training(bimtek, {TPS_1: {1: "Kirana Pusparaga", 2: "Laras Wanasaba"}}, actor=cast.actor("staf"))
    batch = actions.issue_certificates(bimtek, Region.objects.get(pk=PASAR), actor=cast.actor("ketua"))
    answer = as_person("staf").get(url(bimtek, f"sertifikat/{TPS_1}/?bentuk=docx"))
    assert answer["Content-Disposition"].endswith(f'sertifikat-bimtek-{TPS_1}.docx"')
    paper = Document(io.BytesIO(b"".join(answer.streaming_content)))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "Kirana Pusparaga" in text and f"{batch.number.text} / 001.1" in text
    assert "Laras Wanasaba" in text and f"{batch.number.text} / 001.2" in text
    assert paper.element.xml.count('w:br w:type="page"') == 1
    assert paper.sections[0].page_width > paper.sections[0].page_height


def test_the_template_of_the_file_is_what_the_desk_takes(cast, bimtek, as_person):
    answer = as_person("staf").get(url(bimtek, "templat/"))
    assert "templat_peserta_bimtek.xlsx" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == ["kode_tps", "nomor", "nama"]
    assert "1 sampai 7" in " ".join(str(row[0].value) for row in book["Petunjuk"].rows)
    page.append([TPS_1, 1, "Kirana"])
    page.append([TPS_2, "2", None])
    out = io.BytesIO()
    book.save(out)
    sent = SimpleUploadedFile("peserta.xlsx", out.getvalue())
    done = as_person("staf").post(url(bimtek), {"perbuatan": "berkas", "berkas": sent, "tulis": "1"})
    assert done.status_code == 302 and members(TPS_1) == [1] and members(TPS_2) == [2]
    assert url(bimtek, "templat/") in as_person("staf").get(url(bimtek)).content.decode()
    for who, status in (("operator", 200), ("bawaslu", 403), ("ketua-hulu", 404)):
        assert as_person(who).get(url(bimtek, "templat/")).status_code == status
    rakor = meeting(cast, bimtek.organiser)
    assert as_person("staf").get(url(rakor, "templat/")).status_code == 404


def test_the_coverage_page_asks_as_much_for_one_tps_as_for_all(cast, bimtek, as_person):
    staff = as_person("staf")
    address = f"/rapat/pelatihan/{cast.election.slug}/"
    tick(bimtek, cast, **{f"t{TPS_1}": 1})
    staff.get(address)
    with CaptureQueriesContext(connection) as few:
        staff.get(address)
    codes = list(Tps.objects.filter(election=cast.election).values_list("code", flat=True))
    tick(bimtek, cast, **{f"t{code}": 7 for code in codes})
    with CaptureQueriesContext(connection) as many:
        page = staff.get(address)
    assert len(many) == len(few) and page.context["own"].full == len(codes)


def test_the_list_is_a_file_too(cast, bimtek, as_person):
    tick(bimtek, cast, **{f"t{TPS_1}": 7})
    staff, address = as_person("staf"), f"/rapat/pelatihan/{cast.election.slug}/unduh/"
    rows = xlsx.read_rows(b"".join(staff.get(f"{address}xlsx/").streaming_content), "x.xlsx")
    everywhere = Tps.objects.filter(election=cast.election).count()
    assert len(rows) == everywhere and TPS_1 not in {row[0] for row in rows}
    text = b"".join(staff.get(f"{address}csv/?daftar=lengkap").streaming_content).decode("utf-8-sig")
    assert TPS_1 in text and TPS_2 not in text
    assert staff.get(f"{address}pdf/").status_code == 404


def told(cast, rf, who: str) -> list[str]:
    request = rf.get("/")
    request.user = cast[who]
    return [task.title for task in duties(request, cast.election) if "terlatih" in task.title]


def test_conveners_are_told_until_the_vote(cast, rf):
    commission, here = kpu(cast), Tps.objects.filter(election=cast.election)
    assert told(cast, rf, "staf") == []
    begun = meeting(cast, commission, kind="bimtek", starts=at(-1), ends=at(-1, 12))
    invite(begun, commission, actor=cast.actor("staf"))
    actions.invite_meeting(begun, actor=cast.actor("staf"))
    actions.open_day(day(begun), actor=cast.actor("ketua"))
    tick(begun, cast, **{f"t{TPS_1}": 1})
    assert told(cast, rf, "staf") == [f"{here.count() - 1} TPS belum punya KPPS terlatih"]
    in_hulu = here.filter(code__startswith=HULU).count()
    assert told(cast, rf, "ketua-hulu") == [f"{in_hulu - 1} TPS belum punya KPPS terlatih"]
    assert told(cast, rf, "operator") == []
    update_election(cast.election, name=cast.election.name, day=at(-1).date(), zone="WIB", actor=cast.actor("ketua"))
    cast.election.refresh_from_db()
    assert told(cast, rf, "staf") == []


@pytest.mark.parametrize("attack", [
    "DELETE FROM meetings_trainee", "UPDATE meetings_trainee SET number = 6", "UPDATE meetings_trainee SET name = 'x'",
    "UPDATE meetings_trainee SET is_void = NOT is_void, void_reason = ''", "DELETE FROM meetings_trainingtarget",
    "UPDATE meetings_trainingtarget SET \"group\" = 'ppk'", "DELETE FROM meetings_certificatebatch",
    "UPDATE meetings_certificatebatch SET by = 'x'",
])  # fmt: skip
def test_the_database_keeps_what_was_recorded(cast, bimtek, attack):
    staff = cast.actor("staf")
    actions.set_targets(bimtek, [(Region.objects.get(pk=HULU), "kpps")], actor=staff)
    actions.record_training(bimtek, {TPS_1: {1: "Nama"}}, actor=staff)
    actions.record_training(bimtek, {TPS_1: {}, TPS_2: {2: "Nama"}}, reason="salah TPS", actor=staff)
    actions.issue_certificates(bimtek, Region.objects.get(pk=PASAR), actor=cast.actor("ketua"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


@pytest.mark.parametrize("bad", [
    {"perbuatan": "\x00"}, {"perbuatan": "catat", f"jumlah-{TPS_1}": "9"}, {"perbuatan": "catat", "jumlah-x": "3"},
    {"perbuatan": "catat", f"jumlah-{TPS_1}": "2", f"semula-{TPS_1}": "ab"}, {"perbuatan": "berkas"},
    {"perbuatan": "nama", "hadir-1": "1"}, {"perbuatan": "sasaran", "wilayah": "\x00"}, {"perbuatan": "catat", "jumlah-\x00": "1"},
])  # fmt: skip
def test_bad_input_is_refused_in_words(bimtek, as_person, bad):
    assert as_person("staf").post(url(bimtek), bad).status_code == 422
    assert not Trainee.objects.exists()


@pytest.mark.parametrize("tail", ["?desa=x", "?desa=%00", "?tps=%00", "?tps=9901011001999", "?desa=9901011999"])
def test_unknown_places_are_not_found(bimtek, as_person, tail):
    assert as_person("staf").get(url(bimtek, tail)).status_code == 404
