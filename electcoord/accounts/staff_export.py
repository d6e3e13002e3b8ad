"""Any list of the admin as a file, as it was filtered: what the list shows and nothing else."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags

from electcoord.common.download import FORMATS, table_response

# More rows than this are filtered first.
MOST_ROWS = 100_000
# Columns that lead somewhere and say nothing.
LINKS = {"action_checkbox", "app_link"}
Columns = Sequence[tuple[str, Callable[[Any], Any]]]


def export(model_admin: Any, request: HttpRequest, rows: QuerySet, form: str) -> HttpResponse:
    """The rows as a file."""
    columns: Columns = model_admin.export_columns or _columns(model_admin, request)
    stamp = timezone.localdate().isoformat()
    name = f"{model_admin.opts.model_name}_{stamp}.{form}"
    return table_response([title for title, _value in columns], _cells(rows, columns), name=name, form=form)


def known_format(form: str) -> bool:
    return form in FORMATS


def _columns(model_admin: Any, request: HttpRequest) -> Columns:
    names = [name for name in model_admin.get_list_display(request) if name not in LINKS]
    return [(str(label_for_field(name, model_admin.model, model_admin)), _reader(name, model_admin)) for name in names]


def _reader(name: Any, model_admin: Any) -> Callable[[Model], Any]:
    def read(obj: Model) -> Any:
        if raw := getattr(name, "raw", ""):
            return getattr(obj, raw)
        field, _attr, value = lookup_field(name, obj, model_admin)
        if field is not None and field.choices:
            return getattr(obj, f"get_{field.name}_display")()
        return value

    return read


def _cells(rows: QuerySet, columns: Columns) -> Iterator[list[Any]]:
    for row in rows:
        yield [_cell(read(row)) for _title, read in columns]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if value is None or value == "–":
        return ""
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return strip_tags(str(value))
