"""The day before the vote: most boxes delivered, one truck late, one broken seal, one swapped bundle of ballots."""

from datetime import timedelta

from electcoord.accounts.demo import LUBUK, MUARA, TALANG
from electcoord.directory.demo import PEMKAB
from electcoord.directory.models import Institution
from electcoord.elections.models import Contest
from logistics import actions
from logistics.actions import Arrived, StandsFor, Swap, Witness
from logistics.demo.yard import HOUR, Yard
from logistics.goods import BALLOT
from logistics.models import FoundWhen, Holder, Lot, Warehouse
from logistics.selectors import needs, stock
from logistics.states import SealSeen

PSU, EXTRA, DAMAGED, SHORT = 1000, 60, 24, 15
TRUCKS = ("SM 8011 DP", "SM 8012 DP", "SM 8013 DP", "SM 8014 DP", "SM 8015 DP")
ROUTES = ("Jalan Lintas Utara", "Jalan Lintas Tengah", "Jalan Sungai Besar")
# So many desa of these have their boxes at the TPS already; elsewhere the PPS keeps them for the night.
AT_TPS = {TALANG: 99, LUBUK: 8, MUARA: 4}
DRIVERS = ("Karta Wiguna", "Sabar Nugraha", "Tono Wiratma", "Ujang Pranata", "Yayan Subrata")


def build(yard: Yard) -> None:
    election = yard.election
    actions.prepare_holders(election, yard.staff)
    actions.load_catalogue(election, yard.staff)
    actions.freeze_plan(election, purpose="Pengadaan surat suara", actor=yard.staff)
    store = _warehouses(yard)
    for contest in election.contests.order_by("order"):
        _ballots(yard, store, contest)
    actions.make_boxes(election, store.holder, yard.keeper)
    yard.pack()
    yard.seal(2)
    _destroy(yard, store)
    _send(yard, store.holder)
    _swap(yard)


def _warehouses(yard: Yard) -> Warehouse:
    """The commission's own, and one that is borrowed for the days of distribution (coordination L1)."""
    day, place = yard.now.date(), yard.election.kabupaten
    actions.add_warehouse(
        election=yard.election, name="Asrama Haji", region=place, used_from=day - timedelta(days=12),
        used_until=day + timedelta(days=10), owner=Institution.objects.filter(name=PEMKAB).first(),
        address="Jalan Bandara 2", actor=yard.staff,
    )  # fmt: skip
    return actions.add_warehouse(
        election=yard.election, name="Gudang KPU", region=place, used_from=day - timedelta(days=60),
        address="Jalan Demokrasi 3", actor=yard.staff,
    )  # fmt: skip


def _ballots(yard: Yard, store: Warehouse, contest: Contest) -> None:
    """Received with a few short, sorted with some damaged, those for a PSU set apart."""
    election, day = yard.election, yard.now.date()
    spare, area = needs.reckoner_of(election.profile), needs.area_of(contest)
    dpts = needs.dpts_of(election, [election.kabupaten_id])
    wanted = sum(dpt + spare(dpt) for code, dpt in dpts.items() if dpt is not None and area.holds(code))
    announced = wanted + PSU + EXTRA + DAMAGED + SHORT
    actions.receive(
        election=election, warehouse=store, printer="PT Cetak Nusa Simulasi", delivery_note=f"SJ-{contest.key.upper()}",
        day=day - timedelta(days=21), lines=[Arrived(BALLOT, contest, announced, announced - SHORT)], actor=yard.keeper,
    )  # fmt: skip
    lot = Lot.objects.select_related("election__profile", "contest").get(election=election, contest=contest)
    good = announced - SHORT - DAMAGED
    first = {"sobek": 5, "warna": 7}, good * 2 // 3
    second = {"noda": 8, "potong": 4}, good - good * 2 // 3
    for days, (damage, count) in zip((14, 11), (first, second), strict=True):
        actions.sort(lot, store, day=day - timedelta(days=days), workers=12, good=count, damage=damage,
                     actor=yard.keeper)  # fmt: skip
    actions.mark_psu(lot, store, PSU, actor=yard.staff)


def _destroy(yard: Yard, store: Warehouse) -> None:
    """What was damaged or left over, to zero, before witnesses (regulations H.6)."""
    counted = {}
    for lot in Lot.objects.filter(election=yard.election, item_code=BALLOT).select_related("contest", "election"):
        held = stock.held(lot)
        counted[lot] = (held["rusak"], held["baik"])
    witnesses = [
        Witness("Wahyu Bratasena", "Bawaslu Kabupaten Simulasi Maju", StandsFor.BAWASLU),
        Witness("Kompol Adi Saputra", "Polres Simulasi Maju", StandsFor.POLRI),
    ]
    actions.destroy(
        election=yard.election, warehouse=store, day=yard.now.date(), place="Halaman Gudang KPU", method="dibakar",
        witnesses=witnesses, counted=counted, actor=yard.staff,
    )  # fmt: skip


def _send(yard: Yard, store: Holder) -> None:
    """Two kecamatan a truck; yesterday's have come and gone on to their PPS, of today's one is late, one on its way."""
    ppk = [(code, yard.holders[f"ppk:{code}"]) for code in yard.kecamatan]
    pairs = [ppk[at : at + 2] for at in range(0, len(ppk), 2)]
    # The last but one is late and the last on its way; with few kecamatan the last is the late one.
    late = len(pairs) - 2 if len(pairs) > 2 else len(pairs) - 1
    for number, pair in enumerate(pairs):
        stops = [(holder, yard.of(code)) for code, holder in pair]
        truck = {"driver": DRIVERS[number % 5], "route": ROUTES[number % 3], "wave": 1 + (number >= 5)}
        plate = TRUCKS[number % len(TRUCKS)]
        if number < late:
            yard.drive(store, stops, plate, left=26 - number, lasts=1.5, **truck)
        elif number == late:
            row = yard.drive(store, stops, plate, left=4, lasts=2, unload=False, **truck)
            actions.tell_sign(row, "Antre panjang di penyeberangan sungai", actor=yard.escort)
        else:
            yard.drive(store, stops, plate, left=0.5, lasts=2, unload=False, **truck)
    for pair in pairs[: max(1, late - 1)]:
        for code, _holder in pair:
            _onwards(yard, code)


def _onwards(yard: Yard, kecamatan: str) -> None:
    """From the PPK to its PPS; in one desa a seal was found broken."""
    ppk, places = yard.holders[f"ppk:{kecamatan}"], yard.desa(kecamatan)
    for number, desa in enumerate(places[:-1] or places):
        codes, pps = yard.of(desa), yard.holders[f"pps:{desa}"]
        broken = {codes[1]: SealSeen.RUSAK} if kecamatan == TALANG and number == 1 and len(codes) > 1 else {}
        yard.carry(ppk, pps, codes, broken)
        if number < AT_TPS.get(kecamatan, 0):
            for tps in sorted({code[:13] for code in codes}):
                yard.carry(pps, yard.holders[f"kpps:{tps}"], yard.of(tps))


def _swap(yard: Yard) -> None:
    """Ballots of another dapil in the first box of a TPS that was looked into (regulations H.7)."""
    contests = list(yard.election.contests.filter(kind="dprd_kab").order_by("order"))
    if len(contests) < 2:
        return
    tps = yard.election.tps.order_by("code")
    here, there = (
        tps.filter(code__startswith=contest.areas.earliest("region_id").region_id).first() for contest in contests[:2]
    )
    actions.report_swap(
        Swap(here=here, there=there, contest_kind="dprd_kab", here_count=50, found_when=FoundWhen.SEBELUM,
             occurred_at=yard.now - 3 * HOUR, stopped_at=yard.now - 2.5 * HOUR,
             what="Satu ikat surat suara dapil lain ditemukan saat PPS memeriksa isi kotak.",
             cause="Dua ikat tertukar di meja pengepakan."),
        actor=yard.clerks[here.code[:6]],
    )  # fmt: skip
