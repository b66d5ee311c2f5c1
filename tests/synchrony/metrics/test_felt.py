"""What is felt: tolerance as viewers have it, whatever the frame rate, and what says nothing."""

import numpy as np
import pytest

from yellowsound.synchrony.metrics.felt import beyond_chance, compared, felt
from yellowsound.synchrony.tolerance import tolerated

LENGTH_S = 30.0
HOP_S = 0.003
TIMES_S = np.arange(0, LENGTH_S, HOP_S)


def attacks(seed, apart_s=(0.3, 0.9)):
    """Times of attacks at a pace that wavers, and their strengths."""
    random = np.random.default_rng(seed)
    times_s = np.cumsum(random.uniform(*apart_s, size=200))
    times_s = times_s[times_s < LENGTH_S - 0.5]
    return times_s, random.uniform(0.5, 1.5, times_s.size)


def novelty_of(times_s, strengths):
    """A novelty curve of peaks 10 ms wide over a bed."""
    curve = np.full(TIMES_S.size, 0.01)
    for time_s, strength in zip(times_s, strengths, strict=True):
        curve += strength * np.exp(-0.5 * ((TIMES_S - time_s) / 0.01) ** 2)
    return curve


def filmed(times_s, strengths, fps=30.0):
    """Change frame by frame: a step at each time."""
    change = np.zeros(round(LENGTH_S * fps))
    frames = np.minimum(np.rint(times_s * fps).astype(int), change.size - 1)
    np.add.at(change, frames, strengths)
    return change, np.arange(change.size) / fps


def late(sound_late_s, seed=0, fps=30.0, apart_s=(0.3, 0.9)):
    """Score a clip whose sound is late by so much."""
    times_s, strengths = attacks(seed, apart_s)
    kept = (times_s + sound_late_s >= 0) & (times_s + sound_late_s < LENGTH_S)
    times_s, strengths = times_s[kept], strengths[kept]
    heard = novelty_of(times_s + sound_late_s, strengths)
    return felt(*filmed(times_s, strengths, fps), heard, TIMES_S, LENGTH_S)


def test_the_tolerance_is_whole_as_far_as_nobody_detects_a_delay_and_falls_beyond():
    assert tolerated([-0.045, 0.0, 0.125]) == pytest.approx(1.0)
    assert tolerated([-0.090, 0.185]) == pytest.approx(0.95)
    later = tolerated(np.linspace(0.125, 1.0, 50))
    assert (np.diff(later) < 0).all()
    assert tolerated(-0.125) < tolerated(0.125)


@pytest.mark.parametrize(("apart_s", "ceiling"), [((0.3, 0.9), 0.95), ((1.2, 2.8), 0.83)])
def test_a_perfect_clip_is_near_the_ceiling(apart_s, ceiling):
    assert late(0.0, apart_s=apart_s) >= ceiling


@pytest.mark.parametrize("seed", range(3))
def test_a_delay_that_nobody_notices_costs_next_to_nothing(seed):
    perfect = late(0.0, seed)
    for sound_late_s in (0.045, 0.1, -0.03):
        assert late(sound_late_s, seed) > 0.95 * perfect


@pytest.mark.parametrize("seed", range(3))
def test_beyond_125_ms_the_score_falls_with_the_delay(seed):
    scores = [late(sound_late_s, seed) for sound_late_s in (0.125, 0.19, 0.25, 0.32, 0.5)]
    assert (np.diff(scores) < 0).all()
    assert scores[-1] < 0.5 * scores[0]


@pytest.mark.parametrize("seed", range(3))
def test_sound_ahead_of_the_picture_costs_more_than_sound_behind_it(seed):
    assert late(-0.125, seed) < late(0.125, seed) - 0.05


@pytest.mark.parametrize("seed", range(3))
def test_the_frame_rate_hardly_changes_the_score(seed):
    # Steps drawn at the nearest frame are up to 42 ms off at 12 fps: that is another film.
    slow, *scores = [late(0.06, seed, fps) for fps in (12, 24, 25, 30, 60)]
    assert max(scores) - min(scores) < 0.04
    assert slow > min(scores) - 0.08


@pytest.mark.parametrize("times", [2, 3, 5])
def test_repeated_frames_change_nothing(times):
    jitter_s = np.random.default_rng(5).normal(scale=0.03, size=200)
    times_s, strengths = attacks(0)
    change, shown_s = filmed((times_s + jitter_s[: times_s.size]).clip(0), strengths, 12.0)
    repeated = np.zeros(change.size * times)
    repeated[::times] = change
    heard = novelty_of(times_s, strengths)
    once = felt(change, shown_s, heard, TIMES_S, LENGTH_S)
    often = felt(repeated, np.arange(repeated.size) / (12.0 * times), heard, TIMES_S, LENGTH_S)
    assert often == pytest.approx(once, abs=1e-9)
    # Nor does it matter whether a picture that stays is told of at all.
    told = change > 0
    sparse = felt(change[told], shown_s[told], heard, TIMES_S, LENGTH_S)
    assert sparse == pytest.approx(once, abs=1e-9)


def test_units_do_not_matter():
    change, shown_s = filmed(*attacks(0))
    heard = novelty_of(*attacks(0))
    scaled = felt(1e-6 * change, shown_s, 1e6 * heard, TIMES_S, LENGTH_S)
    assert scaled == pytest.approx(felt(change, shown_s, heard, TIMES_S, LENGTH_S))


def test_unrelated_pictures_score_about_zero():
    scores = [
        felt(*filmed(*attacks(seed)), novelty_of(*attacks(seed + 100)), TIMES_S, LENGTH_S)
        for seed in range(20)
    ]
    assert abs(np.mean(scores)) < 0.05
    assert np.abs(scores).max() < 0.35


def test_two_slow_swells_are_no_synchrony():
    shown_s = np.arange(900) / 30
    random = np.random.default_rng(7)
    scores = [
        felt(
            (1 + shown_s) * random.uniform(0.5, 1.5, shown_s.size),
            shown_s,
            (1 + TIMES_S) * random.uniform(0.5, 1.5, TIMES_S.size),
            TIMES_S,
            LENGTH_S,
        )
        for _ in range(10)
    ]
    assert abs(np.mean(scores)) < 0.12


def test_a_picture_that_goes_on_when_the_sound_has_stopped_loses():
    times_s, strengths = attacks(0)
    change, shown_s = filmed(times_s, strengths)
    heard = novelty_of(times_s, strengths)
    scores = [
        felt(change, shown_s, heard * (end_s > TIMES_S), TIMES_S, LENGTH_S)
        for end_s in (30.0, 24.0, 18.0, 12.0)
    ]
    assert (np.diff(scores) < -0.1).all()


def test_shifts_too_small_to_be_unrelated_are_scored_as_none_is():
    # The song pauses for six seconds, the picture goes on.
    times_s, strengths = attacks(0)
    heard = novelty_of(times_s, strengths) * ((TIMES_S < 10) | (TIMES_S > 16))
    agreements = compared(*filmed(times_s, strengths), heard, TIMES_S, LENGTH_S)
    scores = beyond_chance(agreements, np.array([-0.045, -0.02, 0.0, 0.02, 0.045]))
    assert np.ptp(scores) < 0.1


def test_a_shifted_picture_scores_as_a_late_sound_does():
    change, shown_s = filmed(*attacks(0))
    heard = novelty_of(*attacks(0))
    shifts_s = np.array([0.0, -0.25, 0.25, 3.0, -7.5])
    scores = beyond_chance(compared(change, shown_s, heard, TIMES_S, LENGTH_S), shifts_s)
    assert scores[0] == felt(change, shown_s, heard, TIMES_S, LENGTH_S)
    # A picture made earlier is a sound that is late: that costs less.
    assert scores[0] > scores[1] > scores[2]
    assert scores[1] == pytest.approx(late(0.25), abs=0.05)
    assert np.abs(scores[3:]).max() < 0.4


@pytest.mark.parametrize(
    ("change", "novelty"),
    [
        (np.zeros(900), novelty_of(*attacks(0))),
        (filmed(*attacks(0))[0], np.zeros(TIMES_S.size)),
        (np.zeros(900), np.zeros(TIMES_S.size)),
    ],
)
def test_where_nothing_varies_the_score_is_zero(change, novelty):
    assert felt(change, np.arange(900) / 30, novelty, TIMES_S, LENGTH_S) == 0.0


def test_values_that_do_not_belong_to_their_times_are_refused():
    shown_s = np.arange(900) / 30
    heard = novelty_of(*attacks(0))
    with pytest.raises(ValueError, match="change of shape"):
        felt(np.zeros(899), shown_s, heard, TIMES_S, LENGTH_S)
    with pytest.raises(ValueError, match="novelty must be finite"):
        felt(np.zeros(900), shown_s, heard * np.nan, TIMES_S, LENGTH_S)
    with pytest.raises(ValueError, match="ascending"):
        felt(np.zeros(900), shown_s[::-1], heard, TIMES_S, LENGTH_S)
