# The same as in pyproject.toml; importlib knows it only where the package was installed.
VERSION = "0.1.0"
