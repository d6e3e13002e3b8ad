"""Photos are added and placed, never replaced: each deed one entry, each row as its entry tells, each file unchanged."""

import json
import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from electcoord.common.errors import ConflictError, RuleError
from electcoord.elections.models import Tps
from electcoord.ledger.models import Entry
from electcoord.ledger.verification import verify
from electcoord.papers import actions, selectors, storage
from electcoord.papers.ledger_actions import PaperAction
from electcoord.papers.models import Photo, Placement
from tests.cast import TPS_1, TPS_2, Cast
from tests.photos import kept, lay, picture

HILIR_1 = "9901022001001"


def tps(cast: Cast, code: str = TPS_1) -> Tps:
    return Tps.objects.get(election=cast.election, code=code)


def add(
    cast: Cast, content: bytes, *, page: int = 1, key: Any = None, code: str = TPS_1, contest: str = "ppwp"
) -> list[Photo]:
    return actions.add_photos(
        content, contest=cast.contest(contest), tps=tps(cast, code), page=page, key=key or uuid4(),
        actor=cast.actor("operator"),
    )  # fmt: skip


def place(
    cast: Cast, photo: Photo, *, code: str = TPS_1, contest: str = "ppwp", page: int = 1, turns: int = 0, **how: Any
) -> Placement:
    how = {"reason": "", "actor": cast.actor("operator")} | how
    return actions.place_photo(photo, contest=cast.contest(contest), tps=tps(cast, code), page=page, turns=turns, **how)


def sound() -> None:
    broken, summary = verify()
    assert broken is None, broken
    assert "kertas sesuai" in summary


def test_a_photo_is_kept_told_and_shown(cast: Cast) -> None:
    content = picture(form="PNG")
    [photo] = add(cast, content, page=2)
    entry = Entry.objects.get(subject=photo.subject)
    told = json.loads(entry.payload)
    assert (entry.action, entry.chain, entry.region) == (PaperAction.ADDED, "990101", TPS_1)
    assert (told["asli"], told["ukuran_asli"]) == (storage.digest(content), len(content))
    assert (told["kontes"], told["tps"], told["halaman"], told["urutan"]) == ("ppwp", TPS_1, 2, 1)
    assert storage.path_of("asli", photo.sha256).read_bytes() == content
    large = storage.path_of("gambar", photo.image_sha256)
    assert storage.digest(large.read_bytes()) == photo.image_sha256
    assert (photo.width, photo.height, photo.original) == (300, 420, "png")
    papers = selectors.photos_of(cast.contest(), tps(cast))
    assert [(shown.photo, shown.page) for shown in papers.shown] == [(photo, 2)]
    sound()


def test_the_storage_is_private_and_holds_nothing_half_written(cast: Cast, settings: Any) -> None:
    add(cast, picture())
    root = Path(settings.EVIDENCE_ROOT)
    files = [path for path in root.rglob("*") if path.is_file()]
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in [root, *root.rglob("*")] if path.is_dir()} == {0o700}


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "", "/" + "a" * 63])
def test_no_name_leads_out_of_the_storage(name: str) -> None:
    with pytest.raises(ValueError, match="asli"):
        storage.path_of("asli", name)
    with pytest.raises(ValueError):
        storage.path_of("..", "a" * 64)


def test_a_second_upload_of_a_page_leaves_the_first_visible(cast: Cast) -> None:
    """Law 2: a new page photo is added beside the old one."""
    first, second = lay(cast, seed=1), lay(cast, seed=2)
    shown = selectors.photos_of(cast.contest(), tps(cast)).pages[1]
    assert [(item.photo, item.is_superseded, item.version) for item in shown] == [(second, False, 2), (first, True, 1)]


def test_a_repeated_key_counts_once_and_other_content_is_refused(cast: Cast) -> None:
    key = uuid4()
    [photo] = add(cast, picture(1), key=key)
    assert add(cast, picture(1), key=key) == [photo]
    place(cast, photo, code=TPS_2, reason="salah TPS waktu memotret")
    assert add(cast, picture(1), key=key) == [photo], "the answer of a retry does not depend on what came after"
    with pytest.raises(ConflictError):
        add(cast, picture(2), key=key)
    assert Photo.objects.count() == 1


def test_the_same_original_on_the_same_page_is_given_back(cast: Cast) -> None:
    [photo] = add(cast, picture(1))
    assert add(cast, picture(1)) == [photo]
    [elsewhere] = add(cast, picture(1), page=2)
    [other] = add(cast, picture(1), code=TPS_2)
    assert len({photo.pk, elsewhere.pk, other.pk}) == 3
    place(cast, photo, page=3)
    [again] = add(cast, picture(1))
    assert again != photo, "it no longer lies there"
    assert Entry.objects.filter(action=PaperAction.ADDED).count() == 4
    sound()


def test_a_move_to_another_sheet_needs_a_reason_and_leaves_its_story(cast: Cast) -> None:
    photo = lay(cast)
    with pytest.raises(RuleError, match="alasan"):
        place(cast, photo, code=TPS_2, reason="  salah  ")
    moved = place(cast, photo, code=TPS_2, reason="ternyata halaman TPS 002")
    assert (moved.number, moved.tps_code) == (2, TPS_2)
    entry = Entry.objects.get(action=PaperAction.PLACED)
    told = json.loads(entry.payload)
    assert (entry.region, told["perubahan"], told["dari"]["tps"]) == (TPS_2, "pindah", TPS_1)
    old, new = (selectors.photos_of(cast.contest(), tps(cast, code)) for code in (TPS_1, TPS_2))
    assert [item.photo for item in new.shown] == [photo]
    assert new.moved == []
    assert old.shown == []
    assert [(m.was.number, m.left.number, m.now.tps_code) for m in old.moved] == [(1, 2, TPS_2)]
    sound()


def test_a_turn_and_another_page_need_no_reason(cast: Cast) -> None:
    photo = lay(cast)
    assert place(cast, photo, turns=1).number == 2
    assert place(cast, photo, page=2, turns=1).number == 3
    with pytest.raises(RuleError, match="Tidak ada yang diubah"):
        place(cast, photo, page=2, turns=1)
    changes = [
        json.loads(e.payload)["perubahan"] for e in Entry.objects.filter(action=PaperAction.PLACED).order_by("pk")
    ]
    assert changes == ["putaran", "halaman"]
    sound()


def test_a_photo_that_came_back_is_not_told_as_moved_away(cast: Cast) -> None:
    photo = lay(cast)
    place(cast, photo, code=TPS_2, reason="dikira TPS 002")
    place(cast, photo, code=TPS_1, reason="memang milik TPS 001")
    papers = selectors.photos_of(cast.contest(), tps(cast))
    assert ([item.photo for item in papers.shown], papers.moved) == ([photo], [])
    assert len(selectors.photos_of(cast.contest(), tps(cast, TPS_2)).moved) == 1


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"turns": 4}, "Putaran"), ({"page": 0}, "halaman"), ({"page": 100}, "halaman"),
        ({"contest": "dprd_kab_2", "reason": "pindah ke dapil lain"}, "daerah pemilihannya"),
    ],
)  # fmt: skip
def test_a_wrong_place_is_refused(cast: Cast, how: dict[str, Any], words: str) -> None:
    photo = lay(cast)
    with pytest.raises(RuleError, match=words):
        place(cast, photo, **how)
    assert Placement.objects.count() == 1


def test_a_photo_stays_in_its_election(cast: Cast) -> None:
    photo = lay(cast)
    other = cast.other.contests.get(key="ppwp")
    there = Tps.objects.filter(election=cast.other).first()
    for contest, station in ((other, there), (other, tps(cast)), (cast.contest(), there)):
        with pytest.raises(RuleError):
            actions.place_photo(
                photo,
                contest=contest,
                tps=station,
                page=1,
                turns=0,
                reason="salah kabupaten",
                actor=cast.actor("operator"),
            )


def test_whoever_comes_second_is_told(cast: Cast) -> None:
    photo = lay(cast)
    key = uuid4()
    first = place(cast, photo, turns=1, seen=1, key=key)
    assert place(cast, photo, turns=1, seen=1, key=key) == first
    with pytest.raises(ConflictError, match="baru saja"):
        place(cast, photo, turns=2, seen=1)


def test_a_sheet_has_room_for_so_many_photos(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PER_SHEET", 2)
    lay(cast, seed=1)
    lay(cast, seed=2)
    lay(cast, seed=2)
    with pytest.raises(RuleError, match="sudah memuat 2 foto"):
        lay(cast, seed=3)
    other = lay(cast, TPS_2)
    with pytest.raises(RuleError, match="tujuan"):
        place(cast, other, reason="lembar tujuan sudah penuh")
    assert Photo.objects.count() == 3


def test_several_files_are_all_or_none(cast: Cast) -> None:
    files = [kept(seed) for seed in (1, 2, 3)]
    with pytest.raises(RuleError):
        actions.add_files(
            files, contest=cast.contest(), tps=tps(cast), page=98, key=uuid4(), actor=cast.actor("operator")
        )
    assert not Photo.objects.exists()
    photos = actions.add_files(
        files, contest=cast.contest(), tps=tps(cast), page=97, key=uuid4(), actor=cast.actor("operator")
    )
    assert [photo.placements.get().page for photo in photos] == [97, 98, 99]
    sound()


def test_counts_are_sheets_not_photos(cast: Cast, django_assert_num_queries: Any) -> None:
    lay(cast, seed=1)
    lay(cast, seed=2)
    lay(cast, TPS_2)
    lay(cast, HILIR_1)
    lay(cast, TPS_1, "dprd_kab_1")
    away = lay(cast, "9901012002001")
    place(cast, away, reason="ini foto TPS 001 juga")
    ppwp, dprd = cast.contest().pk, cast.contest("dprd_kab_1").pk
    with django_assert_num_queries(1):
        counts = selectors.photo_counts(cast.election)
    assert counts == {(ppwp, "990101"): 2, (ppwp, "990102"): 1, (dprd, "990101"): 1}
    assert selectors.photo_counts(cast.election, digits=10, contest=cast.contest(), within="990101") == {
        (ppwp, "9901011001"): 2
    }


@pytest.mark.parametrize("shelf", ["asli", "gambar", "kecil"])
@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_verification_sees_a_file_that_is_gone_or_changed(cast: Cast, shelf: str, harm: str) -> None:
    photo = lay(cast)
    sound()
    path = storage.path_of(shelf, photo.sha256 if shelf == "asli" else photo.image_sha256)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    broken, _ = verify()
    assert shelf in str(broken)
    kept()
    sound()
