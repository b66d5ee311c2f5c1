"""What the tables of people's answers hold, column by column."""

YES, NO = "yes", "no"
"""`YES` marks the comparison that was named before, and what else is so."""

PAIR, REPEAT, CATCH = "pair", "repeat", "catch"
"""Kinds of trials."""

LEFT, RIGHT = "left", "right"
"""Sides of a trial; of two videos in turn the first and the second."""

RULES: dict[str, str] = {
    "photosensitive": "said to be sensitive to flashes",
    "consent": "did not consent",
    "sound": "did not hear the tone's side",
    "catch": "answered too many catch trials wrongly",
    "speed": "gave too many answers before the videos could have been watched",
    "side": "chose the same side every time",
}
"""Rules of exclusion and what whoever falls under them did."""

PARTICIPANT_COLUMNS: dict[str, str] = {
    "participant": "the letters and digits that stand for a person",
    "list": "number of the list of trials, from 0",
    "excluded": "the rules by which no answer of the person counts; empty where all do",
    "answers": "number of answers",
    "catch": "number of catch trials",
    "catch_right": "how many of them were answered rightly",
    "too_fast": "number of answers that came before the videos could have been watched",
    "left": "share of answers that chose what was shown left, or first",
    "repeats": "number of trials that were shown again",
    "repeats_alike": "how many of them were answered as before",
    "confidence": "mean confidence, 1 to 5",
    "time_s": "median time of an answer in seconds",
    "listened": "what the person said to listen with",
    "sound_heard": "whether the person heard on which side the tone was: `yes` or `no`",
    "drift_ms": "95th percentile of the distance of pictures and sound in the worst trial, in ms",
}
"""Columns of participants.tsv, before one for each question of the researcher's."""

EXCLUDED_COLUMNS: dict[str, str] = {
    "participant": "the letters and digits that stand for a person",
    "file": "name of the response file",
    "rule": "; ".join(f"`{rule}`: {meaning}" for rule, meaning in RULES.items()),
    "reason": "why, in words",
}
"""Columns of excluded.tsv, a row for each rule that a person falls under."""

DEVIATION_COLUMNS: dict[str, str] = {
    "key": "what is judged otherwise than it was set when the page was made",
    "then": "its value then",
    "now": "its value now",
    "said": "both in words",
}
"""Columns of deviations.tsv, a row for each key that differs; none where nothing does."""

CHOICE_COLUMNS: dict[str, str] = {
    "participant": "the letters and digits that stand for a person",
    "position": "place of the trial in the person's list, from 0",
    "trial": "the trial",
    "kind": f"`{PAIR}`; `{REPEAT}`, an earlier one again; `{CATCH}`, the same video twice, once "
    "out of step",
    "of": "the trial that is repeated; empty for others",
    "song": "the song",
    "chosen": "the condition of the video that was chosen",
    "other": "the condition of the other video",
    "chosen_video": "the video that was chosen",
    "other_video": "the other video",
    "side": f"where the chosen one was shown: `{LEFT}` (or first), `{RIGHT}` (or second)",
    "right": "of catch trials whether the video in step was chosen, `yes` or `no`; empty for "
    "others",
    "confidence": "how sure the person was, 1 to 5",
    "time_s": "time of the answer in seconds",
}
"""Columns of choices.tsv, a row for each answer of those who are not excluded."""

STRENGTH_COLUMNS: dict[str, str] = {
    "condition": "the condition: a schedule with its moves, or the label of videos from elsewhere",
    "n": "number of choices between it and another condition",
    "chosen": "how often it was chosen",
    "share": "chosen / n",
    "strength": "its strength in log odds (Bradley and Terry), the mean of all conditions being 0: "
    "of two, the one that is d stronger is chosen with the probability 1 / (1 + exp(-d))",
    "ci_low": "lower end of its 95 % interval, over participants and songs; undefined where there "
    "is only one of both",
    "ci_high": "upper end of the same interval",
    "better_than": "the conditions that it is better than: p_holm of the comparison is below 0.05",
}
"""Columns of strengths.tsv."""

COMPARISON_COLUMNS: dict[str, str] = {
    "better": "the stronger of two conditions",
    "other": "the other one",
    "primary": f"`{YES}` for the comparison that was named before (`primary_contrast`); empty for "
    "the others",
    "n": "number of choices between the two",
    "share": "how many of them fell on the stronger one",
    "difference": "its strength minus that of the other, in log odds, from all choices",
    "ci_low": "lower end of its 95 % interval, over participants and songs",
    "ci_high": "upper end of the same interval",
    "p": "two-sided p of Student's t, with one degree of freedom less than songs or participants, "
    "whichever are fewer",
    "p_holm": "p, corrected over the comparisons by Holm's method; the primary one stands as it is",
}
"""Columns of comparisons.tsv."""

CONSISTENCY_COLUMNS: dict[str, str] = {
    "measure": "what is measured",
    "value": "its value",
    "ci_low": "lower end of its 95 % bootstrap interval",
    "ci_high": "upper end of the same interval",
    "n": "number of what it is the mean of",
    "meaning": "what it tells",
}
"""Columns of consistency.tsv."""

AGREEMENT_COLUMNS: dict[str, str] = {
    "metric": "a metric of the table of scores",
    "endpoint": "what of it is compared: `score`, the score itself; `z`, how far it lies above the "
    "video's own null",
    "n": "number of choices between two videos of which both have a value",
    "songs": "number of their songs",
    "conditions": "number of conditions of which the metric has a value",
    "share": "share of the choices that fell on the video with the higher value; equal values "
    "count half",
    "ci_low": "lower end of its 95 % interval, over other songs and other people",
    "ci_high": "upper end of the same interval",
    "p_songs": "how often a metric that knows nothing does as well in either direction: each "
    "song's deviation from one half may have either sign",
    "p_conditions": "how often the metric does as well with its conditions and its songs "
    "exchanged: as one would that reads the condition and nothing of what people see in it",
    "p": "the larger of both: a metric has to be better than either",
    "p_holm": "p, corrected over the metrics of the same endpoint by Holm's method",
    "raters": "mean number of people who judged the same two videos",
    "shared": "number of the choices between two videos that somebody else judged, too: what "
    "follows is of these",
    "share_shared": "share of them that fell on the video with the higher value",
    "ceiling": "share of them that what most others chose predicts, the person left out: as well "
    "as people predict each other",
    "most": "share of them that fell on the video which most people chose: nothing "
    "that names one of two videos can predict more",
    "verdict": "`predicts`, `against` (people choose what scores lower), `not told apart from "
    "chance`, `too few songs to tell`, `too few conditions to tell` (it agrees over songs, but may "
    "read the condition alone), or `undefined` where there are no such choices",
}
"""Columns of agreement.tsv."""

POWER_COLUMNS: dict[str, str] = {
    "people": "number of participants who are not excluded",
    "trials": "number of pairs that each of them judges, repeats and catch trials not counted",
    "power": "share of simulated studies in which the better condition is told to be better than a "
    "given other one: p of that comparison, named before, is below 0.05",
    "enough": "`yes` where the power is as wanted, and with more people too",
    "most": "`yes` where the page shows no more pairs to a person: nobody sees the same two videos "
    "twice",
}
"""Columns of power.tsv."""

PEOPLE_COLUMNS: dict[str, dict[str, str]] = {
    "participants": PARTICIPANT_COLUMNS,
    "excluded": EXCLUDED_COLUMNS,
    "choices": CHOICE_COLUMNS,
    "deviations": DEVIATION_COLUMNS,
    "strengths": STRENGTH_COLUMNS,
    "comparisons": COMPARISON_COLUMNS,
    "consistency": CONSISTENCY_COLUMNS,
    "agreement": AGREEMENT_COLUMNS,
    "power": POWER_COLUMNS,
}
"""By the table's name."""
