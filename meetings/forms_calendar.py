"""Shapes of what people fill in about stages."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

DAY = {"type": "date", "min": "1945-08-17", "max": "2199-12-31"}


class PlanForm(forms.Form):
    """The office's own days of a stage, and why."""

    mulai = forms.DateField(
        label=lazy("Rencana mulai"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY)
    )
    selesai = forms.DateField(
        label=lazy("Rencana selesai"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY)
    )
    alasan = forms.CharField(
        label=lazy("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("Tanpa nama orang; alasan masuk buku kejadian."),
    )  # fmt: skip
