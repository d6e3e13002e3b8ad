"""Every page as everybody, on a phone and a laptop, light, dark and on paper; with everything that is wrong with it.

    python -m tests.pictures --out var/gambar
    python -m tests.pictures --readme           # only the pictures of README

Makes a SIMULASI regency of its own in a temporary database, serves it as on a server and ends with 1 where a page has a
fault. `index.html` in the folder shows all; `laporan.txt` tells the faults first.
"""

import argparse
import fnmatch
import json
import multiprocessing
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from electcoord.common.testing.folders import private_folder
from tests.pictures import server, worker

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("var/gambar"), help="Bawaan: var/gambar.")
    parser.add_argument("--roles", default="", help="Hanya akun ini, dipisah koma; 'tamu' belum masuk.")
    parser.add_argument("--routes", default="*", help="Hanya rute atau nama halaman yang cocok, misalnya 'recap:*'.")
    parser.add_argument("--jobs", type=int, default=2, help="Peramban yang bekerja bersamaan. Bawaan: 2.")
    parser.add_argument("--fast", action="store_true", help="Hanya tampilan terang.")
    parser.add_argument("--readme", action="store_true", help="Hanya gambar README, dari kabupaten yang lengkap.")
    parser.add_argument("--world", type=Path, help="Folder basis data yang disimpan dan dipakai lagi.")
    options = parser.parse_args()
    if CHROMIUM is None:
        parser.error("Chromium tidak terpasang di mesin ini.")
    with _folder(options.world) as folder:
        server.settle_in(folder)
        _make(folder, is_whole=options.readme)
        return take_for_readme(folder) if options.readme else sweep(options, folder)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is None:
        with private_folder() as folder:
            yield folder
    else:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()


def _make(folder: Path, *, is_whole: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tests.pictures import world

    started = time.monotonic()
    shutil.rmtree(folder / "static", ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    done = folder / "selesai"
    call_command("migrate", verbosity=0)
    if not done.exists():
        world.build(is_whole=is_whole)
        done.touch()
    print(f"Kabupaten SIMULASI siap dalam {time.monotonic() - started:.0f} detik.", flush=True)


def sweep(options: argparse.Namespace, folder: Path) -> int:
    """Photographs and judges; returns the exit code."""
    from tests.pictures import pages, sheets, world

    started = time.monotonic()
    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    wishes = options.roles.split(",") if options.roles else None
    people = tuple(who for who in world.everybody() if wishes is None or (who or "tamu") in wishes)
    chosen = [
        page for page in pages.pages(world.World())
        if fnmatch.fnmatch(page.route, options.routes) or fnmatch.fnmatch(page.name, options.routes)
    ]  # fmt: skip
    if not chosen or not people:
        sys.exit("Tidak ada halaman atau akun yang cocok.")
    schemes = ("light",) if options.fast else ("light", "dark", "cetak")
    with server.served(folder) as origin, server.served(folder, is_demo=True) as demo:
        wanted = (CHROMIUM, options.out.resolve(), origin, demo, schemes, people, wishes is None)
        spawning = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(options.jobs, spawning, worker.begin, wanted) as pool:
            results = []
            for work in as_completed([pool.submit(worker.photograph, page) for page in chosen]):
                results.append(found := work.result())
                told = f"{found.page.name}: {len(found.pictures)} gambar, {len(found.faults)} catatan"
                print(f"{len(results)}/{len(chosen)} {told}", flush=True)
                # Each time, so that a sweep that is stopped has told what it saw.
                head, serious = _report(options.out, results, time.monotonic() - started)
    for found in results:
        if found.pictures:
            sheets.contact(found.pictures, options.out / f"lembar-{found.page.name}")
    sheets.index(options.out, results)
    print(f"{head}\n{options.out}/index.html, {options.out}/laporan.txt")
    return 1 if serious else 0


def take_for_readme(folder: Path) -> int:
    """Writes .readme/*.png."""
    from tests.pictures import pages, readme, world
    from tests.pictures.photograph import Photographer, Wanted

    with server.served(folder) as origin:
        photographer = Photographer(Wanted(folder, origin, origin), CHROMIUM)
        named = {page.name: page for page in pages.pages(world.World())}
        print("\n".join(readme.make(photographer.browser, origin, photographer.session, named)))
        photographer.stop()
    return 0


def _report(out: Path, results: list, seconds: float) -> tuple[str, int]:
    """Writes what was found so far; its first line, and how many faults are serious."""
    results = sorted(results, key=lambda found: found.page.name)
    places: dict = defaultdict(list)
    for found in results:
        for place, fault in found.faults:
            places[fault].append(place)
    serious = sum(fault.serious for fault in places)
    pictures = sum(len(found.pictures) for found in results)
    counts = f"{len(results)} halaman, {pictures} gambar, {seconds:.0f} detik"
    head = f"{counts}; {serious} kesalahan, {len(places) - serious} catatan."
    lines = [
        head,
        *_lines(places, True),
        *_lines(places, False),
        "",
        "Bobot (kunjungan pertama, berikutnya, permintaan):",
    ]
    for found in sorted(results, key=lambda found: found.heaviest, reverse=True):
        first, again, requests = found.heaviest
        lines.append(f"  {found.page.name:<28} {first / 1000:6.0f} kB {again / 1000:6.0f} kB {requests:4}")
    lines += ["", "Yang melihat halaman:"]
    for found in results:
        who = ", ".join(
            f"{who or 'tamu'} {status}" + (f" (seperti {found.like[who]})" if who in found.like else "")
            for who, status in found.statuses.items()
        )
        lines.append(f"  {found.page.name:<28} {found.page.route}: {who}")
    (out / "laporan.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = [{**vars(fault), "places": at} for fault, at in places.items()]
    (out / "laporan.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return head, serious


def _lines(places: dict, is_serious: bool) -> Iterable[str]:
    yield f"\n{'KESALAHAN' if is_serious else 'Catatan'}:"
    for fault, at in sorted(places.items(), key=lambda pair: (pair[0].kind, -len(pair[1]))):
        if fault.serious == is_serious:
            yield f"  [{fault.kind}] {fault.text}"
            yield from (f"      {place}" for place in at[:3])
            if len(at) > 3:
                yield f"      … dan {len(at) - 3} tempat lain"


if __name__ == "__main__":
    sys.exit(main())
