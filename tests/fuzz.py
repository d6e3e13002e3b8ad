"""Malformed requests from a seed: words that break things, forms, multipart and JSON that are almost right.

FUZZ sets how many requests a test sends (300; the long run 10,000), FUZZ_SEED which ones.
"""

import json
import os
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote_plus
from uuid import uuid4

COUNT = int(os.environ.get("FUZZ", "300"))
# Every answer is one of these; 413 and 400 come from Django's own limits of a request.
ALLOWED = {200, 302, 400, 403, 404, 405, 409, 413, 422}
WORDS = [
    "", "1", "0", "-1", "99", "100", "1e3", "２", "satu", "\x00", "1\x00", "9" * 5000, "null", "[]", "{}", "' OR 1=1 --",
    "<script>", "../../etc/passwd", "\ud7ff", "%00", "ppwp", "dprd_kab_2", "9901011001001", "9901011001002",
    "9902011001001", "٠١٢", "True", "00000000-0000-0000-0000-000000000000", "\u202e", "🗳", "NaN", "Infinity", "-0",
    "1" + "0" * 30, "0x10", "1_000", " 7 ", "X", "xX", "X5", "10000", "9999", "\udc80", "\ud800", "\r\n", "a" * 3000,
]  # fmt: skip
TYPES = [
    "multipart/form-data", "application/x-www-form-urlencoded", "application/json", "", "multipart/form-data; boundary=",
    "text/plain", "application/x-www-form-urlencoded; charset=utf-16", "application/json; charset=utf-7", "x" * 500,
]  # fmt: skip
ACCEPTED = ["text/html", "application/json", "*/*", ""]


class Sent(NamedTuple):
    """A request's body and its content type."""

    body: bytes
    kind: str


def rng(name: str) -> Random:
    """The random numbers of one test."""
    return Random(os.environ.get("FUZZ_SEED", name))


def raw(text: str) -> bytes:
    """Text as bytes, lone surrogates too."""
    return text.encode("utf-8", "surrogatepass")


def bent(rng: Random, legal: Mapping[str, str], others: Sequence[str]) -> list[tuple[str, str]]:
    """A form in which some fields are missing, doubled, foreign or nonsense; now and then it is left alone."""
    pairs = list(legal.items())
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3, 8, 40))):
        at = rng.randrange(len(pairs)) if pairs else 0
        deed = rng.randrange(5)
        if deed == 0 and pairs:
            del pairs[at]
        elif deed == 1 and pairs:
            pairs.append((pairs[at][0], rng.choice(WORDS)))
        elif deed == 2:
            pairs.insert(at, (rng.choice(others), rng.choice(WORDS)))
        elif deed == 3:
            pairs.insert(at, (rng.choice(WORDS), rng.choice(WORDS)))
        elif pairs:
            pairs[at] = (pairs[at][0], rng.choice(WORDS))
    return pairs


def form(rng: Random, pairs: Sequence[tuple[str, str]]) -> Sent:
    """The fields as a form, as multipart or as JSON; the content type may tell another story, the body may be cut."""
    shape = rng.random()
    if shape < 0.3:
        heads = [(f'name="{name}"', raw(value)) for name, value in pairs]
        return multipart(rng, heads)
    if shape < 0.36:
        return Sent(broken(rng, raw(json.dumps(dict(pairs)))), rng.choice(TYPES))
    body = "&".join(
        f"{quote_plus(raw(name))}={raw_or_quoted(rng, value)}" for name, value in pairs
    )  # fmt: skip
    kind = "application/x-www-form-urlencoded" if rng.random() < 0.95 else rng.choice(TYPES)
    return Sent(broken(rng, raw(body)) if rng.random() < 0.1 else raw(body), kind)


def raw_or_quoted(rng: Random, value: str) -> str:
    return quote_plus(raw(value)) if rng.random() < 0.97 else value


def multipart(rng: Random, heads: Sequence[tuple[str, bytes]]) -> Sent:
    """A multipart body, mostly well-formed; `heads`: what follows `form-data; ` in each part, and its content."""
    mark = rng.choice(["batas", "b" * 70, "a b", "'"])
    end = f"--{mark}--\r\n".encode()
    if rng.random() < 0.08:
        end = rng.choice([b"", b"--", end[: len(end) // 2]])
    body = b"".join(part(mark, head, content) for head, content in heads) + end
    if rng.random() < 0.08 and body:
        body = body[: rng.randrange(len(body))]
    kind = f"multipart/form-data; boundary={mark}"
    return Sent(body, rng.choice(TYPES) if rng.random() < 0.06 else kind)


def part(mark: str, head: str, content: bytes) -> bytes:
    return raw(f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n") + content + b"\r\n"


def broken(rng: Random, body: bytes) -> bytes:
    """Cut, with other bytes in between, or in another encoding."""
    deed = rng.randrange(5)
    if deed == 0:
        return body[: rng.randrange(len(body) + 1)]
    if deed == 1:
        at = rng.randrange(len(body) + 1)
        return (
            body[:at]
            + rng.choice([b"\x00", b"\xff\xfe", b"\xc3\x28", b"&&&", b"%", b"}{", b"\xed\xa0\x80"])
            + body[at:]
        )
    if deed == 2:
        return body.decode("utf-8", "replace").encode(rng.choice(["utf-16", "utf-32", "cp037"]), "replace")
    if deed == 3:
        return body * rng.choice((2, 30))
    return bytes(rng.randrange(256) for _ in range(rng.randrange(200)))


DEEP = ["[" * 100_000, '{"a":' * 20_000, '{"values":' * 500 + "1" + "}" * 500]


def document(rng: Random, legal: Mapping[str, Any]) -> bytes:
    """A JSON text that is almost the legal one."""
    chosen = rng.random()
    if chosen < 0.35:
        return raw(json.dumps(legal))
    if chosen < 0.5:
        return broken(rng, raw(json.dumps(legal)))
    if chosen < 0.55:
        return raw(rng.choice(DEEP))
    if chosen < 0.6:
        # One name twice, a number no machine holds, a surrogate alone.
        return rng.choice(
            [b'{"revision": 1, "revision": 2, "values": {}, "values": {"calon_1": "1", "calon_1": "2"}}',
             b'{"revision": 1' + b"0" * 30 + b', "values": {}}', b'{"revision": 1' + b"0" * 5000 + b', "values": {}}',
             b'{"revision": NaN, "values": {}}', b'{"revision": 1e30, "values": {}}', b"NaN", b"-Infinity", b"1e400",
             b'{"revision": 1, "values": {"calon_1": "\\ud800"}}', b'{"revision": 1, "values": {"\\udc80": "1"}}',
             b'{"revision": 1, "values": {"calon_1": "\\u0000"}}', b"\xef\xbb\xbf{}", b"", b" ", b'"x"']
        )  # fmt: skip
    return raw(json.dumps(_other(rng, legal, 3)))


def _other(rng: Random, value: Any, depth: int) -> Any:
    """The same value with another type somewhere in it."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice([None, True, 0, -1, 1.5, 10**30, "", "X", [], {}, [[]], rng.choice(WORDS), float("nan")])
    if isinstance(value, dict):
        found = {key: _other(rng, one, depth - 1) if rng.random() < 0.3 else one for key, one in value.items()}
        if rng.random() < 0.2:
            found[rng.choice(WORDS)] = rng.choice(WORDS)
        return found
    return rng.choice(WORDS) if rng.random() < 0.5 else value


def key(rng: Random) -> str:
    """A request key, mostly a good one."""
    return str(uuid4()) if rng.random() < 0.9 else rng.choice(WORDS)
