"""Moved frames: what a walker made, held as the moves tell."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from yellowsound.frames.pose import Pose, shown
from yellowsound.schedule.channels import CHANNELS


def moved(frames: Iterable[np.ndarray], channels: Mapping[str, np.ndarray]) -> Iterator[np.ndarray]:
    """Show frames as their channels tell, one by one.

    Parameters
    ----------
    frames
        RGB, uint8, each of shape (height, width, 3).
    channels
        Values of `schedule.channels.CHANNELS` by name, one for each frame.

    Yields
    ------
    np.ndarray
        RGB, uint8, of the same shape; where nothing moves, the frame itself.

    Raises
    ------
    ValueError
        If there are more or fewer frames than values.
    """
    columns = np.stack(list(channels.values()), axis=1)
    for frame, values in zip(frames, columns.tolist(), strict=True):
        yield shown(frame, Pose.of(dict(zip(channels, values, strict=True))))


def scaled(
    channels: Mapping[str, np.ndarray], by: float, names: Iterable[str] | None = None
) -> dict[str, np.ndarray]:
    """Return channels with a share of what they change.

    Parameters
    ----------
    channels
        By name, each of shape (n_frames,).
    by
        The share, in [0, 1]; at 0 they are neutral.
    names
        Which ones; None for all.
    """
    chosen = set(channels if names is None else names)
    found = {}
    for name, values in channels.items():
        if name in chosen:
            neutral = CHANNELS[name].neutral
            values = neutral + by * (values - neutral)
        found[name] = values
    return found
