"""The rules of planning, opening, attending, mandates and minutes; the ledger tells them without a name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from electcoord.common.errors import ConflictError, RuleError
from electcoord.directory.models import Office
from electcoord.elections.models import Choice, Party
from electcoord.ledger.models import Entry
from meetings import actions
from meetings.models import Attendance, Mandate, Meeting
from meetings.quorum import quorum_of
from tests.cast import HULU, Cast
from tests.meetings.hall import at, day, institution, invite, kpu, meeting, pleno

pytestmark = pytest.mark.django_db


def _come(cast: Cast, session, people, count):
    for invitee in people[:count]:
        actions.check_in(session, invitee=invitee, actor=cast.actor("operator"))


def test_a_double_click_plans_one_meeting(cast):
    commission, key = kpu(cast), uuid4()
    assert meeting(cast, commission, key=key) == meeting(cast, commission, key=key)
    assert Meeting.objects.count() == 1
    with pytest.raises(ConflictError):
        meeting(cast, commission, key=key, title="Yang lain")


@pytest.mark.parametrize(
    ("days_ahead", "region", "kind", "late", "due"),
    [
        (3, "9901", "pleno_terbuka", False, 3), (2, "9901", "pleno_terbuka", True, 3), (2, "9901", "pleno_tertutup", True, 3),
        (1, HULU, "pleno_terbuka", False, 1), (0, HULU, "pleno_terbuka", True, 1), (0, "9901", "rakor", False, None),
    ],
)  # fmt: skip
def test_a_late_invitation_to_a_pleno_is_warned_of_and_recorded(cast, days_ahead, region, kind, late, due):
    body = kpu(cast, region)
    found = meeting(cast, body, kind=kind, region=region, starts=at(days_ahead, 23), ends=at(days_ahead + 1, 2))
    staff = cast.actor("staf")
    with pytest.raises(RuleError, match="Belum ada yang diundang"):
        actions.invite_meeting(found, actor=staff)
    invite(found, body, actor=staff)
    if late:
        with pytest.raises(RuleError, match=f"paling lambat {due} hari"):
            actions.invite_meeting(found, actor=staff)
    found = actions.invite_meeting(found, reason="Jadwal provinsi berubah" if late else "", actor=staff)
    assert (found.state, found.is_late_notice, found.notice_days) == ("diundang", late, due)
    assert found.moves.get().reason == ("Jadwal provinsi berubah" if late else "")


def test_inviting_twice_adds_nobody_and_four_members_are_four_invitations(cast):
    commission = kpu(cast)
    found, staff = meeting(cast, commission), cast.actor("staf")
    assert [row.holder for row in invite(found, commission, actor=staff)].count("") == 0
    assert found.invitees.count() == 6
    with pytest.raises(RuleError, match="sudah diundang semua"):
        invite(found, commission, actor=staff)
    police = institution(cast, "Polres", "Kapolres", kind="polri")
    offices = list(Office.objects.filter(institution__in=[commission, police]).select_related("institution"))
    added = actions.invite_many(found, offices=offices, actor=staff)
    assert (len(added.invitees), added.known) == (1, 6)
    with pytest.raises(RuleError, match="satu sesi"):
        actions.drop_day(day(found), actor=staff)


def test_the_agenda_is_ordered_as_one_saw_it(cast):
    found, staff = meeting(cast, kpu(cast)), cast.actor("staf")
    session = day(found)
    items = [actions.add_item(session, title=f"Acara {n}", actor=staff) for n in range(3)]
    seen = [item.uuid for item in items]
    order = [seen[2], seen[0], seen[1]]
    assert [item.uuid for item in actions.order_agenda(session, order, seen=seen, actor=staff)] == order
    with pytest.raises(ConflictError):
        actions.order_agenda(session, seen, seen=seen, actor=staff)
    with pytest.raises(RuleError, match="satu kali"):
        actions.order_agenda(session, [*order[:2], order[0]], seen=order, actor=staff)


def test_a_postponed_meeting_comes_back_with_all_its_days(cast):
    found, _ = pleno(cast, days=2)
    staff = cast.actor("staf")
    with pytest.raises(RuleError, match="Alasan"):
        actions.postpone_meeting(found, reason=" ", actor=staff)
    actions.postpone_meeting(found, reason="Banjir di tiga kecamatan", actor=staff)
    with pytest.raises(RuleError):
        actions.open_day(day(found), actor=cast.actor("ketua"))
    found = actions.reschedule_meeting(found, starts=at(10), actor=staff)
    assert found.state == "diundang" and [s.starts for s in found.sessions.order_by("starts")] == [at(10), at(11)]
    found = actions.cancel_meeting(found, reason="Digabung dengan rapat lain", actor=staff)
    for deed in (actions.invite_meeting, actions.close_meeting, actions.start_minutes):
        with pytest.raises(RuleError, match="tidak dapat menjadi"):
            deed(found, actor=staff)


def test_only_members_in_person_make_a_quorum(cast):
    found, people = pleno(cast)
    session = day(found)
    secretary = next(p for p in people if p.office.title == "Sekretaris")
    members = [p for p in people if p != secretary]
    _come(cast, session, [secretary, *members[:3]], 4)
    actions.walk_in(session, name="Ketua lain", office_text="Ketua", actor=cast.actor("operator"))
    actions.answer_invitation(members[3], answer="diwakili", substitute="Wakilnya", actor=cast.actor("operator"))
    actions.check_in(session, invitee=members[3], actor=cast.actor("operator"))
    quorum = quorum_of(session)
    assert (quorum.present, quorum.needed, quorum.is_met) == (3, 4, False)
    _come(cast, session, members[4:], 1)
    assert quorum_of(session).is_met
    gone = Attendance.objects.get(guest__invitee=members[0])
    actions.check_out(gone, actor=cast.actor("operator"))
    assert not quorum_of(session).is_met
    actions.check_in(session, guest=gone.guest, actor=cast.actor("operator"))
    opened = actions.open_day(session, actor=cast.actor("ketua"))
    assert (opened.opening, opened.present, opened.needed) == ("kuorum", 4, 4)


def test_below_quorum_it_opens_after_three_hours_or_with_the_chairs_reason(cast):
    found, people = pleno(cast, days=2)
    chair, session = cast.actor("ketua"), day(found)
    _come(cast, session, people, 2)
    with pytest.raises(RuleError, match="2 dari 4"):
        actions.open_day(session, actor=chair)
    short = actions.record_short(session, actor=chair, at=timezone.now() - timedelta(minutes=179))
    with pytest.raises(RuleError, match="sudah tercatat"):
        actions.record_short(session, actor=chair)
    with pytest.raises(RuleError, match="2 dari 4"):
        actions.open_day(short, actor=chair)
    opened = actions.open_day(short, reason="Dua anggota di jalan", actor=chair)
    assert (opened.opening, opened.opening_reason) == ("keputusan_ketua", "Dua anggota di jalan")
    actions.close_day(opened, actor=chair)
    second = day(found, 1)
    actions.record_short(second, actor=chair, at=timezone.now() - timedelta(minutes=181))
    assert actions.open_day(second, actor=chair).opening == "setelah_tunda"


def test_a_closed_pleno_knows_no_opening_after_waiting(cast):
    found, _ = pleno(cast, kind="pleno_tertutup")
    chair, session = cast.actor("ketua"), day(found)
    actions.record_short(session, actor=chair, at=timezone.now() - timedelta(hours=9))
    with pytest.raises(RuleError, match="0 dari 4"):
        actions.open_day(session, actor=chair)


def test_days_pause_and_close_in_their_order(cast):
    found, people = pleno(cast, days=2)
    chair, first, second = cast.actor("ketua"), day(found), day(found, 1)
    _come(cast, first, people, 5)
    with pytest.raises(RuleError, match="berurutan"):
        actions.open_day(second, actor=chair)
    actions.open_day(first, actor=chair)
    with pytest.raises(RuleError, match="sesudah"):
        actions.pause_meeting(found, until=timezone.now(), reason="Salat zuhur", actor=chair)
    actions.pause_meeting(found, until=timezone.now() + timedelta(hours=1), reason="Salat zuhur", actor=chair)
    with pytest.raises(RuleError, match="masih terbuka"):
        actions.open_day(second, actor=chair)
    assert actions.resume_meeting(found, actor=chair).ended_at
    with pytest.raises(RuleError, match="belum dibuka"):
        actions.close_meeting(found, actor=chair)
    actions.close_day(first, actor=chair)
    with pytest.raises(RuleError, match="sudah ditutup"):
        actions.check_in(first, invitee=people[5], actor=chair)
    actions.open_day(second, reason="Malam tadi sudah lengkap", actor=chair)
    with pytest.raises(RuleError, match="Tidak ada sesi berikutnya"):
        actions.close_day(second, actor=chair)
    assert actions.close_meeting(found, actor=chair).state == "selesai"
    assert list(found.moves.values_list("state", flat=True)) == [
        "diundang", "berlangsung", "diskors", "berlangsung", "diskors", "berlangsung", "selesai",
    ]  # fmt: skip
    assert not found.pauses.filter(ended_at__isnull=True).exists()


def test_coming_twice_is_one_arrival_and_coming_back_another_row(cast):
    found, people = pleno(cast)
    clerk, session = cast.actor("operator"), day(found)
    first = actions.check_in(session, invitee=people[0], actor=clerk)
    again = actions.check_in(session, invitee=people[0], actor=cast.actor("staf"))
    assert (first.is_new, again.is_new, again.attendance) == (True, False, first.attendance)
    left = actions.check_out(first.attendance, actor=clerk)
    assert actions.check_out(left, actor=clerk).left_at == left.left_at
    back = actions.check_in(session, invitee=people[0], actor=clerk)
    assert back.is_new and back.attendance != first.attendance
    key = uuid4()
    one = actions.walk_in(session, name="Tamu", key=key, actor=clerk)
    assert actions.walk_in(session, name="Tamu", key=key, actor=clerk).attendance == one.attendance


def test_a_mistaken_tick_is_corrected_in_the_open(cast):
    found, people = pleno(cast)
    clerk, session = cast.actor("operator"), day(found)
    row = actions.check_in(session, invitee=people[0], actor=clerk).attendance
    with pytest.raises(RuleError, match="Alasan"):
        actions.correct_attendance(row, reason="", actor=clerk)
    assert actions.correct_attendance(row, reason="Salah orang", actor=clerk) is None
    row.refresh_from_db()
    assert (row.is_void, row.void_reason, quorum_of(session).present) == (True, "Salah orang", 0)
    other = actions.check_in(session, invitee=people[0], actor=clerk).attendance
    early = timezone.now() - timedelta(hours=1)
    right = actions.correct_attendance(other, reason="Datang lebih awal", arrived=early, actor=clerk)
    assert right.arrived_at == early and Attendance.objects.filter(is_void=False).get() == right
    with pytest.raises(RuleError, match="belum tiba"):
        actions.correct_attendance(right, reason="x y", arrived=timezone.now() + timedelta(hours=1), actor=clerk)


def _witness(cast, session, name, contestant, kind="dprd_kab", **more):
    arrival = actions.walk_in(session, name=name, actor=cast.actor("operator"))
    actions.check_out(arrival.attendance, actor=cast.actor("operator"))
    values = {"signer": "Ketua DPC", "signer_office": "Ketua", "letter": "1/M/2029", "valid_from": at(0).date(),
              "valid_to": at(9).date(), "is_valid": True}  # fmt: skip
    guest = arrival.attendance.guest
    actions.check_mandate(
        guest, contest_kind=kind, contestant=contestant, actor=cast.actor("operator"), **values | more
    )
    return guest


def test_one_witness_of_a_party_is_inside_and_two_are_named(cast):
    found, _ = pleno(cast)
    session, clerk = day(found), cast.actor("operator")
    one, other = Party.objects.filter(election=cast.election).order_by("number")[:2]
    first, second = _witness(cast, session, "Saksi A", one), _witness(cast, session, "Saksi B", one)
    with pytest.raises(RuleError, match="sudah punya 2 saksi"):
        _witness(cast, session, "Saksi C", one)
    inside = actions.check_in(session, guest=first, actor=clerk)
    with pytest.raises(RuleError, match="masih di dalam"):
        actions.check_in(session, guest=second, actor=clerk)
    actions.check_in(session, guest=_witness(cast, session, "Saksi D", other), actor=clerk)
    actions.check_out(inside.attendance, actor=clerk)
    assert actions.check_in(session, guest=second, actor=clerk).is_new
    with pytest.raises(RuleError, match="hanya untuk satu peserta"):
        actions.check_mandate(first, contest_kind="dpr", contestant=other, signer="X", signer_office="Y", letter="Z",
                              valid_from=at(0).date(), valid_to=at(9).date(), is_valid=True, actor=clerk)  # fmt: skip


def test_a_refused_or_foreign_mandate_lets_nobody_in(cast):
    found, _ = pleno(cast)
    session, clerk = day(found), cast.actor("operator")
    party = Party.objects.filter(election=cast.election)[0]
    with pytest.raises(RuleError, match="alasan mandat ditolak"):
        _witness(cast, session, "Saksi A", party, is_valid=False)
    refused = _witness(cast, session, "Saksi B", party, is_valid=False, reason="Tanpa tanda tangan")
    with pytest.raises(RuleError, match="tidak sah"):
        actions.check_in(session, guest=refused, actor=clerk)
    foreign = Choice.objects.filter(contest__election=cast.other, contest__kind="ppwp")[0]
    for contestant, kind, sentence in (
        (foreign, "ppwp", "pemilu rapat ini"), (party, "ppwp", "jenis pemilihan itu"), (party, "x", "Pilih jenis"),
    ):  # fmt: skip
        with pytest.raises(RuleError, match=sentence):
            _witness(cast, session, "Saksi C", contestant, kind)
    with pytest.raises(RuleError, match="tidak berlaku pada hari rapat"):
        _witness(cast, session, "Saksi D", party, valid_from=at(20).date(), valid_to=at(21).date())
    valid = _witness(cast, session, "Saksi E", party)
    actions.revoke_mandate(Mandate.objects.get(guest=valid), reason="Diganti partai", actor=clerk)
    with pytest.raises(RuleError, match="tidak sah"):
        actions.check_in(session, guest=valid, actor=clerk)


def test_what_was_said_keeps_its_earlier_texts_until_the_minutes_are_approved(cast):
    found, people = pleno(cast)
    chair, staff, session = cast.actor("ketua"), cast.actor("staf"), day(found)
    item = actions.add_item(session, title="Penetapan", is_result=True, actor=staff)
    with pytest.raises(RuleError, match="tidak diubah"):
        actions.add_remark(session, text="Terlalu dini", speaker="Ketua", actor=staff)
    _come(cast, session, people, 5)
    actions.open_day(session, actor=chair)
    guest, key = Attendance.objects.filter(session=session)[0].guest, uuid4()
    said = actions.add_remark(session, text="Selamat pagi", guest=guest, item=item, key=key, actor=staff)
    assert actions.add_remark(session, text="Selamat pagi", guest=guest, item=item, key=key, actor=staff) == said
    changed = actions.change_remark(said, text="Selamat pagi semua", seen=1, actor=staff)
    assert (changed.version, said.versions.get().text, changed.speaker) == (2, "Selamat pagi", said.speaker)
    with pytest.raises(ConflictError):
        actions.change_remark(said, text="Lain lagi", seen=1, actor=staff)
    with pytest.raises(RuleError, match="tidak diputuskan dengan pemungutan"):
        actions.add_decision(session, text="x", kind="keputusan", way="suara", votes=(4, 1, 0), item=item, actor=staff)
    for votes in (None, (0, 0, 0), (-1, 5, 0), (5, 0, 10**9)):
        with pytest.raises(RuleError, match="Isi jumlah"):
            actions.add_decision(session, text="x", kind="keputusan", way="suara", votes=votes, actor=staff)
    made = actions.add_decision(session, text="Tata tertib diterima", kind="keputusan", way="suara", votes=(4, 1, 0),
                                dissent="Satu anggota keberatan", actor=staff)  # fmt: skip
    actions.withdraw_decision(made, reason="Salah tulis", actor=staff)
    actions.add_decision(session, text="Hasil ditetapkan", kind="keputusan", item=item, actor=staff)
    actions.close_meeting(found, actor=chair)
    actions.start_minutes(found, actor=staff)
    actions.change_remark(changed, text="Selamat pagi, hadirin", seen=2, actor=staff)
    actions.approve_minutes(found, actor=chair)
    with pytest.raises(RuleError, match="tidak diubah"):
        actions.change_remark(changed, text="Terlambat", seen=3, actor=staff)


def test_the_ledger_tells_every_deed_and_names_nobody(cast):
    found, people = pleno(cast)
    session, clerk = day(found), cast.actor("operator")
    actions.answer_invitation(people[1], answer="diwakili", substitute="Rahasia Sekali", note="sakit gigi", actor=clerk)
    _come(cast, session, people, 6)
    actions.walk_in(session, name="Tamu Tak Diundang", actor=clerk)
    actions.open_day(session, actor=cast.actor("ketua"))
    actions.add_remark(session, text="Isi pembicaraan", speaker="Bapak Anu", actor=clerk)
    told = Entry.objects.filter(subject=found.subject)
    assert set(told.values_list("chain", "region", "election")) == {("9901", "9901", "talang")}
    whole = " ".join(told.values_list("payload", flat=True))
    names = [p.holder for p in people] + ["Rahasia", "sakit gigi", "Tamu Tak", "pembicaraan", "Anu"]
    assert "KPU Talang Maju" in whole and not [name for name in names if name in whole]
