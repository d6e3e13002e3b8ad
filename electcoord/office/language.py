"""Switching the language, and the texts of the scripts in it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from electcoord.accounts import access
from electcoord.common.language import NAMES, script_words

# Not by hand: the view of Django looks where it redirects to and sets the cookie as the settings say.
switch = access.public(require_POST(set_language))


@access.public
@require_safe
def scripts(request: HttpRequest, language: str) -> HttpResponse:
    """`gettext` for scripts; the version in the address lets browsers keep it for good."""
    if language not in NAMES:
        raise Http404
    version, content = script_words(language)
    response = HttpResponse(content, content_type="text/javascript; charset=utf-8")
    lasting = request.GET.get("v") == version
    response["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
    response["Content-Language"] = language
    return response


def words(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: its language, the languages there are, the texts of its scripts."""
    language = translation.get_language()
    version, _ = script_words(language)
    return {
        "LANGUAGE_CODE": language,
        "LANGUAGES": settings.LANGUAGES,
        "words_url": f"{reverse('office:scripts', args=[language])}?v={version}",
    }
