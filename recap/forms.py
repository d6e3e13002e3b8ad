from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from electcoord.common.numbers import angka
from electcoord.elections.models import Contest
from electcoord.elections.profiles import ARITHMETIC, MAX_TOLERANCE, ROUNDINGS, TOLERANT, Values, rules_change
from electcoord.office.forms import ROUNDED
from recap.models import REASONS, Severity, VersionKind
from recap.rules import explained, words
from recap.selectors.trial import Change

STALE_FORM = lazy("Formulir ini sudah lama terbuka; muat ulang halaman, lalu ulangi.")

Choices = Sequence[tuple[str, str]]


class ReleaseForm(forms.Form):
    """Why a sheet leaves quarantine."""

    reason = forms.CharField(
        label=lazy("Alasan pelepasan"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Apa yang dilihat pada kertasnya, dan siapa yang menyaksikan. Angka tetap seperti terbaca."),
    )


class KeyForm(forms.Form):
    """The request key that makes a repeated submit count once."""

    kunci = forms.UUIDField()


LONG = forms.Textarea(attrs={"rows": 3})


class CorrectionForm(forms.Form):
    """Grounds of a correction; which of them are due depends on its kind, and the action says what is missing."""

    jenis = forms.ChoiceField(
        label=lazy("Jenis koreksi"),
        widget=forms.RadioSelect,
        choices=[
            (VersionKind.SALAH_BACA.value, lazy("Salah baca: kertas tidak berubah, angka di aplikasi keliru")),
            (
                VersionKind.PEMBETULAN.value,
                lazy("Pembetulan: kertas dicoret, dibetulkan dan diparaf dalam rapat pleno"),
            ),
        ],
    )
    sebab = forms.ChoiceField(label=lazy("Sebab"))
    penjelasan = forms.CharField(
        label=lazy("Penjelasan"),
        max_length=1000,
        widget=LONG,
        help_text=lazy("Apa yang terlihat di kertas; tanpa nama orang."),
    )
    foto = forms.ChoiceField(
        label=lazy("Foto lembar yang menjadi dasar"),
        help_text=lazy("Untuk pembetulan: foto baru halaman yang sudah diparaf."),
    )
    dasar = forms.CharField(
        label=lazy("Dasar hukum (pembetulan)"),
        max_length=300,
        required=False,
        help_text=lazy("Peraturan, pasal, atau putusan."),
    )
    paraf = forms.CharField(
        label=lazy("Diparaf oleh (pembetulan)"),
        max_length=200,
        required=False,
        help_text=lazy("Sebut jabatan, bukan nama."),
    )
    kejadian = forms.CharField(label=lazy("Kejadian khusus (pembetulan)"), max_length=2000, required=False, widget=LONG)
    versi = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9999)
    kunci = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, photos: list[tuple[str, str]], stages: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (VersionKind(kind).label.capitalize(), [(reason.value, reason.label.capitalize()) for reason in reasons])
            for kind, reasons in REASONS.items()
        ]
        self.fields["sebab"].choices = [("", _("Pilih sebab")), *groups]
        self.fields["foto"].choices = photos
        if not {"pleno_kecamatan", "pleno_kabupaten"} & set(stages):
            # Outside the pleno no paper is changed.
            self.fields["jenis"].choices = self.fields["jenis"].choices[:1]
            self.fields["sebab"].choices = [("", _("Pilih sebab")), *groups[0][1]]
            for name in ("dasar", "paraf", "kejadian"):
                self.fields[name].widget = forms.HiddenInput()
            self.initial.setdefault("jenis", VersionKind.SALAH_BACA.value)


class DecisionForm(forms.Form):
    """A decision about a proposal, with a note."""

    catatan = forms.CharField(label=lazy("Catatan putusan"), max_length=1000, required=False, widget=LONG)
    kunci = forms.UUIDField(widget=forms.HiddenInput)


class ImportForm(forms.Form):
    """A file of readings for one contest, as the first or the second entry."""

    kontes = forms.ChoiceField(label=lazy("Kontes"))
    entri = forms.ChoiceField(
        label=lazy("Entri"),
        choices=[
            (VersionKind.ENTRI_SATU.value, lazy("Entri pertama")),
            (VersionKind.ENTRI_DUA.value, lazy("Entri kedua")),
        ],
        help_text=lazy("Entri kedua harus oleh akun yang lain daripada entri pertama."),
    )
    berkas = forms.FileField(
        label=lazy("Berkas CSV atau XLSX"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args: object, contests: list[Contest], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kontes"].choices = [(contest.key, contest.title) for contest in contests]
        self.fields["berkas"].help_text = _("Paling besar %(limit)s MB.") % {
            "limit": angka(settings.IMPORT_MAX_BYTES // 1024 // 1024)
        }
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_berkas(self) -> object:
        file = self.cleaned_data["berkas"]
        if file.size > settings.IMPORT_MAX_BYTES:
            limit = angka(settings.IMPORT_MAX_BYTES // 1024 // 1024)
            raise forms.ValidationError(
                _("Berkas lebih besar dari %(limit)s MB; pecah per kecamatan.") % {"limit": limit}
            )
        if not file.name.lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError(_("Pakai berkas .csv atau .xlsx."))
        return file


class TemplateForm(forms.Form):
    """Which contest's templates are listed."""

    kontes = forms.ChoiceField(label=lazy("Kontes"), required=False)

    def __init__(self, data: dict[str, str], *, contests: list[Contest]) -> None:
        super().__init__(data)
        self.fields["kontes"].choices = [(contest.key, contest.title) for contest in contests]


class ContestForm(TemplateForm):
    """One contest or all of them; the region goes along unseen."""

    wilayah = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: dict[str, str], *, contests: list[Contest]) -> None:
        super().__init__(data, contests=contests)
        self.fields["kontes"].choices = [("", _("Semua kontes")), *self.fields["kontes"].choices]


class PlaceFilterForm(forms.Form):
    """Which contest and region a list shows, on the board also rule, severity and age; the tab goes along unseen."""

    kontes = forms.ChoiceField(label=lazy("Kontes"), required=False)
    wilayah = forms.ChoiceField(label=lazy("Wilayah"), required=False)
    status = forms.CharField(required=False, widget=forms.HiddenInput)
    aturan = forms.ChoiceField(label=lazy("Aturan"), required=False)
    kertas = forms.CharField(required=False, widget=forms.HiddenInput)
    tingkat = forms.ChoiceField(label=lazy("Tingkat"), required=False)
    umur = forms.ChoiceField(label=lazy("Terbuka"), required=False)

    def __init__(
        self,
        data: dict[str, str],
        *,
        contests: list[Contest],
        regions: list[tuple[str, str]],
        rules: Choices = (),
        severities: Choices = (),
        ages: Choices = (),
    ) -> None:
        super().__init__(data)
        for name in ("status", "kertas"):
            # An empty hidden field would only make the address longer.
            if not data.get(name):
                del self.fields[name]
        for name, every, choices in (
            ("kontes", _("Semua kontes"), [(contest.key, contest.title) for contest in contests]),
            ("wilayah", _("Semua wilayah"), regions),
            ("aturan", _("Semua aturan"), rules),
            ("tingkat", _("Semua tingkat"), severities),
            ("umur", _("Berapa lama pun"), ages),
        ):
            if choices or name in ("kontes", "wilayah"):
                self.fields[name].choices = [("", every), *choices]
            else:
                del self.fields[name]


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleans to a list of them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        # No file at all is one that is missing.
        files = (data if isinstance(data, (list, tuple)) else [data]) or [None]
        return [super(FilesField, self).clean(file, initial) for file in files]


class PhotosForm(forms.Form):
    """Photos or scans of a sheet's pages, one page after the other from `halaman` on."""

    MOST = 20

    halaman = forms.IntegerField(
        label=lazy("Halaman"),
        min_value=1,
        max_value=99,
        help_text=lazy("Beberapa berkas atau halaman PDF dihitung naik dari halaman ini."),
        error_messages={
            "required": lazy("Tulis nomor halaman yang difoto."),
            "invalid": lazy("Nomor halaman berupa angka."),
        },
    )
    foto = FilesField(
        label=lazy("Foto atau pindaian"),
        widget=FilesInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={
            "required": lazy("Pilih paling sedikit satu foto atau PDF."),
            "invalid": lazy("Pilih paling sedikit satu foto atau PDF."),
            "empty": lazy("Berkas ini kosong."),
        },
    )
    kunci = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": STALE_FORM, "invalid": STALE_FORM})

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        limit = angka(settings.PHOTO_MAX_BYTES // 1024 // 1024)
        self.fields["foto"].help_text = _("JPEG, PNG, WebP atau PDF, masing-masing paling besar %(limit)s MB.") % {
            "limit": limit
        }

    def clean_foto(self) -> list[Any]:
        files = self.cleaned_data["foto"]
        if len(files) > self.MOST:
            raise forms.ValidationError(
                _("Paling banyak %(most)s berkas sekali kirim; kirim sisanya sesudah ini.") % {"most": self.MOST}
            )
        limit = settings.PHOTO_MAX_BYTES
        large = [file.name for file in files if file.size > limit]
        if large:
            size = angka(limit // 1024 // 1024)
            raise forms.ValidationError(
                [_("%(name)s: berkas lebih besar dari %(size)s MB.") % {"name": name, "size": size} for name in large]
            )
        return files


class PlaceForm(forms.Form):
    """Where a photo belongs; another sheet needs a reason (the action says so)."""

    halaman = forms.IntegerField(label=lazy("Halaman"), min_value=1, max_value=99)
    kontes = forms.ChoiceField(label=lazy("Kontes"))
    tps = forms.RegexField(
        r"^[0-9]{13}\Z",
        label=lazy("Kode TPS"),
        max_length=13,
        error_messages={"invalid": lazy("Kode TPS terdiri dari 13 angka tanpa titik.")},
        widget=forms.TextInput(attrs={"list": "tps-sedesa", "inputmode": "numeric", "autocomplete": "off"}),
    )
    alasan = forms.CharField(
        label=lazy("Alasan"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("Wajib bila foto pindah ke TPS atau kontes lain, paling sedikit 10 huruf."),
    )
    putaran = forms.TypedChoiceField(
        choices=[(turns, turns) for turns in range(4)], coerce=int, widget=forms.HiddenInput
    )
    urutan = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    kunci = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": STALE_FORM, "invalid": STALE_FORM})

    def __init__(self, *args: object, contests: list[Contest], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kontes"].choices = [(contest.key, contest.title) for contest in contests]


class TrialForm(forms.Form):
    """Numbers and rules of the profile as they might be; what a link leaves out stays as it is in force."""

    NUMBERS = ("cadangan_permil", "pembulatan_cadangan", "kapasitas_tps", "digit_maks")
    RULES = tuple(
        rule.rule
        for rule in explained.RULES
        if rule.place in (explained.PAPER, explained.STATION) and rule.rule not in ARITHMETIC
    )

    def __init__(self, data: Mapping[str, str], *, values: Values) -> None:
        self.values = values
        super().__init__()
        for key in self.NUMBERS:
            self.fields[key] = _number_field(_(values[key]["judul"]), values[key]["nilai"])
        for rule in self.RULES:
            self._add_rule(rule, values["aturan"]["nilai"][rule])
        in_force = {name: "" if field.initial is None else field.initial for name, field in self.fields.items()}
        self.data = {name: data.get(name, str(value)) for name, value in in_force.items()}
        self.is_bound = True

    def _add_rule(self, rule: str, setting: dict[str, Any]) -> None:
        name = _("Aturan %(rule)s") % {"rule": rule}
        on = forms.ChoiceField(
            label=_("%(name)s aktif") % {"name": name}, choices=[("ya", _("aktif")), ("tidak", _("mati"))]
        )
        on.initial = "ya" if setting["aktif"] else "tidak"
        # Quarantine is what R28 does, not a weight that another rule could be given.
        levels = ["QUARANTINE"] if rule == "R28" else ["HARD", "LOGIC", "WARN"]
        levels += [setting["tingkat"]] if setting["tingkat"] not in levels else []
        weight = forms.ChoiceField(
            label=_("%(name)s tingkat") % {"name": name}, choices=[(key, Severity(key).label) for key in levels]
        )
        weight.initial = setting["tingkat"]
        self.fields |= {f"aktif_{rule}": _small(on), f"tingkat_{rule}": _small(weight)}
        if rule in TOLERANT:
            limit = forms.IntegerField(
                label=_("%(name)s toleransi") % {"name": name}, required=False, min_value=0, max_value=MAX_TOLERANCE,
                initial=setting["batas"],
            )  # fmt: skip
            limit.widget.attrs["placeholder"] = _("tanpa")
            self.fields[f"batas_{rule}"] = _small(limit)

    def change(self) -> Change:
        """What differs from the profile in force."""
        data, rules = self.cleaned_data, self.values["aturan"]["nilai"]
        numbers = {key: data[key] for key in self.NUMBERS if data[key] != self.values[key]["nilai"]}
        wanted = {
            rule: {"aktif": data[f"aktif_{rule}"] == "ya", "tingkat": data[f"tingkat_{rule}"]}
            | ({"batas": data[f"batas_{rule}"]} if rule in TOLERANT else {})
            for rule in self.RULES
        }
        changed = {
            rule: {part: value for part, value in setting.items() if value != rules[rule][part]}
            for rule, setting in wanted.items()
        }
        return Change(numbers, {rule: parts for rule, parts in changed.items() if parts})

    def proposal(self, source: str, day: date | None) -> Values:
        """What `propose_profile` takes. The table of rules keeps its own source: every changed rule names its own."""
        change, verified = self.change(), day.isoformat() if day else None
        about = {"sumber": source, "diverifikasi": verified}
        result: Values = {key: {"nilai": value, **about} for key, value in change.numbers.items()}
        if change.rules:
            kept = {part: self.values["aturan"][part] for part in ("sumber", "tanda", "diverifikasi")}
            result["aturan"] = {"nilai": rules_change(self.values, change.rules, source), **kept}
        return result

    @property
    def number_rows(self) -> list[tuple[forms.BoundField, str]]:
        """(field, unit) of every number."""
        return [(self[key], _(self.values[key]["satuan"])) for key in self.NUMBERS]

    @property
    def rule_rows(self) -> list[dict[str, Any]]:
        """The switches of every rule."""
        return [
            {
                "rule": rule, "title": words.title(rule), "on": self[f"aktif_{rule}"],
                "level": self[f"tingkat_{rule}"],
                "limit": self[f"batas_{rule}"] if rule in TOLERANT else None,
            }
            for rule in self.RULES
        ]  # fmt: skip


def _number_field(label: str, value: Any) -> forms.Field:
    if isinstance(value, str):
        field: forms.Field = forms.ChoiceField(label=label, choices=[(way, ROUNDED[way]) for way in ROUNDINGS])
    else:
        field = forms.IntegerField(label=label, min_value=0, max_value=9999)
    field.initial = value
    return _small(field)


def _small(field: forms.Field) -> forms.Field:
    is_choice = isinstance(field, forms.ChoiceField)
    field.widget.attrs |= {"class": "form-select form-select-sm" if is_choice else "form-control form-control-sm num"}
    if not is_choice:
        field.widget.attrs["inputmode"] = "numeric"
    return field


class TrialProposalForm(forms.Form):
    """What a tried change needs to be proposed."""

    sumber = forms.CharField(
        label=lazy("Sumber"), max_length=500, help_text=lazy("Peraturan dan pasal yang menetapkan perubahan ini.")
    )
    diverifikasi = forms.DateField(
        label=lazy("Tanggal diperiksa"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    alasan = forms.CharField(label=lazy("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
