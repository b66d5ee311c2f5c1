"""Keys of the experiment, in which people judge the videos of a study, and of their answers."""

from yellowsound.run.settings import Setting, choice, number, optional_path, path, text, whole

EXPERIMENT: dict[str, Setting] = {
    "experiment_minutes": number(
        20.0, "how long a participant's session may take", least=1, unit="minutes"
    ),
    "experiment_participants": whole(
        24, "for how many participants an order of trials is made", least=1, most=10_000
    ),
    "experiment_layout": choice(
        "side-by-side",
        "how two videos are shown: at the same time to one sound, or one after the other",
        ("side-by-side", "in-turn"),
    ),
    "experiment_texts": path(
        "config/experiment.yaml", "what participants read: consent, instructions, questions"
    ),
    "experiment_post": text(
        "",
        "an address to which the page sends a participant's answers; where it is empty they "
        "are saved as a file, and nothing is sent",
        pattern="^(https?://[^\\s\"'<>]+)?$",
        values="address, or empty",
    ),
}
"""What the page is made from."""

PEOPLE: dict[str, Setting] = {
    "responses": optional_path(
        "",
        "folder of the response files that participants of the experiment sent, for "
        "`snakemake people` and the report; empty: none",
    ),
    "people_catch_right": number(
        0.66,
        "least share of catch trials that a participant must get right: two of three",
        most=1,
        unit="share",
    ),
    "people_least_watched": number(
        0.9,
        "share of a trial's videos that must have been played before its answer, or it came "
        "too fast",
        most=1,
        unit="share",
    ),
    "people_too_fast": number(
        0.1,
        "largest share of a participant's answers that may have come too fast",
        most=1,
        unit="share",
    ),
    "people_share": number(
        0.65,
        "share of choices that the better of two conditions wins, for `snakemake "
        "plan_experiment`: how many people are needed to tell it",
        least=0.51,
        most=0.99,
        unit="share",
    ),
    "people_power": number(
        0.8, "the power with which they shall tell it", least=0.05, most=0.99, unit="share"
    ),
}
"""What is done with its responses."""

GROUPS_OF_PEOPLE = {"experiment": EXPERIMENT, "people": PEOPLE}
"""Both by the stage that reads them."""
