"""The first run on a fresh machine: a copy of the project's start, real environments, tiny packages instead of Django.

No network: the packages are wheels made here, and pip is told to look nowhere else.
"""

import ast
import base64
import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
STARTERS = (
    "manage.py",
    "electcoord/__init__.py",
    "electcoord/common/__init__.py",
    "electcoord/common/bootstrap.py",
    "electcoord/common/env.py",
)
# Says what it was started with, in place of Django.
FAKE_MANAGEMENT = """
import django, json, os, sys

def execute_from_command_line(argv):
    print(json.dumps({
        "argv": argv[1:], "cwd": os.getcwd(), "prefix": sys.prefix, "version": django.VERSION,
        "mark": os.environ.get("ELECTCOORD_RERUN"),
    }))
"""


def fake_django(version):
    return {
        "django/__init__.py": f"VERSION = {version!r}\n",
        "django/core/__init__.py": "",
        "django/core/exceptions.py": "class ImproperlyConfigured(Exception):\n    pass\n",
        "django/core/management/__init__.py": FAKE_MANAGEMENT,
    }


def make_wheel(folder, name, version, files):
    """A wheel that pip installs, and its line in a lock."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    with zipfile.ZipFile(path, "w") as wheel:
        for inside, text in files.items():
            wheel.writestr(inside, text)
            sum_ = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{inside},sha256={sum_},{len(text.encode())}")
        wheel.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,", ""]))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name}=={version} \\\n    --hash=sha256:{digest}\n"


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory):
    """An interpreter that has the standard library and nothing else, whatever the tests run in."""
    folder = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / "bin" / "python"


class Project:
    """A copy of what starts the project, with locks of its own, as on a fresh machine."""

    def __init__(self, folder, python):
        self.root = folder / "project"
        self.wheels = folder / "wheels"
        self.python = python
        self.wheels.mkdir(parents=True)
        for name in STARTERS:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        locks = self.root / "electcoord" / "common" / "locks"
        locks.mkdir()
        self.base, self.test = locks / "base.txt", locks / "test.txt"
        self.lock("1.0")

    def lock(self, version):
        """Name this version of Django in both locks, and pytest in the second."""
        django = make_wheel(self.wheels, "django", version, fake_django(version))
        tools = make_wheel(self.wheels, "pytest", "1.0", {"pytest.py": "", "pytest_django.py": ""})
        self.base.write_text(django)
        self.test.write_text(django + tools)

    def start(self, *arguments, cwd=None, **environment):
        return subprocess.Popen(
            [self.python, self.root / "manage.py", *arguments],
            cwd=cwd or self.root.parent,
            env={
                "PATH": os.defpath,
                "HOME": str(self.root.parent),
                "PIP_CONFIG_FILE": os.devnull,
                "PIP_NO_INDEX": "1",
                "PIP_FIND_LINKS": str(self.wheels),
            }
            | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments, **keywords):
        return self.finish(self.start(*arguments, **keywords))

    @staticmethod
    def finish(process):
        output, said = process.communicate(timeout=120)
        assert "Traceback" not in said
        return subprocess.CompletedProcess(process.args, process.returncode, output, said)

    def runs(self, *arguments, **keywords):
        """What the command was started with in the end; it must have got there."""
        done = self.run(*arguments, **keywords)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) | {"said": done.stderr}

    def refuses(self, *arguments, **keywords):
        """What was said in place of running the command."""
        done = self.run(*arguments, **keywords)
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr

    @property
    def venv(self):
        return self.root / ".venv"

    @property
    def stamp(self):
        return self.venv / "electcoord-lock.sha256"


@pytest.fixture
def project(tmp_path, bare_python):
    return Project(tmp_path, bare_python)


@pytest.fixture(scope="module")
def made(tmp_path_factory, bare_python):
    """A project whose environment was made by `demo`; shared, so a test brings it to the state that it needs."""
    project = Project(tmp_path_factory.mktemp("made"), bare_python)
    project.first = project.runs("demo", "--port", "8001", "a b")
    return project


def test_demo_makes_the_environment_and_continues_in_it(made):
    assert made.first["argv"] == ["demo", "--port", "8001", "a b"]
    assert Path(made.first["prefix"]) == made.venv
    assert made.first["cwd"] == str(made.root.parent)
    assert made.first["mark"] is None  # nothing that the command starts inherits it
    assert "[1/2] Membuat lingkungan" in made.first["said"]
    assert "1 paket dari electcoord/common/locks/base.txt" in made.first["said"]


def test_a_second_run_installs_nothing_and_every_command_finds_the_environment(made, tmp_path):
    made.lock("1.0")
    made.runs("demo")
    for command in ("demo", "migrate"):
        again = made.runs(command, cwd=tmp_path, PIP_FIND_LINKS="/nowhere")
        assert (again["said"], again["cwd"], Path(again["prefix"])) == ("", str(tmp_path), made.venv)


def test_an_environment_of_an_older_lock_is_brought_up_to_date(made):
    made.lock("1.0")
    made.runs("demo")
    made.lock("2.0")
    assert made.runs("demo")["version"] == "2.0"
    assert made.stamp.read_text().strip() == hashlib.sha256(made.base.read_bytes()).hexdigest()


def test_an_environment_that_was_left_half_made_is_repaired(made):
    made.lock("1.0")
    made.runs("demo")
    made.stamp.unlink()
    (package,) = made.venv.glob("lib/*/site-packages/django")
    shutil.rmtree(package)
    (info,) = made.venv.glob("lib/*/site-packages/django-*.dist-info")
    shutil.rmtree(info)
    assert ".venv belum lengkap" in made.refuses("migrate")
    assert made.runs("demo")["version"] == "1.0"
    # The stamp alone is not believed: the system's Python may have been replaced under the environment.
    (made.venv / "bin" / "python").unlink()
    assert "[1/2] Membuat lingkungan" in made.runs("demo")["said"]


def test_the_stamp_is_missing_while_the_installation_is_incomplete(made):
    made.lock("1.0")
    made.runs("demo")
    made.lock("3.0")
    assert "Paket tidak dapat diunduh atau dipasang" in made.refuses("demo", PIP_FIND_LINKS="/nowhere")
    assert not made.stamp.exists()


def test_a_package_that_is_not_the_pinned_one_is_refused(made):
    made.lock("1.0")
    made.runs("demo")
    made.lock("4.0")
    made.base.write_text(re.sub("sha256:.*", f"sha256:{'0' * 64}", made.base.read_text()))
    assert "tidak sama dengan yang dicatat di berkas kunci" in made.refuses("demo")
    assert not made.stamp.exists()


def test_tests_need_more_than_the_demo_and_the_demo_is_content_with_it(made):
    made.lock("1.0")
    made.runs("demo")
    assert "test.txt" in made.runs("test", "-x")["said"]
    assert made.runs("test", "-x")["said"] == made.runs("demo")["said"] == ""
    # The demo brings its own part up to date; pytest is then still of the older lock.
    made.lock("2.0")
    assert "base.txt" in made.runs("demo")["said"]
    assert "test.txt" in made.runs("test")["said"]


def test_two_at_once_do_not_break_each_other(project):
    both = [project.start("demo"), project.start("demo")]
    ends = [project.finish(process) for process in both]
    assert [end.returncode for end in ends] == [0, 0]
    assert sum("[2/2] Memasang" in end.stderr for end in ends) == 1
    assert sum("Menunggu proses lain" in end.stderr for end in ends) == 1


@pytest.mark.parametrize("command", ["demo", "test"])
def test_a_server_gets_no_packages(project, command):
    assert "DEBUG=false" in project.refuses(command, DEBUG="false")
    assert "tulis true atau false" in project.refuses(command, DEBUG="mungkin")
    assert not project.venv.exists()


def test_demo_is_refused_on_a_server_that_has_its_environment(made):
    made.lock("1.0")
    made.runs("demo")
    assert "DEBUG=false" in made.refuses("demo", DEBUG="false")
    assert made.runs("migrate", DEBUG="false")["argv"] == ["migrate"]


@pytest.mark.parametrize("arguments", [("migrate",), ("lint",), ()])
def test_other_commands_say_what_to_run_first(project, arguments):
    assert "Jalankan dulu: python3 manage.py demo" in project.refuses(*arguments)
    assert not project.venv.exists()


def test_python_without_venv_is_told_which_package_is_missing(project, tmp_path):
    """As on Debian without python3-venv: the module is gone, or it is there and says that ensurepip is not."""
    package = f"apt-get install -y python{sys.version_info.major}.{sys.version_info.minor}-venv"
    gone = tmp_path / "gone"
    gone.mkdir()
    (gone / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    assert package in project.refuses("demo", PYTHONPATH=str(gone))
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "venv.py").write_text("raise SystemExit('ensurepip is not available.')\n")
    assert package in project.refuses("demo", PYTHONPATH=str(broken))
    (broken / "venv.py").write_text("raise SystemExit('disk penuh')\n")
    assert "disk penuh" in project.refuses("demo", PYTHONPATH=str(broken))


def test_a_linked_environment_is_used_as_it_is(made, project):
    made.lock("1.0")
    made.runs("demo")
    made.stamp.unlink(missing_ok=True)
    before = sorted(made.venv.rglob("*"))
    project.venv.symlink_to(made.venv)
    assert project.runs("demo", PIP_FIND_LINKS="/nowhere")["said"] == ""
    assert sorted(made.venv.rglob("*")) == before


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_to_an_environment_that_does_not_suffice_is_left_alone(project, tmp_path, exists):
    target = tmp_path / "elsewhere"
    if exists:
        target.mkdir()
        (target / "note").write_text("mine")
    project.venv.symlink_to(target)
    said = project.refuses("demo")
    assert str(target) in said and "rm .venv" in said
    assert project.venv.is_symlink()
    assert target.exists() == exists and (not exists or (target / "note").read_text() == "mine")


def test_an_older_python_is_told_so(monkeypatch):
    """The file must be readable to the Python that is too old, and stop before it imports anything."""
    ast.parse((ROOT / "manage.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    monkeypatch.setitem(sys.modules, "electcoord.common", None)
    with pytest.raises(SystemExit, match=r"Python 3\.11 atau yang lebih baru; .* Python 3\.9"):
        runpy.run_path(str(ROOT / "manage.py"), run_name="__main__")


def pins(name):
    text = (ROOT / "electcoord" / "common" / "locks" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, flags=re.MULTILINE))


def test_the_locks_hold_what_the_project_names():
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for lock, wanted in (
        ("base.txt", named["dependencies"]),
        ("test.txt", named["dependencies"] + named["optional-dependencies"]["test"]),
    ):
        pinned = {f"{name}=={version}" for name, version in pins(lock).items()}
        assert {line.partition(";")[0] for line in wanted} <= pinned
    # An environment made for the tests serves the demo.
    assert pins("base.txt").items() <= pins("test.txt").items()


@pytest.mark.parametrize("name", ["base.txt", "test.txt"])
def test_every_package_of_a_lock_has_its_hash_and_no_host(name):
    text = (ROOT / "electcoord" / "common" / "locks" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text and "index-url" not in text
