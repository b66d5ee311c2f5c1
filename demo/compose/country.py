"""Red River Valley, for a country band.

Melody: traditional (North America, before 1896); public domain. The arrangement, made for
this demo: boom-chuck guitar, bass and brushes; the steel guitar sings the first half of the
tune, over a banjo roll from its second line on; the fiddle takes the second half, and both
lead the last line twice.
"""

from score import Score

SHAPES = {
    "G": "G2+D3+G3+B3+D4+G4",
    "D7": "D3+A2+A3+C4+F#4",
    "C": "C3+G2+E3+G3+C4+E4",
    "G7": "G2+D3+F3+B3+D4+G4",
}
BANJO = {"G": "G3+B3+D4+G4", "D7": "F#3+A3+D4+C4", "C": "G3+C4+E4+G4", "G7": "G3+B3+F4+G4"}
CHORDS = "G D7 G G G D7 G,G7 C D7 G D7 G"
FIRST_HALF = """
B4:1 B4:.5 B4 /!B4:1 A4:.5 B4 | /A4:1 G4:2 D4:.5 G4 |
B4:1 G4:.5 B4 /!D5:1 C5:.5 B4 | /A4:4 |
"""
SECOND_HALF = """
B4:1 B4:.5 A4 /!G4:1 A4:.5 B4 | /D5:1 C5:2 E4:.5 E4 |
"""
LAST_LINE = "D4:1 F#4:.5 G4 !A4:1 B4:.5 A4 | /G4:3 E4:.5 E4 |"
ENDING = "D4:1 F#4:.5 G4 !A4:1 B4:.5 A4 | /G4:2 r:2 |"
BASS = """
G2:1 r D2 r | D2:1 r A1 F#2 | G2:1 r D2 r | G2:1 r D2 r | G2:1 r B2 r | D2:1 r A1 F#2 |
G2:1 r D2 B1 | C2:1 r G2 r | D2:1 r A2 F#2 | G2:1 r B1 C2 | D2:1 r A2 F#2 | G2:1 D2 E2 F#2 | G1:4 |
"""
BRUSHES = {"kick": "x.......x.......", "sweep": "..o.x.oo..o.x.oo"}
TRAIN = {"kick": "x.......x.......", "sweep": "ooXoooXoooXoooXo"}


def compose() -> Score:
    """Return the score: 12 bars and a last chord."""
    score = Score("country", tempo=[(1, 100)], drive_db=1, room=0.6)

    guitar = score.part(
        "acoustic guitar", 25, velocity=84, volume=96, pan=40, reverb=24, strum_s=0.009
    )
    guitar.comp("0.xu1.xu", CHORDS, SHAPES, 1)
    guitar.play("G2+D3+G3+B3+D4+G4:4 |", 13)
    bass = score.part("bass", 32, velocity=100, volume=112, reverb=10)
    bass.play(BASS, 1)
    banjo = score.part("banjo", 105, velocity=80, volume=76, pan=84, reverb=24)
    banjo.comp("0213021302130213", "G D7 G,G7 C D7 G D7 G", BANJO, 5)
    banjo.play("G3+B3+D4+G4:4 |", 13)
    steel = score.part("steel guitar", 26, velocity=108, volume=120, pan=64, reverb=44, vibrato=24)
    steel.play("B3+D4+G4:1.5 /G4:.5 B4 /D5:1.5 | /C5:1 A4 F#4 D4:.5 G4 |", 1)
    steel.play(FIRST_HALF, 3)
    steel.play("B3+D4+G4:2 /F4+B4:2 | /C4+E4+G4:1.5 E4:.5 G4 E4 C4:1 |", 7, weight=0.9)
    steel.play(LAST_LINE, 9)
    steel.play(ENDING, 11)
    steel.play("r:2 /G4:.5 B4 /D5 E5 | B3+D4+G4:4 |", 12)
    fiddle = score.part("fiddle", 110, velocity=92, volume=78, pan=52, reverb=40, vibrato=16)
    fiddle.play("r:3 D5:.5 C5 |", 6)
    fiddle.play(SECOND_HALF, 7)
    fiddle.play(LAST_LINE, 9)
    fiddle.play(ENDING, 11, weight=0.8)
    fiddle.play("B3+G4:4 |", 13)
    drums = score.drummer(40, velocity=84, volume=70, reverb=16)
    drums.beat(BRUSHES, 1, 4)
    drums.beat(TRAIN, 5, 7)
    drums.beat({"kick": "x.......x.......", "sweep": "ooXoooXox.x.xxXX"}, 12)
    drums.beat({"kick": "X...............", "crash": "X..............."}, 13)
    return score
