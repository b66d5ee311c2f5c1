"""Pictures of kinds that the demo has none of, drawn at any size: for benchmarks of painters.

Each has a use of light and colour of its own, which a painter may keep or lose.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

CANVAS_PX = 768
"""Pictures are drawn at this size and scaled down, so that their edges are smooth."""


def _sky(top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    """Return a square that goes from one colour down to another."""
    share = np.linspace(0, 1, CANVAS_PX)[:, None, None]
    column = (1 - share) * np.array(top) + share * np.array(bottom)
    square = np.broadcast_to(column, (CANVAS_PX, CANVAS_PX, 3))
    return Image.fromarray(np.rint(square).astype(np.uint8))


def _speckled(picture: Image.Image, height: float, seed: int) -> Image.Image:
    """Return a picture with soft grain, as paper and film have."""
    grain = np.random.default_rng(seed).normal(0, height, (CANVAS_PX // 2, CANVAS_PX // 2, 1))
    grain = grain.repeat(2, axis=0).repeat(2, axis=1)
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def night() -> Image.Image:
    """Draw a town by night: dark blue, a few lit windows."""
    random = np.random.default_rng(1)
    picture = _sky((6, 8, 20), (22, 26, 48))
    draw = ImageDraw.Draw(picture)
    for x in range(0, CANVAS_PX, 64):
        top = int(random.uniform(300, 560))
        draw.rectangle([x, top, x + 58, CANVAS_PX], fill=(12, 13, 20))
        for y in range(top + 16, CANVAS_PX - 20, 34):
            for column in (x + 10, x + 34):
                if random.random() < 0.25:
                    draw.rectangle([column, y, column + 12, y + 16], fill=(236, 190, 96))
    draw.ellipse([560, 90, 630, 160], fill=(210, 214, 226))
    return _speckled(picture, 2, 1)


def high_key() -> Image.Image:
    """Draw a bowl of eggs on a table: nearly white throughout."""
    picture = _sky((250, 248, 244), (232, 228, 222))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 520, CANVAS_PX, CANVAS_PX], fill=(242, 238, 232))
    draw.ellipse([170, 560, 640, 650], fill=(218, 214, 208))
    for x, y, shade in ((260, 330, 236), (360, 300, 244), (450, 335, 230)):
        draw.ellipse([x, y, x + 120, y + 160], fill=(shade, shade - 6, shade - 14))
        draw.ellipse([x + 22, y + 24, x + 60, y + 76], fill=(252, 250, 246))
    draw.pieslice([180, 260, 620, 640], 0, 180, fill=(226, 230, 234))
    draw.ellipse([180, 430, 620, 480], outline=(200, 204, 210), width=6)
    return _speckled(picture.filter(ImageFilter.GaussianBlur(3)), 1.5, 2)


def black_and_white() -> Image.Image:
    """Draw a pier in fog as a photograph in grey."""
    picture = _sky((206, 206, 206), (120, 120, 120))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(340, 400), (420, 400), (640, 768), (120, 768)], fill=(84, 84, 84))
    for step in np.geomspace(1, 14, 12):
        y, half, tone = 400 + 26 * step, 40 + 17 * step, int(170 - 12 * step)
        for x in (380 - half, 380 + half):
            draw.line([(x, y), (x, y - 12 * step)], fill=(tone,) * 3, width=int(2 + step))
        draw.line([(380 - half, y), (380 + half, y)], fill=(60, 60, 60), width=2)
    draw.ellipse([500, 120, 600, 220], fill=(240, 240, 240))
    return _speckled(picture.filter(ImageFilter.GaussianBlur(1.5)), 7, 3)


def line_drawing() -> Image.Image:
    """Draw a house and a tree with a pen on paper."""
    random = np.random.default_rng(4)
    picture = Image.new("RGB", (CANVAS_PX, CANVAS_PX), (248, 246, 238))
    draw = ImageDraw.Draw(picture)
    ink = (30, 28, 34)
    draw.line([(0, 610), (250, 600), (520, 618), (768, 606)], fill=ink, width=4)
    draw.rectangle([140, 380, 400, 606], outline=ink, width=5)
    draw.line([(110, 390), (270, 250), (430, 390), (110, 390)], fill=ink, width=5)
    draw.rectangle([230, 490, 300, 606], outline=ink, width=4)
    for x in (165, 325):
        draw.rectangle([x, 420, x + 50, 470], outline=ink, width=4)
        draw.line([(x + 25, 420), (x + 25, 470)], fill=ink, width=3)
    for x in range(120, 420, 14):
        draw.line([(x, 388), (x + 8, 372)], fill=ink, width=2)
    draw.line([(580, 608), (574, 420)], fill=ink, width=9)
    for _ in range(150):
        x, y = 575 + 70 * random.normal(), 350 + 55 * random.normal()
        draw.arc([x - 18, y - 14, x + 18, y + 14], *sorted(random.uniform(0, 360, 2)), ink, 3)
    return picture


def portrait() -> Image.Image:
    """Draw a face before a green wall: skin, dark hair, a red dress."""
    picture = _sky((92, 116, 96), (58, 78, 66))
    draw = ImageDraw.Draw(picture)
    draw.ellipse([210, 110, 560, 620], fill=(46, 28, 24))
    draw.rectangle([330, 470, 440, 620], fill=(206, 150, 122))
    draw.ellipse([180, 580, 590, 960], fill=(150, 34, 42))
    draw.ellipse([270, 180, 500, 520], fill=(232, 184, 156))
    draw.pieslice([250, 130, 520, 420], 180, 360, fill=(46, 28, 24))
    for x in (320, 420):
        draw.ellipse([x, 325, x + 42, 347], fill=(246, 242, 238))
        draw.ellipse([x + 12, 325, x + 32, 347], fill=(70, 50, 36))
        draw.arc([x - 6, 296, x + 50, 330], 200, 340, (60, 36, 30), 6)
    draw.line([(388, 345), (376, 410), (394, 416)], fill=(196, 136, 112), width=5)
    draw.ellipse([346, 446, 424, 474], fill=(176, 70, 72))
    shade = Image.new("L", picture.size)
    ImageDraw.Draw(shade).ellipse([420, 170, 620, 560], fill=90)
    dark = Image.new("RGB", picture.size, (70, 36, 30))
    picture.paste(dark, mask=shade.filter(ImageFilter.GaussianBlur(40)))
    return _speckled(picture.filter(ImageFilter.GaussianBlur(2)), 3, 5)


def neon() -> Image.Image:
    """Draw tubes of light, magenta, cyan and green, on black."""
    lines = Image.new("RGB", (CANVAS_PX, CANVAS_PX), (4, 2, 10))
    draw = ImageDraw.Draw(lines)
    draw.ellipse([150, 120, 480, 450], outline=(255, 0, 170), width=16)
    draw.line([(90, 640), (300, 300), (510, 640), (90, 640)], fill=(0, 240, 255), width=16)
    draw.line([(560, 120), (660, 250), (560, 380), (680, 520)], fill=(120, 255, 40), width=16)
    draw.rectangle([430, 560, 700, 680], outline=(255, 120, 0), width=14)
    glow = np.asarray(lines.filter(ImageFilter.GaussianBlur(28)), dtype=np.uint16)
    return Image.fromarray(np.minimum(np.asarray(lines) + 2 * glow, 255).astype(np.uint8))


DRAWN: dict[str, Callable[[], Image.Image]] = {
    "night": night,
    "high_key": high_key,
    "black_and_white": black_and_white,
    "line_drawing": line_drawing,
    "portrait": portrait,
    "neon": neon,
}
"""The pictures by name; each is a square of `CANVAS_PX`."""
