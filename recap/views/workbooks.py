"""Templates of C.Hasil to fill in offline: which there are, and one of them as a file."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.common.language import in_source
from electcoord.office.selectors import election_or_404
from recap import workbook
from recap.forms import TemplateForm
from recap.selectors import imports, places
from recap.views.pages import import_door


@access.requires(Can.IMPORT_SHEETS)
@require_safe
def templates(request: HttpRequest, slug: str) -> HttpResponse:
    found = import_door(request, slug)
    page = imports.templates_page(request, found, request.GET.get("kontes", ""))
    form = TemplateForm({"kontes": page["contest"].key if page["contest"] else ""}, contests=page["contests"])
    return render(request, "recap/templates.html", {**page, "form": form})


@access.requires(Can.IMPORT_SHEETS)
@require_safe
def template(request: HttpRequest, slug: str, key: str, code: str, entry: str) -> HttpResponse:
    found = election_or_404(request, slug)
    access.check(request.user, Can.IMPORT_SHEETS, region=code, election=found)
    contest = places.contest_or_404(places.contests_of(found), key)
    kind = next((kind for kind, word in workbook.ENTRIES.items() if word == entry), None)
    if kind is None or len(code) != places.LEVEL_DIGITS["kecamatan"]:
        raise Http404
    with in_source():  # the paper's words, whoever works on it
        made = imports.template_of(request, found, contest, code, kind)
        content = workbook.write(made) if made else b""
    if made is None:
        text = _("Tidak ada TPS di kecamatan ini yang menunggu %(entry)s oleh akun ini.") % {"entry": kind.label}
        messages.info(request, text)
        return redirect(f"{reverse('recap:templates', args=[slug])}?kontes={key}")
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=imports.template_name(made))
