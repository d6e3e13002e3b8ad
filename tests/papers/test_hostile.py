"""Every file of the hostile corpus is refused in words or neutralised, in bounds, and never decoded by the web."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from electcoord.papers import decoder, decoding
from electcoord.papers.decoding import PaperError
from tests.papers import hostile
from tests.papers.hostile import CANARY, CASES, CLEAN, REFUSED, Case

pytestmark = pytest.mark.once
MAX_RSS = 300
# Loose: the machine may be busy. The figure that counts is printed.
MAX_SECONDS = 15
# A process between us and the decoder: Linux counts the memory of whoever starts a program as the program's own.
LAUNCH = """
import resource, subprocess, sys
code = subprocess.run([sys.executable, "-I", sys.argv[2]]).returncode
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
MEASURED: dict[str, tuple[int, float]] = {}


@pytest.fixture
def decode(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`decoding.decode`, with the decoder's memory (MB) and time."""
    note = tmp_path / "rss"
    command = [sys.executable, "-I", "-S", "-c", LAUNCH, str(note), str(decoding.DECODER)]
    monkeypatch.setattr(decoding, "COMMAND", command)

    def run(content: bytes) -> tuple[Any, int, float]:
        start = time.monotonic()
        try:
            found: Any = decoding.decode(content)
        except PaperError as refusal:
            found = refusal
        return found, int(note.read_text()) // 1024, time.monotonic() - start

    return run


def assert_clean(page: decoding.Page) -> None:
    """A picture and nothing else, of the size that is told."""
    for blob in (page.image, page.small):
        decoding._clean_jpeg(blob)
        for trace in (
            b"Exif",
            b"ICC_PROFILE",
            b"http",
            b"<x:",
            b"<script",
            b"Photoshop",
            b"PK\x03\x04",
            CANARY.encode(),
        ):
            assert trace not in blob
    large, small = Image.open(io.BytesIO(page.image)), Image.open(io.BytesIO(page.small))
    assert large.size == (page.width, page.height)
    assert (large.mode, small.mode) == ("RGB", "RGB")
    assert max(large.size) <= 2400
    assert max(small.size) <= 320
    assert not large.getexif()
    assert set(large.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    large.load()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_is_refused_in_words_or_neutralised(case: Case, decode: Any) -> None:
    found, rss, seconds = decode(case.make())
    MEASURED[case.name] = (rss, seconds)
    assert rss < MAX_RSS
    assert seconds < MAX_SECONDS
    if isinstance(found, PaperError):
        assert case.outcome != CLEAN, found
        assert str(found) in decoding.SENTENCES.values()
        return
    assert case.outcome != REFUSED
    _, pages = found
    for page in pages:
        assert_clean(page)


def test_the_corpus_is_large_and_every_name_is_given_once() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 200
    worst = sorted(MEASURED.items(), key=lambda item: item[1][1])[-5:]
    heavy = sorted(MEASURED.items(), key=lambda item: item[1][0])[-5:]
    print(f"\n{len(names)} berkas; terlama {worst}; terberat {heavy}")


def quarter(image: Image.Image) -> tuple[int, int, int]:
    return image.convert("RGB").getpixel((image.width // 8, image.height // 8))


@pytest.mark.parametrize("way", range(1, 9))
def test_a_turned_photo_comes_out_upright(way: int, decode: Any) -> None:
    """Red in the upper left corner as the camera's tags say, whichever way the camera lay."""
    upright = Image.new("RGB", (400, 600), "white")
    upright.paste((220, 20, 20), (0, 0, 100, 150))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(Image.Transpose(back[way])) if way > 1 else upright
    tags = Image.Exif()
    tags[0x0112] = way
    (_, [page]), _, _ = decode(hostile.encode(stored, "JPEG", exif=tags, quality=95))
    assert (page.width, page.height) == (400, 600)
    red, green, blue = quarter(Image.open(io.BytesIO(page.image)))
    assert (red > 180, green < 80, blue < 80) == (True, True, True)


@pytest.mark.parametrize(
    ("image", "how", "expected"),
    [
        (Image.new("RGBA", (300, 400), (255, 0, 0, 0)), {}, (255, 255, 255)),
        (Image.new("I;16", (300, 400), 65_535), {}, (255, 255, 255)),
        (Image.new("I;16", (300, 400), 32_896), {}, (128, 128, 128)),
        (Image.new("1", (300, 400), 1), {}, (255, 255, 255)),
        (Image.new("LA", (300, 400), (0, 128)), {}, (127, 127, 127)),
        (Image.new("P", (300, 400), 0), {"transparency": 0}, (255, 255, 255)),
    ],
)
def test_pixels_keep_what_they_show(image: Image.Image, how: dict[str, Any], expected: tuple, decode: Any) -> None:
    (_, [page]), _, _ = decode(hostile.encode(image, "PNG", **how))
    found = Image.open(io.BytesIO(page.image)).getpixel((150, 200))
    assert all(abs(a - b) <= 3 for a, b in zip(found, expected, strict=True)), found


def test_a_large_photo_is_made_smaller(decode: Any) -> None:
    (_, [page]), _, _ = decode(hostile.encode(Image.new("RGB", (4000, 3000), "gray"), "JPEG"))
    assert (page.width, page.height) == (2400, 1800)


def test_a_decoder_that_hangs_dies_or_lies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    lie = "import sys; sys.stdout.buffer.write(b'KERTAS1\\n' + {!r} + b'SELESAI\\n')"
    large = b'{"kind": "jpeg", "pages": [{"width": 1, "height": 1, "large": 8, "small": 8}]}'
    evil = b"\xff\xd8<html>\xff\xd9" * 2
    programs = [
        "import time; time.sleep(60)", "import os; os.abort()", "print('halo')", lie.format(b""), lie.format(b"\0\0\0\x02{}"),
        lie.format(b"\0\0\0\x04null"), lie.format(len(large).to_bytes(4) + large + evil[:16]), "import sys; sys.stdout.buffer.write(b'x' * 200_000_000)",
    ]  # fmt: skip
    monkeypatch.setattr(decoding, "TIMEOUT", 0.5)
    for program in programs:
        monkeypatch.setattr(decoding, "COMMAND", [sys.executable, "-I", "-S", "-c", program])
        with pytest.raises(PaperError, match="terlalu berat"):
            decoding.decode(hostile.jpeg())


def test_several_files_are_decoded_each_on_its_own() -> None:
    """The same answers as one by one, in their order."""
    files = [hostile.jpeg(), hostile.png(), hostile.encode(Image.new("RGB", (300, 400), "gray"), "JPEG")]
    assert decoding.decode_all(files) == [decoding.decode(file) for file in files]
    assert decoding.decode_all([]) == []
    for bad in (b"", b"halo", hostile.jpeg()[:200]):
        with pytest.raises(PaperError):
            decoding.decode_all([files[0], bad, files[1]])


MANY_SPY = """
import importlib.util, os, struct, sys
spec = importlib.util.spec_from_file_location("decoder", {path!r})
decoder = importlib.util.module_from_spec(spec)
spec.loader.exec_module(decoder)
def answer(content):
    import resource
    if content == b"mati":
        os.abort()
    told = [str(resource.getrlimit(getattr(resource, name))[0]) for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE")]
    open_files = sorted(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else []
    return " ".join([str(os.getpid()), *told, f"berkas={{len(open_files)}}", content.decode()]).encode()
decoder.answer = answer
sys.argv = ["decoder", decoder.MANY]
decoder.main()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="tanpa fork satu proses per berkas")
def test_each_of_several_files_has_its_own_process_and_limits() -> None:
    """One that dies takes no other with it, and none sees a file that comes after it."""
    contents = [b"satu", b"mati", b"dua"]
    told = b"".join(len(content).to_bytes(4) + content for content in contents)
    program = MANY_SPY.format(path=str(decoding.DECODER))
    run = subprocess.run([sys.executable, "-I", "-c", program], input=told, capture_output=True, timeout=60)
    answers, at = [], 0
    while at < len(run.stdout):
        length = int.from_bytes(run.stdout[at : at + 4])
        answers.append(run.stdout[at + 4 : at + 4 + length].decode().split())
        at += 4 + length
    assert [words[-1] if words else "" for words in answers] == ["satu", "", "dua"]
    assert answers[0][0] != answers[2][0]
    for words in (answers[0], answers[2]):
        assert words[1:4] == [str(decoder.ADDRESS_SPACE), str(decoder.SECONDS), str(decoder.MAX_OUTPUT)]


@pytest.mark.parametrize(
    "blob",
    [
        hostile.encode(hostile.noise(), "JPEG", comment=b"halo"), hostile.encode(hostile.noise(), "JPEG", exif=hostile.exif()),
        hostile.jpeg() + b"x", hostile.jpeg()[:-2], hostile.png(), b"", b"\xff\xd8\xff\xd9" + hostile.SCRIPT,
        hostile.jpeg()[:-2] + b"\xff\xfe\x00\x05abc\xff\xd9",
    ],
    ids=range(8),
)  # fmt: skip
def test_only_bare_pictures_pass_from_the_decoder(blob: bytes) -> None:
    with pytest.raises(ValueError):
        decoding._clean_jpeg(blob)


def test_the_decoder_knows_no_secret_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "rahasia-server-1234567890")
    spy = "import os, sys; sys.exit(7 if any('rahasia' in v for v in os.environ.values()) else 0)"
    monkeypatch.setattr(decoding, "COMMAND", [sys.executable, "-I", "-c", spy])
    codes = []
    wait = subprocess.Popen.wait
    monkeypatch.setattr(subprocess.Popen, "wait", lambda self, *a, **k: codes.append(wait(self, *a, **k)) or codes[-1])
    with pytest.raises(PaperError):
        decoding.decode(b"x")
    assert set(codes) == {0}


def test_the_web_process_loads_no_decoder() -> None:
    """With every page loaded, neither Pillow nor pdfium is in the process."""
    program = (
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
        "import electcoord.wsgi, sys; print(sorted({'PIL', 'pypdfium2', '_webp'} & set(sys.modules)))"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "electcoord.settings", "DATABASE_URL": "sqlite:///x.sqlite3", "PATH": ""}
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"
