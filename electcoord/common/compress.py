"""Pages travel compressed, also where no web server in front does it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json")


class TextGZipMiddleware(GZipMiddleware):
    """Texts alone: photos and workbooks are compressed by themselves.

    A page that shows a secret beside what a stranger can put into it would tell of the secret by its size (BREACH).
    Tokens of forms are masked anew in every answer, Django adds a random length to each compressed one, and cookies
    with SameSite=Lax come with no request that another site makes unseen.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith(TEXTS):
            return super().process_response(request, response)
        return response
