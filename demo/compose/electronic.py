"""Deep Field, for synthesisers and drum machine.

Composed for this demo: electronica at 104 beats a minute. Arpeggio, pad and a bare pulse
begin; bass and a broken beat join; after a build-up on the snare the lead takes over.
"""

from score import Score

CHORDS = "Am F C G"
ARPEGGIO = {
    "Am": "A3+C4+E4+A4+C5+E5",
    "F": "A3+C4+F4+A4+C5+F5",
    "C": "G3+C4+E4+G4+C5+E5",
    "G": "G3+B3+D4+G4+B4+D5",
}
BASS = {"Am": "A1+A2+E2", "F": "F1+F2+C2", "C": "C2+C3+G2", "G": "G1+G2+D2"}
PAD = {"Am": "A3+C4+E4+B4", "F": "A3+C4+F4+G4", "C": "G3+C4+E4+D5", "G": "G3+B3+D4+A4"}
LEAD = """
!E5:1.5 D5:.5 C5:.5 A4:1 r:.5 | C5:1 D5:.5 !F5:1 E5:.5 C5:1 |
!G5:1.5 E5:.5 D5:.5 C5:1 r:.5 | B4:1 D5:.5 !G5:1 D5:.5 B4:.5 D5 | !E5:3 r:1 |
"""
PULSE = {"kick": "x.......x.......", "hat": "....o...o...o.o."}
BROKEN = {
    "kick": "X.....x...x.....",
    "snare": "....X.......X...",
    "hat": "x.o.x.o.x.o.x.oo",
}
FULL = {
    **BROKEN,
    "kick": "X..x..x...x..x..",
    "open": "..x...x...x...x.",
    "clap": "....X.......X...",
}
BUILD_UP = {"kick": "X.....x.........", "snare": "x...x...x.x.xxXX"}


def compose() -> Score:
    """Return the score: 13 bars, which last 30 s at this tempo."""
    score = Score("electronic", tempo=[(1, 104)], drive_db=3, room=0.6)
    all_but_last = f"{CHORDS} {CHORDS} {CHORDS}"

    drums = score.drummer(24, velocity=110, volume=92, reverb=12, timing_s=0.001, touch=3)
    drums.beat(PULSE, 1, 3)
    drums.beat({**PULSE, "snare": "..........x.x.xx"}, 4)
    drums.beat({**BROKEN, "crash": "X..............."}, 5)
    drums.beat(BROKEN, 6, 2)
    drums.beat(BUILD_UP, 8)
    drums.beat({**FULL, "crash": "X..............."}, 9)
    drums.beat(FULL, 10, 2)
    drums.beat({**FULL, "snare": "....X...x.xxXXXX"}, 12)
    drums.beat({"kick": "X...............", "crash": "X..............."}, 13)

    bass = score.part("bass", 39, velocity=100, volume=112, reverb=0, timing_s=0.001)
    bass.comp("0...............", CHORDS, BASS, 1)
    bass.comp("0.--0.0.--1.0.--", CHORDS, BASS, 5)
    bass.comp("0.0.--1.0.0.--2.", f"{CHORDS}", BASS, 9)
    bass.comp("0...............", "Am", BASS, 13)
    arpeggio = score.part(
        "arpeggio", 81, velocity=84, volume=96, pan=40, reverb=50, timing_s=0.001,
        dynamics=[(1, 0.85), (5, 1.0), (9, 1.1), (12.9, 1.1), (13, 1.0), (14, 0.4)],
    )  # fmt: skip
    arpeggio.comp("0.2.1.3.2.4.3.5.", f"{CHORDS} {CHORDS}", ARPEGGIO, 1)
    arpeggio.comp("0213243542312413", CHORDS, ARPEGGIO, 9)
    arpeggio.comp("0.2.1.3.2.4.3.5.", "Am", ARPEGGIO, 13)
    echo = score.part(
        "echo", 80, velocity=62, volume=66, pan=92, reverb=70, late_s=0.216, timing_s=0.001
    )
    echo.comp("0...2...3...5...", all_but_last, ARPEGGIO, 1)
    pad = score.part(
        "pad", 50, velocity=84, volume=118, reverb=60, chorus=50,
        swell=[(1, 70), (4.9, 110), (5, 84), (8.9, 127), (9, 92), (13, 110), (14, 60)],
    )  # fmt: skip
    pad.comp("x...............", f"{all_but_last} Am", PAD, 1)
    lead = score.part("lead", 87, velocity=100, volume=104, pan=64, reverb=54, timing_s=0.001)
    lead.play(LEAD, 9)
    return score
