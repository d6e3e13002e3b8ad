"""Seals by list, numbers that came, and the berita acara of opening and resealing."""

import pytest

from electcoord.common.errors import PackageError, RuleError
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from logistics import actions
from logistics.actions import Present, Report, SealRow
from logistics.ledger_actions import ContainerAction
from logistics.models import Container, Seal, SealIssue, SealReport
from logistics.states import ContainerState
from tests.cast import TPS_1, TPS_2, Cast
from tests.logistics.ground import prepare
from tests.standing import laid

BOX, OTHER_BOX = f"{TPS_1}-PPWP", f"{TPS_2}-PPWP"
PANWAS = Present("Rudi Hartono", "Panwaslu Hulu", "pengawas")
STAFF = Present("Sari Dewi", "KPU Talang Maju", "kpu")
REPORT = Report("Gudang KPU", (PANWAS, STAFF))


@laid
def packed(cast: Cast) -> Cast:
    store = prepare(cast)
    actions.make_boxes(cast.election, store, cast.actor("staf"))
    actions.pack(list(Container.objects.filter(code__endswith="PPWP")), cast.actor("staf"))
    return cast


def box(code: str = BOX) -> Container:
    return Container.objects.get(code=code)


def rows(*told: tuple[str, str], kind: str = "kabel") -> list[SealRow]:
    return [SealRow(code, number, kind, f"segel.csv baris {at}") for at, (code, number) in enumerate(told, 2)]


def listed(cast: Cast, *told: tuple[str, str]) -> tuple[int, int]:
    return actions.seal_by_list(cast.election, rows(*told), digest="0" * 64, actor=cast.actor("gudang"))


def test_a_list_seals_many_boxes_and_changes_nothing_twice(packed: Cast) -> None:
    told = [(BOX, "KT-1"), (BOX, "KT-2"), (OTHER_BOX, "KT-3")]
    assert listed(packed, *told) == (2, 3)
    assert {box(code).state for code in (BOX, OTHER_BOX)} == {ContainerState.DISEGEL}
    assert listed(packed, *told) == (0, 0)
    assert Entry.objects.filter(action=ContainerAction.SEALS_LISTED).count() == 1
    assert verify()[0] is None


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ([("TAK-ADA", "KT-9")], "segel.csv baris 2: tidak ada kotak TAK-ADA"),
        ([(OTHER_BOX, "KT-9"), (f"{TPS_1}-DPRDKAB", "KT-8")], "baris 3, kolom kode_kotak: .* belum dikemas"),
        ([(OTHER_BOX, "KT-1")], "baris 2, kolom nomor_segel: segel KT-1 sudah terpasang"),
        ([(BOX, "KT-1"), (BOX, "KT-7")], "baris 3, kolom kode_kotak: .* sudah disegel"),
        ([(OTHER_BOX, f"X{at}") for at in range(21)], "lebih dari 20"),
    ],
)
def test_a_list_that_does_not_fit_writes_nothing(packed: Cast, told: list, message: str) -> None:
    listed(packed, (BOX, "KT-1"))
    with pytest.raises(PackageError, match=message):
        listed(packed, *told)
    assert Seal.objects.count() == 1 and box(OTHER_BOX).state == ContainerState.DIKEMAS


def test_opening_and_resealing_have_their_berita_acara(packed: Cast) -> None:
    actor = packed.actor("gudang")
    actions.attach_seals(box(), ["A1", "A2"], actor=actor)
    actions.open_container(box(), reason="alat bukti perkara nomor 7", report=REPORT, actor=actor)
    actions.attach_seals(box(), ["B1"], report=REPORT, actor=actor)
    opened, closed = SealReport.objects.order_by("pk")
    assert (opened.before, opened.after, closed.before, closed.after) == (["A1", "A2"], [], ["A1", "A2"], ["B1"])
    content = str(opened.document.in_force.content)
    assert "Rudi Hartono" in content and "A1, A2" in content and "alat bukti perkara nomor 7" in content
    assert opened.document.in_force.register_number.text.startswith("1/PP.08-BA/9901/")
    assert closed.document.in_force.pdf_sha256
    told = Entry.objects.filter(action=ContainerAction.REPORTED).values_list("payload", flat=True)
    assert len(told) == 2 and "Rudi" not in "".join(told)
    assert verify()[0] is None


@pytest.mark.parametrize(
    ("report", "reason", "message"),
    [
        (Report("Gudang", ()), "alat bukti perkara", "siapa yang hadir"),
        (Report("Gudang", (STAFF,)), "alat bukti perkara", "Tidak ada pengawas"),
        (Report("", (PANWAS,)), "alat bukti perkara", "Tempat"),
        (Report("Gudang", (Present("", "x", "pengawas"),)), "alat bukti perkara", "Nama yang hadir"),
        (Report("Gudang", (Present("a", "x", "entah"),)), "alat bukti perkara", "Pilih unsur"),
        (REPORT, "bukti", "paling sedikit 10"),
    ],
)
def test_an_opening_that_nobody_could_answer_for_is_refused(
    packed: Cast, report: Report, reason: str, message: str
) -> None:
    actions.attach_seals(box(), ["A1"], actor=packed.actor("gudang"))
    with pytest.raises(RuleError, match=message):
        actions.open_container(box(), reason=reason, report=report, actor=packed.actor("gudang"))
    assert box().state == ContainerState.DISEGEL and not SealReport.objects.exists()


def test_without_a_supervisor_the_paper_says_why(packed: Cast) -> None:
    actions.attach_seals(box(), ["A1"], actor=packed.actor("gudang"))
    actions.open_container(box(), reason="alat bukti perkara", actor=packed.actor("gudang"),
                           report=Report("Gudang", (STAFF,), "diundang, tidak hadir"))  # fmt: skip
    assert "diundang, tidak hadir" in str(SealReport.objects.get().document.in_force.content)


def issue(cast: Cast, first: str, last: str) -> SealIssue:
    return actions.issue_seals(
        cast.election, kind="kabel", first=first, last=last, note="SJ 7", actor=cast.actor("gudang")
    )


def test_numbers_that_came_are_noted_once(packed: Cast) -> None:
    made = issue(packed, "kt-0001", "KT-0500")
    assert (made.total, str(made)) == (500, "KT-0001–KT-0500")
    for first, last, message in (
        ("KT-0400", "KT-0600", "sudah tercatat"), ("KT-1", "KT-0600", "berbeda"), ("KT-0900", "KT-0800", "sebelum"),
        ("KT", "KT", "berakhir dengan"), ("KT-000000", "KT-999999", "terlalu panjang"),
    ):  # fmt: skip
        with pytest.raises(RuleError, match=message):
            issue(packed, first, last)
    issue(packed, "KT-0501", "KT-0600")
    assert SealIssue.objects.count() == 2
