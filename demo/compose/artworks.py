"""Make the demo's artworks, ../artworks/NAME.jpg.

For maintainers; the workflow reads the committed files. Two are painted here, three are
public-domain photographs that scikit-image ships (see the README for their sources):

    .venv/bin/python demo/compose/artworks.py
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from skimage import data

FOLDER = Path(__file__).resolve().parent.parent / "artworks"
WIDTH, HEIGHT = 960, 720
JPEG_QUALITIES = range(92, 60, -4)
LARGEST_BYTES = 250_000


def noise(rng: np.random.Generator, height: int, width: int, cells: tuple[int, int]) -> np.ndarray:
    """Return smooth noise in [0, 1], shape (height, width), of `cells` bumps (down, across)."""
    coarse = Image.fromarray(rng.random(cells).astype(np.float32))
    return np.clip(np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC)), 0, 1)


def fractal(
    rng: np.random.Generator, height: int, width: int, cells: tuple[int, int], octaves: int = 5
) -> np.ndarray:
    """Return noise in [0, 1] whose octaves halve in height as they double in frequency."""
    total = sum(
        noise(rng, height, width, (cells[0] * 2**k, cells[1] * 2**k)) / 2**k for k in range(octaves)
    )
    return total / (2 - 2.0 ** (1 - octaves))


def ridge(rng: np.random.Generator, cells: int, octaves: int) -> np.ndarray:
    """Return a ridge line in [0, 1], shape (WIDTH,)."""
    line = fractal(rng, 1, WIDTH, (1, cells), octaves)[0]
    return (line - line.min()) / np.ptp(line)


def gradient(stops: list[tuple[float, tuple[int, int, int]]]) -> np.ndarray:
    """Return a vertical gradient, (HEIGHT, WIDTH, 3), through colours at heights in [0, 1]."""
    at, colours = zip(*stops, strict=True)
    rows = np.linspace(0, 1, HEIGHT)
    column = np.stack([np.interp(rows, at, channel) for channel in zip(*colours, strict=True)], 1)
    return np.repeat(column[:, np.newaxis], WIDTH, axis=1)


def blend(picture: np.ndarray, colour: np.ndarray | tuple, alpha: np.ndarray) -> np.ndarray:
    """Lay `colour` over the picture with weight `alpha`, shape (HEIGHT, WIDTH)."""
    return picture + (np.asarray(colour, dtype=float) - picture) * alpha[..., np.newaxis]


def drawn(shapes: Callable[[ImageDraw.ImageDraw], None]) -> np.ndarray:
    """Return the mask, in [0, 1], of what a function draws on a canvas of twice the size."""
    canvas = Image.new("L", (2 * WIDTH, 2 * HEIGHT))
    shapes(ImageDraw.Draw(canvas))
    return np.asarray(canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)) / 255


Y, X = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)


def prairie() -> np.ndarray:
    """Paint dusk over a prairie: a low sun, ridges, a wind pump and a fence in the grass."""
    rng = np.random.default_rng(1896)
    picture = gradient(
        [
            (0.0, (38, 34, 92)), (0.25, (112, 58, 122)), (0.42, (214, 98, 92)),
            (0.55, (250, 168, 84)), (0.62, (255, 222, 140)), (1.0, (255, 222, 140)),
        ]
    )  # fmt: skip
    sun_x, sun_y = 0.66 * WIDTH, 0.545 * HEIGHT
    distance = np.hypot(X - sun_x, Y - sun_y)
    picture = blend(picture, (255, 216, 120), 0.75 * np.exp(-((distance / 170) ** 1.2)))
    clouds = fractal(rng, HEIGHT, WIDTH, (14, 3))
    shade = np.clip((clouds - 0.5) * 6, 0, 1) * np.clip(1.15 - Y / (0.55 * HEIGHT), 0, 1)
    picture = blend(picture, (86, 44, 96), 0.75 * shade)
    lit = np.clip(shade - np.roll(shade, -7, axis=0), 0, 1)
    picture = blend(picture, (255, 150, 96), np.clip(1.6 * lit, 0, 0.9))
    picture = blend(picture, (255, 246, 206), np.clip((54 - distance) / 2, 0, 1))

    layers = [(0.535, 60, 4, 6, (176, 92, 116)), (0.575, 46, 5, 5, (128, 62, 92)),
              (0.62, 30, 3, 4, (82, 44, 66))]  # fmt: skip
    for base, height, cells, octaves, colour in layers:
        line = base * HEIGHT - height * ridge(rng, cells, octaves)
        picture = blend(picture, colour, np.clip(Y - line, 0, 1))

    depth = np.clip((Y - 0.635 * HEIGHT) / (0.365 * HEIGHT), 0, 1)
    meadow = 0.635 * HEIGHT + 8 * ridge(rng, 3, 3)
    patches = fractal(rng, HEIGHT, WIDTH, (9, 4))[..., np.newaxis]
    field = np.array((226, 160, 66)) * (0.55 + 0.7 * patches) * (1.05 - 0.55 * depth[..., None])
    picture = np.where((meadow < Y)[..., np.newaxis], field, picture)
    # Blades lean with the wind; nearer ones are longer, and their tips catch the sun.
    canvas = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(canvas)
    colours = [(246, 194, 92), (190, 118, 48), (120, 68, 40), (255, 222, 132), (84, 50, 44)]
    for y in np.sort(rng.uniform(0.645, 1.06, 7000)) * HEIGHT:
        near = (y / HEIGHT - 0.635) / 0.365
        x, length = rng.uniform(-20, WIDTH), (4 + 52 * near) * rng.uniform(0.5, 1.2)
        tip = (x + length * rng.normal(0.35, 0.15), y - length)
        colour = colours[rng.integers(len(colours))]
        draw.line([(x, y), tip], fill=colour, width=1 + int(2.2 * near))

    def pump_and_fence(draw: ImageDraw.ImageDraw) -> None:
        foot, top, x = 1010, 610, 420
        for side in (-1, 1):
            draw.line([(x + 46 * side, foot), (x + 8 * side, top)], fill=255, width=8)
        for k in range(5):
            low, high = foot - 80 * k, foot - 80 * (k + 1)
            wide, narrow = 46 - 7.6 * k, 46 - 7.6 * (k + 1)
            draw.line([(x - wide, low), (x + narrow, high)], fill=255, width=4)
            draw.line([(x + wide, low), (x - narrow, high)], fill=255, width=4)
        for k in range(14):
            angle = 2 * np.pi * k / 14
            arms = [(x + r * np.cos(angle + t), top + r * np.sin(angle + t))
                    for r, t in ((16, 0), (82, -0.12), (82, 0.14))]  # fmt: skip
            draw.polygon(arms, fill=255)
        draw.polygon(
            [(x, top - 4), (x + 150, top - 40), (x + 150, top + 40), (x, top + 4)], fill=255
        )
        posts = [(-60, 1440, 330), (330, 1310, 240), (640, 1215, 180), (880, 1145, 136),
                 (1070, 1092, 104), (1220, 1052, 80), (1340, 1022, 62), (1438, 998, 48),
                 (1520, 980, 38), (1590, 966, 30)]  # fmt: skip
        for share in (0.12, 0.42, 0.72):
            draw.line([(px, py - h * (1 - share)) for px, py, h in posts], fill=255, width=5)
        for px, py, h in posts:
            draw.line([(px, py + 0.1 * h), (px + 0.03 * h, py - h)], fill=255, width=max(5, h // 8))
        for bx, by, span in ((980, 330, 34), (1060, 290, 28), (1120, 352, 24), (900, 380, 20)):
            wing = [(bx - span, by - span * 0.5), (bx - span * 0.4, by - span * 0.6), (bx, by)]
            draw.line(wing + [(2 * bx - wx, wy) for wx, wy in wing[::-1]], fill=255, width=6)

    return blend(np.asarray(canvas, dtype=float), (40, 22, 38), drawn(pump_and_fence))


def mountain_hall() -> np.ndarray:
    """Paint a fjord by night: aurora, moon, snowy peaks and a lit gate in the mountain."""
    rng = np.random.default_rng(1875)
    shore = int(0.74 * HEIGHT)
    picture = gradient(
        [(0.0, (8, 12, 44)), (0.3, (20, 38, 92)), (0.55, (44, 84, 128)), (1.0, (96, 130, 150))]
    )
    stars = rng.random((HEIGHT, WIDTH)) > 0.999
    glow = np.asarray(
        Image.fromarray((stars * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))
    )
    picture = blend(picture, (255, 250, 230), np.clip(glow / 40, 0, 1) * np.clip(1 - Y / 420, 0, 1))
    for number, colour in enumerate([(70, 240, 160), (110, 220, 220), (190, 110, 230)]):
        foot = 250 - 46 * number + 90 * (ridge(rng, 3, 3) - 0.5) + 60 * np.sin(X / 150 + 2 * number)
        rays = 0.55 + 0.45 * np.tile(ridge(rng, 60, 3), (HEIGHT, 1))
        above = np.where(foot > Y, np.exp((Y - foot) / 90), np.exp((foot - Y) / 9))
        picture = blend(picture, colour, 0.7 * above * rays)
    moon = np.hypot(X - 760, Y - 120)
    picture = blend(picture, (255, 244, 204), 0.5 * np.exp(-moon / 60))
    craters = fractal(rng, HEIGHT, WIDTH, (24, 32), 3)[..., np.newaxis]
    picture = np.where((moon < 44)[..., np.newaxis], 255 - 70 * craters * (1, 1, 1.3), picture)

    def range_of_peaks(base: float, height: float, peaks: list[tuple[float, float]]) -> np.ndarray:
        xs, tops = zip(*peaks, strict=True)
        line = np.interp(np.arange(WIDTH), np.array(xs) * WIDTH, tops)
        return base - height * line - 26 * (ridge(rng, 12, 5) - 0.5)

    ranges = [
        (range_of_peaks(500, 260, [(0, 0.45), (0.14, 0.8), (0.27, 0.4), (0.42, 0.75), (0.58, 0.3),
                                   (0.72, 0.62), (0.86, 0.35), (1, 0.7)]), (70, 92, 142), 0.85),
        (range_of_peaks(540, 400, [(0, 0.1), (0.2, 0.34), (0.38, 0.86), (0.44, 0.93), (0.5, 0.8),
                                   (0.66, 0.32), (0.82, 0.24), (0.93, 0.5), (1, 0.42)]),
         (38, 48, 92), 1.0),
    ]  # fmt: skip
    for line, colour, snow in ranges:
        inside = np.clip(Y - line, 0, 1)
        # The moonlight comes from the left: a face is lit where the ground rises to the right.
        slope = np.convolve(np.gradient(-line), np.hanning(41) / 20, mode="same")
        gullies = fractal(rng, HEIGHT, WIDTH, (8, 44), 4) + fractal(rng, HEIGHT, WIDTH, (24, 36), 4)
        light = np.clip(0.5 + 0.16 * slope + 1.1 * (gullies - 1.0), 0, 1)
        body = np.array(colour) * (0.5 + 1.1 * light[..., np.newaxis])
        cover = np.clip((light - 0.3 - (Y - line) / 520) * 3.2, 0, 0.92) * snow
        body = blend(body, (214, 228, 246), cover)
        picture = blend(picture, body, inside)

    gate_x, gate_y = 0.43 * WIDTH, shore - 58
    halo = np.hypot((X - gate_x) / 1.1, Y - gate_y)
    picture = blend(picture, (255, 176, 66), 0.85 * np.exp(-halo / 46) * (shore > Y))
    arch = np.hypot((X - gate_x) / 0.62, np.minimum(Y - (gate_y - 10), 0)) < 46
    inside_gate = arch & (gate_y + 58 > Y) & (gate_y - 60 < Y)
    fire = np.clip(1.1 - halo / 74, 0, 1)[..., np.newaxis]
    picture = np.where(inside_gate[..., None], (255, 196, 84) + fire * (0, 50, 120), picture)

    # The water mirrors what stands above the shore, in ripples that widen towards us.
    rows = np.arange(shore, HEIGHT)
    below = (rows - shore)[:, np.newaxis]
    ripple = 3 + below / 14
    shift = ripple * np.sin(below**0.72 * 2.2 + 5 * noise(rng, len(rows), WIDTH, (30, 5)))
    columns = np.clip(np.arange(WIDTH) + shift, 0, WIDTH - 1).astype(int)
    source = np.clip(shore - 1 - 2.1 * below + shift, 0, shore - 1).astype(int)
    picture[shore:] = picture[source, columns] * (0.72, 0.8, 0.88) + (4, 12, 22)

    def pines(draw: ImageDraw.ImageDraw) -> None:
        bank = shore * 2 + 30
        spots = [*rng.uniform(-20, 300, 22), *rng.uniform(690, 980, 24)]
        for x in 2 * np.sort(spots):
            edge = min(x, 2 * WIDTH - x) / (2 * WIDTH)
            foot = bank + 150 * max(0, 0.33 - edge) + rng.uniform(-6, 22)
            tall = rng.uniform(110, 260) * (1.35 - 2 * max(0, edge))
            for k in range(7):
                top, wide = foot - tall * (1 - k / 8), tall * (0.04 + 0.03 * k)
                tier = [(x, top), (x - wide, top + tall * 0.2), (x + wide, top + tall * 0.2)]
                draw.polygon(tier, fill=255)
            draw.rectangle([x - 4, foot - 10, x + 4, foot + 24], fill=255)
        for centre in (60, 2 * WIDTH - 40):
            draw.ellipse([centre - 640, bank - 4, centre + 640, bank + 130], fill=255)
            draw.ellipse([centre - 500, bank + 20, centre + 500, bank + 420], fill=255)

    return blend(picture, (10, 20, 34), drawn(pines))


def save(name: str, picture: np.ndarray) -> None:
    """Write a picture (values 0 to 255) as JPEG at the best quality that fits."""
    image = Image.fromarray(np.clip(np.round(picture), 0, 255).astype(np.uint8))
    path = FOLDER / f"{name}.jpg"
    for quality in JPEG_QUALITIES:
        image.save(path, quality=quality, optimize=True)
        if path.stat().st_size <= LARGEST_BYTES:
            return
    raise RuntimeError(f"{path.name} does not fit into {LARGEST_BYTES} bytes")


def main() -> None:
    """Write the five artworks."""
    save("mountain_hall", mountain_hall())
    save("prairie", prairie())
    # The part with the largest galaxies: shown whole, they are too small for a video.
    save("hubble_deep_field", data.hubble_deep_field()[314:, 360:])
    save("coffee", data.coffee())
    save("rocket", data.rocket())


if __name__ == "__main__":
    main()
