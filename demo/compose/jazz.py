"""Corner Table Blues, for a jazz quintet.

Composed for this demo: a twelve-bar blues in F. Four bars of walking bass, ride cymbal and
piano, the chorus with a riff on the tenor saxophone that the muted trumpet joins in its
last four bars, and a tag.
"""

from score import Score

INTRO = "F7 D7 Gm7 C7"
CHORUS = "F7 Bb7 F7 Cm7,F7 Bb7 Bdim F7 D7 Gm7 C7 F7,D7 Gm7,C7"
TAG = "F7,D7 Gm7,C7"
# Rootless left-hand voicings: the bass has the root.
PIANO = {
    "F7": "Eb3+A3+D4+G4",
    "D7": "F#3+C4+F4+A4",
    "Gm7": "F3+Bb3+D4+A4",
    "C7": "E3+Bb3+D4+A4",
    "Bb7": "D3+Ab3+C4+G4",
    "Bdim": "D3+Ab3+B3+F4",
    "Cm7": "Eb3+Bb3+D4+G4",
}
COMP = "..x-.x--|x--x----|.x---x--|x-----x-"
BASS = """
F2:1 A2 C3 Eb3 | D3 C3 A2 F#2 | G2 Bb2 D3 F3 | E3 D3 C3 E2 |
F2 G2 A2 C3 | Bb2 D3 F3 D3 | F3 C3 A2 F2 | C3 Eb3 F2 A2 |
Bb2 D3 F3 Ab3 | B2 D3 F3 Ab3 | A3 F3 C3 A2 | D3 F#3 A3 Ab3 |
G3 F3 D3 Bb2 | C3 E3 G3 E3 | F3 C3 D3 F#2 | G2 Bb2 C3 E3 |
F3 C3 D3 A2 | G2 D3 C3 E2 | F2:.5 r:1 F2:.5 r:2 | r:4 |
"""
RIFF = """
r:.5 C4 D4 F4 !A4:1 C5:.5 A4 | /Ab4:1 F4:.5 D4 F4:1 r:1 |
r:.5 C4 D4 F4 !A4:1 C5:.5 D5 | /!Eb5:1.5 C5:.5 A4:1 r:1 |
r:.5 D4 F4 Ab4 !C5:1 D5:.5 C5 | /Ab4:1 F4:.5 Ab4 !B4:1 r:1 |
r:.5 C5 A4 F4 D4 F4 A4 C5 | !F#4:1.5 A4:.5 C5 Eb5 D5 C5 |
"""
ANSWER = """
!Bb4:1 D5:.5 Bb4 A4 G4 F4:1 | !E4:.5 G4 Bb4 D5 !C5:1 r:1 |
r:.5 C5 A4 F4 !Ab4:1 F4:.5 D4 | F4:1.5 D4:.5 C4:1 r:1 |
"""
TAG_LINE = "r:.5 C5 A4 F4 !Ab4:1 F4:.5 D4 | F4:.5 D4 C4 D4 F4 A4 C5 D5 | "
LAST = "!F5':.5 r:1 !Eb5:.5 r:2 | r:4 |"
TRUMPET = """
!D5:1 F5:.5 D5 C5 Bb4 A4:1 | !G4:.5 Bb4 D5 F5 !E5:1 r:1 |
r:.5 F5 C5 A4 !C5:1 A4:.5 F4 | A4:1.5 F4:.5 E4:1 r:1 |
"""
SWING = {"ride": "x.xox.xo", "pedal": "..x...x.", "bassdrum": "o...o..."}


def compose() -> Score:
    """Return the score: 18 bars and two last chords."""
    score = Score("jazz", tempo=[(1, 156)], swing=0.64, room=0.45, drive_db=2)

    bass = score.part("bass", 32, velocity=96, volume=100, pan=60, reverb=24, late_s=-0.004)
    bass.play(BASS, 1)
    piano = score.part(
        "piano",
        0,
        velocity=88,
        volume=116,
        pan=44,
        reverb=40,
        strum_s=0.004,
        dynamics=[(1, 0.95), (5, 0.85), (13, 1.0), (17, 1.1)],
    )
    piano.comp(COMP, f"{INTRO} {CHORUS} {TAG}", PIANO, 1)
    piano.play("r:1 F5:.5 Ab5 /A5:.5 F5 D5 C5 | Eb5:.5 D5 C5 A4 F#4:1 r:1 |", 1, weight=1.1)
    piano.play("r:.5 Bb4 D5 F5 A5 G5 F5 D5 | Bb4:.5 A4 Ab4 G4 E4:1 r:1 |", 3, weight=1.1)
    piano.play("!Eb3+A3+D4+G4':.5 r:1 !Eb3+A3+D4+G4:.5 r:2 | r:4 |", 19)
    sax = score.part(
        "tenor saxophone",
        66,
        velocity=104,
        volume=116,
        pan=74,
        reverb=44,
        vibrato=10,
        late_s=0.012,
        timing_s=0.007,
        dynamics=[(5, 0.92), (13, 1.05), (17, 1.1)],
    )
    sax.play("r:2 C4:.5 D4 F4 G4 |", 4, weight=0.9)
    sax.play(RIFF, 5)
    sax.play(ANSWER, 13)
    sax.play(TAG_LINE + LAST, 17)
    trumpet = score.part(
        "muted trumpet",
        59,
        velocity=96,
        volume=90,
        pan=86,
        reverb=48,
        vibrato=8,
        late_s=0.006,
        timing_s=0.006,
    )
    trumpet.play(TRUMPET, 13)
    trumpet.play("r:4 | r:.5 F4 E4 F4 A4 C5 E5 F5 | " + "!A5':.5 r:1 !G5:.5 r:2 | r:4 |", 17)

    drums = score.drummer(32, velocity=84, volume=104, reverb=30)
    drums.beat(SWING, 1, 3)
    drums.beat({**SWING, "snare": "...o.ooX"}, 4)
    for bar in range(5, 17):
        accents = ("...o....", ".....o..", "...o...o", "..o..x.x")[(bar - 5) % 4]
        drums.beat({**SWING, "snare": accents}, bar)
    drums.beat({"crash": "X......."}, 13)
    drums.beat({**SWING, "snare": "...x...x"}, 17)
    drums.beat(
        {"snare": "X.xox.x.", "high": "......x.", "mid": ".......x", "bassdrum": "x...x..."}, 18
    )
    drums.beat({"bassdrum": "X..X....", "crash": "X..X....", "snare": "x..x...."}, 19)
    return score
