"""Make the demo's slides, documents and recordings in ``demo/files`` from the pages in ``demo/sources``.

Run by a maintainer after a source changed: ``python demo/make_assets.py [NAME …]``. The results are kept in the
repository, so that the demo itself needs none of this: Debian's chromium, ffmpeg and fonts-morisawa-bizud-gothic.

``NAME.html`` becomes ``NAME.pdf`` (tagged, subset fonts). ``NAME.recording.html`` becomes ``NAME.mp4``, its captions
``NAME.vtt`` (WebVTT, W3C) and its poster ``NAME.png``: one scene and one caption for each ``<section>``.
"""

# ruff: noqa: INP001, S603, S607, T201 -- a maintainer's script that drives ffmpeg and says what it did

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
FILES = HERE / "files"
MARK = "実演用資料（本物の資料ではありません）"
FONT = "BIZ UDPGothic"
# One fixed date, for the same reason as BIT_EXACT; Chromium may still order a drawing's objects in two ways.
PDF_DATE = "D:20240801000000+09'00'"
SCENE_SECONDS = 2.4
FADE_SECONDS = 0.3
FRAMES_PER_SECOND = 25
WIDTH, HEIGHT = 640, 360
# The progress bar: left edge, top edge, width and height in pixels; between the header and the picture.
BAR_LEFT, BAR_TOP, BAR_WIDTH, BAR_HEIGHT = 24, 58, 592, 8
# Without dates and versions of the encoder, so that an unchanged source gives an unchanged file.
BIT_EXACT = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
LARGEST = {".pdf": 120_000, ".mp4": 120_000, ".vtt": 2_000, ".png": 15_000}
LARGEST_TOGETHER = 1_500_000


def print_pdf(browser: Browser, source: Path, target: Path) -> None:
    """Print one source page as a tagged PDF with title and language; its own CSS gives the paper size."""
    page = browser.new_page()
    page.goto(source.as_uri())
    title = page.title()
    printed = target.with_suffix(".printed")
    page.pdf(path=printed, prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    page.close()
    writer = PdfWriter(clone_from=printed)
    printed.unlink()
    writer.metadata = {
        "/Title": title,
        "/Subject": MARK,
        "/Author": "forumapp",
        "/Creator": "demo/make_assets.py",
        "/Producer": "Chromium, pypdf",
        "/CreationDate": PDF_DATE,
        "/ModDate": PDF_DATE,
    }
    # Viewers then show the title instead of the file name (PDF/UA-1, 7.1).
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    writer.compress_identical_objects()
    for sheet in writer.pages:
        sheet.compress_content_streams(level=9)
    writer.write(target)


def photograph_scenes(browser: Browser, source: Path, folder: Path) -> list[str]:
    """Save ``0.png``, ``1.png``, … of the scenes into folder; return the scenes' captions in order."""
    page = browser.new_page()
    page.goto(source.as_uri())
    scenes = page.locator("section").all()
    # All scenes in sight: one that has to be scrolled to loses its lower edge in the picture.
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT * len(scenes)})
    captions: list[str] = []
    for number, scene in enumerate(scenes):
        scene.screenshot(path=folder / f"{number}.png")
        captions.append(scene.get_attribute("data-cue") or "")
    page.close()
    if not captions or not all(captions):
        raise SystemExit(f"{source.name}: every section needs a data-cue")
    return captions


def accent_of(browser: Browser, source: Path) -> str:
    """Return the page's accent colour as ffmpeg writes it, such as ``0x0017c1``."""
    page = browser.new_page()
    page.goto(source.as_uri())
    value: str = page.evaluate("getComputedStyle(document.body).getPropertyValue('--accent')")
    page.close()
    return value.strip().replace("#", "0x")


def film(folder: Path, scenes: int, accent: str, target: Path) -> None:
    """Join the scenes of folder with fades, a filling progress bar and a soft tone: H.264 and AAC in mp4."""
    length = scenes * SCENE_SECONDS
    command = ["ffmpeg", "-y", "-loglevel", "error"]
    for number in range(scenes):
        # Each scene but the last lives on through the fade into the next.
        shown = SCENE_SECONDS + (FADE_SECONDS if number < scenes - 1 else 0)
        command += ["-loop", "1", "-framerate", str(FRAMES_PER_SECOND), "-t", f"{shown:.2f}"]
        command += ["-i", str(folder / f"{number}.png")]
    chord = "+".join(f"0.025*sin({pitch}*2*PI*t)" for pitch in (220, 277.18, 329.63))
    command += ["-f", "lavfi", "-i", f"aevalsrc={chord}:s=44100:d={length:.2f}"]
    bar = f"s={BAR_WIDTH}x{BAR_HEIGHT}:r={FRAMES_PER_SECOND}:d={length:.2f}"
    steps = [f"color=c=0xdddde3:{bar}[track]", f"color=c={accent}:{bar}[fill]"]
    steps.append(f"[track][fill]overlay=x='-{BAR_WIDTH}+{BAR_WIDTH}*t/{length:.2f}'[bar]")
    joined = "0:v"
    for number in range(1, scenes):
        begin = number * SCENE_SECONDS
        steps.append(
            f"[{joined}][{number}:v]xfade=duration={FADE_SECONDS}:offset={begin:.2f}[joined{number}]"
        )
        joined = f"joined{number}"
    steps.append(f"[{joined}][bar]overlay=x={BAR_LEFT}:y={BAR_TOP},format=yuv420p[picture]")
    steps.append(f"[{scenes}:a]afade=t=in:d=1,afade=t=out:st={length - 1.5:.2f}:d=1.5[sound]")
    command += ["-filter_complex", ";".join(steps), "-map", "[picture]", "-map", "[sound]"]
    command += ["-c:v", "libx264", "-preset", "veryslow", "-tune", "stillimage", "-crf", "27"]
    command += ["-threads", "1", "-c:a", "aac", "-b:a", "24k", "-ac", "1", "-metadata:s:a:0", "language=jpn"]
    command += ["-map_metadata", "-1"]
    command += [*BIT_EXACT, "-movflags", "+faststart", str(target)]
    subprocess.run(command, check=True)


def reduce_colours(picture: Path, target: Path) -> None:
    """Save picture as a PNG of at most 32 colours; the scenes are flat, so nothing is seen of it."""
    palette = "split[a][b];[a]palettegen=max_colors=32:reserve_transparent=0[p];[b][p]paletteuse=dither=none"
    command = ["ffmpeg", "-y", "-loglevel", "error", "-i", str(picture), "-filter_complex", palette]
    subprocess.run([*command, "-compression_level", "9", *BIT_EXACT, str(target)], check=True)


def clock_time(seconds: float) -> str:
    """Write seconds below one hour as a WebVTT timestamp, ``MM:SS.mmm``."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def write_captions(captions: list[str], target: Path) -> None:
    """Write one WebVTT cue for each scene; a cue ends a tenth of a second before the next begins."""
    cues = ["WEBVTT"]
    for number, text in enumerate(captions):
        begin, end = number * SCENE_SECONDS, (number + 1) * SCENE_SECONDS - 0.1
        cues.append(f"{number + 1}\n{clock_time(begin)} --> {clock_time(end)}\n{text}")
    target.write_text("\n\n".join(cues) + "\n", encoding="utf-8")


def make_recording(browser: Browser, source: Path, stem: str) -> None:
    """Make the film, captions and poster of one recording."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        captions = photograph_scenes(browser, source, folder)
        film(folder, len(captions), accent_of(browser, source), FILES / f"{stem}.mp4")
        reduce_colours(folder / "0.png", FILES / f"{stem}.png")
    write_captions(captions, FILES / f"{stem}.vtt")


def check_sizes() -> None:
    """Refuse results that are too heavy for the repository; sizes in bytes."""
    made = sorted(FILES.iterdir())
    heavy = [file.name for file in made if file.stat().st_size > LARGEST[file.suffix]]
    total = sum(file.stat().st_size for file in made)
    if heavy or total > LARGEST_TOGETHER:
        raise SystemExit(f"Too heavy: {', '.join(heavy) or 'everything together'} ({total} bytes in all)")
    print(f"{len(made)} files, {total} bytes")


def check_tools() -> str:
    """Return the path of Chromium, or stop with a sentence that names what is missing."""
    chromium = shutil.which("chromium")
    fonts = (
        shutil.which("fc-list")
        and subprocess.run(["fc-list", FONT], check=True, capture_output=True, text=True).stdout
    )
    if chromium is None or shutil.which("ffmpeg") is None or not fonts:
        raise SystemExit("Please install: chromium ffmpeg fontconfig fonts-morisawa-bizud-gothic")
    return chromium


def main(wanted: list[str]) -> None:
    """Make the named results, or all of them."""
    chromium = check_tools()
    FILES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for source in sorted(SOURCES.glob("*.html")):
            stem = source.name.split(".")[0]
            if wanted and stem not in wanted:
                continue
            print(source.name)
            if source.name.endswith(".recording.html"):
                make_recording(browser, source, stem)
            else:
                print_pdf(browser, source, FILES / f"{stem}.pdf")
        browser.close()
    check_sizes()


if __name__ == "__main__":
    main(sys.argv[1:])
