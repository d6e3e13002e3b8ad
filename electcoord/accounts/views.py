"""Signing in and out, and the account's own password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from electcoord.accounts import access, actions, demo_door, visits
from electcoord.accounts.forms import ChangePasswordForm, LoginForm
from electcoord.ledger.recording import Actor


class _Login(LoginView):
    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "logins": demo_door.logins() if demo_door.is_open() else []}


_login = _Login.as_view()
# Django's form views take a PUT as a POST.
login = access.public(require_http_methods(["GET", "HEAD", "POST"])(_login))
logout = access.public(LogoutView.as_view())


@access.public
@demo_door.behind_the_door
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Signs a person of the demo in by one press."""
    if not demo_door.sign_in(request, request.POST.get("username", "")):
        messages.error(request, _("Kata sandi akun ini sudah diganti; masuk dengan kata sandinya sendiri."))
        return redirect("accounts:login")
    return redirect("office:home")


@access.signed_in
@require_safe
def own_log(request: HttpRequest) -> HttpResponse:
    """What this account opened, where that is kept."""
    page = Paginator(visits.visits_of(request.user), 50).get_page(request.GET.get("hal"))
    return render(request, "accounts/own_log.html", {"page": page, "is_logged": access.is_logged(request.user)})


@access.signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    form = ChangePasswordForm(request.user, request.POST or None)
    if form.is_valid():
        actor = Actor(str(request.user.uuid), "pemilik_akun")
        actions.set_password(request.user, form.cleaned_data["new_password1"], actor=actor)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Kata sandi sudah diganti."))
        return redirect("office:home")
    return render(request, "accounts/password.html", {"form": form})
