"""Keys of the experiment, in which people judge the videos of a study."""

from yellowsound.run.settings import Setting, choice, number, path, text, whole

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
