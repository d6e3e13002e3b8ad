"""The table of a region as a file: what one sees, as one sees it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from recap import tablefile
from recap.selectors import downloads, here
from recap.selectors.view import View

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access.requires(Can.VIEW_RECAP)
@require_safe
def region_csv(request: HttpRequest, slug: str, key: str, code: str) -> HttpResponse:
    place = here.place_or_404(request, slug, key, code)
    book = downloads.book_of(place, View.of(request.GET))
    wanted = request.GET.get("bagian", "")
    page = next((page for page in book.pages if page.key == wanted), book.pages[0])
    return _file(tablefile.as_csv(book, page), "text/csv; charset=utf-8", f"{book.name}.csv")


@access.requires(Can.VIEW_RECAP)
@require_safe
def region_xlsx(request: HttpRequest, slug: str, key: str, code: str) -> HttpResponse:
    place = here.place_or_404(request, slug, key, code)
    book = downloads.book_of(place, View.of(request.GET))
    return _file(tablefile.as_xlsx(book), XLSX, f"{book.name}.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"',
                                             "Cache-Control": "private, no-store"}
    )  # fmt: skip
