"""Videos of an experiment that are only told of: none is made."""

from yellowsound.experiment.design import Video

CONDITIONS = ("energy", "onset", "onset~lively", "linear")


def told_videos(songs=5, conditions=4, duration_s=12.0):
    """Return a video of each song in each condition, none of them made."""
    return [
        Video(
            id=f"v{song * conditions + number + 1:03d}",
            take=f"song {song}",
            condition=CONDITIONS[number] if number < len(CONDITIONS) else f"condition {number}",
            song=f"song {song}",
            file=f"videos/v{song * conditions + number + 1:03d}.mp4",
            duration_s=duration_s,
        )
        for song in range(songs)
        for number in range(conditions)
    ]
