"""What `manage.py test` is made of: servers of its own, and pytest once per database engine."""

from collections.abc import Mapping

# What a machine sets for its own installation must not change what the tests see.
SETTINGS_OF_THE_MACHINE = (
    "TIME_ZONE",
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_OWNER_URL",
    "DATABASE_URL",
    "DEBUG",
    "EMAIL_FROM",
    "EMAIL_URL",
    "EVIDENCE_ROOT",
    "IMPORT_MAX_MB",
    "LOG_LEVEL",
    "PHOTO_MAX_MB",
    "REDIS_URL",
    "SECRET_KEY",
    "SECURE_SSL_REDIRECT",
    "SITE_URL",
    "STATIC_ROOT",
    "TEST_DATABASE_URL",
)


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment as on a machine where nothing of electcoord has been set."""
    return {
        name: value for name, value in environment.items() if name.removesuffix("_FILE") not in SETTINGS_OF_THE_MACHINE
    }
