"""The pictures of README, made anew from the whole SIMULASI regency; the same again where nothing changed."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / ".readme"
HEAVIEST = 120_000
COLOURS = (256, 192, 128, 96, 64)
# The demo's election was yesterday, whenever it is loaded; here it was on 14 February 2029, and the clock stands still.
CLOCK = """() => {
  const DAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
  const MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
    "November", "Desember"];
  const today = new Date(new Date().toLocaleDateString("en-CA", { timeZone: "Asia/Jakarta" }));
  const shift = Date.UTC(2029, 1, 15) - today.getTime();
  const date = new RegExp(String.raw`(?:(${DAYS.join("|")}), )?(\\d{1,2}) (${MONTHS.join("|")})( 20\\d{2})?`, "g");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    walker.currentNode.data = walker.currentNode.data
      .replace(date, (text, weekday, day, month, year) => {
        const then = new Date(Date.UTC(year ? Number(year) : today.getUTCFullYear(), MONTHS.indexOf(month), day) + shift);
        return `${weekday ? `${DAYS[then.getUTCDay()]}, ` : ""}${then.getUTCDate()} ${MONTHS[then.getUTCMonth()]}`
          + (year ? ` ${then.getUTCFullYear()}` : "");
      })
      .replace(/\\b\\d{1,2}[.]\\d{2}(?= W(IB|ITA|IT)\\b)/g, "20.14")
      .replace(/\\b\\d+ (detik|menit|jam)\\b/g, "40 menit");
  }
}"""


@dataclass(frozen=True)
class Shot:
    """`page`: a name of tests.pictures.pages; `anchor`: what stands at the top of the picture, else the page's head."""

    name: str
    page: str
    who: str
    width: int = 1280
    height: int = 860
    anchor: str = ""


SHOTS = (
    Shot("beranda", "beranda", "ketua"),
    Shot("rekapitulasi", "kabupaten", "ketua"),
    Shot("peta", "peta", "ketua"),
    Shot("entri", "entri", "operator"),
    Shot("kisah", "kisah", "ketua"),
    Shot("ponsel", "kecamatan", "ketua", 360, 760),
)


def make(browser: Any, origin: str, session_of: Any, pages: dict[str, Any]) -> list[str]:
    """Writes what changed; a line for each picture."""
    from tests.pictures.eye import Eye, context_of

    FOLDER.mkdir(exist_ok=True)
    told = []
    for shot in SHOTS:
        context = context_of(browser, origin, shot.width, session=session_of(shot.who))
        eye = Eye(context, origin, shot.width)
        eye.page.set_viewport_size({"width": shot.width, "height": shot.height})
        eye.open(pages[shot.page].url)
        eye.page.wait_for_load_state("networkidle")
        eye.page.evaluate(CLOCK)
        if shot.anchor:
            eye.page.locator(shot.anchor).first.evaluate("(element) => element.scrollIntoView({block: 'start'})")
        picture = Image.open(BytesIO(eye.page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        told.append(_write(FOLDER / f"{shot.name}.png", picture))
        context.close()
    return told


def _write(file: Path, picture: Image.Image) -> str:
    content = b""
    for colours in COLOURS:
        target = BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            target, "PNG", optimize=True
        )
        content = target.getvalue()
        if len(content) <= HEAVIEST:
            break
    if file.exists() and file.read_bytes() == content:
        return f"{file.name}: tidak berubah"
    file.write_bytes(content)
    return f"{file.name}: ditulis, {len(content) // 1000} kB"
