"""Queries and server time of the pages of meetings: 200 meetings, 500 invited, 30,000 trainees of 2,000 TPS.

python -m tests.benchmarks.meeting_pages, with DATABASE_URL naming an empty database. `prosesor`: what the web process
itself worked, which other programs of a shared machine do not lengthen; the other times are those of a clock.
"""

from datetime import timedelta

from tests.benchmarks import ground

ROUNDS = 10
MEETINGS, INVITED, TRAINEES, TPS, PILKADA = 200, 500, 30_000, 2000, 200


def main() -> None:
    ground.setup()
    from django.conf import settings
    from django.test import Client

    from electcoord.accounts import demo
    from electcoord.accounts.models import User
    from electcoord.elections import demo as elections
    from meetings.models import Meeting, Trainee

    settings.ALLOWED_HOSTS = ["testserver"]
    election = elections.load(elections.Size(tps=TPS, pilkada=PILKADA, calon=3))
    elections.load_calendar()
    demo.seed()
    bimtek = Meeting.objects.filter(kind="bimtek").last() or fill(election)
    crowded = Meeting.objects.get(title="Rapat besar")
    client = Client()
    client.force_login(User.objects.get(username="staf"))
    tps = election.tps.order_by("code")[40]
    coverage = f"/rapat/pelatihan/{election.slug}/"
    pages = {
        "daftar rapat": "/rapat/", "daftar rapat, cari": "/rapat/?cari=rapat", "rapat": crowded.get_absolute_url(),
        f"undangan ({INVITED})": f"{crowded.get_absolute_url()}undangan/",
        f"surat ({INVITED})": f"{crowded.get_absolute_url()}surat/",
        "cakupan kabupaten": coverage, "cakupan kecamatan": f"{coverage}?wilayah={tps.code[:6]}",
        "cakupan desa": f"{coverage}?wilayah={tps.code[:10]}", "cakupan unduh.csv": f"{coverage}unduh/csv/",
        "meja bimtek": f"{bimtek.get_absolute_url()}pelatihan/",
        "meja bimtek, desa": f"{bimtek.get_absolute_url()}pelatihan/?desa={tps.code[:10]}",
        "rapat bimtek": bimtek.get_absolute_url(),
        **{f"kalender {view}": f"/kalender/?tampil={view}" for view in ("bulan", "pekan", "agenda", "gantt")},
        "admin rapat": "/admin/meetings/meeting/", "admin undangan": "/admin/meetings/invitee/",
        "admin peserta": "/admin/meetings/trainee/", "admin peserta, cari": f"/admin/meetings/trainee/?q={tps.code}",
    }  # fmt: skip
    print(f"{ground.engine()}: {Meeting.objects.count()} rapat, {Trainee.objects.count()} peserta, {TPS} TPS")
    ground.measure(client, pages, ROUNDS)


def fill(election):
    """Through the actions, as an office would come to it in a year; the last bimtek."""
    from django.utils import timezone

    from electcoord.accounts.models import Role, User
    from electcoord.directory import actions as directory
    from electcoord.elections.models import Election
    from electcoord.ledger.recording import Actor
    from electcoord.regions.models import Region
    from meetings import actions
    from meetings.actions.training import MOST_TPS

    def person(username: str, role: Role) -> Actor:
        return Actor(str(User.objects.get(username=username).uuid), role.value)

    staff, chair = person("staf", Role.STAF_KPU), person("ketua", Role.KETUA_KPU)
    place, now = Region.objects.get(pk=election.kabupaten_id), timezone.now().replace(minute=0)
    commission = directory.add_institution(kind="kpu", name="KPU Ukur", region=place, actor=staff)
    offices = [
        directory.add_office(
            directory.add_institution(kind="lainnya", name=f"Lembaga {number}", region=place, actor=staff),
            title="Kepala", actor=staff,
        )
        for number in range(INVITED)
    ]  # fmt: skip
    others = list(Election.objects.order_by("pk"))

    def plan(title: str, number: int, kind: str, invited: list):
        starts = now + timedelta(days=number % 28 - 14, hours=number % 5)
        found = actions.plan_meeting(
            election=election if kind == "bimtek" else others[number % len(others)], region=place, kind=kind,
            organiser=commission, title=title, place="Aula", starts=starts, ends=starts + timedelta(hours=2), actor=staff,
        )  # fmt: skip
        actions.invite_many(found, offices=invited, actor=staff)
        return found

    for number in range(MEETINGS - 4):
        plan(f"Rapat {number}", number, ("rakor", "pleno_terbuka", "audiensi")[number % 3], offices[:5])
    large = plan("Rapat besar", 15, "rakor", offices)
    actions.invite_meeting(large, actor=staff)
    codes, left = list(election.tps.order_by("code").values_list("code", flat=True)), TRAINEES
    for number in range(3):
        found = plan(f"Bimtek {number}", number, "bimtek", offices[:5])
        actions.invite_meeting(found, reason="ukur", actor=staff)
        actions.open_day(found.sessions.get(), actor=chair)
        for start in range(0, len(codes), MOST_TPS):
            # Not everybody came to the last one, so that all states are there.
            marks = {}
            for code in codes[start : start + MOST_TPS]:
                count = min(7 if number < 2 and int(code[-3:]) % 3 else 4, left)
                marks[code], left = dict.fromkeys(range(1, count + 1), "Nama Peserta"), left - count
            actions.record_training(found, marks, actor=staff)
    return found


if __name__ == "__main__":
    main()
