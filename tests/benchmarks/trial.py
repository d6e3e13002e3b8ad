"""Trying another profile on about 2,000 TPS x 5 contests, and judging all of it anew.

python -m tests.benchmarks.trial, with DATABASE_URL naming an empty database.
"""

import time

from tests.benchmarks import ground

TRIALS = {
    "toleransi satu aturan (R08)": "batas_R08=2",
    "antar-lembar (R18 mati)": "aktif_R18=tidak",
    "kapasitas (R14, R28)": "kapasitas_tps=250",
    "semua angka (R12, R14, R16, R28)": "kapasitas_tps=250&cadangan_permil=10&digit_maks=2&pembulatan_cadangan=bawah",
}


def main() -> None:
    ground.setup()
    from django.conf import settings
    from django.test import Client, RequestFactory

    from electcoord.accounts.actions import create_user, give_grant
    from electcoord.accounts.models import Role
    from electcoord.elections import profiles
    from electcoord.ledger.recording import SYSTEM
    from recap import aggregate, findings
    from recap.forms import TrialForm
    from recap.models import Sheet, SheetVersion
    from recap.selectors import trial

    settings.ALLOWED_HOSTS = ["testserver"]
    election = ground.regency()
    if not SheetVersion.objects.exists():
        with ground.without_hints():
            ground.fill(election)
        aggregate.refresh_stale(election_id=election.pk)
    user = create_user(username=f"ukur-{time.time_ns()}", name="Ukur", password="ukur-ukur-ukur-1", actor=SYSTEM)
    give_grant(user, role=Role.KETUA_KPU, region=election.kabupaten_id, election=election, actor=SYSTEM)
    request = RequestFactory().get("/")
    request.user = user
    client = Client()
    client.force_login(user)
    print(f"{ground.engine()}: {election.tps.count()} TPS, {Sheet.objects.count()} lembar")
    for title, query in TRIALS.items():
        form = TrialForm(dict(pair.split("=") for pair in query.split("&")), values=election.profile.values)
        assert form.is_valid()
        after = profiles.changed(form.values, form.proposal("ukur", None))
        rules = trial.touched(form.change())
        seconds = ground.best(lambda after=after, rules=rules: trial.try_out(request, election, after, rules), 3)
        url = f"/rekap/{election.slug}/aturan/coba/?{query}"
        assert client.get(url).status_code == 200
        page = ground.best(lambda url=url: client.get(url), 2)
        print(f"uji coba {title:36} {seconds:6.2f} s   halaman {page:6.2f} s")
    print(f"papan temuan {ground.best(lambda: client.get(f'/rekap/{election.slug}/temuan/'), 3):6.2f} s")
    codes = sorted(set(Sheet.objects.filter(election=election).values_list("kecamatan_code", flat=True)))
    start = time.perf_counter()
    findings.refresh(election, codes, everything=True)
    print(f"menilai ulang semua lembar sesudah profil berubah {time.perf_counter() - start:6.2f} s")


if __name__ == "__main__":
    main()
