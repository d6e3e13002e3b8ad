"""A small SIMULASI regency in which every page has something to show; made through the actions, the demo's first."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from electcoord.accounts import demo as people
from electcoord.accounts.actions import create_user
from electcoord.accounts.models import Grant, User
from electcoord.common.management.commands.demo import demo_modules
from electcoord.directory import actions as directory
from electcoord.directory.models import Institution
from electcoord.elections import demo as places
from electcoord.elections.actions import load_phases, propose_profile
from electcoord.elections.models import Election, Phase, Tps
from electcoord.ledger.recording import SYSTEM, Actor
from electcoord.outbox import links
from electcoord.outbox.models import Message
from electcoord.papers.models import Document, Photo, Placement
from electcoord.situation import follow_ups
from electcoord.situation.models import FollowUp, Incident
from logistics import demo as shown
from logistics.models import Container, Destruction, Handover, HandoverLine, Lot, Movement, Packing, Receipt
from meetings.models import Circular, Meeting
from meetings.states import MeetingState
from recap import aggregate
from recap.actions.imports import keep_upload
from recap.models import Correction, CorrectionState, Sheet, Upload, VersionKind
from recap.states import SheetState
from tests.pictures import boxes, incidents, logistics, meetings, stock

# Has an account and no role.
STRANGER = "tanpa-peran"
GOOD, BAD = "berkas-benar.csv", "berkas-salah.csv"


def build(*, is_whole: bool = False) -> None:
    """The demo in small, and beside it whatever a page needs that the demo happens not to have."""
    election = places.load(places.FULL if is_whole else places.SMALL)
    for module in demo_modules():
        # The boxes and the stock of the demo are through with everything; a page needs them in the midst of it.
        if module not in (places, shown):
            module.seed()
    create_user(username=STRANGER, name="Tirta Dirgantara", password=people.PASSWORD, actor=SYSTEM)
    _uploads(election)
    _directory(election)
    _follow_ups(election)
    values = {"kapasitas_tps": {"nilai": 400, "sumber": "PKPU contoh Pasal 1", "diverifikasi": "2028-12-01"}}
    propose_profile(election, values, reason="Batas pemilih per TPS dinaikkan.", actor=actor("sekretaris"))
    aggregate.refresh_stale(election_id=election.pk)
    meetings.build(election, actor)
    logistics.build(election, actor)
    stock.build(election, actor)
    boxes.build(election, actor)
    incidents.build(election, actor)
    stock.destroy(election, actor)


def actor(username: str) -> Actor:
    grant = Grant.objects.select_related("user").filter(user__username=username)[0]
    return Actor(str(grant.user.uuid), grant.role)


def _uploads(election: Election) -> None:
    """A file that may be written and one with mistakes, waiting for their owner."""
    sheets = Sheet.objects.filter(election=election, state=SheetState.BELUM_MASUK, contest__key="ppwp")
    contest, codes = election.contests.get(key="ppwp"), list(sheets.values_list("tps_code", flat=True)[:3])
    good = "kode_tps,suara_sah,suara_tidak_sah,suara_total\n" + "".join(f"{code},180,4,184\n" for code in codes)
    bad = good.replace("180", "seratus") + "123,1,2,3\n"
    for name, text in ((GOOD, good), (BAD, bad)):
        keep_upload(
            owner=User.objects.get(username="operator"), contest=contest, kind=VersionKind.ENTRI_SATU, name=name,
            content=text.encode(),
        )  # fmt: skip


def _directory(election: Election) -> None:
    """An institution with a former and a present holder, what it lends, a booking, and one without anything."""
    clerk, region = actor("sekretaris"), election.kabupaten
    police = directory.add_institution(
        kind="polri", name="Polres Simulasi", region=region, address="Jalan Merdeka 1", phone="0735 000 111",
        email="polres@simulasi.id", actor=clerk,
    )  # fmt: skip
    directory.add_institution(kind="media", name="Radio Simulasi", region=region, actor=clerk)
    chief = directory.add_office(police, title="Kapolres", actor=clerk)
    directory.add_office(police, title="Kepala Bagian Operasi", rank=2, actor=clerk)
    for name, started, ended in (
        ("Arum Mandala", date(2026, 1, 5), date(2028, 2, 29)), ("Bagas Wirabumi", date(2028, 3, 1), None),
    ):  # fmt: skip
        person = directory.add_person(name=name, phone="0812 0000 0000", email="kapolres@simulasi.id", actor=clerk)
        basis = "Kep 12 Tahun 2026"
        directory.start_term(chief, person, started=started, ended=ended, basis=basis, actor=clerk)
    hall = directory.add_venue(name="Aula Polres", region=region, institution=police, capacity=150, actor=clerk)
    directory.add_vehicle(police, plate="BG 1 SIM", name="Truk", capacity_note="40 kotak suara", actor=clerk)
    directory.add_unit(police, name="Regu Pengamanan I", actor=clerk)
    start = datetime(2029, 2, 12, 2, tzinfo=UTC)
    directory.book(
        hall, starts=start, ends=start + timedelta(hours=3), title="Rakor pengamanan", subject="uji:gambar",
        region=region, election=election, actor=clerk,
    )  # fmt: skip
    load_phases(election, clerk)


def _follow_ups(election: Election) -> None:
    """One in every state, one of them long overdue; one owner has mail, the other a telephone."""
    clerk, chair, today = actor("sekretaris"), actor("ketua"), timezone.localdate()
    place = election.kabupaten
    mail = directory.add_institution(kind="pemda", name="Dinas Kominfo Talang", region=place,
                                     email="kominfo@contoh.id", actor=clerk)  # fmt: skip
    phone = directory.add_institution(kind="polri", name="Polres Talang", region=place, phone="0812 3456 7890",
                                      actor=clerk)  # fmt: skip
    rows = [
        follow_ups.open(
            instruction=text, institution=owner, region=place, election=election, actor=clerk,
            origin_title="Audiensi dengan Bupati", given_on=today - timedelta(days=20), due=today + timedelta(days=due),
        )
        for text, owner, due in (
            ("Petakan tempat dengan sinyal lemah dan titik tanpa sinyal untuk Sirekap di semua desa.", mail, -9),
            ("Siapkan pengamanan gudang logistik selama rekapitulasi.", phone, 3),
            ("Pinjamkan genset cadangan untuk ruang pleno.", mail, 5),
            ("Bersihkan dan periksa atap gudang KPU.", mail, -2), ("Pasang penunjuk arah ke tempat pleno.", phone, 1),
        )
    ]  # fmt: skip
    _late, started, told, done, gone = rows
    follow_ups.start(started, text="Jadwal jaga sedang disusun.", actor=clerk)
    for row in (told, done):
        follow_ups.report(row, text="Sudah dikerjakan seluruhnya.", evidence="Surat nomor 12", actor=clerk)
    follow_ups.accept(done, actor=chair)
    follow_ups.cancel(gone, text="Tempat pleno pindah.", actor=chair)


def photographed(election: Election, state: SheetState) -> list[Sheet]:
    """Sheets in this state, those with a photo first."""
    places = {(p.contest_id, p.tps_code) for p in Placement.objects.all()}
    rows = Sheet.objects.filter(election=election, state=state).select_related("contest", "tps", "current")
    return sorted(rows, key=lambda s: ((s.contest_id, s.tps_code) not in places, s.tps_code, s.contest.order))


class World:
    """What the pages of the sweep are about."""

    def __init__(self) -> None:
        self.election = Election.objects.get(slug=places.SLUG)
        self.slug, self.kabupaten = self.election.slug, self.election.kabupaten_id
        self.kecamatan = f"{self.kabupaten}01"
        self.desa = Tps.objects.filter(code__startswith=self.kecamatan).order_by("code")[0].code[:10]
        self.party = self.election.contests.filter(kind="dpr")[0].key

    def sheet(self, state: SheetState, **wanted: Any) -> Sheet:
        found = photographed(self.election, state)
        return next(s for s in found if all(getattr(s.contest, key) == value for key, value in wanted.items()))

    def institution(self) -> Institution:
        return Institution.objects.get(name="Polres Simulasi")

    def corrected(self) -> Sheet:
        return self.correction(CorrectionState.DISETUJUI).sheet

    def correction(self, state: CorrectionState) -> Correction:
        rows = Correction.objects.filter(sheet__election=self.election, state=state)
        return rows.select_related("sheet__contest").order_by("kind", "pk")[0]

    def photo(self) -> tuple[Sheet, Photo]:
        sheet = self.sheet(SheetState.TERVERIFIKASI_AWAL)
        rows = Placement.objects.filter(contest=sheet.contest_id, tps_code=sheet.tps_code)
        return sheet, rows.order_by("page")[0].photo

    def follow_up(self, state: str) -> FollowUp:
        return FollowUp.objects.filter(election=self.election, state=state).order_by("due")[0]

    def letter(self, channel: str) -> Message:
        return Message.objects.filter(election=self.election, channel=channel).order_by("pk")[0]

    def phase(self) -> Phase:
        return Phase.objects.filter(election=self.election).order_by("position")[0]

    def meeting(self, state: MeetingState) -> Meeting:
        return Meeting.objects.filter(election=self.election, state=state).order_by("pk")[0]

    # The desa whose trainees have names in the demo.
    bimtek_desa = "9901011001"

    def bimtek(self) -> Meeting:
        """One that was held."""
        rows = Meeting.objects.filter(election=self.election, kind="bimtek", state=MeetingState.SELESAI)
        return rows.order_by("starts")[0]

    def lot(self) -> Lot:
        return Lot.objects.filter(election=self.election, item_code="surat-suara").order_by("contest__order")[0]

    def receipt(self) -> Receipt:
        """One that came short, with a photo."""
        return Receipt.objects.get(election=self.election, delivery_note="SJ/2029/0117")

    def destruction(self) -> Destruction:
        return Destruction.objects.get(election=self.election)

    def box_report(self) -> Document:
        return Document.objects.filter(election=self.election, subject__startswith="logistics.holder:").earliest("pk")

    def box(self) -> Container:
        """One that passed with a broken seal."""
        return HandoverLine.objects.get(handover__election=self.election, receiver_seal="rusak").container

    def incident(self, kind: str) -> Incident:
        return Incident.objects.filter(election=self.election, kind=kind).earliest("number")

    def waiting_box(self) -> Container:
        return Container.objects.filter(election=self.election, state="disiapkan", kind="kotak").earliest("code")

    def wrong_box(self) -> Container:
        """One that holds another dapil's ballots, with its reason."""
        return Packing.objects.exclude(wrong_reason="").get(container__election=self.election).container

    def crate(self) -> Container:
        return Container.objects.filter(election=self.election, kind="wadah").earliest("code")

    def handover(self, sides: int) -> Handover:
        """The first that one side has told, or both."""
        rows = Handover.objects.filter(election=self.election).annotate(n=Count("confirmations"))
        return rows.filter(n=sides).earliest("pk")

    def movement(self, state: str) -> Movement:
        return Movement.objects.select_related("election").filter(election=self.election, state=state).earliest("pk")

    def circular(self) -> Circular:
        return Circular.objects.get(meeting__election=self.election)

    def circular_token(self) -> str:
        return links.token(self.circular().recipients.order_by("pk")[0].link)

    def invitee(self) -> tuple[UUID, UUID]:
        """One who has not answered, with the meeting."""
        row = self.meeting(MeetingState.DIUNDANG).invitees.filter(answer="belum").order_by("pk")[0]
        return row.meeting.uuid, row.uuid

    def upload(self, name: str) -> Upload:
        return Upload.objects.get(name=name)


def everybody() -> list[str | None]:
    """Nobody signed in, everybody whom the demo lets in, and who has no role."""
    return [None, *people.LOGINS, STRANGER]
