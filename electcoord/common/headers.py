"""Which devices of the reader's machine a page may ask for: none, unless the page itself says so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "Permissions-Policy"
DEVICES = ("camera", "geolocation", "microphone")


class DeviceMiddleware:
    """Closes camera, place and microphone on every page that has not opened them with `open_devices`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if POLICY not in response:
            open_devices(response)
        return response


def open_devices(response: HttpResponse, *devices: str) -> HttpResponse:
    """Lets this page, and nothing embedded in it, ask the person for these devices."""
    response[POLICY] = ", ".join(f"{device}=(self)" if device in devices else f"{device}=()" for device in DEVICES)
    return response
