"""Adding photos and placing them: claim, lock, rules of the deed, change inside an entry, effects on commit.

Files are decoded, checked and kept before the transaction: a file that no row names harms nobody, a row without its
file would. Places are taken with claims of their own, because the app's role may not lock rows that never change.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from electcoord.common.errors import ConflictError, RuleError
from electcoord.common.numbers import angka
from electcoord.elections.models import Contest, Tps
from electcoord.ledger import canonical, recording
from electcoord.ledger.recording import Actor, Deed
from electcoord.papers import decoding, storage
from electcoord.papers.ledger_actions import PaperAction
from electcoord.papers.models import Original, Photo, Placement
from electcoord.regions.models import covers

PER_SHEET = 200
LAST_PAGE = 99
REASON = 10
# Names under which places are claimed; a claim's key is a uuid.
_PLACES = uuid.UUID("5f2c1d0e-77b4-4a3e-9c55-0d1b8a6e4f21")


@dataclass(frozen=True)
class File:
    """A file that was decoded and kept; its pages by their hashes."""

    kind: str
    sha256: str
    size: int
    pages: tuple["Page", ...]


@dataclass(frozen=True)
class Page:
    """One page of a file as it was kept; `pdf_page` counts from 1, None for a picture."""

    pdf_page: int | None
    image: str
    image_size: int
    small: str
    width: int
    height: int


def add_photos(content: bytes, *, contest: Contest, tps: Tps, page: int, key: uuid.UUID, actor: Actor) -> list[Photo]:
    """The pages of one file as photos of this sheet from `page` on; a PDF gives one per page.

    A repeated or simultaneous request counts once, and the same original that lies on that page already is given
    back. Raises RuleError in words for a file that is not taken, ConflictError for the same key with other content.
    """
    _check_place(contest, tps, page)
    return add_files([keep_file(content)], contest=contest, tps=tps, page=page, key=key, actor=actor)


def keep_file(content: bytes) -> File:
    """Decodes a file in the decoder's own process and keeps its original and its pages; nothing where it is refused."""
    [file] = keep_files([content])
    return file


def keep_files(contents: Sequence[bytes]) -> list[File]:
    """The same for several files; each is decoded in a process of its own. Raises RuleError at the first refused."""
    limit = settings.PHOTO_MAX_BYTES
    if any(len(content) > limit for content in contents):
        raise RuleError(_("Berkas ini lebih besar dari %(most)s MB.") % {"most": angka(limit // 1024 // 1024)})
    decoded = decoding.decode_all(contents)
    return [_keep(content, *found) for content, found in zip(contents, decoded, strict=True)]


def _keep(content: bytes, kind: Original, decoded: list[decoding.Page]) -> File:
    is_pdf = kind == Original.PDF
    pages = []
    for number, page in enumerate(decoded, start=1):
        image, small = storage.keep_image(page.image, page.small)
        pages.append(Page(number if is_pdf else None, image, len(page.image), small, page.width, page.height))
    return File(kind.value, storage.keep_original(content), len(content), tuple(pages))


@transaction.atomic
def add_files(
    files: Sequence[File], *, contest: Contest, tps: Tps, page: int, key: uuid.UUID, actor: Actor
) -> list[Photo]:
    """Kept files as photos, one page after the other from `page` on; all or none of them."""
    pages = [(file, one) for file in files for one in file.pages]
    made = [uuid.uuid4() for _ in pages]
    digest = _digest(contest, tps, page, [file.sha256 for file in files])
    repeated = recording.claim(key, digest, made[0]) is not None
    _check_place(contest, tps, page + len(pages) - 1)
    photos: dict[int, Photo] = {}
    fresh: list[tuple[int, File, Page]] = []
    for index, (file, one) in enumerate(pages):
        here = _here(contest, tps, page + index, file.sha256, one.pdf_page)
        if found := here.first() if repeated else here.filter(_lies(contest, tps, page + index)).first():
            photos[index] = found
        elif taken := _take(f"{here.count()} {file.sha256} {one.pdf_page}", contest, tps, page + index, made[index]):
            photos[index] = Photo.objects.get(uuid=taken)
        else:
            fresh.append((index, file, one))
    if Placement.objects.current().filter(contest=contest, tps=tps).count() + len(fresh) > PER_SHEET:
        raise RuleError(
            _("Lembar ini sudah memuat %(count)s foto. Pindahkan foto yang salah tempat, atau hubungi staf KPU.")
            % {"count": PER_SHEET}
        )
    photos |= _write(fresh, made, contest=contest, tps=tps, page=page, actor=actor)
    return [photos[index] for index in sorted(photos)]


def _write(
    fresh: list[tuple[int, File, Page]], made: list[uuid.UUID], *, contest: Contest, tps: Tps, page: int, actor: Actor
) -> dict[int, Photo]:
    """One entry, photo and first placement for each page."""
    now = timezone.now()
    photos: dict[int, Photo] = {}
    for index, file, one in fresh:
        photos[index] = Photo(
            uuid=made[index], election_id=contest.election_id, original=file.kind, sha256=file.sha256, size=file.size,
            pdf_page=one.pdf_page, image_sha256=one.image, image_size=one.image_size, width=one.width,
            height=one.height, uploaded_by=actor.uuid, role=actor.role, uploaded_at=now,
        )  # fmt: skip
    deeds = []
    for index, __, one in fresh:
        placement = Placement(
            photo=photos[index], number=1, contest=contest, tps=tps, tps_code=tps.code, page=page + index,
            placed_by=actor.uuid, placed_at=now,
        )  # fmt: skip
        payload = {**told_of(photos[index]), "kecil": one.small, **told_of_place(placement)}
        deeds.append((placement, _deed(PaperAction.ADDED, placement, payload, actor)))
    with recording.entries([deed for _, deed in deeds]):
        for placement, __ in deeds:
            placement.photo.save(force_insert=True)
            placement.save(force_insert=True)
    return photos


@transaction.atomic
def place_photo(
    photo: Photo,
    *,
    contest: Contest,
    tps: Tps,
    page: int,
    turns: int,
    reason: str,
    actor: Actor,
    key: uuid.UUID | None = None,
    seen: int | None = None,
) -> Placement:
    """Puts a photo on a page of a sheet, turned by `turns` quarters; earlier placements stay as its story.

    Another sheet needs a reason. `seen`: number of the placement that the person looked at; ConflictError where
    somebody was faster.
    """
    made = uuid.uuid4()
    content = [str(photo.uuid), str(contest.uuid), str(tps.uuid), page, turns, reason, actor.uuid]
    if key and (done := recording.claim(key, canonical.digest(content), made)):
        return Placement.objects.get(uuid=done)
    last = photo.placements.select_related("contest").order_by("-number").first()
    reason = reason.strip()
    _check_move(photo, last, contest, tps, page, turns, reason)
    if (seen is not None and seen != last.number) or _is_taken(photo, last.number + 1, made):
        raise ConflictError(_("Foto ini baru saja ditempatkan orang lain; muat ulang halaman, lalu lihat lagi."))
    placement = Placement(
        uuid=made, photo=photo, number=last.number + 1, contest=contest, tps=tps, tps_code=tps.code, page=page,
        turns=turns, reason=reason, placed_by=actor.uuid, placed_at=timezone.now(),
    )  # fmt: skip
    before = {"kontes": last.contest.key, "tps": last.tps_code, "halaman": last.page, "putaran": last.turns}
    payload = {**told_of_place(placement), "perubahan": _change(last, placement), "dari": before}
    with recording.entries([_deed(PaperAction.PLACED, placement, payload, actor)]):
        placement.save(force_insert=True)
    return placement


def told_of(photo: Photo) -> dict[str, Any]:
    """What the ledger keeps of a photo; `kecil` (hash of the small picture) stands beside it."""
    return {
        "jenis_asli": photo.original, "asli": photo.sha256, "ukuran_asli": photo.size, "halaman_pdf": photo.pdf_page,
        "gambar": photo.image_sha256, "ukuran_gambar": photo.image_size, "lebar": photo.width, "tinggi": photo.height,
    }  # fmt: skip


def told_of_place(placement: Placement) -> dict[str, Any]:
    """What the ledger keeps of a placement."""
    return {
        "kontes": placement.contest.key, "tps": placement.tps_code, "halaman": placement.page,
        "putaran": placement.turns, "alasan": placement.reason, "urutan": placement.number,
        "tempat": str(placement.uuid),
    }  # fmt: skip


def _deed(action: PaperAction, placement: Placement, payload: dict[str, Any], actor: Actor) -> Deed:
    code = placement.tps_code
    election = placement.contest.election.slug
    return Deed(
        action, code[:6], actor, payload, subject=placement.photo.subject, region=code, election=election
    )  # fmt: skip


def _check_place(contest: Contest, tps: Tps, page: int) -> None:
    if contest.election_id != tps.election_id:
        raise RuleError(_("TPS dan kontes ini bukan dari pemilu yang sama."))
    if not any(covers(area.region_id, tps.code) for area in contest.areas.all()):
        raise RuleError(
            _("%(title)s tidak dihitung di TPS ini (di luar daerah pemilihannya).") % {"title": contest.title}
        )
    if not 1 <= page <= LAST_PAGE:
        raise RuleError(_("Nomor halaman 1 sampai %(last_page)s.") % {"last_page": LAST_PAGE})


def _check_move(photo: Photo, last: Placement, contest: Contest, tps: Tps, page: int, turns: int, reason: str) -> None:
    if contest.election_id != photo.election_id:
        raise RuleError(_("Foto hanya dapat dipindahkan di dalam pemilunya sendiri."))
    _check_place(contest, tps, page)
    if turns not in range(4):
        raise RuleError(_("Putaran 0 sampai 3, masing-masing 90 derajat."))
    is_moved = (last.contest_id, last.tps_id) != (contest.pk, tps.pk)
    if is_moved and len(reason) < REASON:
        raise RuleError(
            _("Tulis alasan pemindahan ke lembar lain, paling sedikit %(least)s huruf.") % {"least": REASON}
        )
    if not is_moved and (last.page, last.turns) == (page, turns):
        raise RuleError(_("Tidak ada yang diubah: foto ini sudah di tempat itu."))
    if is_moved and Placement.objects.current().filter(contest=contest, tps=tps).count() >= PER_SHEET:
        raise RuleError(_("Lembar tujuan sudah memuat %(count)s foto.") % {"count": PER_SHEET})


def _change(before: Placement, after: Placement) -> str:
    if (before.contest_id, before.tps_id) != (after.contest_id, after.tps_id):
        return "pindah"
    return "halaman" if before.page != after.page else "putaran"


def _digest(contest: Contest, tps: Tps, page: int, files: list[str]) -> str:
    return canonical.digest([str(contest.uuid), str(tps.uuid), page, files])


def _here(contest: Contest, tps: Tps, page: int, sha256: str, pdf_page: int | None) -> QuerySet[Photo]:
    """Photos of this original that lie or once lay on this page, newest first."""
    placed = Placement.objects.filter(photo=OuterRef("pk"), contest=contest, tps=tps, page=page)
    return Photo.objects.filter(Exists(placed), sha256=sha256, pdf_page=pdf_page).order_by("-pk")


def _lies(contest: Contest, tps: Tps, page: int) -> Exists:
    """Whether a photo lies on this page now."""
    return Exists(Placement.objects.current().filter(photo=OuterRef("pk"), contest=contest, tps=tps, page=page))


def _take(name: str, contest: Contest, tps: Tps, page: int, made: uuid.UUID) -> uuid.UUID | None:
    """Claims a page for one more photo of an original: None when it is ours, else what a twin made of it."""
    place = f"{contest.uuid} {tps.uuid} {page} {name}"
    return recording.claim(uuid.uuid5(_PLACES, place), canonical.digest(place), made)


def _is_taken(photo: Photo, number: int, made: uuid.UUID) -> bool:
    """Whether somebody else just made this placement of the photo."""
    place = f"{photo.uuid} {number}"
    return recording.claim(uuid.uuid5(_PLACES, place), canonical.digest(place), made) is not None
