"""The evening after the vote: boxes on their way back, three missing.

Most kecamatan wrote down the way to the PPK alone; three wrote down every hand, down to the TPS in one of their desa.
"""

from datetime import timedelta

from electcoord.accounts.demo import LUBUK, MUARA, TALANG
from logistics import actions
from logistics.demo.yard import Yard

WHOLE = (TALANG, LUBUK, MUARA)
PICKUPS = dict(zip(WHOLE, ("SM 9103 KC", "SM 9104 KC", "SM 9105 KC"), strict=True))


def build(yard: Yard) -> None:
    election = yard.election
    actions.prepare_holders(election, yard.staff)
    store = actions.add_warehouse(
        election=election, name="Gudang KPU", region=election.kabupaten, address="Jalan Demokrasi 3",
        used_from=yard.now.date() - timedelta(days=60), actor=yard.staff,
    ).holder  # fmt: skip
    actions.make_boxes(election, store, yard.keeper)
    yard.pack()
    yard.seal(1)
    for code in yard.kecamatan:
        yard.carry(store, yard.holders[f"ppk:{code}"], yard.of(code), hours_ago=72)
    known = [code for code in WHOLE if code in yard.kecamatan]
    for code in known:
        _out(yard, code)
    for code in known:
        _back(yard, code)


def _out(yard: Yard, kecamatan: str) -> None:
    """To the PPS, and in the first desa on to each KPPS."""
    ppk = yard.holders[f"ppk:{kecamatan}"]
    for number, desa in enumerate(yard.desa(kecamatan)):
        pps, codes = yard.holders[f"pps:{desa}"], yard.of(desa)
        yard.carry(ppk, pps, codes, hours_ago=40)
        if number == 0:
            for tps in sorted({code[:13] for code in codes}):
                yard.carry(pps, yard.holders[f"kpps:{tps}"], yard.of(tps), hours_ago=30)


def _back(yard: Yard, kecamatan: str) -> None:
    """Desa by desa with whatever the kelurahan had (coordination L2); what is missing stays with who had it last."""
    ppk, places = yard.holders[f"ppk:{kecamatan}"], yard.desa(kecamatan)
    for number, desa in enumerate(places):
        pps, codes = yard.holders[f"pps:{desa}"], yard.of(desa)
        # One box at a KPPS of the first desa, two with a PPS: nobody has brought them.
        kept = set()
        if kecamatan == TALANG and number == 0:
            kept = {codes[0]}
        elif kecamatan == TALANG and number == 1:
            kept = set(codes[:2])
        home = [code for code in codes if code not in kept]
        if number == 0:
            for tps in sorted({code[:13] for code in codes}):
                own = [code for code in home if code.startswith(tps)]
                if own:
                    yard.carry(yard.holders[f"kpps:{tps}"], pps, own, hours_ago=9)
        if kecamatan == MUARA and number == len(places) - 1:
            boat = {"way": "sungai", "route": "Menyusuri Sungai Muara", "driver": "Dadang Suhendra"}
            yard.drive(pps, [(ppk, home)], "SM 9102 KC", left=3, lasts=1.5, purpose="kembali", unload=False, **boat)
        elif kecamatan == LUBUK and number == len(places) - 1:
            yard.drive(pps, [(ppk, home)], "SM 9101 KC", left=0.5, lasts=1.5, purpose="kembali", unload=False,
                       driver="Engkos Kosasih", route="Jalan desa")  # fmt: skip
        elif number < 3:
            yard.drive(pps, [(ppk, home)], PICKUPS[kecamatan], left=8 - number, lasts=1, purpose="kembali",
                       driver="Jajang Sudrajat", route="Jalan kelurahan")  # fmt: skip
        else:
            yard.carry(pps, ppk, home, hours_ago=6)
