"""Countdown, for a rock band.

Composed for this demo: a mid-tempo riff in A for two electric guitars; a verse on the
riff with the lead guitar, and a chorus of open chords with organ.
"""

from score import Score

POWER = {"A": "A2+E3+A3", "G": "G2+D3+G3", "D": "D3+A3+D4"}
OPEN = {"A": "A2+E3+A3+C#4+E4", "G": "G2+D3+G3+B3+G4", "D": "D3+A3+D4+F#4"}
RIFF = """
!A2+E3+A3:.5 A2+E3+A3' r:.5 A2+E3+A3:.5 C3+G3+C4:.5 D3+A3+D4:1 r:.5 |
!A2+E3+A3:.5 A2+E3+A3' r:.5 G2+D3+G3:.5 D3+A3+D4:1 G2+D3+G3:.5 C3:.5 |
"""
BASS_RIFF = """
!A1:.5 A1 r A1 C2 D2:1 D2:.5 | !A1:.5 A1 r G1 D2:1 G1:.5 C2 |
"""
LEAD = """
r:.5 /E4 G4 A4 /!C5:1 A4:.5 G4 | A4:1.5 G4:.5 E4:1 D4:.5 E4 |
G4:.5 /A4 r C5 /!D5:1 C5:.5 A4 | /!E5:2 D5:.5 C5 A4 G4 |
"""
CHORUS_LEAD = """
/!E5:1.5 C#5:.5 A4:1 B4:.5 C#5 | /D5:1.5 B4:.5 G4:1 A4:.5 B4 |
/!A5:1.5 F#5:.5 D5:1 E5:.5 F#5 | E5:.5 D5 C#5 B4 /A4:2 |
"""
ROCK = {"kick": "X.....x.x.x.....", "snare": "....X.......X...", "hat": "x.x.x.x.x.x.x.x."}
CHORUS = {"kick": "X..x..x.x.x...x.", "snare": "....X.......X...", "open": "x...x...x...x..."}


def compose() -> Score:
    """Return the score: 14 bars and a last chord."""
    score = Score("rock", tempo=[(1, 120)], drive_db=3, room=0.35)
    chorus = "A G D A"

    left = score.part("guitar left", 29, velocity=96, volume=88, pan=18, reverb=24, timing_s=0.006)
    right = score.part(
        "guitar right", 30, velocity=88, volume=74, pan=110, reverb=24, timing_s=0.008
    )
    for bar in (1, 3, 5, 7, 9):
        left.play(RIFF, bar)
    for bar in (3, 5, 7, 9):
        right.play(RIFF, bar)
    for guitar in (left, right):
        guitar.comp("X..x-.x-|X..x-x--", chorus, POWER, 11)
        guitar.play("!A2+E3+A3:3 r:1 |", 15)
    bass = score.part("bass", 34, velocity=100, volume=110, reverb=8)
    for bar in (3, 5, 7, 9):
        bass.play(BASS_RIFF, bar)
    bass.play("!A1:.5 A1 A1 A1 A1 A1 E2 A1 | !G1:.5 G1 G1 G1 G1 G1 D2 G1 |", 11)
    bass.play("!D2:.5 D2 D2 D2 D2 D2 A1 D2 | !A1:.5 A1 A1 A1 E2 E2 G2 G#2 | !A1:3 r:1 |", 13)
    lead = score.part(
        "lead guitar", 29, velocity=96, volume=88, pan=70, reverb=50, vibrato=20, late_s=0.006
    )
    lead.play(LEAD, 7)
    lead.play(CHORUS_LEAD, 11)
    organ = score.part("organ", 18, velocity=80, volume=52, pan=52, reverb=40)
    organ.comp("x.......", f"{chorus} A", OPEN, 11)

    drums = score.drummer(0, velocity=112, volume=127, reverb=20)
    drums.beat({"hat": "x...x...x...x..."}, 1)
    drums.beat(
        {"hat": "x...x...x...x...", "snare": "..........x.xxXX", "floor": "............x.x."}, 2
    )
    drums.beat({**ROCK, "crash": "X..............."}, 3)
    drums.beat(ROCK, 4, 2)
    drums.beat({**ROCK, "snare": "....X.......X.xx", "mid": "..............x."}, 6)
    drums.beat({**ROCK, "crash": "X..............."}, 7)
    drums.beat(ROCK, 8, 2)
    drums.beat(
        {
            "kick": "X...x...x...x...",
            "snare": "....X...xxxx....",
            "high": "............xx..",
            "floor": "..............XX",
        },
        10,
    )
    drums.beat({**CHORUS, "crash": "X..............."}, 11)
    drums.beat(CHORUS, 12, 2)
    drums.beat({**CHORUS, "open": "x...x...........", "snare": "....X...x.xxXXXX"}, 14)
    drums.beat({"kick": "X...............", "crash": "X..............."}, 15)
    return score
