from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest


class RoleBackend(ModelBackend):
    """Name and password only; rights come from grants (access.py), never from Django's permissions."""

    def has_perm(self, user_obj: object, perm: str, obj: object = None) -> bool:
        return False


def address_behind_proxy(request: HttpRequest) -> str | None:
    """The address that our own proxy saw: the last one, since all before it were written by the client."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
    return told or request.META.get("REMOTE_ADDR")
