"""Forms of the admin of accounts: what may be chosen is what the person manages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from electcoord.accounts import access
from electcoord.accounts.access import Can
from electcoord.accounts.models import Grant, Role, User
from electcoord.accounts.staff import StaffForm
from electcoord.elections.models import Election, Tps
from electcoord.regions.models import TPS_DIGITS, Region

# One sentence for what does not exist and for what lies elsewhere: the answer must not tell which.
UNKNOWN_REGION = _("Wilayah ini tidak ada dalam wewenang Anda.")


class PlaceMixin(forms.Form):
    """Role, region and election of a grant, within the places where the person manages accounts."""

    role = forms.ChoiceField(label=_("Peran"), choices=[("", "---------"), *Role.choices])
    region = forms.CharField(
        label=_("Kode wilayah"),
        max_length=13,
        required=False,
        help_text=_("2 sampai 10 angka tanpa titik, atau 13 angka untuk TPS; kosong: seluruh instalasi"),
    )
    election = forms.ModelChoiceField(
        Election.objects.none(), label=_("Pemilu"), required=False, empty_label=_("setiap pemilu di wilayahnya")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elections = access.elections_of(self.request.user)
        self.fields["election"].queryset = elections
        # A role for every election is given only by whoever manages accounts of every election.
        if not access.scope(self.request.user, Can.MANAGE_ACCOUNTS, None):
            self.fields["election"].required = True
            if len(elections) == 1:
                self.initial.setdefault("election", elections[0].pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        region, election = data.get("region"), data.get("election")
        if region is None or self.errors:
            return data
        known = not region or _exists(region, election)
        if not known or not access.may(self.request.user, Can.MANAGE_ACCOUNTS, region=region, election=election):
            self.add_error("region", UNKNOWN_REGION)
        return data


def _exists(region: str, election: Election | None) -> bool:
    if len(region) == TPS_DIGITS:
        return Tps.objects.filter(code=region, **({"election": election} if election else {})).exists()
    return Region.objects.filter(code=region).exists()


class NewUserForm(PlaceMixin, StaffForm):
    """An account with its first role; its first password is made by the program."""

    class Meta:
        model = User
        fields = ["username", "name"]


class UserForm(StaffForm):
    class Meta:
        model = User
        fields = ["name", "is_active"]


class GrantForm(PlaceMixin, StaffForm):
    class Meta:
        model = Grant
        fields = ["user", "role", "region", "election", "stage"]
