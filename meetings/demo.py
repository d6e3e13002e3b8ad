"""Meetings of the SIMULASI regency around the vote (M1 to M8, T2 of the cases that the product carries); always alike.

Days count from the vote, as everywhere in the simulation. Each meeting is made whole in one transaction, or is there
already and stays.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from electcoord.accounts.demo import PEOPLE, TALANG
from electcoord.accounts.models import User
from electcoord.common.names import region_name
from electcoord.common.numbers import angka
from electcoord.directory import actions as directory
from electcoord.directory.demo import BAWASLU, DISKOMINFO, HOTEL, KPU, MEDIA_CENTER, PEMKAB, PENDOPO
from electcoord.directory.models import Institution, Office, Unit, Venue
from electcoord.elections.demo import KABUPATEN, PILKADA, SLUG, names
from electcoord.elections.models import Election, ElectionRegion, Tps
from electcoord.ledger.recording import Actor
from electcoord.regions.models import Region
from electcoord.situation import follow_ups
from meetings import actions, invitation
from meetings.actions.training import MOST_TPS
from meetings.models import Answer, Invitee, Meeting, Session, Side
from meetings.models.training import kpps_members

FORKOPIMDA = ("Polres Simulasi Maju", "Kodim 0999 Simulasi Maju", "Kejaksaan Negeri Simulasi Maju")
WAVES = 4
# Percent of the TPS whose whole KPPS came, and of those of which some came; the island was hard to reach.
CAME, CAME_ISLAND = (84, 95), (38, 60)
NAMED_DESA = f"{TALANG}1001"
# How the commission files its letters about the election (regulations J.4).
LETTERS = "PL.01"


def seed() -> list[str]:
    """Each meeting once; what is there already stays as people left it."""
    election = Election.objects.get(slug=SLUG)
    teller = Teller(election)
    for title, tell in teller.stories().items():
        if not Meeting.objects.filter(election__slug__in=(SLUG, PILKADA), title=title).exists():
            with transaction.atomic():
                tell(title)
    return [f"Rapat: {angka(Meeting.objects.filter(election__slug__in=(SLUG, PILKADA)).count())} rapat."]


class Teller:
    """Plans, holds and records, in the name of the people of the simulation."""

    def __init__(self, election: Election) -> None:
        self.election = election
        roles = {username: role for username, _name, role, _region in PEOPLE}
        users = User.objects.filter(username__in=roles)
        self.people = {user.username: Actor(str(user.uuid), roles[user.username].value) for user in users}
        self.kabupaten = Region.objects.get(code=KABUPATEN)
        self.talang = Region.objects.get(code=TALANG)

    def stories(self) -> dict[str, Callable[[str], None]]:
        """Title and story, in order of time."""
        found: dict[str, Callable[[str], None]] = {
            "Rapat Koordinasi Kesiapan Pemilu bersama Forkopimda": self.government_rakor,
            "Audiensi KPU dengan Bupati": self.audience,
        }
        for number, group in enumerate(self.waves(), 1):
            found[f"Bimbingan Teknis KPPS Gelombang {number}"] = self.wave(number, group)
        return found | {
            f"Rapat Koordinasi Kecamatan {region_name(self.talang.name)}": self.ppk_rakor,
            "Rapat Koordinasi Persiapan Rekapitulasi Hasil Penghitungan Suara": self.rakor,
            "Rapat Koordinasi Pengamanan Rekapitulasi Kabupaten": self.rakor_ahead,
            "Rapat Pleno Terbuka Rekapitulasi Hasil Penghitungan Suara Tingkat Kabupaten": self.pleno,
            "Rapat Kerja Persiapan Pilkada": self.clash,
        }

    # What a meeting needs.

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """That hour, so many days from the vote."""
        day = self.election.day + timedelta(days=days)
        return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))

    def place(self, name: str, region: Region | None = None) -> Institution:
        return Institution.objects.get(region=region or self.kabupaten, name=name)

    def offices(self, *wanted: str, region: Region | None = None) -> list[Office]:
        """All offices of these institutions, or one: `Lembaga/Jabatan`."""
        found: list[Office] = []
        for name, _slash, title in (text.partition("/") for text in wanted):
            rows = Office.objects.filter(institution=self.place(name, region)).select_related("institution")
            found += rows.filter(title=title) if title else rows.order_by("rank")
        return found

    def plan(
        self, title: str, kind: str, days: int, hours: tuple[int, int], *, by: str = "staf", organiser: str = KPU,
        place: str = MEDIA_CENTER, region: Region | None = None, purpose: str = "", election: Election | None = None,
    ) -> Meeting:  # fmt: skip
        region = region or self.kabupaten
        starts, ends = self.at(days, hours[0]), self.at(days, hours[1])
        meeting = actions.plan_meeting(
            election=election or self.election, region=region, kind=kind, organiser=self.place(organiser, region),
            title=title, place=place, starts=starts, ends=ends, purpose=purpose, actor=self.people[by],
        )  # fmt: skip
        if venue := Venue.objects.filter(name=place).first():
            self.book(meeting, venue, starts, ends, by)
        return meeting

    def book(self, meeting: Meeting, resource: Venue | Unit, starts: datetime, ends: datetime, by: str) -> None:
        directory.book(
            resource, starts=starts, ends=ends, title=meeting.title[:160], subject=meeting.subject,
            region=meeting.region, election=meeting.election, actor=self.people[by], accept_clash=True,
        )  # fmt: skip

    def agenda(self, session: Session, by: str, *items: tuple[str, int, str]) -> None:
        for title, minutes, speaker in items:
            actions.add_item(session, title=title, minutes=minutes, speaker=speaker, actor=self.people[by])

    def answer(self, invitees: Sequence[Invitee], at: datetime, by: str = "staf") -> None:
        """Most come, one sends somebody, one cannot, and the last of many says nothing."""
        for number, row in enumerate(invitees):
            if number % 9 == 8:
                continue
            answer = {5: Answer.DIWAKILI, 7: Answer.TIDAK_HADIR}.get(number % 9, Answer.HADIR)
            more = {}
            if answer == Answer.DIWAKILI:
                more = {"substitute": names.DEPAN[number] + " " + names.BELAKANG[-number], "substitute_office": "Staf"}
            actions.answer_invitation(row, answer=answer, at=at, actor=self.people[by], **more)

    def hold(self, meeting: Meeting, *, by: str = "staf", chair: str = "ketua") -> Session:
        """Opened in time, with everybody who said so, one of them late."""
        session = meeting.sessions.get()
        actions.open_day(session, at=session.starts + timedelta(minutes=5), actor=self.people[chair])
        rows = meeting.invitees.filter(is_active=True).exclude(answer=Answer.TIDAK_HADIR).order_by("order")
        for number, row in enumerate(row for row in rows if row.holder and row.answer != Answer.BELUM):
            minutes = 20 if number == 3 else number % 12 - 14
            actions.check_in(
                session, invitee=row, at=session.starts + timedelta(minutes=minutes), actor=self.people[by]
            )
        return session

    def say(self, session: Session, by: str, *said: tuple[str, str]) -> None:
        """What was said, one after the other; of whom: the office of a guest, else the words themselves."""
        came = session.meeting.guests.filter(invitee__office__isnull=False).select_related("invitee__office")
        guests = {guest.invitee.office.title: guest for guest in came}
        items = list(session.items.filter(is_active=True).order_by("order"))
        for number, (who, text) in enumerate(said):
            at = session.starts + timedelta(minutes=15 + 12 * number)
            item = items[min(number, len(items) - 1)]
            actions.add_remark(session, text=text, speaker=who, guest=guests.get(who), item=item, at=at,
                               actor=self.people[by])  # fmt: skip

    def decide(self, session: Session, by: str, *decided: tuple[str, str]) -> None:
        item = session.items.filter(is_active=True).order_by("-order").first()
        for kind, text in decided:
            actions.add_decision(session, text=text, kind=kind, item=item, actor=self.people[by],
                                 at=session.ends - timedelta(minutes=20))  # fmt: skip

    def over(self, meeting: Meeting, chair: str = "ketua") -> Meeting:
        session = meeting.sessions.get()
        for stay in session.attendance.filter(left_at__isnull=True, is_void=False).order_by("pk")[:1]:
            actions.check_out(stay, at=session.ends - timedelta(minutes=45), actor=self.people[chair])
        return actions.close_meeting(meeting, at=session.ends, actor=self.people[chair])

    # The stories.

    def government_rakor(self, title: str) -> None:
        """M7: the government holds it, KPU takes part; M8: the call for neutrality is a decision of its own."""
        meeting = self.plan(title, "rakor", -30, (9, 12), organiser=PEMKAB, place=PENDOPO,
                            purpose="Kesiapan semua pihak, netralitas aparatur, nol konflik.")  # fmt: skip
        session = meeting.sessions.get()
        self.agenda(session, "staf", ("Pembukaan oleh Bupati", 20, "Bupati"), ("Paparan KPU dan Bawaslu", 60, ""),
                    ("Tanggapan dan kesepakatan", 60, ""))  # fmt: skip
        offices = self.offices(f"{PEMKAB}/Bupati", f"{KPU}/Ketua", f"{KPU}/Anggota", f"{BAWASLU}/Ketua", *FORKOPIMDA)
        groups = ("Forum Kerukunan Umat Beragama", "Lembaga Adat Simulasi Maju", "Radio Suara Maju")
        parties = [f"DPC {name}" for _number, name in names.PARTAI[:6]]
        offices += self.offices(*groups, *(f"{party}/Ketua" for party in parties))
        rows = actions.invite_many(meeting, offices=offices, actor=self.people["staf"]).invitees
        actions.invite_meeting(meeting, at=self.at(-36, 10), actor=self.people["staf"])
        self.answer(rows, self.at(-33, 11))
        self.hold(meeting)
        self.say(session, "staf", ("Bupati", "Semua perangkat daerah membantu penyelenggara sesuai tugasnya."),
                 ("Kapolres", "Pengamanan mengikuti setiap tahapan, dari distribusi sampai rekapitulasi."))  # fmt: skip
        self.decide(
            session, "staf",
            ("imbauan", "Aparatur sipil negara, TNI, Polri, dan semua penyelenggara pemilu menjaga netralitas."),
            ("kesepakatan", "Para pihak menjaga Simulasi Maju tanpa konflik; laporan diteruskan lewat Bawaslu."),
        )  # fmt: skip
        self.over(meeting)

    def audience(self, title: str) -> None:
        """M3: two delegations; M4: what the Bupati asks of the head of Diskominfo stays open."""
        meeting = self.plan(title, "audiensi", -16, (10, 12), organiser=PEMKAB, place=PENDOPO,
                            purpose="Perkenalan anggota KPU yang baru dan dukungan pemerintah kabupaten.")  # fmt: skip
        session, staff = meeting.sessions.get(), self.people["staf"]
        self.agenda(session, "staf", ("Sambutan", 20, "Bupati"), ("Paparan KPU", 40, "Ketua KPU"),
                    ("Tanggapan dan arahan", 40, "Bupati"))  # fmt: skip
        hosts = self.offices(
            f"{PEMKAB}/Bupati", f"{PEMKAB}/Asisten Pemerintahan dan Kesra", "Badan Kesatuan Bangsa dan Politik",
            "Badan Pengelola Keuangan dan Aset Daerah", DISKOMINFO, "Inspektorat Kabupaten",
        )  # fmt: skip
        rows = actions.invite_many(meeting, offices=hosts, side=Side.TUAN_RUMAH, actor=staff).invitees
        rows += actions.invite_many(meeting, offices=self.offices(KPU), side=Side.TAMU, actor=staff).invitees
        actions.invite_meeting(meeting, at=self.at(-20, 9), actor=staff)
        for row in rows:
            actions.answer_invitation(row, answer=Answer.HADIR, at=self.at(-18, 9), actor=staff)
        self.hold(meeting)
        arahan = "Petakan tempat bersinyal lemah dan tanpa sinyal untuk Sirekap, per desa, sebelum rekapitulasi."
        self.say(
            session, "staf", ("Ketua", "Risiko terbesar menurut kami ada pada keamanan logistik dan sinyal di desa."),
            ("Bupati", "Pemerintah kabupaten mendukung penuh, dengan tetap netral."), ("Bupati", arahan),
        )  # fmt: skip
        self.decide(session, "staf", ("kesepakatan", "Diskominfo memetakan sinyal; KPU memakai petanya untuk Sirekap."))
        meeting = self.over(meeting)
        [office] = self.offices(f"{DISKOMINFO}/Kepala Dinas")
        day = self.election.day
        follow_ups.open(
            instruction=arahan, institution=office.institution, office=office, due=day + timedelta(days=4),
            given_on=day - timedelta(days=16), region=self.kabupaten, election=self.election,
            origin=meeting.subject, origin_title=meeting.title, actor=staff,
        )  # fmt: skip
        actions.start_minutes(meeting, actor=staff)
        self._papers(meeting)

    def waves(self) -> list[list[str]]:
        rows = ElectionRegion.objects.filter(election=self.election, region__kind="kecamatan")
        codes = list(rows.order_by("region_id").values_list("region_id", flat=True))
        count = min(WAVES, len(codes))
        return [codes[i * len(codes) // count : (i + 1) * len(codes) // count] for i in range(count)]

    def wave(self, number: int, codes: list[str]) -> Callable[[str], None]:
        """M5: a bimtek of some kecamatan, with who came."""

        def tell(title: str) -> None:
            staff = self.people["staf"]
            meeting = self.plan(title, "bimtek", -14 + 2 * number, (8, 15), place="Gedung Serbaguna Simulasi Maju")
            regions = list(Region.objects.filter(code__in=codes).order_by("code"))
            actions.set_targets(meeting, [(region, "kpps") for region in regions], actor=staff)
            self.agenda(meeting.sessions.get(), "staf", ("Pemungutan dan penghitungan suara", 180, "Divisi Teknis"),
                        ("Simulasi Sirekap", 120, "Operator Sirekap"))  # fmt: skip
            offices = self.offices(f"{KPU}/Ketua", f"{KPU}/Anggota")
            rows = actions.invite_many(meeting, offices=offices, actor=staff).invitees
            actions.invite_meeting(meeting, at=self.at(-20, 13), actor=staff)
            for row in rows:
                actions.answer_invitation(row, answer=Answer.HADIR, at=self.at(-18, 13), actor=staff)
            self.hold(meeting)
            self.train(meeting, codes)
            self.over(meeting)
            if number == 1 and (desa := Region.objects.filter(code=NAMED_DESA).first()):
                actions.issue_certificates(meeting, desa, actor=self.people["ketua"])

        return tell

    def train(self, meeting: Meeting, codes: list[str]) -> None:
        last = ElectionRegion.objects.filter(election=self.election, region__kind="kecamatan").latest("region_id")
        members = kpps_members(self.election)
        for code in codes:
            share = CAME_ISLAND if code == last.region_id and code != TALANG else CAME
            rows = Tps.objects.filter(election=self.election, code__startswith=code).order_by("code")
            found = list(rows.values_list("code", flat=True))
            for start in range(0, len(found), MOST_TPS):
                marks = {tps: _came(tps, share, members) for tps in found[start : start + MOST_TPS]}
                actions.record_training(meeting, marks, actor=self.people["staf"])

    def ppk_rakor(self, title: str) -> None:
        """M6: held by a PPK with the camat, kapolsek, danramil and Panwaslu of its kecamatan."""
        name = self.talang.name.title()
        meeting = self.plan(title, "rakor", -6, (9, 11), by="ppk-talang", organiser=f"PPK {name}", region=self.talang,
                            place=f"Balai Kecamatan {name}")  # fmt: skip
        session = meeting.sessions.get()
        self.agenda(
            session, "ppk-talang", ("Kesiapan TPS dan distribusi", 60, "Ketua PPK"), ("Pengamanan", 30, "Kapolsek")
        )
        places = [f"{word} {name}" for word in ("PPK", "Panwaslu Kecamatan", "Kantor Camat", "Polsek", "Koramil")]
        rows = actions.invite_many(meeting, offices=self.offices(*places, region=self.talang),
                                   actor=self.people["ppk-talang"]).invitees  # fmt: skip
        actions.invite_meeting(meeting, at=self.at(-9, 9), actor=self.people["ppk-talang"])
        self.answer(rows, self.at(-8, 9), "ppk-talang")
        self.hold(meeting, by="sekretariat-talang", chair="ppk-talang")
        self.say(
            session, "sekretariat-talang", ("Kapolsek", "Dua anggota di setiap kelurahan pada malam kotak suara tiba.")
        )
        self.decide(session, "sekretariat-talang", ("kesepakatan", "Kotak suara tiba di semua TPS paling lambat H-1."))
        self.over(meeting, "ppk-talang")

    def rakor(self, title: str) -> None:
        """M1: who was invited, who came, who said what, what was agreed."""
        meeting = self.plan(title, "rakor", -2, (9, 12),
                            purpose="Persiapan rekapitulasi dan penetapan hasil; jadwal pleno kabupaten.")  # fmt: skip
        session, staff = meeting.sessions.get(), self.people["staf"]
        self.agenda(
            session,
            "staf",
            ("Pembukaan", 15, "Ketua KPU"),
            ("Sambutan Bupati", 15, "Bupati"),
            ("Sambutan Kapolres dan Kajari", 30, ""),
            ("Jadwal dan tata cara rekapitulasi", 60, "Divisi Teknis"),
        )
        offices = self.offices(KPU, f"{BAWASLU}/Ketua", f"{PEMKAB}/Bupati", *FORKOPIMDA,
                               "Badan Kesatuan Bangsa dan Politik", "Satuan Polisi Pamong Praja")  # fmt: skip
        rows = actions.invite_many(meeting, offices=offices, actor=staff).invitees
        actions.invite_meeting(meeting, at=self.at(-6, 14), actor=staff)
        self.answer(rows, self.at(-4, 10))
        self.hold(meeting)
        actions.walk_in(session, name="Melati Tanjungsari", office_text="Wartawan",
                        institution_text="Harian Kabar Sungai",
                        at=session.starts + timedelta(minutes=12), actor=staff)  # fmt: skip
        self.say(
            session, "staf", ("Ketua", "Ikuti tata cara langkah demi langkah; itulah dasar hasil yang diterima semua."),
            ("Bupati", "Pemerintah kabupaten menyiapkan dukungan tempat, listrik, dan jaringan."),
            ("Kapolres", "Pengamanan berlapis di PPK dan di aula pleno."),
            ("Kepala Kejaksaan Negeri", "Posko kami melayani tanya jawab hukum bagi semua pihak."),
        )  # fmt: skip
        self.decide(
            session, "staf",
            ("keputusan", "Pleno rekapitulasi kabupaten berlangsung tiga hari di Aula Hotel Bukit Kenari."),
            ("kesepakatan", "Polres dan Kodim mengawal kotak dari kecamatan sampai aula pleno."),
            ("imbauan", "Semua pihak menahan diri dan menyampaikan keberatan lewat jalur yang tersedia."),
        )  # fmt: skip
        meeting = self.over(meeting)
        actions.start_minutes(meeting, actor=staff)
        self._papers(meeting)

    def rakor_ahead(self, title: str) -> None:
        """Ahead, invited, some answers still open."""
        meeting = self.plan(title, "rakor", 9, (13, 15))
        self.agenda(
            meeting.sessions.get(), "staf", ("Rencana pengamanan", 60, "Kabag Ops"), ("Pembagian tugas", 45, "")
        )
        offices = self.offices(f"{KPU}/Ketua", f"{KPU}/Sekretaris", f"{BAWASLU}/Ketua", *FORKOPIMDA)
        rows = actions.invite_many(meeting, offices=offices, actor=self.people["staf"]).invitees
        self.letter(meeting)
        for row in rows[:3]:
            actions.answer_invitation(row, answer=Answer.HADIR, actor=self.people["staf"])

    def pleno(self, title: str) -> None:
        """M2: three days, on each of which some kecamatan are read; hall and escort are booked."""
        staff = self.people["staf"]
        meeting = self.plan(title, "pleno_terbuka", 16, (8, 18), place=HOTEL)
        days = [meeting.sessions.get()]
        days += [
            actions.add_day(meeting, starts=self.at(16 + n, 8), ends=self.at(16 + n, 18), actor=staff) for n in (1, 2)
        ]
        escort = Unit.objects.get(name="Satuan Samapta")
        for number, session in enumerate(days):
            if number:
                self.book(meeting, Venue.objects.get(name=HOTEL), session.starts, session.ends, "staf")
            self.book(meeting, escort, session.starts, session.ends, "staf")
        rows = ElectionRegion.objects.filter(election=self.election, region__kind="kecamatan").order_by("region_id")
        kecamatan = [region_name(name) for name in rows.values_list("name__name", flat=True)]
        for number, session in enumerate(days):
            part = kecamatan[number * len(kecamatan) // 3 : (number + 1) * len(kecamatan) // 3]
            self.agenda(session, "staf", *((f"Pembacaan Kecamatan {name}", 60, f"PPK {name}") for name in part))
        actions.add_item(days[-1], title="Penetapan rekapitulasi kabupaten", minutes=60, is_result=True, actor=staff)
        offices = self.offices(KPU, f"{BAWASLU}/Ketua", f"{BAWASLU}/Anggota", *FORKOPIMDA)
        parties = [self.place(f"DPC {name}") for _number, name in names.PARTAI[:6]]
        actions.invite_many(meeting, offices=offices, actor=staff)
        actions.invite_many(meeting, institutions=parties, side=Side.TAMU, seats=2, actor=staff)
        actions.invite_meeting(meeting, actor=staff)

    def clash(self, title: str) -> None:
        """T2: the hall of the pleno is wanted on its second day too; still a draft."""
        pilkada = Election.objects.filter(slug=PILKADA).first()
        meeting = self.plan(title, "rapat_kerja", 17, (13, 16), place=HOTEL, election=pilkada)
        actions.invite_many(meeting, offices=self.offices(f"{KPU}/Ketua", f"{KPU}/Anggota"), actor=self.people["staf"])

    def _papers(self, meeting: Meeting) -> None:
        """The minutes: those of the rakor approved and numbered, others a draft that waits for somebody."""
        [minutes] = actions.draft_documents(meeting, actor=self.people["staf"])
        if meeting.kind == "rakor":
            actions.approve_document(
                meeting, minutes, classification=LETTERS, issuer=KABUPATEN, seen=minutes.sha256,
                actor=self.people["ketua"],
            )  # fmt: skip

    def letter(self, meeting: Meeting) -> None:
        """Written by staff, numbered by the chair, sent to whom the directory can reach."""
        draft = actions.draft_letter(meeting, values=invitation.first_values(meeting), actor=self.people["staf"])
        actions.approve_letter(meeting, classification=LETTERS, seen=draft.sha256, actor=self.people["ketua"])
        actions.send_letters(meeting, actor=self.people["staf"])


def _came(code: str, share: tuple[int, int], members: int) -> dict[int, str]:
    """Members of a TPS who came, with names in one desa."""
    rng = Random(f"bimtek {code}")
    drawn, some = rng.randrange(100), rng.randint(2, members - 1)
    count = members if drawn < share[0] else some if drawn < share[1] else 0
    is_named = code.startswith(NAMED_DESA)
    people = [f"{rng.choice(names.DEPAN)} {rng.choice(names.BELAKANG)}" for _ in range(count)] if is_named else []
    return {number: people[number - 1] if is_named else "" for number in range(1, count + 1)}
