"""Meetings in every state for the pictures: institutions of the regency, a pleno of three days, a rakor, an audiensi."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from electcoord.directory import actions as directory
from electcoord.directory.models import Institution, Office
from electcoord.elections.models import Election, Party
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region
from meetings import actions, invitation
from meetings.models import Decision, Meeting

PLACES = (
    ("kpu", "KPU Kabupaten", ("Ketua", "Anggota ×4", "Sekretaris")),
    ("pemda", "Pemerintah Kabupaten", ("Bupati", "Sekretaris Daerah", "Asisten Pemerintahan")),
    ("polri", "Polres", ("Kapolres", "Kepala Bagian Operasi")),
    ("kejaksaan", "Kejaksaan Negeri", ("Kepala Kejaksaan Negeri",)),
    ("pengawas", "Bawaslu Kabupaten", ("Ketua", "Anggota ×2")),
    ("pemda", "Dinas Komunikasi dan Informatika", ("Kepala Dinas",)),
    ("media", "Radio Suara Kabupaten", ()),
)
NAMES = (
    "Arum Mandala", "Bagas Wirabumi", "Citra Laksana", "Damar Kusuma", "Elok Paramita", "Fajar Nugraha", "Galih Santosa",
    "Hesti Ningrum", "Indra Wijaya", "Jaka Permana", "Kartika Dewi", "Lintang Sari", "Mega Puspita", "Nanda Pratama",
    "Okta Ramadhan", "Puti Maharani", "Rangga Saputra",
)  # fmt: skip


def build(election: Election, who: Callable[[str], Actor]) -> None:
    staff, chair = who("sekretaris"), who("ketua")
    region = Region.objects.get(pk=election.kabupaten_id)
    places = _places(region, staff)

    def plan(title: str, kind: str, first: datetime, *, by: int = 0) -> Meeting:
        return actions.plan_meeting(
            election=election, region=region, kind=kind, organiser=places[by], title=title, place="Aula kantor KPU",
            starts=first, ends=first + timedelta(hours=4), purpose="", actor=staff,
        )  # fmt: skip

    def ask(meeting: Meeting, *chosen: Institution, side: str = "peserta") -> None:
        offices = list(Office.objects.filter(institution__in=chosen).select_related("institution").order_by("pk"))
        actions.invite_many(meeting, offices=offices, side=side, actor=staff)

    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    plan("Rapat kerja pengamanan logistik", "rapat_kerja", now + timedelta(days=12))
    invited = plan("Audiensi dengan Bupati", "audiensi", now + timedelta(days=6), by=1)
    ask(invited, *places[1:6], side="tuan_rumah")
    ask(invited, places[0], side="tamu")
    _send(invited, staff, chair)
    put_off = plan("Bimbingan teknis PPK", "bimtek", now + timedelta(days=3))
    actions.postpone_meeting(put_off, reason="Gedung dipakai sebagai posko banjir", actor=staff)
    running = plan("Rapat koordinasi persiapan rekapitulasi", "rakor", now - timedelta(hours=1))
    _hold(running, places, ask, staff, chair)
    pleno = plan("Rapat pleno rekapitulasi kabupaten", "pleno_terbuka", now - timedelta(hours=2))
    for number in (1, 2):
        first = now + timedelta(days=number)
        actions.add_day(pleno, starts=first, ends=first + timedelta(hours=8), actor=staff)
    ask(pleno, places[0], places[4])
    actions.invite_meeting(pleno, reason="Jadwal provinsi dipercepat", actor=staff)
    session = pleno.sessions.order_by("starts")[0]
    for number in (1, 2):
        actions.add_item(
            session, title=f"Pembacaan D.Hasil Kecamatan {number}", minutes=120, speaker="PPK", actor=staff
        )
    for invitee in pleno.invitees.order_by("order")[:5]:
        actions.check_in(session, invitee=invitee, actor=staff)
    actions.open_day(session, actor=chair)
    actions.pause_meeting(pleno, until=timezone.now() + timedelta(minutes=45), reason="Salat zuhur", actor=chair)
    done = plan("Rapat koordinasi tahapan", "rakor", now - timedelta(days=3))
    _hold(done, places, ask, staff, chair)
    actions.close_meeting(done, actor=chair)
    actions.draft_documents(done, actor=staff)
    _call(done, places, staff, chair)


def _call(meeting: Meeting, places: list[Institution], staff: Actor, chair: Actor) -> None:
    """What the meeting called for, as a circular that was sent."""
    calls = Decision.objects.filter(session__meeting=meeting, kind="imbauan").select_related("session")
    row = actions.draft_circular(meeting, calls, kind="imbauan", about="Netralitas penyelenggara", actor=staff)
    actions.address_circular(row, institutions=places[1:5], actor=staff)
    seen = row.document.latest.sha256
    actions.approve_circular(row, classification="PL.01", issuer=meeting.region_id, seen=seen, actor=chair)
    actions.send_circular(row, actor=staff)


def _places(region: Region, staff: Actor) -> list[Institution]:
    names, found = iter(NAMES * 3), []
    for kind, name, titles in PLACES:
        row = directory.add_institution(kind=kind, name=f"{name} (contoh rapat)", region=region, actor=staff)
        for rank, title in enumerate(titles, 1):
            title, _, seats = title.partition(" ×")
            office = directory.add_office(row, title=title, seats=int(seats or 1), rank=rank, actor=staff)
            for _number in range(int(seats or 1)):
                person = directory.add_person(name=next(names), actor=staff)
                directory.start_term(office, person, started=date(2024, 1, 9), actor=staff)
        found.append(row)
    return found


def _send(meeting: Meeting, staff: Actor, chair: Actor) -> None:
    """Its letter approved and sent, one by mail and one by telephone; some have answered."""
    rows = list(meeting.invitees.order_by("pk").select_related("term__person"))
    directory.change_person(rows[0].term.person, email="bupati@contoh.id", actor=staff)
    directory.change_person(rows[1].term.person, phone="0812 3456 7890", actor=staff)
    actions.add_item(meeting.sessions.get(), title="Perkenalan dan laporan persiapan", minutes=30, actor=staff)
    actions.add_item(meeting.sessions.get(), title="Dukungan jaringan untuk Sirekap", minutes=45, actor=staff)
    version = actions.draft_letter(meeting, values=invitation.first_values(meeting), actor=staff)
    actions.approve_letter(meeting, classification="PL.01", seen=version.sha256, actor=chair)
    actions.send_letters(meeting, actor=staff)


def _hold(meeting: Meeting, places: list[Institution], ask: Any, staff: Actor, chair: Actor) -> None:
    """Everybody invited, most of them there, two items with what was said."""
    session = meeting.sessions.get()
    items = [
        actions.add_item(session, title=title, minutes=minutes, speaker=speaker, actor=staff)
        for title, minutes, speaker in (
            ("Pembukaan", 15, "Ketua KPU"), ("Kesiapan PPK", 45, "Anggota KPU"), ("Sambutan tamu", 30, "Bupati, Kapolres"),
        )
    ]  # fmt: skip
    ask(meeting, *places[:6])
    actions.invite_many(meeting, institutions=[places[6]], side="tamu", seats=3, actor=staff)
    actions.invite_meeting(meeting, actor=staff)
    rows = list(meeting.invitees.filter(office__isnull=False).order_by("order"))
    actions.answer_invitation(
        rows[6], answer="diwakili", substitute="Surya Dinata", substitute_office="Staf ahli", actor=staff
    )
    actions.answer_invitation(rows[7], answer="tidak_hadir", actor=staff)
    for number, invitee in enumerate(rows[:9]):
        stay = actions.check_in(session, invitee=invitee, actor=staff).attendance
        if number == 8:
            actions.check_out(stay, actor=staff)
    witness = actions.walk_in(session, name="Tirta Dirgantara", office_text="Saksi", actor=staff).attendance
    party = Party.objects.filter(election=meeting.election).order_by("number")[0]
    today = timezone.localdate()
    actions.check_mandate(
        witness.guest, contest_kind="dpr", contestant=party, signer="Wira Nata", signer_office="Ketua DPD",
        letter="12/M/2029", valid_from=today - timedelta(days=9), valid_to=today + timedelta(days=9), is_valid=True,
        actor=staff,
    )  # fmt: skip
    actions.open_day(session, actor=chair)
    actions.add_remark(session, text="Rekapitulasi dimulai tepat waktu; setiap PPK membawa kotak tersegel.",
                       speaker="Ketua KPU", item=items[0], actor=staff)  # fmt: skip
    actions.add_remark(session, text="Pemerintah kabupaten menyiapkan genset di setiap kecamatan.", item=items[2],
                       guest=meeting.guests.order_by("pk")[6], actor=staff)  # fmt: skip
    actions.add_decision(session, text="Semua kotak diterima paling lambat pukul 22.00.", kind="kesepakatan",
                         item=items[1], actor=staff)  # fmt: skip
    actions.add_decision(
        session, text="Seluruh penyelenggara menjaga netralitas.", kind="imbauan", item=items[2], actor=staff
    )
