"""A file that staff send to the admin: sent, checked line by line, then done in one transaction; nothing is kept.

Between the check and the deed the file travels in the page itself, so no copy of it stays on the server; it is checked
again before anything is written. One line that is refused refuses the file.
"""

import base64
import binascii
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electcoord.accounts.access import Can
from electcoord.common.download import file_response, xlsx_table
from electcoord.common.errors import PackageError, RuleError
from electcoord.common.problems import Problems
from electcoord.common.tables import Row, Table, read_table

Text = str | Promise
# In the page it takes a third more, and Django takes 2.5 MB of fields.
MOST_BYTES = 1024 * 1024
NEW, CHANGED, SAME = "baru", "berubah", "sama"
# So many lines are shown; the counts are of all.
SHOWN = 200


class Column(NamedTuple):
    """A column of the file; an `info` column is for people alone and may be left out."""

    name: str
    text: Text
    is_required: bool = True
    is_info: bool = False


@dataclass
class Line:
    """What one row of the file would do."""

    row: int
    state: str
    what: str
    note: str = ""
    data: Any = None


@dataclass
class Plan:
    """The checked file."""

    digest: str
    lines: list[Line] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.state for line in self.lines)

    @property
    def work(self) -> list[Line]:
        """Lines that would write something."""
        return [line for line in self.lines if line.state != SAME]


class FileForm(forms.Form):
    """The file; a subclass adds what else the import needs."""

    berkas = forms.FileField(label=gettext_lazy("Berkas XLSX atau CSV"), required=False)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        self.fields["berkas"].widget.attrs["accept"] = ".xlsx,.csv"


class Importer:
    """One kind of file; a subclass names its columns, checks the rows and does what they say."""

    can: Can
    title: Text
    lead: Text
    columns: Sequence[Column]
    notes: Sequence[Text] = ()
    form_class: type[FileForm] = FileForm
    template_name = ""
    max_rows = 5000

    def __init__(self, model_admin: Any, request: HttpRequest) -> None:
        self.admin, self.request, self.user = model_admin, request, request.user

    def check(self, table: Table, plan: Plan, data: dict[str, Any]) -> None:
        """Adds a line or a problem per row."""
        raise NotImplementedError

    def apply(self, plan: Plan, data: dict[str, Any]) -> HttpResponse | None:
        """Writes `plan.work` in one transaction; may answer with a page of its own."""
        raise NotImplementedError

    def example(self) -> Sequence[Sequence[Any]]:
        """Rows that the template comes with."""
        return ()

    # The steps

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            return self._page(self.form_class(request=self.request))
        form = self.form_class(self.request.POST, self.request.FILES, request=self.request)
        try:
            name, content = self._file(form)
            if name is None or not form.is_valid():
                return self._page(form, status=422)
            return self._checked(form, name, content)
        except PackageError as error:
            return self._refused(form, error)

    def _file(self, form: FileForm) -> tuple[str | None, bytes]:
        """The file as it was sent, or as the page of the check gave it back."""
        if sent := form.files.get("berkas"):
            if sent.size > MOST_BYTES:
                raise PackageError(
                    [_("%(name)s: lebih besar dari 1 MB; bagi menjadi beberapa berkas.") % {"name": sent.name}]
                )
            return sent.name[-100:], sent.read()
        packed = self.request.POST.get("isi", "")
        try:
            content = base64.b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content:
            form.is_valid()
            form.add_error("berkas", _("Pilih berkasnya."))
            return None, b""
        return self.request.POST.get("nama", "")[-100:] or "berkas.csv", content

    def _checked(self, form: FileForm, name: str, content: bytes) -> HttpResponse:
        data = form.cleaned_data
        plan = self.plan(name, content, data)
        if not plan.problems and plan.work and self.request.POST.get("terapkan"):
            return self._done(form, name, content, plan)
        return self._check_page(form, name, content, plan)

    def plan(self, name: str, content: bytes, data: dict[str, Any]) -> Plan:
        """The file read and checked; raises PackageError where it cannot be read at all."""
        required = [column.name for column in self.columns if column.is_required]
        optional = [column.name for column in self.columns if not column.is_required]
        table = read_table(content, name, required=required, optional=optional, max_bytes=MOST_BYTES)
        if len(table.rows) > self.max_rows:
            raise PackageError([
                _("%(name)s: %(rows)s baris; paling banyak %(most)s dalam satu berkas.")
                % {"name": name, "rows": len(table.rows), "most": self.max_rows}
            ])  # fmt: skip
        blank = {column: "" for column in optional if column not in table.columns}
        rows = [Row(row.number, {**blank, **row.values}) for row in table.rows]
        plan = Plan(hashlib.sha256(content).hexdigest())
        self.check(Table(table.name, table.columns, rows), plan, data)
        return plan

    def _done(self, form: FileForm, name: str, content: bytes, plan: Plan) -> HttpResponse:
        try:
            page = self.apply(plan, form.cleaned_data)
        except RuleError as refusal:
            # Somebody was faster than this file; nothing of it was written.
            messages.error(self.request, str(refusal))
            return self._check_page(form, name, content, self.plan(name, content, form.cleaned_data), status=422)
        if page is not None:
            return page
        messages.success(self.request, _("%(count)s baris ditulis.") % {"count": len(plan.work)})
        return redirect(self.admin.url("changelist"))

    # The pages

    def _page(self, form: FileForm, status: int = 200) -> HttpResponse:
        return self._render("admin/import.html", {"form": form}, status)

    def _refused(self, form: FileForm, error: PackageError) -> HttpResponse:
        context = {"problems": error.problems, "problem_count": error.total}
        return self._render("admin/import_check.html", context, 422)

    def _check_page(self, form: FileForm, name: str, content: bytes, plan: Plan, status: int = 200) -> HttpResponse:
        context = {
            "problems": plan.problems.lines, "problem_count": plan.problems.total, "counts": plan.counts, "name": name,
            "digest": plan.digest, "work": plan.work[:SHOWN], "work_count": len(plan.work),
            "line_count": len(plan.lines),
            "kept": [("nama", name), ("isi", base64.b64encode(content).decode()), *self._kept(form)],
        }  # fmt: skip
        return self._render("admin/import_check.html", context, 422 if plan.problems else status)

    def _kept(self, form: FileForm) -> list[tuple[str, str]]:
        return [(name, form.data.get(name, "")) for name in form.fields if name != "berkas"]

    def _render(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        step = (_("Impor"), None)
        return TemplateResponse(
            self.request,
            template,
            {
                **self.admin.admin_site.each_context(self.request),
                "title": self.title, "lead": self.lead, "columns": self.columns, "notes": self.notes,
                "template_url": self.admin.url("template"), "import_url": self.admin.url("import"),
                "list_url": self.admin.url("changelist"), "crumbs": self.admin.crumbs(step), **context,
            },
            status=status,
            headers={"Cache-Control": "no-store"},
        )  # fmt: skip

    def template(self) -> HttpResponse:
        """The workbook to fill in: titles, codes as text, and what to write where."""
        titles = [column.name for column in self.columns]
        guide = [str(self.title), *(f"{column.name}: {column.text}" for column in self.columns), *map(str, self.notes)]
        return file_response(xlsx_table(titles, self.example(), notes=guide), self.template_name)
