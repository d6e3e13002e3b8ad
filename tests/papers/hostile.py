"""The hostile corpus: named files that somebody might send, made by code, and what must come of each.

REFUSED: a sentence. CLEAN: pages come out, re-encoded. EITHER: one of both, never anything else.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from PIL import Image, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

REFUSED, CLEAN, EITHER = "refused", "clean", "either"
# Must not come out of any file, in whatever corner of it it was hidden.
CANARY = "KANARI-31-08"
GPS_PLACE = (3, 25, 42)
JPEG, PNG, PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"


@dataclass(frozen=True)
class Case:
    name: str
    outcome: str
    make: Callable[[], bytes]


CASES: list[Case] = []


def case(name: str, outcome: str, content: bytes | Callable[[], bytes]) -> None:
    CASES.append(Case(name, outcome, content if callable(content) else lambda: content))


@cache
def noise(size: tuple[int, int] = (320, 440), mode: str = "RGB", seed: int = 1) -> Image.Image:
    width, height = size
    tile = Image.frombytes("RGB", (40, 55), Random(seed).randbytes(40 * 55 * 3)).resize((width, height))
    return tile.convert(mode)


def encode(image: Image.Image, form: str, **how: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **how)
    return target.getvalue()


@cache
def jpeg() -> bytes:
    return encode(noise(), "JPEG", quality=80)


@cache
def png() -> bytes:
    return encode(noise(), "PNG")


@cache
def webp() -> bytes:
    return encode(noise(), "WEBP", quality=70, method=0)


@cache
def pdf() -> bytes:
    return encode(noise(), "PDF")


# --- what is no picture at all ---

_ZIP = io.BytesIO()
with zipfile.ZipFile(_ZIP, "w", zipfile.ZIP_DEFLATED) as _archive:
    _archive.writestr("nol.bin", b"\0" * 20_000_000)
ZIP = _ZIP.getvalue()
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><svg>&j;</svg>"
)
STRANGERS: dict[str, bytes] = {
    "empty": b"", "one byte": b"\xff", "NUL bytes": b"\0" * 5000, "text": b"halaman 1\n", "csv": b"kode_tps,suara\n1,2\n",
    "json": b'{"votes": [1]}', "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with xml head": b'<?xml version="1.0"?><svg><script>alert(1)</script></svg>', "xml billion laughs": LAUGHS,
    "xml external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "html": b"<!DOCTYPE html><script>alert(1)</script>", "html in utf-16": "<script>".encode("utf-16"),
    "javascript": b"alert(document.cookie)", "php": b"<?php system($_GET['x']); ?>", "shell script": b"#!/bin/sh\nrm -rf /\n",
    "pickle": b"\x80\x04cos\nsystem\n", "windows program": b"MZ\x90\0" + b"\0" * 400, "linux program": b"\x7fELF\x02\x01\x01" + b"\0" * 99,
    "java class": b"\xca\xfe\xba\xbe\0\0\0\x34", "zip": b"PK\x03\x04" + b"\0" * 26, "zip bomb": ZIP, "gzip bomb": zlib.compress(b"\0" * 9_000_000, wbits=31),
    "tar": b"foto.jpg".ljust(257, b"\0") + b"ustar\x0000", "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 30, "rar": b"Rar!\x1a\x07\x01\0",
    "gif87a": b"GIF87a\x01\0\x01\0\0\0\0;", "gif89a": encode(noise(mode="P"), "GIF"),
    "animated gif": encode(noise(mode="P"), "GIF", save_all=True, append_images=[noise(seed=2).convert("P")]),
    "bmp": encode(noise(), "BMP"), "tiff": encode(noise(), "TIFF"), "big-endian tiff": b"MM\0*" + b"\0" * 40,
    "big tiff": b"II+\0" + b"\0" * 40, "ico": b"\0\0\x01\0\x01\0", "psd": b"8BPS\0\x01" + b"\0" * 40, "tga": b"\0\0\x02" + b"\0" * 30,
    "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n", "jpeg 2000 stream": b"\xff\x4f\xff\x51", "jpeg xl": b"\xff\x0a" + b"\0" * 20,
    "postscript": b"%!PS-Adobe-3.0\nshowpage\n", "eps with head": b"\xc5\xd0\xd3\xc6" + b"\0" * 30, "djvu": b"AT&TFORM\0\0\0\0DJVU",
    "wmf": b"\xd7\xcd\xc6\x9a" + b"\0" * 20, "xpm": b'/* XPM */ static char *x[] = {"1 1 1 1"};', "pcx": b"\x0a\x05\x01\x08" + b"\0" * 130,
    "ppm": b"P6\n10 10\n255\n" + b"\0" * 300, "fits": b"SIMPLE  =", "netpbm bomb": b"P5 99999 99999 255 ", "mpo without jpeg": b"MPF\0II*\0",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif": b"\0\0\0\x18ftypmif1\0\0\0\0", "avif": b"\0\0\0\x1cftypavif\0\0\0\0",
    "mp4": b"\0\0\0\x18ftypisom\0\0\x02\0", "quicktime": b"\0\0\0\x14ftypqt  \0\0\0\0", "wav": b"RIFF\x24\0\0\0WAVEfmt ", "avi": b"RIFF\x24\0\0\0AVI LIST",
    "mp3": b"ID3\x04\0\0\0\0\0\0", "docx": b"PK\x03\x04\x14\0\x06\0[Content_Types].xml", "sqlite": b"SQLite format 3\0", "symlink zip": b"PK\x03\x04\n\0\0\0" + b"/etc/passwd" * 3,
    "jpeg after a space": b" " + jpeg(), "jpeg after a byte order mark": b"\xef\xbb\xbf" + jpeg(), "jpeg without its first byte": jpeg()[1:],
    "png after a line": b"\n" + png(), "png with its bytes changed by mail": png().replace(b"\r\n", b"\n", 1), "pdf after a space": b" " + pdf(), "pdf after html": b"<html>" + pdf(),
    "pdf after a zip": ZIP[:100] + pdf(), "riff of another kind": b"RIFF" + webp()[4:8] + b"WEBQ" + webp()[12:], "lower-case pdf": pdf().replace(b"%PDF", b"%pdf", 1),
    "jpeg in base64": b"data:image/jpeg;base64,/9j/4AAQ", "only the magic of jpeg": JPEG, "only the magic of png": PNG, "only the magic of webp": b"RIFF\0\0\0\0WEBP",
    "only the magic of pdf": b"%PDF-",
}  # fmt: skip
for _name, _content in STRANGERS.items():
    case(_name, REFUSED, _content)
for _seed in range(12):
    case(f"random bytes {_seed}", REFUSED, Random(_seed).randbytes(3000))
for _seed in range(6):
    _random = Random(1000 + _seed).randbytes(4000)
    case(f"random bytes as jpeg {_seed}", REFUSED, JPEG + _random)
    case(f"random bytes as png {_seed}", REFUSED, PNG + _random)
    case(f"random bytes as webp {_seed}", REFUSED, b"RIFF" + struct.pack("<I", 4000) + b"WEBPVP8 " + _random)
    case(f"random bytes as pdf {_seed}", REFUSED, PDF + _random)

# --- bombs ---


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, *chunks: bytes, bits: int = 8, color: int = 0, data: bytes | None = None) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0))
    body = zlib.compress(b"\0" * (height * (width + 1))) if data is None else data
    return PNG + head + b"".join(chunks) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg_sized(width: int, height: int, base: bytes | None = None) -> bytes:
    """A JPEG whose header claims another size."""
    content = bytearray(base or jpeg())
    at = next(i for i in range(2, len(content)) if content[i] == 0xFF and content[i + 1] in (0xC0, 0xC2))
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def webp_canvas(width: int, height: int) -> bytes:
    body = (
        b"VP8X"
        + struct.pack("<I", 10)
        + b"\0\0\0\0"
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    body += webp()[12:]
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def scans(count: int) -> bytes:
    """A progressive JPEG that repeats its last scan."""
    content = encode(noise(), "JPEG", progressive=True)
    at = content.rindex(b"\xff\xda")
    return content[:at] + content[at:-2] * count + content[-2:]


def text_chunk(kind: bytes, size: int) -> bytes:
    bomb = zlib.compress(b"a" * size, 9)
    heads = {b"zTXt": b"k\0\0", b"iTXt": b"k\0\x01\0\0\0", b"iCCP": b"k\0\0"}
    return chunk(kind, heads[kind] + bomb)


for _size in (
    (50_000, 50_000),
    (65_535, 65_535),
    (2**31 - 1, 1),
    (2**31 - 1, 2**31 - 1),
    (0, 0),
    (300, 0),
    (20_000, 1000),
    (6400, 6401),
):
    case(f"png claims {_size[0]}x{_size[1]}", REFUSED, lambda s=_size: png_of(*s, data=zlib.compress(b"\0" * 1000)))
for _size in ((65_500, 65_500), (65_535, 1), (0, 0), (20_000, 2100), (6500, 6500)):
    case(f"jpeg claims {_size[0]}x{_size[1]}", REFUSED, lambda s=_size: jpeg_sized(*s))
for _size in ((16_384, 16_384), (16_777_216, 16), (4000, 4000)):
    case(f"webp claims {_size[0]}x{_size[1]}", REFUSED, lambda s=_size: webp_canvas(*s))
case("png of 81 megapixels in 10 kB", REFUSED, lambda: encode(Image.new("1", (9000, 9000)), "PNG"))
case("jpeg of 64 megapixels", REFUSED, lambda: encode(Image.new("L", (8000, 8000)), "JPEG"))
case("webp of 16 megapixels", REFUSED, lambda: encode(Image.new("RGB", (4000, 4000)), "WEBP", lossless=True, method=0))
case("webp of 12 megapixels", CLEAN, lambda: encode(Image.new("RGB", (4000, 3000)), "WEBP", lossless=True, method=0))
case(
    "png of 39 megapixels with alpha",
    CLEAN,
    lambda: encode(Image.new("RGBA", (7200, 5400), (9, 9, 9, 90)), "PNG", compress_level=1),
)
case(
    "png of 39 megapixels, 16 bits",
    CLEAN,
    lambda: encode(Image.new("I;16", (7200, 5400), 40_000), "PNG", compress_level=1),
)
case("jpeg of 39 megapixels", CLEAN, lambda: encode(Image.new("RGB", (7200, 5400), (200, 190, 180)), "JPEG"))
case("jpeg of 39 megapixels in cmyk", CLEAN, lambda: encode(Image.new("CMYK", (7200, 5400)), "JPEG"))
case(
    "progressive jpeg of 39 megapixels", REFUSED, lambda: encode(Image.new("L", (7200, 5400)), "JPEG", progressive=True)
)
case(
    "progressive jpeg of 24 megapixels",
    CLEAN,
    lambda: encode(Image.new("RGB", (6000, 4000), (9, 99, 9)), "JPEG", progressive=True, subsampling=0),
)
case(
    "interlaced png bomb",
    REFUSED,
    lambda: (
        PNG
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 6200, 6200, 8, 6, 0, 0, 1))
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    ),
)
case("png text bomb zTXt", REFUSED, lambda: png_of(320, 440, text_chunk(b"zTXt", 80_000_000)))
case("png text bomb iTXt", REFUSED, lambda: png_of(320, 440, text_chunk(b"iTXt", 80_000_000)))
case("png profile bomb iCCP", REFUSED, lambda: png_of(320, 440, text_chunk(b"iCCP", 80_000_000)))
case("png many small text bombs", REFUSED, lambda: png_of(320, 440, *[text_chunk(b"zTXt", 1_000_000)] * 60))
case(
    "png of 20,000 text chunks",
    EITHER,
    lambda: png_of(320, 440, *[chunk(b"tEXt", b"k%d\0v" % n) for n in range(20_000)]),
)
case("png with more pixels than it claims", EITHER, lambda: png_of(320, 440, data=zlib.compress(b"\0" * 60_000_000)))
case("png with fewer pixels than it claims", REFUSED, lambda: png_of(320, 440, data=zlib.compress(b"\0" * 1000)))
case("png with a wrong checksum", REFUSED, lambda: png().replace(png()[29:33], b"\0\0\0\0", 1))
case("png with a bad filter", REFUSED, lambda: png_of(320, 440, data=zlib.compress(b"\x09" * (440 * 321))))
case("png whose data is no zlib", REFUSED, lambda: png_of(320, 440, data=b"halo" * 99))
case("png of 3 bits", REFUSED, lambda: png_of(320, 440, bits=3))
case(
    "png with a chunk longer than the file",
    REFUSED,
    lambda: png()[:33] + struct.pack(">I", 2**31 - 1) + b"IDAT" + b"\0" * 50,
)
case("animated png", REFUSED, lambda: encode(noise(), "PNG", save_all=True, append_images=[noise(seed=2)]))
case("animated png of 10,000 frames", REFUSED, lambda: png_of(320, 440, chunk(b"acTL", struct.pack(">II", 10_000, 0))))
case("animated webp", REFUSED, lambda: encode(noise(), "WEBP", save_all=True, append_images=[noise(seed=2)], method=0))
case("jpeg of 2,000 scans", REFUSED, lambda: scans(2000))
case("jpeg of 20 scans", EITHER, lambda: scans(10))
case(
    "jpeg with a megabyte of comments",
    CLEAN,
    lambda: jpeg()[:2] + b"".join(b"\xff\xfe\xff\xff" + b"c" * 65_533 for _ in range(16)) + jpeg()[2:],
)
case("jpeg without tables", REFUSED, lambda: JPEG + jpeg()[jpeg().index(b"\xff\xc0") + 1 :])
case("jpeg of one pixel", REFUSED, lambda: encode(Image.new("L", (1, 1)), "JPEG"))
case("jpeg of one line", REFUSED, lambda: encode(Image.new("L", (5000, 1)), "JPEG"))
case("a strip of paper", REFUSED, lambda: encode(Image.new("L", (4000, 100)), "JPEG"))
case("jpeg in 12 bits", REFUSED, lambda: jpeg().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c", 1))
case("lossless jpeg", REFUSED, lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc3", 1))
case("arithmetic jpeg", EITHER, lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc9", 1))

# --- two things at once ---
SCRIPT = f"<script>alert('{CANARY}')</script>".encode()
EVIL_ZIP = ZIP[:2000] + CANARY.encode() + ZIP[2000:]
for _form, _make in {"jpeg": jpeg, "png": png, "webp": webp, "pdf": pdf}.items():
    for _tail, _extra in {
        "html": b"<html>" + SCRIPT,
        "a zip": EVIL_ZIP,
        "javascript": f"*/alert('{CANARY}')//".encode(),
        "php": f"<?php '{CANARY}';".encode(),
        "a program": b"MZ" + CANARY.encode(),
    }.items():
        case(f"{_form} with {_tail} behind it", CLEAN, lambda m=_make, e=_extra: m() + e)
case("jpeg with html in its comment", CLEAN, lambda: encode(noise(), "JPEG", comment=SCRIPT))
case(
    "jpeg that is javascript",
    CLEAN,
    lambda: jpeg()[:2] + b"\xff\xfe" + struct.pack(">H", len(SCRIPT) + 6) + b"=1/*" + SCRIPT + jpeg()[2:],
)
case("png with html in a text chunk", CLEAN, lambda: png()[:33] + chunk(b"tEXt", b"Comment\0" + SCRIPT) + png()[33:])
case("png with a private chunk", CLEAN, lambda: png()[:33] + chunk(b"raNd", CANARY.encode()) + png()[33:])
case("webp with an unknown chunk", EITHER, lambda: webp() + b"EVIL" + struct.pack("<I", len(SCRIPT)) + SCRIPT)

# --- cut off ---
for _form, _make in {"jpeg": jpeg, "png": png, "webp": webp, "pdf": pdf}.items():
    for _part in (5, 20, 40, 60, 80, 95, 99):
        _due = EITHER if _form == "pdf" or (_form, _part) in {("jpeg", 99)} else REFUSED
        case(f"{_form} cut off at {_part} %", _due, lambda m=_make, p=_part: m()[: len(m()) * p // 100])
    case(f"{_form} without its last byte", EITHER, lambda m=_make: m()[:-1])
    case(f"{_form} of zeros from the middle on", EITHER, lambda m=_make: m()[: len(m()) // 2].ljust(len(m()), b"\0"))
    for _seed in range(3):

        def _flipped(m: Callable[[], bytes] = _make, seed: int = _seed) -> bytes:
            content, rng = bytearray(m()), Random(seed)
            for _ in range(20):
                content[rng.randrange(20, len(content))] = rng.randrange(256)
            return bytes(content)

        case(f"{_form} with flipped bytes {_seed}", EITHER, _flipped)

# --- what cameras and programs write beside the picture ---


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[Base.Orientation] = orientation
    tags[Base.Make] = CANARY
    tags[Base.Artist] = CANARY
    gps = tags.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitude], gps[GPS.GPSLatitudeRef] = GPS_PLACE, "S"
    gps[GPS.GPSAreaInformation] = CANARY.encode()
    return tags


XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:li>{CANARY}</rdf:li></x:xmpmeta>'.encode()
ICC = b"\0\0\x02\x30appl\x02\x10\0\0mntrRGB XYZ " + CANARY.encode() * 30


def app(marker: int, body: bytes) -> bytes:
    return jpeg()[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + jpeg()[2:]


def with_thumbnail() -> bytes:
    """EXIF with a small picture of its own, whose comment must not come along."""
    small = encode(noise((64, 80)), "JPEG", comment=CANARY.encode())
    tiff = b"II*\0\x08\0\0\0\0\0" + struct.pack("<I", 14) + struct.pack("<H", 2)
    tiff += struct.pack("<HHII", 0x201, 4, 1, 44) + struct.pack("<HHII", 0x202, 4, 1, len(small)) + b"\0\0\0\0"
    return app(0xE1, b"Exif\0\0" + tiff + small)


def looping_exif() -> bytes:
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    return app(0xE1, b"Exif\0\0" + tiff)


for _way in range(1, 9):
    case(f"jpeg turned {_way}", CLEAN, lambda o=_way: encode(noise(), "JPEG", exif=exif(o)))
case("jpeg with a turn that does not exist", CLEAN, lambda: encode(noise(), "JPEG", exif=exif(99)))
case("jpeg with place and device", CLEAN, lambda: encode(noise(), "JPEG", exif=exif(), comment=CANARY))
case("jpeg with a thumbnail", CLEAN, with_thumbnail)
case("jpeg whose exif goes round in circles", CLEAN, looping_exif)
case("jpeg with broken exif", CLEAN, lambda: app(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff" + CANARY.encode()))
case("jpeg with xmp", CLEAN, lambda: app(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP))
case(
    "jpeg with iptc",
    CLEAN,
    lambda: app(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20" + CANARY.encode().ljust(32, b"\0")),
)
case("jpeg with icc", CLEAN, lambda: encode(noise(), "JPEG", icc_profile=ICC))
case("jpeg with a second picture", CLEAN, lambda: encode(noise(), "MPO", save_all=True, append_images=[noise(seed=3)]))
case(
    "jpeg with all app segments",
    CLEAN,
    lambda: (
        jpeg()[:2]
        + b"".join(bytes([0xFF, m]) + struct.pack(">H", 14) + CANARY.encode() for m in range(0xE3, 0xEE))
        + jpeg()[2:]
    ),
)
case("png with exif", CLEAN, lambda: encode(noise(), "PNG", exif=exif(6)))
case("png with xmp", CLEAN, lambda: png()[:33] + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP) + png()[33:])
case("png with icc", CLEAN, lambda: encode(noise(), "PNG", icc_profile=ICC))
case(
    "png with a time",
    CLEAN,
    lambda: png()[:33] + chunk(b"tIME", struct.pack(">HBBBBB", 2029, 2, 14, 7, 0, 0)) + png()[33:],
)
case(
    "webp with exif, xmp and icc",
    CLEAN,
    lambda: encode(noise(), "WEBP", exif=exif(3), xmp=XMP, icc_profile=ICC, method=0),
)

# --- every kind of pixel ---
_info = PngImagePlugin.PngInfo()
_info.add_text("Author", CANARY)
for _mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
    case(
        f"png in {_mode}",
        CLEAN,
        lambda m=_mode: encode(
            Image.new("I;16", (320, 440), 30_000) if m == "I;16" else noise(mode=m), "PNG", pnginfo=_info
        ),
    )
case("png with a palette and transparency", CLEAN, lambda: encode(noise(mode="P"), "PNG", transparency=3))
case("png in gray with transparency", CLEAN, lambda: encode(noise(mode="L"), "PNG", transparency=3))
case(
    "png of 16 bits a color",
    CLEAN,
    lambda: png_of(320, 440, bits=16, color=2, data=zlib.compress(b"\0" * (440 * (320 * 6 + 1)))),
)
for _mode in ("L", "CMYK"):
    case(f"jpeg in {_mode}", CLEAN, lambda m=_mode: encode(noise(mode=m), "JPEG"))
case("progressive jpeg", CLEAN, lambda: encode(noise(), "JPEG", progressive=True))
case("jpeg with restart markers", CLEAN, lambda: encode(noise(), "JPEG", restart_marker_rows=1))
for _how in ("lossless", "lossy"):
    case(
        f"webp {_how} with alpha",
        CLEAN,
        lambda h=_how: encode(noise(mode="RGBA"), "WEBP", lossless=h == "lossless", method=0),
    )

# --- PDF ---


def pdf_of(
    *objects: bytes, root: bytes = b"", trailer: bytes = b"", box: bytes = b"[0 0 300 420]", page: bytes = b""
) -> bytes:
    """A PDF of one page; `objects` are numbered from 4 on."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R " + root + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" " + page + b" >>",
        *objects,
    ]
    return _pdf_file(bodies, trailer)


def _pdf_file(bodies: list[bytes], trailer: bytes = b"") -> bytes:
    content, places = PDF, []
    for number, body in enumerate(bodies, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(bodies) + 1,
        trailer,
        start,
    )


def stream(body: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(body), head) + body + b"\nendstream"


def pdf_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    pages = [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 420] >>"] * count
    return _pdf_file(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), *pages]
    )


def pdf_image(width: int, height: int, data: bytes) -> bytes:
    head = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
        % (width, height)
    )
    return pdf_of(
        stream(data, head),
        stream(b"300 0 0 420 0 0 cm /I Do"),
        page=b"/Resources << /XObject << /I 4 0 R >> >> /Contents 5 0 R",
    )


KEY = b"<" + b"41" * 32 + b">"
ENCRYPT = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O " + KEY + b" /U " + KEY + b" /P -4 >> /ID [<00> <00>]"
ALERT = b"<< /S /JavaScript /JS (app.alert\\('" + CANARY.encode() + b"'\\)) >>"
ATTACHED = b"/Names << /EmbeddedFiles << /Names [(x.exe) << /Type /Filespec /F (x.exe) /EF << /F 4 0 R >> >>] >> >>"
case("pdf of one page", CLEAN, lambda: pdf_of())
case("pdf with a password", REFUSED, lambda: pdf_of(trailer=ENCRYPT))
case("pdf with unknown encryption", REFUSED, lambda: pdf_of(trailer=b"/Encrypt << /Filter /Evil /V 9 >>"))
case("pdf that runs javascript", CLEAN, lambda: pdf_of(root=b"/OpenAction " + ALERT))
case(
    "pdf with javascript by name",
    CLEAN,
    lambda: pdf_of(root=b"/Names << /JavaScript << /Names [(a) " + ALERT + b"] >> >>"),
)
case("pdf that starts a program", CLEAN, lambda: pdf_of(root=b"/OpenAction << /S /Launch /F (cmd.exe) >>"))
case(
    "pdf with a file inside",
    CLEAN,
    lambda: pdf_of(stream(b"MZ" + CANARY.encode(), b"/Type /EmbeddedFile"), root=ATTACHED),
)
case(
    "pdf with a form",
    CLEAN,
    lambda: pdf_of(root=b"/AcroForm << /Fields [] /XFA (" + CANARY.encode() + b") /NeedAppearances true >>"),
)
case(
    "pdf with a link",
    CLEAN,
    lambda: pdf_of(
        page=b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://evil.example) >> >>]"
    ),
)
case("pdf with names of people", CLEAN, lambda: pdf_of(trailer=b"/Info << /Author (" + CANARY.encode() + b") >>"))
case("pdf of 20 pages", CLEAN, lambda: pdf_pages(20))
case("pdf of 21 pages", REFUSED, lambda: pdf_pages(21))
case("pdf of 1,000 pages", REFUSED, lambda: pdf_pages(1000))
case("pdf without a page", REFUSED, lambda: pdf_pages(0))
case("pdf that claims a million pages", REFUSED, lambda: pdf_of().replace(b"/Count 1 ", b"/Count 1000000 ", 1))
for _name, _box, _due in (
    ("huge", b"[0 0 1000000000 1000000000]", EITHER), ("tiny", b"[0 0 0.001 0.001]", EITHER), ("empty", b"[0 0 0 0]", EITHER),
    ("turned inside out", b"[300 420 0 0]", EITHER), ("a thread", b"[0 0 1 9000]", REFUSED), ("text", b"(halo)", EITHER),
    ("not finite", b"[0 0 1e999 1e999]", EITHER),
):  # fmt: skip
    case(f"pdf page that is {_name}", _due, lambda b=_box: pdf_of(box=b))
case("pdf image of 3.6 gigapixels", EITHER, lambda: pdf_image(60_000, 60_000, zlib.compress(b"\0" * 100_000)))
case("pdf image bomb", EITHER, lambda: pdf_image(30_000, 3000, zlib.compress(b"\0" * 90_000_000, 9)))
case(
    "pdf stream packed five times",
    EITHER,
    lambda: pdf_of(
        stream(
            zlib.compress(zlib.compress(zlib.compress(b" " * 90_000_000, 9), 9), 9),
            b"/Filter [/FlateDecode /FlateDecode /FlateDecode]",
        ),
        page=b"/Contents 4 0 R",
    ),
)
case(
    "pdf that draws itself",
    EITHER,
    lambda: pdf_of(
        stream(
            b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>"
        ),
        stream(b"/X Do"),
        page=b"/Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R",
    ),
)
case(
    "pdf of a million lines",
    EITHER,
    lambda: pdf_of(stream(b"0 0 m 300 420 l S\n" * 1_000_000), page=b"/Contents 4 0 R"),
)
case("pdf nested 100,000 deep", EITHER, lambda: pdf_of(stream(b"q " * 100_000), page=b"/Contents 4 0 R"))
case("pdf array nested 100,000 deep", EITHER, lambda: pdf_of(b"[" * 100_000 + b"]" * 100_000))
case("pdf whose pages go round in circles", EITHER, lambda: pdf_of().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"))
case("pdf whose root is itself", EITHER, lambda: pdf_of().replace(b"/Pages 2 0 R", b"/Pages 1 0 R"))
case("pdf whose table points to itself", EITHER, lambda: pdf_of(trailer=b"/Prev 9"))
case("pdf that reads another file", CLEAN, lambda: pdf_of(stream(b"", b"/F (/etc/passwd)"), page=b"/Contents 4 0 R"))
case("pdf without a table", EITHER, lambda: pdf_of().replace(b"xref", b"xxxx"))
case(
    "pdf with a font that is not there",
    CLEAN,
    lambda: pdf_of(
        stream(b"BT /F 20 Tf 20 200 Td (" + CANARY.encode() + b") Tj ET"),
        page=b"/Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /TrueType /BaseFont /TidakAda >> >> >>",
    ),
)


def named() -> Iterator[Case]:
    yield from CASES
