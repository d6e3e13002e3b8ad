"""The board of findings, the catalogue of rules and the trial of another profile, as people see them."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from electcoord.accounts.actions import give_grant
from electcoord.accounts.models import Role
from electcoord.common.ages import age_words
from electcoord.elections import actions
from electcoord.elections.models import Election
from electcoord.elections.profiles import ARITHMETIC, RULES
from electcoord.ledger.models import Entry
from electcoord.ledger.recording import SYSTEM
from recap import aggregate
from recap.actions import enter_reading
from recap.forms import TrialForm
from recap.models import Check, Finding, Sheet, SheetVersion, Total
from recap.rules import explained, words
from recap.selectors.board import GRAVITY
from tests.cast import HILIR, HULU, PASAR, TPS_1, TPS_2, Cast, blank_reading
from tests.standing import laid

pytestmark = pytest.mark.once

AsPerson = Callable[[str | None], Client]
BOARD, RULE_PAGE, TRIAL = "/rekap/talang/temuan/", "/rekap/talang/aturan/", "/rekap/talang/aturan/coba/"
TPS_SUMBER, TPS_HILIR = "9901012002001", "9901022001001"


def text_of(client: Client, url: str, status: int = 200) -> str:
    """The words of a page as one line."""
    response = client.get(url)
    assert response.status_code == status, url
    return " ".join(response.content.decode().split())


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@laid
def evening(cast: Cast) -> Cast:
    """Four papers: R07 and R08 broken in Hulu (one of them entered once), R14 in Hilir, one in quarantine; R14's finding is four days old."""
    cast.enter("operator", (137, 46), suara_total=190, ss_digunakan=187)
    cast.enter("staf", (137, 46), suara_total=190, ss_digunakan=187)
    cast.enter("operator", (888, 12), code=TPS_2)
    cast.enter("operator", (50, 60), code=TPS_HILIR, pemilih_dpt_j=310)
    cast.enter("staf", (50, 60), code=TPS_HILIR, pemilih_dpt_j=310)
    cast.enter("operator", (60, 60), code=TPS_SUMBER, ss_digunakan=126)
    aggregate.refresh_stale()
    Finding.objects.filter(rule="R14").update(since=timezone.now() - timedelta(days=4))
    Finding.objects.filter(rule="R08").update(since=timezone.now() - timedelta(days=2))
    return cast


# The board


def test_the_matrix_counts_by_region_and_severity_and_each_number_leads_on(evening: Cast, as_person: AsPerson) -> None:
    client = as_person("ketua")
    page = client.get(BOARD).context
    rows = {row["name"]: [cell["count"] for cell in row["cells"]] for row in page["matrix"]}
    stored = Finding.objects.filter(election=evening.election)
    for name, code in (("Hulu", HULU), ("Hilir", HILIR)):
        counts = [stored.filter(tps_code__startswith=code, severity=severity).count() for severity in GRAVITY]
        assert rows[name] == counts
    assert page["matrix_total"]["count"] == stored.count() == page["page"].paginator.count
    for row in (*page["matrix"], page["matrix_total"]):
        for cell in row["cells"]:
            assert client.get(BOARD + cell["url"]).context["page"].paginator.count == cell["count"]
        assert client.get(BOARD + row["url"]).context["page"].paginator.count == row["count"]
    for row in page["by_rule"]:
        assert client.get(BOARD + row["url"]).context["page"].paginator.count == row["count"]
    hilir = next(row for row in page["matrix"] if row["name"] == "Hilir")
    assert hilir["age"] == "4 hari"


def test_the_matrix_goes_down_with_the_region(evening: Cast, as_person: AsPerson) -> None:
    client = as_person("ketua")
    assert [row["name"] for row in client.get(f"{BOARD}?wilayah={HULU}").context["matrix"]] == [
        "Pasar Hulu", "Sumber Rejo"
    ]  # fmt: skip
    assert [row["name"] for row in client.get(f"{BOARD}?wilayah={PASAR}").context["matrix"]] == ["TPS 001", "TPS 002"]
    assert client.get(f"{BOARD}?wilayah={TPS_1}").context["matrix"] == []
    # A PPK stands in its own kecamatan at once.
    own = client.get(f"{BOARD}?wilayah={HULU}").context["matrix_total"]["count"]
    page = as_person("ketua-hulu").get(BOARD).context
    assert [row["name"] for row in page["matrix"]] == ["Pasar Hulu", "Sumber Rejo"]
    assert page["matrix_total"]["count"] == own


def test_the_list_is_sorted_by_severity_then_age_and_says_both(evening: Cast, as_person: AsPerson) -> None:
    page = as_person("ketua").get(BOARD)
    items = page.context["items"]
    order = ["QUARANTINE", "HARD", "LOGIC", "WARN"]
    keys = [(order.index(item["severity"]), item["since"]) for item in items]
    assert keys == sorted(keys)
    assert len({severity for severity, _ in keys}) >= 3
    [old] = [item for item in items if item["rule"] == "R14"]
    assert (old["age"], old["state"]) == ("4 hari", "terverifikasi_awal")
    text = plain(page.content.decode())
    assert "Menurut wilayah" in text
    assert "cocok" in text


@pytest.mark.parametrize(
    ("age", "rules"), [("hari-ini", {"R07", "R16", "R28"}), ("1", {"R08", "R14"}), ("3", {"R14"}), ("x", None)]
)
def test_findings_are_filtered_by_how_long_they_are_open(
    evening: Cast, as_person: AsPerson, age: str, rules: set[str] | None
) -> None:
    Finding.objects.exclude(rule__in=("R07", "R08", "R14", "R16", "R28")).delete()
    found = {item["rule"] for item in as_person("ketua").get(f"{BOARD}?umur={age}").context["items"]}
    assert found == (rules or {"R07", "R08", "R14", "R16", "R28"}) & set(Finding.objects.values_list("rule", flat=True))
    assert found


@pytest.mark.parametrize(
    ("ago", "said"),
    [(timedelta(), "baru saja"), (timedelta(minutes=1), "1 menit"), (timedelta(minutes=59), "59 menit"), (timedelta(minutes=60), "1 jam"),
     (timedelta(hours=23, minutes=59), "23 jam"), (timedelta(days=1), "1 hari"), (timedelta(days=-1), "baru saja"),
     (timedelta(days=1234), "1.234 hari")],
)  # fmt: skip
def test_an_age_is_told_in_its_largest_unit(ago: timedelta, said: str) -> None:
    now = timezone.now()
    assert age_words(now - ago, now) == said


@pytest.mark.parametrize(
    "query", ["?umur=3&tingkat=HARD&aturan=R07&kontes=ppwp&wilayah=990101", "?umur=%00&tingkat=LUCU&hal=999",
              "?wilayah=abc", "?wilayah=9902", "?tingkat=&umur=&aturan="],
)  # fmt: skip
def test_any_filter_is_answered(evening: Cast, as_person: AsPerson, query: str) -> None:
    assert as_person("ketua").get(BOARD + query).status_code == 200


def test_the_board_hides_what_the_account_may_still_enter(evening: Cast, as_person: AsPerson) -> None:
    """Law 7: neither the equation of an unsettled paper, nor one that shows a figure of it on another paper."""
    dprd = evening.sheet(TPS_SUMBER, "dprd_kab_1")
    for who in ("operator", "staf"):
        reading = blank_reading(dprd.contest, pemilih_dpt_j=4)
        enter_reading(dprd, reading, key=uuid4(), actor=evening.actor(who))
    Finding.objects.filter(rule="R17").delete()
    ppwp = evening.sheet(TPS_SUMBER)
    for sheet, equation in ((dprd, "pemilih_dpt_j = pemilih_dpt_j ppwp: 4 ≠ 251"), (ppwp, "x = y: 4 ≠ 251")):
        Finding.objects.create(
            sheet=sheet, election=evening.election, tps_code=TPS_SUMBER, rule="R17", part="pemilih_dpt_j",
            severity="LOGIC", equation=equation, since=timezone.now(),
        )  # fmt: skip
    assert ppwp.state == "entri_satu"
    url = f"{BOARD}?aturan=R17&wilayah={TPS_SUMBER}"
    assert "4 ≠ 251" in text_of(as_person("ketua"), url)
    hidden = text_of(as_person("staf"), url)
    assert "251" not in hidden
    assert hidden.count("Angka disembunyikan sampai entri kedua") == 2


@pytest.mark.parametrize("url", [BOARD, RULE_PAGE, f"{TRIAL}?kapasitas_tps=100"])
def test_pages_cost_the_same_for_few_and_many(
    evening: Cast, count_queries: Callable[[str, str], int], url: str
) -> None:
    count_queries("ketua", url)
    few = count_queries("ketua", url)
    for code in ("9901022001901", "9901022002001"):
        evening.enter("operator", (700, 60), code=code, pemilih_dpt_j=900, suara_total=9)
    aggregate.refresh_stale()
    assert count_queries("ketua", url) == few


# The catalogue


def test_every_rule_is_explained_once_in_the_order_of_the_regulations() -> None:
    assert tuple(rule.rule for rule in explained.RULES) == RULES
    assert all(rule.title and rule.compares.endswith(".") and rule.example.endswith(".") for rule in explained.RULES)
    checked = {r.rule for r in explained.RULES if r.place in (explained.PAPER, explained.STATION)}
    assert checked == set(words.TITLES)
    assert {rule.place for rule in explained.RULES} == set(explained.PLACES)


def test_the_catalogue_says_what_the_profile_says(evening: Cast, as_person: AsPerson) -> None:
    page = as_person("ketua").get(RULE_PAGE)
    shown = {rule["rule"]: rule for group in page.context["groups"] for rule in group["rules"]}
    assert set(shown) == set(RULES)
    assert {rule for rule, line in shown.items() if line["is_arithmetic"]} == set(ARITHMETIC)
    assert shown["R07"]["count"] == Finding.objects.filter(election=evening.election, rule="R07").count() > 0
    assert shown["R14"]["limit"] == "300 pemilih"
    assert shown["R12"]["limit"] == "cadangan 20 permil, dibulatkan ke atas"
    text = plain(page.content.decode())
    assert "Belum pasti: menurut berita" in text
    assert "belum diperiksa terhadap naskah resmi" in text
    assert "Hitungan formulir; tidak dapat dimatikan." in text
    assert "belum diperiksa di sini" in text
    assert f'href="{BOARD}?aturan=R07"' in page.content.decode()


def test_the_catalogue_shows_a_rule_that_is_off_and_a_tolerance(cast: Cast, as_person: AsPerson) -> None:
    adopt(cast, {"aktif_R14": "tidak", "batas_R08": "2"})
    page = as_person("ketua").get(RULE_PAGE)
    shown = {rule["rule"]: rule for group in page.context["groups"] for rule in group["rules"]}
    assert (shown["R14"]["is_on"], shown["R08"]["limit"]) == (False, "toleransi 2")
    assert shown["R08"]["source"] == "PKPU contoh Pasal 1"
    assert "dimatikan" in page.content.decode()


def adopt(cast: Cast, data: dict[str, str]) -> None:
    """Another profile in force, through the two actions."""
    election = Election.objects.select_related("profile").get(pk=cast.election.pk)
    form = TrialForm(data, values=election.profile.values)
    assert form.is_valid(), form.errors
    changes = form.proposal("PKPU contoh Pasal 1", None)
    version = actions.propose_profile(election, changes, reason="Uji", actor=cast.actor("ketua"))
    actions.approve_profile(version, actor=cast.actor("anggota"))


def test_people_see_the_catalogue_of_their_election(evening: Cast, as_person: AsPerson) -> None:
    own = as_person("saksi-hulu").get(RULE_PAGE).context
    shown = {rule["rule"]: rule["count"] for group in own["groups"] for rule in group["rules"]}
    assert shown["R14"] == 0, "the finding is in another kecamatan"
    assert shown["R07"] > 0
    assert own["trial_url"] == TRIAL
    assert as_person("sekretariat-hulu").get(RULE_PAGE).context["trial_url"] == TRIAL
    text_of(as_person("gudang"), RULE_PAGE, 403)
    text_of(as_person("tetangga"), RULE_PAGE, 404)


# The trial


def everything() -> list:
    """Whatever a page might have written."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Finding, Check, Total, Sheet, SheetVersion, Election, Entry)
    ]


def test_a_trial_says_what_would_change_and_writes_nothing(evening: Cast, as_person: AsPerson) -> None:
    before = everything()
    page = as_person("ketua").get(f"{TRIAL}?kapasitas_tps=310&batas_R08=3&tingkat_R12=LOGIC").context
    assert everything() == before
    rules = {rule["rule"]: (rule["now"], rule["then"]) for rule in page["result"]["rules"]}
    assert rules == {"R08": (2, 0), "R12": (0, 0), "R14": (1, 0), "R28": rules["R28"]}
    assert rules["R28"][0] == rules["R28"][1] > 0
    gone = next(found for found in page["result"]["lists"] if found["key"] == "hilang")
    assert [(item["rule"], item["tps"], item["equation"]) for item in gone["items"]] == [
        ("R08", "TPS 001", "190 ≠ 187"), ("R08", "TPS 001", "124 ≠ 126"), ("R14", "TPS 001", "310 > 300")
    ]  # fmt: skip
    assert [change["label"] for change in page["changes"]][-1] == "Aturan R12 tingkat"


def test_what_is_tried_is_what_comes_into_force(evening: Cast, as_person: AsPerson) -> None:
    """Every kind of change at once: the trial foretells the stored findings of the touched rules."""
    data = {"kapasitas_tps": "305", "cadangan_permil": "0", "digit_maks": "2", "batas_R08": "1", "aktif_R10": "tidak",
            "pembulatan_cadangan": "bawah"}  # fmt: skip
    page = as_person("ketua").get(TRIAL, data).context
    foretold = {rule["rule"]: rule["then"] for rule in page["result"]["rules"]}
    assert set(foretold) == {"R08", "R10", "R12", "R14", "R16", "R28"}
    adopt(evening, data)
    aggregate.refresh_full(Election.objects.select_related("profile").get(pk=evening.election.pk))
    stored = {rule: Finding.objects.filter(election=evening.election, rule=rule).count() for rule in foretold}
    assert foretold == stored
    assert sum(stored.values()) > 5


def test_a_sheet_that_would_be_quarantined_at_its_next_entry_is_named_and_is(
    evening: Cast, as_person: AsPerson
) -> None:
    """Nobody knows the DPT of this TPS, so the capacity bounds it: 124 votes against 100 and a reserve of 2."""
    page = as_person("ketua").get(f"{TRIAL}?kapasitas_tps=100").context["result"]
    assert [item["url"] for item in page["quarantine"]] == [f"/rekap/talang/tps/{TPS_SUMBER}/#ppwp"]
    assert as_person("ketua").get(f"{TRIAL}?kapasitas_tps=122").context["result"]["quarantine"] == []
    adopt(evening, {"kapasitas_tps": "100"})
    assert evening.sheet(TPS_SUMBER).state == "entri_satu", "a profile acts forward only"
    evening.enter("staf", (60, 60), code=TPS_SUMBER, ss_digunakan=126)
    assert evening.sheet(TPS_SUMBER).state == "karantina"


def test_what_is_in_quarantine_already_does_not_go_there_again(evening: Cast, as_person: AsPerson) -> None:
    adopt(evening, {"aktif_R28": "tidak"})
    again = as_person("ketua").get(f"{TRIAL}?aktif_R28=ya").context["result"]
    assert again["outcome"].then["R28"] > again["outcome"].now["R28"] == 0
    assert again["quarantine"] == []


def test_a_trial_leaves_out_what_the_account_may_still_enter(evening: Cast, as_person: AsPerson) -> None:
    """Law 7: moving a limit up and down would read a hidden figure. The commission sees all."""
    unsettled = Sheet.objects.filter(state__in=("entri_satu", "beda_entri", "karantina"), election=evening.election)
    page = as_person("staf").get(f"{TRIAL}?digit_maks=1").context["result"]
    assert page["outcome"].hidden == unsettled.count() == 2
    shown = {item["url"] for found in page["lists"] for item in found["items"]}
    assert not any(TPS_2 in url or TPS_SUMBER in url for url in shown)
    whole = as_person("ketua").get(f"{TRIAL}?digit_maks=1").context["result"]
    assert whole["outcome"].hidden == 0
    assert whole["outcome"].sheets == page["outcome"].sheets + 2
    assert whole["then"] > page["then"]


def test_a_trial_counts_only_the_regions_of_the_account(evening: Cast, as_person: AsPerson) -> None:
    own = as_person("ketua-hulu").get(f"{TRIAL}?digit_maks=1").context["result"]
    assert own["outcome"].sheets == 3
    assert all("/tps/990101" in item["url"] for found in own["lists"] for item in found["items"])
    assert as_person("pengelola").get(f"{TRIAL}?digit_maks=1").context["result"]["outcome"].sheets == 0


@pytest.mark.parametrize(
    "query", ["kapasitas_tps=0", "kapasitas_tps=-1", "kapasitas_tps=banyak", "kapasitas_tps=", "digit_maks=5",
              "cadangan_permil=1001", "pembulatan_cadangan=genap", "aktif_R08=mungkin", "tingkat_R08=PARAH",
              "tingkat_R08=QUARANTINE", "batas_R08=-1", "batas_R08=10000", "batas_R08=2,5", "kapasitas_tps=%00"],
)  # fmt: skip
def test_nonsense_is_refused_in_words(evening: Cast, as_person: AsPerson, query: str) -> None:
    response = as_person("ketua").get(f"{TRIAL}?{query}")
    assert response.status_code == 422
    assert "Uji coba belum dapat dijalankan" in response.content.decode()
    assert "result" not in response.context
    assert "invalid-feedback" in response.content.decode()


def test_the_arithmetic_cannot_be_tried_away(evening: Cast, as_person: AsPerson) -> None:
    response = as_person("ketua").get(f"{TRIAL}?aktif_R07=tidak&batas_R04=9&batas_R28=9&lain=1")
    assert response.status_code == 200
    assert "result" not in response.context, "nothing was changed"


def proposal(**changes: str) -> dict[str, str]:
    return {
        "kapasitas_tps": "310",
        "batas_R08": "3",
        "sumber": "PKPU contoh Pasal 1",
        "alasan": "aturan baru",
    } | changes


@pytest.mark.parametrize(
    ("who", "status"),
    [("ketua", 302), ("sekretaris", 302), ("staf", 403), ("saksi-hulu", 403), ("ketua-hulu", 403), ("gudang", 403),
     ("tetangga", 404), (None, 302)],
)  # fmt: skip
def test_who_may_propose_what_was_tried(cast: Cast, as_person: AsPerson, who: str | None, status: int) -> None:
    response = as_person(who).post(TRIAL, proposal())
    assert response.status_code == status
    done = who in ("ketua", "sekretaris")
    assert cast.election.profiles.count() == (2 if done else 1)
    if done:
        assert response.url == reverse("office:profile", args=["talang"])


def test_a_proposal_carries_source_reason_and_only_what_was_changed(cast: Cast, as_person: AsPerson) -> None:
    as_person("ketua").post(TRIAL, proposal(diverifikasi="2026-01-31"))
    version = cast.election.profiles.get(number=2)
    before, after = cast.election.profile.values, version.values
    assert {key for key in after if after[key] != before[key]} == {"kapasitas_tps", "aturan"}
    number = after["kapasitas_tps"]
    assert (number["nilai"], number["sumber"], number["diverifikasi"]) == (310, "PKPU contoh Pasal 1", "2026-01-31")
    rules, old = after["aturan"]["nilai"], before["aturan"]["nilai"]
    assert {rule for rule in rules if rules[rule] != old[rule]} == {"R08"}
    assert (rules["R08"]["batas"], rules["R08"]["sumber"]) == (3, "PKPU contoh Pasal 1")
    assert after["aturan"]["diverifikasi"] is None, "one rule's date is not the table's"
    assert version.reason == "aturan baru"
    shown = as_person("anggota").get(f"{TRIAL}?kapasitas_tps=305")
    assert "Masih ada usulan profil" in shown.content.decode()
    refused = as_person("ketua").post(TRIAL, proposal(kapasitas_tps="320"))
    assert refused.status_code == 422
    assert "Masih ada usulan profil yang belum diputuskan" in refused.content.decode()


@pytest.mark.parametrize("changes", [{"sumber": ""}, {"alasan": ""}, {"kapasitas_tps": "x"}, {"diverifikasi": "kemarin"},
                                     {"kapasitas_tps": "300", "batas_R08": ""}])  # fmt: skip
def test_a_proposal_without_its_grounds_is_refused(cast: Cast, as_person: AsPerson, changes: dict[str, str]) -> None:
    response = as_person("ketua").post(TRIAL, proposal(**changes))
    assert response.status_code == 422
    assert cast.election.profiles.count() == 1


def test_a_form_that_was_left_alone_changes_nothing(cast: Cast) -> None:
    form = TrialForm({}, values=cast.election.profile.values)
    assert form.is_valid(), form.errors
    assert not form.change()
    assert form.proposal("x", None) == {}


def test_a_ppk_that_reads_the_profile_and_enters_is_told_how_many_are_left_out(
    evening: Cast, as_person: AsPerson
) -> None:
    give_grant(evening["saksi-hulu"], role=Role.SEKRETARIAT_PPK, region=HULU, election=evening.election, actor=SYSTEM)
    text = plain(text_of(as_person("saksi-hulu"), f"{TRIAL}?digit_maks=1"))
    assert "2 lembar yang masih dapat Anda entri tidak ikut" in text
