"""Decodes an untrusted file in a process of its own: bytes on stdin, clean JPEG pages on stdout.

Run by `decoding.py` as a script (`python -I decoder.py`), never imported by the web process. What a file is, is told
by its first bytes alone. Limits are taken before the first byte is parsed, sizes are checked before pixels are
decoded, and whatever goes wrong is one of CODES. Answer: `KERTAS1\\n`, the length of a JSON header (4 bytes), the
header, then for each page the large and the small JPEG back to back, then `SELESAI\\n`.

With `--pasif` a PDF that carries programs or files is refused. With `--banyak` it takes several files of one person,
each after its length (4 bytes), and gives their answers alike. Each is decoded in a process of its own that has the
limits, split off before the first byte of the file is parsed.
"""

import importlib
import io
import json
import os
import signal
import struct
import sys
import warnings
from collections.abc import Iterator
from typing import Any

MAGIC, END, MANY, PASSIVE = b"KERTAS1\n", b"SELESAI\n", "--banyak", "--pasif"
MAX_INPUT = 64 * 1024 * 1024
MAX_OUTPUT = 96 * 1024 * 1024
# 40 million pixels; formats whose decoders keep more than one copy of the picture get fewer.
MAX_PIXELS = 40_000_000
MAX_PIXELS_WHOLE, MAX_PIXELS_WEBP = 25_000_000, 12_500_000
MAX_SIDE, MIN_SIDE, MAX_RATIO = 16_000, 64, 8
MAX_SCANS = 64
MAX_PAGES = 20
LONG_SIDE, SMALL_SIDE, QUALITY = 2400, 320, 82
# Bytes: all address space, and what the process may write to; seconds of processor time.
ADDRESS_SPACE, DATA, SECONDS = 600 * 1024 * 1024, 264 * 1024 * 1024, 10
# Seconds that one of several files may take by the clock.
PATIENCE = 30
STRIP = 1 << 20

CODES = (
    "kosong", "jenis", "heic", "rusak", "piksel", "sisi", "animasi", "sandi", "halaman", "tanpa_halaman", "berat",
    "aktif",
)  # fmt: skip
LIBRARIES = {
    "jpeg": ["PIL.JpegImagePlugin"], "png": ["PIL.PngImagePlugin", "PIL.JpegImagePlugin"],
    "webp": ["PIL.WebPImagePlugin", "PIL.JpegImagePlugin"], "pdf": ["PIL.JpegImagePlugin", "pypdfium2.raw"],
}  # fmt: skip
# ISO base media brands of phone cameras.
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")


class Refused(Exception):
    """One of CODES."""


def limit() -> None:
    """Takes the limits that the system knows; none can be raised again."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock and the checks of sizes remain
        return
    due = {
        "RLIMIT_AS": ADDRESS_SPACE, "RLIMIT_DATA": DATA, "RLIMIT_CPU": SECONDS, "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": MAX_OUTPUT, "RLIMIT_NOFILE": 64,
    }  # fmt: skip
    for name, value in due.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            continue


def kind_of(content: bytes) -> str:
    """`jpeg`, `png`, `webp` or `pdf`, by the first bytes alone."""
    if not content:
        raise Refused("kosong")
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC:
        raise Refused("heic")
    raise Refused("jenis")


def pages_of(kind: str, content: bytes) -> Iterator[Any]:
    """Each page as an upright picture, RGB on white, at most LONG_SIDE long."""
    if kind == "pdf":
        yield from _pdf(content)
    else:
        yield _flat(_opened(kind, content))


def _check(size: tuple[int, int], pixels: int = MAX_PIXELS) -> None:
    width, height = size
    if width * height > pixels:
        raise Refused("piksel")
    if max(size) > MAX_SIDE or min(size) < MIN_SIDE or max(size) > MAX_RATIO * min(size):
        raise Refused("sisi")


def _opened(kind: str, content: bytes) -> Any:
    """The picture with its header read and checked, no pixel decoded yet."""
    from PIL import Image, PngImagePlugin

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    PngImagePlugin.MAX_TEXT_MEMORY = 4 * PngImagePlugin.MAX_TEXT_CHUNK
    image = {"jpeg": _jpeg, "png": _png, "webp": _webp}[kind](content)
    if getattr(image, "is_animated", False):
        raise Refused("animasi")
    return image


def _jpeg(content: bytes) -> Any:
    from PIL import JpegImagePlugin

    # Each scan of a progressive picture goes over all of it again; cameras make about ten.
    if content.count(b"\xff\xda") > MAX_SCANS:
        raise Refused("berat")
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(content))
    # A progressive picture is kept whole as coefficients.
    _check(image.size, MAX_PIXELS_WHOLE if image.info.get("progressive") else MAX_PIXELS)
    width, height = image.size
    wanted = LONG_SIDE / max(width, height)
    if wanted < 1:
        image.draft(None, (max(1, int(width * wanted)), max(1, int(height * wanted))))
    return image


def _png(content: bytes) -> Any:
    from PIL import PngImagePlugin

    if len(content) < 33 or content[12:16] != b"IHDR":
        raise Refused("rusak")
    _check(struct.unpack(">II", content[16:24]))
    image = PngImagePlugin.PngImageFile(io.BytesIO(content))
    _check(image.size, MAX_PIXELS_WHOLE if image.info.get("interlace") else MAX_PIXELS)
    return image


def _webp(content: bytes) -> Any:
    from PIL import WebPImagePlugin

    head = content[12:30]
    if len(head) < 18:
        raise Refused("rusak")
    chunk = head[:4]
    if chunk == b"VP8X":
        size = (int.from_bytes(head[12:15], "little") + 1, int.from_bytes(head[15:18], "little") + 1)
    elif chunk == b"VP8L":
        bits = int.from_bytes(head[9:13], "little")
        size = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    elif chunk == b"VP8 ":
        size = tuple(value & 0x3FFF for value in struct.unpack("<HH", head[14:18]))
    else:
        raise Refused("rusak")
    _check(size, MAX_PIXELS_WEBP)
    image = WebPImagePlugin.WebPImageFile(io.BytesIO(content))
    _check(image.size, MAX_PIXELS_WEBP)
    return image


def _flat(image: Any) -> Any:
    """The pixels on white, shrunk strip by strip so that no second whole copy is needed, then turned upright."""
    from PIL import Image

    image.load()
    width, height = image.size
    factor = max(1, max(width, height) // LONG_SIDE)
    rows = max(factor, STRIP // width // factor * factor)
    sheet = Image.new("RGB", (-(-width // factor), -(-height // factor)), "white")
    for top in range(0, height, rows):
        strip = _on_white(image.crop((0, top, width, min(top + rows, height))), image.info.get("transparency"))
        sheet.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    turn = _turn(image)
    image.close()
    sheet.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    return sheet if turn is None else sheet.transpose(turn)


def _on_white(strip: Any, transparency: Any) -> Any:
    from PIL import Image

    if strip.mode.startswith("I"):
        strip = strip.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    elif "A" in strip.mode or "a" in strip.mode or transparency is not None:
        strip.info = {} if transparency is None else {"transparency": transparency}
        strip = strip.convert("RGBA")
        white = Image.new("RGB", strip.size, "white")
        white.paste(strip, mask=strip.getchannel("A"))
        return white
    return strip if strip.mode == "RGB" else strip.convert("RGB")


def _turn(image: Any) -> Any:
    """What turns the camera's picture upright; nothing where its tags cannot be read."""
    from PIL import Image

    how = Image.Transpose
    turns = {
        2: how.FLIP_LEFT_RIGHT, 3: how.ROTATE_180, 4: how.FLIP_TOP_BOTTOM, 5: how.TRANSPOSE, 6: how.ROTATE_270,
        7: how.TRANSVERSE, 8: how.ROTATE_90,
    }  # fmt: skip
    try:
        return turns.get(image.getexif().get(0x0112))
    except Exception:
        return None


def _pdf(content: bytes) -> Iterator[Any]:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused("sandi" if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD else "rusak") from error
    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        raise Refused("sandi")
    if PASSIVE in sys.argv and _is_active(content, document):
        raise Refused("aktif")
    count = len(document)
    if not count:
        raise Refused("tanpa_halaman")
    if count > MAX_PAGES:
        raise Refused("halaman")
    for number in range(count):
        page = document[number]
        width, height = page.get_size()
        if not (min(width, height) > 0 and max(width, height) <= MAX_RATIO * min(width, height)):
            raise Refused("sisi")
        bitmap = page.render(scale=LONG_SIDE / max(width, height), may_draw_forms=False)
        yield bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()


def _is_active(content: bytes, document: Any) -> bool:
    """Whether the PDF carries programs or files: asked only where its original is handed on to others."""
    from pypdfium2 import raw

    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or raw.FPDFDoc_GetAttachmentCount(document) > 0:
        return True
    return any(word in content for word in (b"/Launch", b"/JavaScript", b"/EmbeddedFile", b"/RichMedia", b"/XFA"))


def encoded(picture: Any) -> tuple[dict[str, int], bytes, bytes]:
    """A page as the header tells it, and its large and small JPEG; a fresh picture carries no tags along."""
    picture.info = {}
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    large = _jpeg_bytes(picture)
    width, height = picture.size
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
    small = _jpeg_bytes(picture)
    return {"width": width, "height": height, "large": len(large), "small": len(small)}, large, small


def _jpeg_bytes(picture: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, progressive=True)
    return target.getvalue()


def answer(content: bytes) -> bytes:
    """The whole answer for one file."""
    body: list[bytes] = []
    try:
        kind = kind_of(content)
        pages = []
        for picture in pages_of(kind, content):
            told, large, small = encoded(picture)
            pages.append(told)
            body += [large, small]
        header: dict[str, Any] = {"kind": kind, "pages": pages}
    except Refused as refusal:
        header, body = {"error": str(refusal)}, []
    except MemoryError:
        header, body = {"error": "berat"}, []
    except Exception:
        header, body = {"error": "rusak"}, []
    text = json.dumps(header).encode()
    return b"".join([MAGIC, struct.pack(">I", len(text)), text, *body, END])


def _load(content: bytes) -> None:
    """Loads the library that the file needs before the limits are taken, so that they bound the work on the file."""
    try:
        kind = kind_of(content)
    except Refused:
        return
    for name in LIBRARIES[kind]:
        importlib.import_module(name)


def _split_off(content: bytes, source: int, target: int) -> bytes:
    """The answer of a process that has this file alone; empty where it died."""
    _load(content)
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            for handle in (ours, source, target):
                os.close(handle)
            signal.alarm(PATIENCE)
            limit()
            with os.fdopen(theirs, "wb") as pipe:
                pipe.write(answer(content))
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        told = pipe.read(MAX_OUTPUT + 1)
    os.waitpid(child, 0)
    return told if len(told) <= MAX_OUTPUT else b""


def _many(source: int, target: int) -> None:
    """Answers file by file until the input ends; read without a buffer, so that no process holds what comes later."""
    warnings.simplefilter("ignore")
    while head := _exactly(source, 4):
        told = _split_off(_exactly(source, min(int.from_bytes(head), MAX_INPUT)), source, target)
        for part in (struct.pack(">I", len(told)), told):
            while part:
                part = part[os.write(target, part) :]


def _exactly(source: int, length: int) -> bytes:
    parts = []
    while length and (part := os.read(source, length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def main() -> None:
    # Whatever a library prints must not get into the answer.
    out = os.dup(1)
    os.dup2(2, 1)
    if sys.argv[1:] == [MANY]:
        _many(0, out)
        return
    content = sys.stdin.buffer.read(MAX_INPUT + 1)
    _load(content)
    limit()
    # Broken tags are no reason to refuse a picture that can be seen.
    warnings.simplefilter("ignore")
    with os.fdopen(out, "wb") as target:
        target.write(answer(content) if len(content) <= MAX_INPUT else answer(b""))


if __name__ == "__main__":
    main()
