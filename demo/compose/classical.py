"""In the Hall of the Mountain King, for orchestra.

Melody: Edvard Grieg (1843-1907), Peer Gynt, op. 23 (1875); public domain. The arrangement,
made for this demo, keeps Grieg's idea, one theme that grows from a whisper to an uproar:
plucked basses, cellos and bassoon, the answer with the oboe, the theme again with bowed violas,
the full orchestra faster and faster, and hammered chords to end it.
"""

from score import Score

THEME = """
B2':.5 C#3' D3' E3' F#3' D3' !F#3:1 | F3':.5 C#3' !F3:1 E3':.5 C3' !E3:1 |
B2':.5 C#3' D3' E3' F#3' D3' F#3' B3' | A3':.5 F#3' D3' F#3' !A3:2 |
"""
ANSWER = """
F#3':.5 G#3' A#3' B3' C#4' A#3' !C#4:1 | D4':.5 A#3' !D4:1 C#4':.5 A#3' !C#4:1 |
F#3':.5 G#3' A#3' B3' C#4' A#3' !C#4:1 | D4':.5 A#3' !D4:1 !C#4:2 |
"""
CODA = """
!B3':.5 r:1.5 !F#3':.5 r:1.5 | B3':.5 C#4' D4' E4' F#4' D4' F#4' B4' |
!B4':.5 r:1.5 !F#4':.5 r:.5 F#4:.25 G#4 A#4 C#5 | !B4:4 |
"""
HAMMER = """
!B2+D3+F#3':.5 r:1.5 !A#2+C#3+F#3':.5 r:1.5 | r:4 |
!B2+D3+F#3':.5 r:1.5 !A#2+C#3+F#3':.5 r:1.5 | !B2+D3+F#3:4 |
"""
SHAPES = {
    "Bm": "B2+D3+F#3+B3",
    "F#": "F#2+A#2+C#3+F#3",
    "F#aug": "F#2+A#2+D3+F#3",
    "C#": "C#3+F3+G#3+B3",
    "C": "C3+E3+G3+C4",
    "D": "D3+F#3+A3+D4",
}
THEME_CHORDS = "Bm C#,C Bm D"
ANSWER_CHORDS = "F# F#aug,F# F# F#aug,F#"


def compose() -> Score:
    """Return the score: 20 bars, faster and louder to the end."""
    score = Score(
        "classical", tempo=[(1, 138), (9, 142), (13, 186), (17, 206), (19.9, 206), (20, 150)],
        room=0.75, drive_db=3,
    )  # fmt: skip
    grow = [(1, 0.76), (8.9, 0.88), (9, 0.95), (12.9, 1.05), (13, 1.12), (20, 1.3)]

    basses = score.part("basses", 45, velocity=84, pan=84, reverb=60, dynamics=grow)
    basses.play(THEME, 1, transpose=-12)
    basses.play(ANSWER, 5, transpose=-12)
    basses.comp("0.0.0.0.", f"{THEME_CHORDS} {THEME_CHORDS}", SHAPES, 9)
    cellos = score.part("cellos", 42, velocity=90, volume=64, pan=78, reverb=60, dynamics=grow)
    cellos.play(THEME, 1)
    cellos.play(ANSWER, 5)
    pizzicato = score.part(
        "plucked cellos", 45, velocity=100, volume=120, pan=70, reverb=50, dynamics=grow
    )
    pizzicato.play(THEME, 1)
    pizzicato.play(ANSWER, 5)
    pizzicato.play(THEME, 9, transpose=12)
    bassoon = score.part("bassoon", 70, velocity=78, volume=88, pan=58, reverb=64, dynamics=grow)
    bassoon.play(THEME, 1)
    bassoon.play(ANSWER, 5)

    oboe = score.part("oboe", 68, velocity=88, volume=92, pan=54, reverb=64, dynamics=grow)
    oboe.play(ANSWER, 5, transpose=12, weight=0.9)
    oboe.play(THEME, 9, transpose=24)
    oboe.play(THEME, 13, transpose=24)
    clarinet = score.part("clarinet", 71, velocity=80, volume=82, pan=72, reverb=64, dynamics=grow)
    clarinet.play(THEME, 9, transpose=12)
    clarinet.play(THEME, 13, transpose=12)

    plucked = score.part("plucked violins", 45, velocity=80, pan=40, reverb=60, dynamics=grow)
    plucked.comp("--x---x-", f"{ANSWER_CHORDS} {THEME_CHORDS} {THEME_CHORDS}", SHAPES, 5)

    violins = score.part("violins", 40, velocity=94, volume=100, pan=36, reverb=64, dynamics=grow)
    section = score.part("strings", 48, velocity=94, volume=108, pan=50, reverb=64, dynamics=grow)
    violas = score.part("violas", 41, velocity=86, volume=92, pan=76, reverb=64, dynamics=grow)
    violas.play(THEME, 9, transpose=12, weight=0.9)
    for part, octaves in ((violins, 2), (section, 1), (violas, 1)):
        part.play(THEME, 13, transpose=12 * octaves)
        part.play(CODA, 17, transpose=12 * (octaves - 1))
    held = score.part("held strings", 48, velocity=66, volume=84, pan=60, reverb=64)
    held.comp("x...x...", ANSWER_CHORDS, SHAPES, 5)
    held.comp("x...x...", THEME_CHORDS, SHAPES, 9)
    low = score.part("low strings", 48, velocity=96, volume=108, pan=80, reverb=60, dynamics=grow)
    low.play(THEME, 13)
    low.play(CODA, 17, transpose=-12)

    horns = score.part("horns", 60, velocity=84, volume=96, pan=48, reverb=70, dynamics=grow)
    horns.comp("--x---x-", THEME_CHORDS, SHAPES, 13)
    horns.play(HAMMER, 17)
    timpani = score.part("timpani", 47, velocity=88, volume=104, reverb=64, dynamics=grow)
    timpani.play("r:4 | r:2 F#2:.5 F#2 F#2 F#2 |", 7)
    timpani.play("B2:1 r:3 | r:4 | B2:1 r:3 | r:2 F#2:.5 F#2 F#2 F#2 |", 9)
    timpani.play("!B2:1 r:1 B2:1 r:1 | F#2:1 r:3 | !B2:1 r:1 B2:1 r:1 | r:2 A2:.5 A2 F#2 F#2 |", 13)
    timpani.play("!B2:1 r:1 !F#2:1 r:1 | r:2 F#2:.5 F#2 F#2 F#2 |", 17)
    timpani.play("!B2:1 r:1 !F#2:.25 F#2 F#2 F#2 F#2 F#2 F#2 F#2 | !B2:4 |", 19)
    cymbals = score.drummer(48, velocity=80, volume=80, reverb=60)
    cymbals.beat({"crash": "X...x...", "bassdrum": "X.x.X.x."}, 13, 4)
    cymbals.beat({"crash": "X...X...", "bassdrum": "X...X..."}, 17)
    cymbals.beat({"crash": "X...X...", "bassdrum": "X...X..."}, 19)
    cymbals.beat({"crash": "X.......", "bassdrum": "X......."}, 20)
    return score
