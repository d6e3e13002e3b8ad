"""Typing a sheet with the keyboard alone, as a clerk who does it two hundred times a night."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from electcoord.accounts.actions import give_grant
from electcoord.elections.actions import import_package
from electcoord.elections.packages import read_package
from electcoord.ledger.recording import SYSTEM
from recap.ballot import ballot_of
from recap.boxes import codes_of
from recap.demo import paper_of
from recap.models import Draft, Lease, Sheet, SheetVersion
from recap.reading import reading_of
from tests.browser.typist import Typist, sign_in
from tests.cast import TPS_1, Cast
from tests.packages import write_package

pytestmark = [pytest.mark.browser, pytest.mark.once]
ENTRY = f"/rekap/talang/entri/{TPS_1}/ppwp/"
# What 10,000 key strokes an hour, an average clerk on a number pad, do in three minutes.
THREE_MINUTES = 10_000 * 3 // 60


def wide_package(folder: Path) -> Path:
    """The small package with a DPRD ballot of 18 parties and 12 candidates each."""
    lines = ["kontes,no_partai,no_urut,nama,jenis_kelamin", "ppwp,,1,Satu,", "ppwp,,2,Dua,"]
    for party in range(1, 19):
        lines.append(f"dprd_kab_1,{party},,Partai {party},")
        lines += [f"dprd_kab_1,{party},{number},Calon {party} {number}," for number in range(1, 13)]
    lines += ["dprd_kab_2,1,,Partai 1,", "dprd_kab_2,1,1,Calon,"]
    return write_package(folder, choices="\n".join(lines) + "\n")


def test_a_dprd_sheet_of_eighteen_parties_is_typed_in_three_minutes(
    real_cast: Cast, live_server: Any, browser: Any, tmp_path: Path
) -> None:
    """277 boxes: the strokes are counted, and the browser must keep up with any hand."""
    election, _ = import_package(read_package(wide_package(tmp_path / "lebar")), slug="lebar", actor=SYSTEM)
    give_grant(real_cast["operator"], role="operator_sirekap", region="9901", election=election, actor=SYSTEM)
    sheet = Sheet.objects.select_related("tps", "contest").get(
        election=election, tps_code=TPS_1, contest__key="dprd_kab_1"
    )
    ballot = ballot_of(sheet.contest)
    truth = paper_of(sheet, sheet.contest, ballot)
    assert len(codes_of(ballot)) == 277
    clerk = Typist(sign_in(browser, live_server, real_cast["operator"]), live_server.url)
    clerk.open(f"/rekap/lebar/entri/{TPS_1}/dprd_kab_1/")
    started = timezone.now()
    clerk.sheet(truth.cells(ballot))
    clerk.send()
    print(f"{clerk.strokes} ketukan, mesin {(timezone.now() - started).seconds} detik")
    assert reading_of(SheetVersion.objects.get(sheet=sheet)).cells(ballot) == truth.cells(ballot)
    assert clerk.strokes <= THREE_MINUTES
    clerk.leave()


def box(clerk: Typist, name: str) -> Any:
    return clerk.page.locator(f"input[name={name}]")


def value(clerk: Typist, name: str) -> str:
    return box(clerk, name).input_value()


def focused(clerk: Typist) -> str:
    return clerk.page.evaluate("document.activeElement.name")


def test_keys_move_as_on_paper_and_take_digits_only(real_cast: Cast, live_server: Any, browser: Any) -> None:
    clerk = Typist(sign_in(browser, live_server, real_cast["operator"]), live_server.url)
    clerk.open(ENTRY)
    for key, expected in [("Enter", "pemilih_dpt_p"), ("ArrowDown", "pengguna_dpt_p"), ("ArrowLeft", "pengguna_dpt_l"),
                          ("ArrowUp", "pemilih_dpt_l"), ("ArrowRight", "pemilih_dpt_p"), ("Shift+Enter", "pemilih_dpt_l"),
                          ("x", "pemilih_dpt_p"), (".", "pemilih_dpt_j")]:  # fmt: skip
        clerk.press(key)
        assert focused(clerk) == expected, key
    assert (value(clerk, "pemilih_dpt_l"), value(clerk, "pemilih_dpt_p")) == ("X", "0")
    clerk.page.keyboard.type("1a2-3e45")
    assert value(clerk, "pemilih_dpt_j") == "1234"
    clerk.press("*")
    assert value(clerk, "pemilih_dpt_j") == "X"
    clerk.leave()


def test_the_failing_equation_is_shown_with_its_numbers_and_the_running_sum(
    real_cast: Cast, live_server: Any, browser: Any
) -> None:
    from playwright.sync_api import expect

    clerk = Typist(sign_in(browser, live_server, real_cast["operator"]), live_server.url)
    clerk.open(ENTRY)
    for name, text in [("calon_1", "100"), ("calon_2", "60"), ("suara_sah", "165")]:
        box(clerk, name).fill(text)
    row = clerk.page.locator("[data-row]", has=box(clerk, "suara_sah"))
    expect(row.locator("[data-says]")).to_contain_text("165 ≠ 100 + 60 = 160")
    expect(clerk.page.locator("[data-broken]")).to_have_text("1 pemeriksaan tidak cocok")
    box(clerk, "suara_sah").fill("160")
    expect(row.locator("[data-says]")).to_have_text("")
    box(clerk, "calon_1").fill("800")
    expect(clerk.page.locator("[data-row]", has=box(clerk, "calon_1")).locator("[data-says]")).to_contain_text(
        "800 > 2"
    )
    clerk.leave()


def paste(clerk: Typist, name: str, text: str) -> None:
    box(clerk, name).focus()
    box(clerk, name).evaluate(
        """(box, text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def test_a_column_from_excel_is_pasted_whole_or_not_at_all(real_cast: Cast, live_server: Any, browser: Any) -> None:
    from playwright.sync_api import expect

    clerk = Typist(sign_in(browser, live_server, real_cast["operator"]), live_server.url)
    clerk.open(ENTRY)
    status = clerk.page.locator("[data-saved]")
    paste(clerk, "pemilih_dpt_l", "120\t130\t250\r\n 98\t99\t197\n")
    assert [value(clerk, f"pengguna_dpt_{g}") for g in "lpj"] == ["98", "99", "197"]
    paste(clerk, "ss_diterima", "1.255\n0\nX\n\n")
    assert [value(clerk, f"ss_{c}") for c in ("diterima", "digunakan", "dikembalikan")] == ["1255", "0", "X"]
    paste(clerk, "calon_1", "10\nsepuluh")
    expect(status).to_contain_text("Baris 2 tempelan: 'sepuluh' bukan angka; tidak ada yang ditempel.")
    assert value(clerk, "calon_1") == ""
    paste(clerk, "suara_total", "1\n2\n3")
    expect(status).to_contain_text("formulir tinggal 1")
    assert value(clerk, "suara_total") == ""
    clerk.leave()


def test_a_draft_survives_a_reload_and_a_lost_connection(real_cast: Cast, live_server: Any, browser: Any) -> None:
    from playwright.sync_api import expect

    clerk = Typist(sign_in(browser, live_server, real_cast["operator"]), live_server.url)
    clerk.open(ENTRY)
    clerk.page.keyboard.type("120")
    clerk.press("Enter")
    expect(clerk.page.locator("[data-saved]")).to_contain_text("Draf tersimpan")
    clerk.page.reload()
    assert value(clerk, "pemilih_dpt_l") == "120"
    assert focused(clerk) == "pemilih_dpt_p", "one goes on where one was"
    clerk.page.context.set_offline(True)
    clerk.page.keyboard.type("131")
    clerk.press("Enter")
    expect(clerk.page.locator("[data-saved]")).to_contain_text("Tanpa sambungan")
    assert Draft.objects.get().values["pemilih_dpt_p"] == ""
    # The page is opened again before anything of it reached the server.
    clerk.page.route("**/draf/", lambda route: route.abort())
    clerk.page.context.set_offline(False)
    clerk.page.reload()
    assert value(clerk, "pemilih_dpt_p") == "131"
    clerk.page.unroute("**/draf/")
    expect(clerk.page.locator("[data-saved]")).to_contain_text("Draf tersimpan", timeout=20000)
    assert Draft.objects.get().values["pemilih_dpt_p"] == "131"
    kept = clerk.page.evaluate("JSON.stringify(localStorage)")
    assert TPS_1 in kept
    assert "pemilih_dpt" not in kept, "the copy in the browser is enciphered"
    clerk.leave()


def test_who_leaves_keeps_the_draft_and_frees_the_sheet(real_cast: Cast, live_server: Any, browser: Any) -> None:
    clerk = Typist(sign_in(browser, live_server, real_cast["operator"]), live_server.url)
    clerk.open(ENTRY)
    assert Lease.objects.count() == 1
    clerk.page.keyboard.type("120\n7")
    clerk.page.get_by_role("button", name="Simpan draf, keluar").click()
    clerk.page.wait_for_url("**/meja/")
    clerk.leave()
    assert not Lease.objects.exists(), "free at once, not after a minute"
    assert Draft.objects.get().values["pemilih_dpt_p"] == "7", "the last stroke too"


def test_a_submit_without_answer_is_sent_again_and_counts_once(real_cast: Cast, live_server: Any, browser: Any) -> None:
    clerk = Typist(sign_in(browser, live_server, real_cast["operator"]), live_server.url)
    clerk.open(f"{ENTRY}?tugas=masuk")
    lost = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            # The server does it; the answer never arrives.
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    clerk.page.route(f"**{ENTRY}*", lose)
    clerk.sheet({"calon_1": 100, "calon_2": 60, "suara_sah": 160, "suara_tidak_sah": 4, "suara_total": 164})
    clerk.send()
    assert lost
    assert SheetVersion.objects.count() == 1
    assert SheetVersion.objects.get().votes == [100, 60]
    assert "/entri/" in clerk.page.url, "the queue goes on with the next sheet"
    assert Lease.objects.get().sheet != real_cast.sheet()
    clerk.leave()


def test_boxes_left_untyped_are_asked_for_before_sending(real_cast: Cast, live_server: Any, browser: Any) -> None:
    from playwright.sync_api import expect

    clerk = Typist(sign_in(browser, live_server, real_cast["operator"]), live_server.url)
    clerk.open(ENTRY)
    box(clerk, "calon_1").fill("7")
    clerk.press("Control+Enter")
    expect(clerk.page.locator(".entry-ask h2")).to_have_text("26 isian belum diketik")
    clerk.press("Enter")
    assert focused(clerk) == "pemilih_dpt_l"
    assert not SheetVersion.objects.exists()
    clerk.press("Control+Enter")
    clerk.press("Control+Enter")
    clerk.page.wait_for_url("**/tps/**")
    assert SheetVersion.objects.get().votes == [7, None]
    clerk.leave()


def test_without_javascript_the_form_is_sent_too(real_cast: Cast, live_server: Any, browser: Any) -> None:
    page = sign_in(browser, live_server, real_cast["operator"])
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(live_server.url + ENTRY)
    plain.fill("input[name=calon_1]", "12")
    plain.get_by_role("button", name="Kirim", exact=True).click()
    assert plain.locator("input[name=calon_1]").input_value() == "12", "nothing typed is lost"
    plain.get_by_label("Isian yang tidak saya ketik memang kosong di kertas.").check()
    plain.get_by_role("button", name="Kirim", exact=True).click()
    assert SheetVersion.objects.get().votes == [12, None]
    context.close()
    page.context.close()
