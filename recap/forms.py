from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings

from electcoord.common.numbers import angka
from electcoord.elections.models import Contest
from recap.models import VersionKind


class ReleaseForm(forms.Form):
    """Why a sheet leaves quarantine."""

    reason = forms.CharField(
        label="Alasan pelepasan",
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Apa yang dilihat pada kertasnya, dan siapa yang menyaksikan. Angka tetap seperti terbaca.",
    )


class ImportForm(forms.Form):
    """A file of readings for one contest, as the first or the second entry."""

    kontes = forms.ChoiceField(label="Kontes")
    entri = forms.ChoiceField(
        label="Entri",
        choices=[(VersionKind.ENTRI_SATU.value, "Entri pertama"), (VersionKind.ENTRI_DUA.value, "Entri kedua")],
        help_text="Entri kedua harus oleh akun yang lain daripada entri pertama.",
    )
    berkas = forms.FileField(
        label="Berkas CSV atau XLSX",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args: object, contests: list[Contest], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kontes"].choices = [(contest.key, contest.title) for contest in contests]
        self.fields["berkas"].help_text = f"Paling besar {angka(settings.IMPORT_MAX_BYTES // 1024 // 1024)} MB."
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_berkas(self) -> object:
        file = self.cleaned_data["berkas"]
        if file.size > settings.IMPORT_MAX_BYTES:
            limit = angka(settings.IMPORT_MAX_BYTES // 1024 // 1024)
            raise forms.ValidationError(f"Berkas lebih besar dari {limit} MB; pecah per kecamatan.")
        if not file.name.lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError("Pakai berkas .csv atau .xlsx.")
        return file


class PlaceFilterForm(forms.Form):
    """Which contest and region a list shows; the other choices of the page go along unseen."""

    kontes = forms.ChoiceField(label="Kontes", required=False)
    wilayah = forms.ChoiceField(label="Wilayah", required=False)
    status = forms.CharField(required=False, widget=forms.HiddenInput)
    aturan = forms.ChoiceField(label="Aturan", required=False)
    tingkat = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: dict[str, str],
        *,
        contests: list[Contest],
        regions: list[tuple[str, str]],
        rules: list[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        for name in ("status", "tingkat"):
            # An empty hidden field would only make the address longer.
            if not data.get(name):
                del self.fields[name]
        if rules:
            self.fields["aturan"].choices = [("", "Semua aturan"), *rules]
        else:
            del self.fields["aturan"]
        self.fields["kontes"].choices = [("", "Semua kontes"), *((contest.key, contest.title) for contest in contests)]
        self.fields["wilayah"].choices = [("", "Semua wilayah"), *regions]
