"""Signing in and out, and the account's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from electcoord.accounts import access, actions
from electcoord.accounts.forms import ChangePasswordForm, LoginForm
from electcoord.ledger.recording import Actor

_login = LoginView.as_view(
    template_name="accounts/login.html", authentication_form=LoginForm, redirect_authenticated_user=True
)
# Django's form views take a PUT as a POST.
login = access.public(require_http_methods(["GET", "HEAD", "POST"])(_login))
logout = access.public(LogoutView.as_view())


@access.signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    form = ChangePasswordForm(request.user, request.POST or None)
    if form.is_valid():
        actor = Actor(str(request.user.uuid), "pemilik_akun")
        actions.set_password(request.user, form.cleaned_data["new_password1"], actor=actor)
        update_session_auth_hash(request, request.user)
        messages.success(request, "Kata sandi sudah diganti.")
        return redirect("office:home")
    return render(request, "accounts/password.html", {"form": form})
