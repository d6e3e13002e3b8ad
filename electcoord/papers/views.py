"""Photos to the browser: the re-encoded pages alone. Originals never leave the server through the web."""

import logging
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.papers import selectors, storage

log = logging.getLogger(__name__)
# Whatever the bytes were, a browser that opens this address alone runs and loads nothing.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


@access.requires(Can.VIEW_RECAP)
@require_safe
def image(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _page(request, uuid, storage.IMAGE)


@access.requires(Can.VIEW_RECAP)
@require_safe
def small(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _page(request, uuid, storage.SMALL)


def _page(request: HttpRequest, uuid: UUID, shelf: str) -> HttpResponse:
    """The picture, for whoever may see the sheet on which the photo lies now."""
    placement = selectors.lying(uuid)
    if placement is None:
        raise Http404
    photo = placement.photo
    access.check(request.user, Can.VIEW_RECAP, region=placement.tps_code, election=photo.election)
    etag = f'"{shelf}-{photo.image_sha256}"'
    response = get_conditional_response(request, etag=etag) or _file(shelf, photo.image_sha256)
    response["ETag"] = etag
    # Asked again each time, because a move or a lost right takes effect at once; unchanged costs no bytes.
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = POLICY
    return response


def _file(shelf: str, sha256: str) -> HttpResponse:
    try:
        file = storage.path_of(shelf, sha256).open("rb")
    except OSError as error:
        log.error("berkas bukti %s/%s tidak terbaca: %s", shelf, sha256, error)
        raise Http404 from error
    name = f"lembar-{sha256[:12]}.jpg"
    return FileResponse(file, as_attachment=False, filename=name, content_type="image/jpeg")
