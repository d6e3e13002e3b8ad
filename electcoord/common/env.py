"""Settings from the environment; nonsense is refused with the variable's name and what to write instead."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA busy_timeout=20000;PRAGMA foreign_keys=ON",
}


class EnvError(ValueError):
    """A variable of the environment that cannot be used, said in words."""


def env_str(name: str, default: str = "") -> str:
    """The value of `name`, or of the file named by `NAME_FILE` (for secrets), or `default`."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise EnvError(f"{name}_FILE={path}: berkas tidak dapat dibaca ({error.strerror}).") from error
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool) -> bool:
    """True or false; raises EnvError for anything but true/false, 1/0, yes/no, on/off."""
    raw = env_str(name).lower()
    if not raw:
        return default
    if raw in {"true", "1", "yes", "on"}:
        return True
    if raw in {"false", "0", "no", "off"}:
        return False
    raise EnvError(f"{name}={raw}: tulis true atau false.")


def env_int(name: str, default: int) -> int:
    """A whole number; raises EnvError otherwise."""
    raw = env_str(name)
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise EnvError(f"{name}={raw}: tulis bilangan bulat.") from None


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated values, blanks dropped."""
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def database(url: str, base_dir: Path) -> dict[str, Any]:
    """Django's settings for `sqlite:///path/file.sqlite3` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)
        # sqlite:///name is relative to the project, sqlite:////abs/name is absolute.
        name = path[1:] if path.startswith("/") else path
        if not name:
            raise EnvError(f"DATABASE_URL={url}: tulis sqlite:///nama.sqlite3.")
        file = Path(name) if name.startswith("/") else base_dir / name
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(file),
            "OPTIONS": dict(SQLITE_OPTIONS),
            # A file, as in real use: threads of a test share it, and a lock is a real lock.
            "TEST": {"NAME": f"{file}.test"},
        }
    if parts.scheme in {"postgresql", "postgres"}:
        name = unquote(parts.path.lstrip("/"))
        if not name:
            raise EnvError("DATABASE_URL: nama basis data tidak ada; tulis postgresql://user@host:port/nama.")
        query = dict(parse_qsl(parts.query))
        try:
            port = parts.port
        except ValueError:
            raise EnvError("DATABASE_URL: port bukan bilangan.") from None
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # A socket folder comes as ?host=/folder.
            "HOST": query.pop("host", parts.hostname or ""),
            "PORT": str(query.pop("port", port or "")),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": query,
        }
    raise EnvError(f"DATABASE_URL={parts.scheme}://…: pakai sqlite:///… atau postgresql://…")


_MAIL_SCHEMES = {"smtp": (25, False, False), "smtp+tls": (587, True, False), "smtps": (465, False, True)}


def mail(url: str) -> dict[str, Any]:
    """Django's mail settings for `smtp+tls://user:password@host:587`, `smtps://…`, `smtp://…` or `console:`.

    Empty: mail is off, and what would be sent waits.
    """
    if not url or url.rstrip(":/") == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in _MAIL_SCHEMES or not parts.hostname:
        raise EnvError("EMAIL_URL: pakai smtp+tls://nama:sandi@server:587, smtps://…, smtp://… atau console:")
    port, starttls, tls = _MAIL_SCHEMES[parts.scheme]
    try:
        port = parts.port or port
    except ValueError:
        raise EnvError("EMAIL_URL: port bukan bilangan.") from None
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "HOST": parts.hostname, "PORT": port, "USE_TLS": starttls, "USE_SSL": tls,
        "USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or ""),
    }  # fmt: skip
