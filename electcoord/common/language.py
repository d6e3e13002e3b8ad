"""The language of a request: a cookie alone decides; an English browser in an Indonesian office changes nothing."""

import hashlib
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.i18n import JavaScriptCatalog

NAMES = dict(settings.LANGUAGES)


def in_source() -> translation.override:
    """Texts as the source has them, whatever the reader's language: for what is stored or printed on paper."""
    return translation.override(settings.LANGUAGE_CODE)


def source(text: object) -> str:
    """One marked text as the source has it."""
    with in_source():
        return str(text)


class LanguageMiddleware:
    """What the cookie names, where it names one of ours; else Indonesian. Accept-Language is not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = wanted if wanted in NAMES else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        if "Content-Language" not in response:
            response["Content-Language"] = language
            patch_vary_headers(response, ["Cookie"])
        return response


class ScriptCatalog(JavaScriptCatalog):
    """The texts of our own scripts; the admin has its own."""

    packages = ["electcoord.common"]


@cache
def script_words(language: str) -> tuple[str, bytes]:
    """Version and content of the script that gives the others `gettext` in this language."""
    with translation.override(language):
        content = ScriptCatalog().get(None).content
    return hashlib.sha256(content).hexdigest()[:12], content
