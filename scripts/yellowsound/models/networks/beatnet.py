"""BeatNet: how probable a beat, a downbeat or neither is, 50 times a second.

Heydari, Cwitkowitz and Duan (2021), 'BeatNet: CRNN and particle filtering for
online joint beat, downbeat and meter tracking', ISMIR. A convolution along the
features of a frame, a dense layer and two LSTM layers forward in time. Written
with NumPy: whoever scores a video needs no PyTorch for two small layers.
"""

from pathlib import Path

import numpy as np

from yellowsound.models.beatnet_weights import FILE
from yellowsound.models.folders import read_record
from yellowsound.run.errors import UserError

SAMPLE_RATE_HZ = 22050
"""The rate of the sound that the network listens to."""

HOP_SAMPLES = 441
"""From frame to frame: 20 ms."""

WINDOW_SAMPLES = 1411
"""Length of a frame: 64 ms."""

HOP_S = HOP_SAMPLES / SAMPLE_RATE_HZ

CLASSES = ("beat", "downbeat", "neither")
"""What the three probabilities of a frame are of."""


def features(audio: np.ndarray) -> np.ndarray:
    """Return what the network reads of a sound.

    Parameters
    ----------
    audio
        Mono audio at `SAMPLE_RATE_HZ`, shape (n_samples,).

    Returns
    -------
    np.ndarray
        float32, shape (n_frames, 272): the logarithm of 136 bands, 24 an octave
        from 30 to 17000 Hz, and by how much each rose since the frame before.
        Frame k is centred at k * `HOP_SAMPLES`.
    """
    from madmom_infer.audio.signal import FramedSignal, Signal
    from madmom_infer.audio.spectrogram import (
        FilteredSpectrogram,
        LogarithmicSpectrogram,
        SpectrogramDifference,
    )
    from madmom_infer.audio.stft import ShortTimeFourierTransform

    signal = Signal(audio.astype(np.float32), sample_rate=SAMPLE_RATE_HZ, num_channels=1)
    frames = FramedSignal(signal, frame_size=WINDOW_SAMPLES, hop_size=HOP_SAMPLES)
    bands = FilteredSpectrogram(
        ShortTimeFourierTransform(frames), num_bands=24, fmin=30, fmax=17000, norm_filters=True
    )
    levels = LogarithmicSpectrogram(bands, mul=1, add=1)
    rises = SpectrogramDifference(levels, diff_ratio=0.5, positive_diffs=True)
    return np.hstack((np.asarray(levels), np.asarray(rises))).astype(np.float32)


def heard_by(folder: str | Path, audio: np.ndarray) -> np.ndarray:
    """Return the probabilities of `CLASSES` in a sound; see `features`, `BeatNet.probabilities`."""
    return BeatNet(folder).probabilities(features(audio))


class BeatNet:
    """The network with its weights.

    Parameters
    ----------
    folder
        Holds `beatnet.safetensors`, as `beatnet_weights.convert` writes it.

    Raises
    ------
    UserError
        If the weights are missing or damaged.
    """

    def __init__(self, folder: str | Path) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        read_record(folder)
        file = Path(folder) / FILE
        try:
            state = load_file(file)
        except SafetensorError as error:
            raise UserError(
                f"{file} is damaged ({error}): delete {folder} and run again, which fetches it anew"
            ) from error
        self._kernel = state["conv1.weight"][:, 0, :]
        self._kernel_bias = state["conv1.bias"]
        self._dense = state["linear0.weight"], state["linear0.bias"]
        self._lstm = [
            (
                state[f"lstm.weight_ih_l{layer}"],
                state[f"lstm.weight_hh_l{layer}"],
                state[f"lstm.bias_ih_l{layer}"] + state[f"lstm.bias_hh_l{layer}"],
            )
            for layer in range(2)
        ]
        self._output = state["linear.weight"], state["linear.bias"]

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """Return the probabilities of `CLASSES` for each frame.

        Parameters
        ----------
        rows
            What `features` returns, shape (n_frames, 272).

        Returns
        -------
        np.ndarray
            Shape (n_frames, 3), each row summing to 1.
        """
        windows = np.lib.stride_tricks.sliding_window_view(rows, self._kernel.shape[1], axis=1)
        # (n_frames, 2 filters, 263 places), then the larger of each two neighbours.
        filtered = np.einsum("fpk,ck->fcp", windows, self._kernel, optimize=True)
        filtered = np.maximum(filtered + self._kernel_bias[:, None], 0)
        pairs = filtered.shape[2] // 2
        pooled = filtered[..., : 2 * pairs].reshape(len(rows), -1, pairs, 2).max(axis=3)
        weight, bias = self._dense
        hidden = pooled.reshape(len(rows), -1) @ weight.T + bias
        for layer in self._lstm:
            hidden = _lstm(hidden, *layer)
        weight, bias = self._output
        scores = hidden @ weight.T + bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)


def _lstm(
    inputs: np.ndarray, from_input: np.ndarray, from_hidden: np.ndarray, bias: np.ndarray
) -> np.ndarray:
    """Run one LSTM layer forward in time; its gates lie in PyTorch's order: i, f, g, o."""
    from scipy.special import expit

    size = from_hidden.shape[1]
    drive = inputs @ from_input.T + bias
    hidden, cell = np.zeros(size, np.float32), np.zeros(size, np.float32)
    outputs = np.empty((len(inputs), size), np.float32)
    recurrent = np.ascontiguousarray(from_hidden.T)
    for frame, driven in enumerate(drive):
        gates = driven + hidden @ recurrent
        opened = expit(gates)
        cell = opened[size : 2 * size] * cell + opened[:size] * np.tanh(gates[2 * size : 3 * size])
        hidden = opened[3 * size :] * np.tanh(cell)
        outputs[frame] = hidden
    return outputs
