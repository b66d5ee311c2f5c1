"""The text notation of the demo's scores: melodies, chord patterns and drum grids.

A melody is written from left to right; `|` closes a bar and is checked.

    C4:1 D4:.5 E4 | F#4+A4:2 r:2

========  =====================================================================
token     meaning
========  =====================================================================
`C#4:.5`  a note and its length in beats; the length holds until the next one
`C4+E4`   notes sounded together
`r:2`     a rest
`!`       before a note: accent
`/`       before a note: slide up into it from two semitones below
`'`       after a note, before its length: staccato (half the written length)
========  =====================================================================

A pattern is one bar cut into equal steps, one character each, played on a chord:
`0` to `9` sound one note of the chord, counted from its lowest; `x` strums all of it,
`X` with an accent; `u` strums its upper three notes upwards, softer; `.` lets the last
step ring on; `-` stops it. In a drum grid `x` is a stroke, `X` an accented one, `o` a
soft one and `.` nothing. Blanks in patterns and grids are for the eye alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
ACCIDENTALS = {"": 0, "#": 1, "b": -1}
ACCENT = 1.2
SOFT = 0.72

_PITCH = re.compile(r"([A-G])([#b]?)(-?\d)")
_TOKEN = re.compile(r"(?P<mark>[!/]*)(?P<pitches>[^':]+)(?P<staccato>'?)(?::(?P<beats>[\d.]+))?")


@dataclass(frozen=True)
class Event:
    """Notes sounded together.

    Attributes
    ----------
    beat, beats
        Start, counted from 0 at the beginning of the piece, and length, in beats.
    keys
        MIDI key numbers; strummed in this order.
    weight
        Factor on the part's velocity: 1 is normal, `ACCENT` an accent.
    slide
        Whether the pitch slides up into the note.
    """

    beat: float
    beats: float
    keys: tuple[int, ...]
    weight: float = 1.0
    slide: bool = False


def key_number(pitch: str) -> int:
    """Return the MIDI key number of a pitch such as `Bb3`; `C4` is 60."""
    match = _PITCH.fullmatch(pitch)
    if match is None:
        raise ValueError(f"not a pitch: {pitch!r}")
    letter, accidental, octave = match.groups()
    return 12 * (int(octave) + 1) + SEMITONES[letter] + ACCIDENTALS[accidental]


def key_numbers(pitches: str) -> tuple[int, ...]:
    """Return the MIDI key numbers of pitches joined by `+`, in the order written."""
    return tuple(key_number(pitch) for pitch in pitches.split("+"))


def melody(text: str, beats_per_bar: int) -> list[Event]:
    """Read a melody; its first beat is 0.

    Raises
    ------
    ValueError
        If a token cannot be read, or a bar does not hold `beats_per_bar` beats.
    """
    events: list[Event] = []
    now, beats = 0.0, 1.0
    for number, bar in enumerate(text.strip().strip("|").split("|"), start=1):
        for token in bar.split():
            match = _TOKEN.fullmatch(token)
            if match is None:
                raise ValueError(f"bar {number}: not a note: {token!r}")
            beats = float(match["beats"] or beats)
            if match["pitches"] != "r":
                events.append(
                    Event(
                        beat=now,
                        beats=beats * (0.5 if match["staccato"] else 1.0),
                        keys=key_numbers(match["pitches"]),
                        weight=ACCENT if "!" in match["mark"] else 1.0,
                        slide="/" in match["mark"],
                    )
                )
            now += beats
        if abs(now - number * beats_per_bar) > 1e-6:
            raise ValueError(f"bar {number} ends on beat {now}, not {number * beats_per_bar}")
    return events


def chord_pattern(
    steps: str, chords: str, shapes: Mapping[str, str], beats_per_bar: int
) -> list[Event]:
    """Play a pattern on a row of chords, one bar each; its first beat is 0.

    Parameters
    ----------
    steps
        One bar of the pattern; several bars, parted by `|`, are taken in turn.
    chords
        Names parted by blanks, one a bar; `Gm7,C7` shares a bar evenly.
    shapes
        The notes of each chord name, joined by `+`, lowest first.
    """
    bars = ["".join(bar.split()) for bar in steps.split("|")]
    events: list[Event] = []
    for number, names in enumerate(chords.split()):
        bar = bars[number % len(bars)]
        in_bar = [key_numbers(shapes[name]) for name in names.split(",")]
        step_beats = beats_per_bar / len(bar)
        for index, symbol in enumerate(bar):
            if symbol in ".-":
                continue
            keys = in_bar[index * len(in_bar) // len(bar)]
            ring = re.match(r"\.*", bar[index + 1 :])
            held = 1 + len(ring[0] if ring else "")
            beat = number * beats_per_bar + index * step_beats
            events.append(_step(symbol, keys, beat, held * step_beats))
    return events


def _step(symbol: str, keys: tuple[int, ...], beat: float, beats: float) -> Event:
    if symbol == "x":
        return Event(beat, beats, keys)
    if symbol == "X":
        return Event(beat, beats, keys, ACCENT)
    if symbol == "u":
        return Event(beat, beats, keys[:-4:-1], SOFT)
    return Event(beat, beats, (keys[int(symbol)],))


def drum_bar(grid: Mapping[str, str], drums: Mapping[str, int], beats_per_bar: int) -> list[Event]:
    """Read one bar of drums; `grid` holds a row of steps for each drum in `drums`."""
    weights = {"x": 1.0, "X": ACCENT, "o": SOFT}
    events: list[Event] = []
    for drum, row in grid.items():
        steps = "".join(row.split())
        step_beats = beats_per_bar / len(steps)
        for index, symbol in enumerate(steps):
            if symbol != ".":
                key = (drums[drum],)
                events.append(Event(index * step_beats, step_beats, key, weights[symbol]))
    return sorted(events, key=lambda event: event.beat)
