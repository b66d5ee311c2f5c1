"""A score of several parts, played with a little human unevenness into a MIDI file.

The package mido, which writes the file, is needed for that alone: when its beats
fall, a score tells without it.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from notation import Event, chord_pattern, drum_bar, melody

if TYPE_CHECKING:
    import mido

TICKS_PER_BEAT = 960
DRUM_CHANNEL = 9
SLIDE_SEMITONES, SLIDE_S, SLIDE_STEPS = 2.0, 0.09, 12
BEND_RANGE_SEMITONES = 2.0
LONGEST_DELAY_S = 0.018

DRUMS = {
    "bassdrum": 35, "kick": 36, "sweep": 38, "snare": 38, "clap": 39, "floor": 41, "hat": 42,
    "pedal": 44, "open": 46, "mid": 47, "crash": 49, "high": 50, "ride": 51,
}  # fmt: skip
"""General MIDI's percussion keys; sweep is the brush kit's snare."""

Curve = list[tuple[float, float]]
"""(bar, value) points, bars counted from 1, joined by straight lines."""


def value_at(curve: Curve, bar: float) -> float:
    """Return a curve's value at `bar`."""
    bars, values = zip(*curve, strict=True)
    return float(np.interp(bar, bars, values))


@dataclass
class Part:
    """One player.

    Attributes
    ----------
    name
        Also seeds the player's unevenness.
    program
        General MIDI program, counted from 0; the kit of a drummer.
    bank
        Bank of the program: 0, or 8 and above for the sound font's variations.
    velocity
        Velocity of a note of weight 1 at dynamic 1, 1 to 127.
    volume, pan, reverb, chorus, vibrato
        MIDI controllers 7, 10 (64 is the middle), 91, 93 and 1, 0 to 127.
    dynamics
        Factor on the velocity.
    swell
        Expression, controller 11, 0 to 127: loudness within held notes.
    late_s
        How far behind the beat this player sits, in seconds (negative: ahead).
    timing_s, touch
        Standard deviation of the timing in seconds and of the velocity.
    strum_s
        Time between two strings of a strummed chord, in seconds.
    """

    name: str
    program: int
    bank: int = 0
    velocity: int = 84
    volume: int = 100
    pan: int = 64
    reverb: int = 40
    chorus: int = 0
    vibrato: int = 0
    dynamics: Curve = field(default_factory=lambda: [(1, 1.0)])
    swell: Curve = field(default_factory=list)
    late_s: float = 0.0
    timing_s: float = 0.005
    touch: float = 4.0
    strum_s: float = 0.0
    drums: bool = False
    beats_per_bar: int = 4
    events: list[Event] = field(default_factory=list)

    def play(self, text: str, bar: int, transpose: int = 0, weight: float = 1.0) -> None:
        """Play a melody from `bar` (counted from 1), shifted by `transpose` semitones."""
        self._add(melody(text, self.beats_per_bar), bar, transpose, weight)

    def comp(self, steps: str, chords: str, shapes: Mapping[str, str], bar: int) -> None:
        """Play a pattern on a row of chords from `bar` on."""
        self._add(chord_pattern(steps, chords, shapes, self.beats_per_bar), bar)

    def beat(self, grid: Mapping[str, str], bar: int, bars: int = 1) -> None:
        """Play one bar of drums `bars` times from `bar` on."""
        for number in range(bar, bar + bars):
            self._add(drum_bar(grid, DRUMS, self.beats_per_bar), number)

    def _add(self, events: list[Event], bar: int, transpose: int = 0, weight: float = 1.0) -> None:
        first = (bar - 1) * self.beats_per_bar
        self.events += [
            Event(
                beat=first + event.beat,
                beats=event.beats,
                keys=tuple(key + transpose for key in event.keys),
                weight=event.weight * weight,
                slide=event.slide,
            )
            for event in events
        ]


@dataclass
class Score:
    """A piece for several parts.

    Attributes
    ----------
    title
        Also seeds the players' unevenness.
    tempo
        Beats per minute.
    swing
        Where the off-beat eighth falls within its beat: 0.5 is straight, 2/3 a triplet.
    drive_db
        Gain into a soft limiter after the synthesiser, in decibels; 0 leaves it out.
    room
        Size of the reverb's room, 0 to 1.
    """

    title: str
    tempo: Curve
    beats_per_bar: int = 4
    swing: float = 0.5
    drive_db: float = 0.0
    room: float = 0.4
    parts: list[Part] = field(default_factory=list)

    def part(self, name: str, program: int, **choices: object) -> Part:
        """Add a player (see `Part`)."""
        part = Part(name, program, beats_per_bar=self.beats_per_bar, **choices)
        self.parts.append(part)
        return part

    def drummer(self, kit: int = 0, **choices: object) -> Part:
        """Add a drummer (see `Part`); `kit` is a program of General MIDI level 2's kits."""
        return self.part("drums", kit, drums=True, **choices)

    def beats_s(self, duration_s: float) -> tuple[np.ndarray, np.ndarray]:
        """Return when the beats fall, and those that begin a bar, in seconds below `duration_s`."""
        count = int(np.ceil(max(e.beat + e.beats for part in self.parts for e in part.events)))
        # As the tempo track has it: whole microseconds for each beat.
        lengths_s = [round(6e7 / self._bpm(beat)) / 1e6 for beat in range(count)]
        beats_s = np.concatenate(([0.0], np.cumsum(lengths_s)))
        inside = beats_s < duration_s
        begins_bar = np.arange(beats_s.size) % self.beats_per_bar == 0
        return beats_s[inside], beats_s[inside & begins_bar]

    def midi(self) -> "mido.MidiFile":
        """Return the performance; equal scores give equal bytes."""
        import mido

        melodic = iter(channel for channel in range(16) if channel != DRUM_CHANNEL)
        tracks = [self._tempo_track()]
        for part in self.parts:
            channel = DRUM_CHANNEL if part.drums else next(melodic)
            tracks.append(self._part_track(part, channel))
        return mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT, tracks=tracks)

    def _bpm(self, beat: float) -> float:
        return value_at(self.tempo, 1 + beat / self.beats_per_bar)

    def _tempo_track(self) -> "mido.MidiTrack":
        import mido

        last = max(event.beat + event.beats for part in self.parts for event in part.events)
        timed = [
            (
                beat * TICKS_PER_BEAT,
                mido.MetaMessage("set_tempo", tempo=round(6e7 / self._bpm(beat))),
            )
            for beat in range(int(last) + 1)
        ]
        return _track(timed)

    def _swung(self, beat: float) -> float:
        whole, phase = divmod(beat, 1.0)
        if phase < 0.5:
            return whole + phase * self.swing / 0.5
        return whole + self.swing + (phase - 0.5) * (1 - self.swing) / 0.5

    def _part_track(self, part: Part, channel: int) -> "mido.MidiTrack":
        import mido

        def control(number: int, value: float) -> "mido.Message":
            value = int(np.clip(round(value), 0, 127))
            return mido.Message("control_change", channel=channel, control=number, value=value)

        settings = {7: part.volume, 10: part.pan, 91: part.reverb, 93: part.chorus, 1: part.vibrato}
        timed: list[tuple[int, mido.Message]] = [
            (0, control(0, part.bank)),
            (0, mido.Message("program_change", channel=channel, program=part.program)),
        ]
        timed += [(0, control(number, value)) for number, value in settings.items()]
        if part.swell:
            first, last = part.swell[0][0], part.swell[-1][0]
            for bar in np.arange(first, last + 1e-9, 1 / 16):
                tick = round((bar - 1) * self.beats_per_bar * TICKS_PER_BEAT)
                timed.append((tick, control(11, value_at(part.swell, bar))))
        rng = random.Random(f"{self.title}/{part.name}")
        for event in sorted(part.events, key=lambda event: (event.beat, event.keys)):
            timed += self._messages(event, part, channel, rng)
        return _track(timed)

    def _messages(
        self, event: Event, part: Part, channel: int, rng: random.Random
    ) -> list[tuple[int, "mido.Message"]]:
        import mido

        start_beat, end_beat = self._swung(event.beat), self._swung(event.beat + event.beats)
        ticks_per_s = TICKS_PER_BEAT * self._bpm(event.beat) / 60
        unevenness_s = min(max(rng.gauss(0, part.timing_s), -LONGEST_DELAY_S), LONGEST_DELAY_S)
        start = start_beat * TICKS_PER_BEAT + (part.late_s + unevenness_s) * ticks_per_s
        dynamic = value_at(part.dynamics, 1 + event.beat / self.beats_per_bar)
        metric = 1.05 if event.beat % self.beats_per_bar == 0 else 1.0
        end = max(end_beat * TICKS_PER_BEAT - 0.01 * ticks_per_s, start + 0.03 * ticks_per_s)
        messages = []
        if event.slide:
            for step in range(SLIDE_STEPS + 1):
                depth = SLIDE_SEMITONES * (1 - step / SLIDE_STEPS) / BEND_RANGE_SEMITONES
                tick = max(0, round(start + SLIDE_S * step / SLIDE_STEPS * ticks_per_s) - 1)
                bend = mido.Message("pitchwheel", channel=channel, pitch=-round(8191 * depth))
                messages.append((tick, bend))
        for string, key in enumerate(event.keys):
            weight = event.weight * dynamic * metric
            velocity = round(np.clip(rng.gauss(part.velocity * weight, part.touch), 1, 127))
            on = max(0, round(start + string * part.strum_s * ticks_per_s))
            note = {"channel": channel, "note": key}
            messages.append((on, mido.Message("note_on", velocity=velocity, **note)))
            messages.append((max(on + 1, round(end)), mido.Message("note_off", **note)))
        return messages


def _track(timed: list[tuple[int, "mido.Message"]]) -> "mido.MidiTrack":
    """Return a track of messages at absolute ticks; at one tick, notes end before others begin."""
    import mido

    track, now = mido.MidiTrack(), 0
    for tick, message in sorted(timed, key=lambda pair: (pair[0], pair[1].type != "note_off")):
        track.append(message.copy(time=int(tick) - now))
        now = int(tick)
    track.append(mido.MetaMessage("end_of_track"))
    return track
