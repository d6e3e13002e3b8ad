"""Photos for tests: pictures that differ by their seed, and photos that lie on a sheet without asking the decoder."""

import io
from functools import cache
from random import Random
from uuid import UUID, uuid4

from PIL import Image

from electcoord.elections.models import Contest, Tps
from electcoord.ledger.recording import Actor
from electcoord.papers import storage
from electcoord.papers.actions import File, Page, add_files
from electcoord.papers.models import Photo
from tests.cast import TPS_1, Cast


@cache
def picture(seed: int = 1, size: tuple[int, int] = (300, 420), form: str = "JPEG") -> bytes:
    """A small picture file; another seed gives other bytes."""
    rng = Random(seed)
    image = Image.new("RGB", size, (rng.randrange(256), rng.randrange(256), rng.randrange(256)))
    for _ in range(12):
        at = rng.randrange(size[0] - 40), rng.randrange(size[1] - 40)
        image.paste((rng.randrange(256), rng.randrange(256), rng.randrange(256)), (*at, at[0] + 40, at[1] + 40))
    target = io.BytesIO()
    image.save(target, form)
    return target.getvalue()


def kept(seed: int = 1) -> File:
    """A file as `keep_file` gives it, without its process: the same picture is original, page and small picture."""
    content = picture(seed)
    image, small = storage.keep_image(content, content)
    page = Page(None, image, len(content), small, 300, 420)
    return File("jpeg", storage.keep_original(content), len(content), (page,))


def lay(
    cast: Cast, code: str = TPS_1, key: str = "ppwp", *, page: int = 1, seed: int = 1, who: str = "operator",
    request: UUID | None = None,
) -> Photo:  # fmt: skip
    """A photo on a page of a sheet of the cast's election."""
    contest, tps = cast.contest(key), Tps.objects.get(election=cast.election, code=code)
    return lay_on(contest, tps, cast.actor(who), page=page, seed=seed, request=request)


def lay_on(
    contest: Contest, tps: Tps, actor: Actor, *, page: int = 1, seed: int = 1, request: UUID | None = None
) -> Photo:
    [photo] = add_files([kept(seed)], contest=contest, tps=tps, page=page, key=request or uuid4(), actor=actor)
    return photo
