from crispy_forms.helper import FormHelper
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy


class LoginForm(AuthenticationForm):
    """Name and password; the refusal does not tell which of them was wrong."""

    error_messages = {
        "invalid_login": lazy("Nama pengguna atau kata sandi tidak cocok."),
        "inactive": lazy("Akun ini tidak aktif; hubungi pengelola sistem."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: object, **kwargs: object) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Nama pengguna")
        self.fields["password"].label = _("Kata sandi")
        self.helper = FormHelper()
        self.helper.form_tag = False


class ChangePasswordForm(PasswordChangeForm):
    """The account's own password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
