"""The keys of the video's encoding, of its scores, and of what these are compared for."""

from yellowsound.run.settings import Setting, choice, optional_number, text, texts, whole

VIDEO: dict[str, Setting] = {
    "crf": whole(
        10,
        "quality of the H.264 picture; smaller is better and larger in bytes, 0 lossless",
        most=51,
    ),
    "x264_preset": choice(
        "medium",
        "effort of the H.264 encoder",
        (
            *("ultrafast", "superfast", "veryfast", "faster", "fast"),
            *("medium", "slow", "slower", "veryslow"),
        ),
    ),
    "audio_rate_hz": choice(
        0,
        "sample rate of the AAC sound; 0 keeps the song's own, or takes the next above it that "
        "AAC has, up to 48000",
        (0, 8000, 16000, 22050, 24000, 32000, 44100, 48000),
    ),
    "audio_channels": choice(
        0, "channels of the AAC sound; 0 keeps the song's one or two", (0, 1, 2)
    ),
    "audio_bitrate_kbps": whole(
        192,
        "bit rate of the AAC sound, lowered to 6 bits for each sample of each channel where "
        "it is above that",
        least=32,
        most=320,
    ),
}

SYNCHRONY: dict[str, Setting] = {
    "metrics": texts(
        [
            *("avs", "avs_exact", "flux_onset_r", "felt", "beat_f", "beat_information_gain"),
            *("beat_alignment_seen", "beat_alignment_heard", "beats_covered", "beats_hit"),
            "av_align_flux",
        ],
        "what is scored",
        least=1,
        values="list of metrics",
    ),
    "flashes": choice(
        "tame",
        "what happens to a video that flashes more than three times in a second, by WCAG "
        "2.3.1: a warning; it is not scored; or its moves are tamed until it does not, and a "
        "warning where it does without moves, too",
        ("warn", "refuse", "tame"),
    ),
}

STATISTICS: dict[str, Setting] = {
    "primary_metric": text(
        "",
        "the metric of the one comparison that the study is made for, named before the run; "
        "that comparison is not corrected for the others",
        values="one of `metrics`, or empty",
    ),
    "primary_contrast": text(
        "",
        "the schedules of that comparison: a schedule, which is compared with `linear`, or two "
        "as `onset - energy`",
        values="one or two of `schedules`, or empty",
    ),
    "equivalence_margin": optional_number(
        "the largest difference of z between two schedules that does not matter; where it is "
        "set, every comparison is tested for equivalence",
        unit="z",
    ),
}
