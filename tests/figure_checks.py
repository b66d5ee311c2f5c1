"""What tests of figures share: a made-up study, and what is wrong with a figure's text."""

from itertools import combinations
from unittest import mock

import numpy as np
import pandas as pd
from matplotlib.text import Text

METRICS = ("avs", "flux_onset_r", "beat_f", "beats_covered")
SCHEDULES = ("onset", "linear", "energy", "mel-max", "beats", "onset-percussive", "constant")


def study(pairs=5, schedules=("linear", "onset"), genres=("jazz", "rock"), metrics=METRICS):
    """Return a table of scores: onset in step with the song in all metrics but AVS."""
    random = np.random.default_rng(3)
    rows = []
    for number in range(pairs):
        for schedule in schedules:
            row = {"pair": f"pair {number}", "schedule": schedule}
            row["genre"] = genres[number % len(genres)]
            for metric in metrics:
                z = random.uniform(-1.5, 1.5)
                if schedule == "onset" and metric != "avs":
                    z += 6
                row |= {metric: 0.5 + 0.02 * z, f"{metric}_null_mean": 0.5}
                row |= {f"{metric}_z": z, f"{metric}_p": 0.001 if z > 3 else 0.4}
            rows.append(row | {"notes": ""})
    return pd.DataFrame(rows)


def drawn_texts(figure):
    """Draw a figure and return each text that shows: what it says, and its box in pixels."""
    texts = []
    draw = Text.draw

    def record(text, renderer, *rest, **further):
        if text.get_visible() and text.get_text().strip():
            texts.append((text.get_text(), text.get_window_extent(renderer)))
        return draw(text, renderer, *rest, **further)

    with mock.patch.object(Text, "draw", record):
        figure.canvas.draw()
    return texts


def flaws(figure):
    """Return the texts that overlap each other or leave the figure."""
    texts = drawn_texts(figure)
    assert texts
    width, height = figure.canvas.get_width_height()
    found = [
        f"{words!r} leaves the figure"
        for words, box in texts
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]
    for (one, box), (other, other_box) in combinations(texts, 2):
        wide = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
        high = min(box.y1, other_box.y1) - max(box.y0, other_box.y0)
        # Boxes hold the descent of letters that have none: a pixel or two mean nothing.
        if wide > 2 and high > 2:
            found.append(f"{one!r} and {other!r} overlap")
    return found


def said(figure):
    """Return all words that a figure shows."""
    return [words for words, _ in drawn_texts(figure)]


WIDTHS_MM = (82.0, 180.0)
"""One column and two: the widths in print at which every figure is looked at."""


def width_mm(figure):
    return figure.get_figwidth() * 25.4
