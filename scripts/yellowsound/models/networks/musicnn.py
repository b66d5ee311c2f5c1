"""The music tagger MusiCNN.

Pons and Serra (2019), 'musicnn: Pre-trained convolutional neural networks for
music audio tagging', late-breaking demo of ISMIR. Written with NumPy: the default
captioner needs no PyTorch for a few layers.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from safetensors import SafetensorError
from safetensors.numpy import load_file

from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.run.compiled import librosa
from yellowsound.run.errors import UserError

SAMPLE_RATE_HZ = 16000
N_FFT = 512
HOP_LENGTH = 256
N_MELS = 96
PATCH_FRAMES = 187
"""Spectrogram frames that the network sees at once: 2.992 s."""


def log_mel(audio: np.ndarray) -> np.ndarray:
    """Return the spectrogram that the network was trained on.

    Parameters
    ----------
    audio
        Mono samples at 16 kHz, shape (n,), in [-1, 1].

    Returns
    -------
    np.ndarray
        log10(10000 x + 1) of the mel power spectrogram x, float32, shape
        (1 + n // 256, 96): time x frequency.
    """
    power = librosa.feature.melspectrogram(
        y=np.asarray(audio, dtype=np.float32),
        sr=SAMPLE_RATE_HZ,
        n_fft=N_FFT,
        hop_length=HOP_LENGTH,
        n_mels=N_MELS,
    )
    return np.log10(10000 * power + 1).astype(np.float32).T


def patches(spectrogram: np.ndarray) -> np.ndarray:
    """Cut a spectrogram into adjoining patches of 187 frames.

    A remainder at the end is dropped. A spectrogram shorter than one patch is
    repeated up to one, and not padded with silence: the network takes the mean
    over time, and silence would weigh in it.

    Parameters
    ----------
    spectrogram
        Shape (T, 96), T of at least 1.

    Returns
    -------
    np.ndarray
        Shape (max(1, T // 187), 187, 96).
    """
    if len(spectrogram) < PATCH_FRAMES:
        repeats = -(-PATCH_FRAMES // len(spectrogram))
        spectrogram = np.tile(spectrogram, (repeats, 1))[:PATCH_FRAMES]
    count = len(spectrogram) // PATCH_FRAMES
    return spectrogram[: count * PATCH_FRAMES].reshape(count, PATCH_FRAMES, -1)


EPSILON = 1e-3
"""What TensorFlow's batch norm adds to the variance."""

FRONT = 2 * 204 + 3 * 51
"""Channels of the layers that see the spectrogram."""


SPECTRAL = ("timbral.0", "timbral.1", "temporal.0", "temporal.1", "temporal.2")
"""These layers, in the order of their channels."""


def _shapes() -> dict[str, tuple[int, ...]]:
    """Return the shape of each tensor of the network by its name."""
    timbral = {f"timbral.{n}": (204, 1, 7, width) for n, width in enumerate((38, 67))}
    temporal = {f"temporal.{n}": (51, 1, time, 1) for n, time in enumerate((128, 64, 32))}
    middle = {f"middle.{n}": (64, width, 7) for n, width in enumerate((FRONT, 64, 64))}
    dense = {"hidden": (200, 2 * (FRONT + 3 * 64)), "output": (50, 200)}
    norms = {"input_norm": 1, "pool_norm": dense["hidden"][1], "hidden_norm": 200}
    shapes = {}
    for name, shape in {**timbral, **temporal, **middle}.items():
        norms[f"{name}.norm"] = shape[0]
        dense[f"{name}.convolution"] = shape
    for name, shape in dense.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    for name, channels in norms.items():
        for part in ("weight", "bias", "running_mean", "running_var"):
            shapes[f"{name}.{part}"] = (channels,)
    return shapes


SHAPES = _shapes()


class MusiCNN:
    """The network: filters shaped after timbre and rhythm, then layers over time.

    Parameters
    ----------
    state
        Its tensors by name: float32, of the shapes of `SHAPES`. A batch norm is one of its
        input's channels alone, `weight * (x - running_mean) / sqrt(running_var + EPSILON) + bias`.

    Raises
    ------
    ValueError
        If one is missing, of another shape, or more than the network has.
    """

    def __init__(self, state: Mapping[str, np.ndarray]) -> None:
        found = {name: tensor.shape for name, tensor in state.items()}
        if odd := sorted(set(found.items()) ^ set(SHAPES.items())):
            raise ValueError(f"{odd[0][0]} is missing, unknown or of another shape")
        self._state = state

    def __call__(self, patches: np.ndarray) -> np.ndarray:
        """Return the tags' probabilities, (batch, 50), of log-mel patches, (batch, 187, 96)."""
        return np.concatenate([self._tag(patch) for patch in patches])

    def pooled(self, patch: np.ndarray) -> np.ndarray:
        """Return the maximum and the mean over time of what each channel of the layers hears.

        Parameters
        ----------
        patch
            Shape (time, 96).

        Returns
        -------
        np.ndarray
            Shape (1506,): interleaved, channel by channel, as the dense layer's weights expect.
        """
        patch = self._normed("input_norm", patch[..., None])[..., 0]
        front = np.concatenate([self._spectral(layer, patch) for layer in SPECTRAL], axis=1)
        first = self._over_time("middle.0", front)
        second = self._over_time("middle.1", first) + first
        third = self._over_time("middle.2", second) + second
        features = np.concatenate([front, first, second, third], axis=1)
        return np.stack([features.max(axis=0), features.mean(axis=0)], axis=1).ravel()

    def _tag(self, patch: np.ndarray) -> np.ndarray:
        from scipy.special import expit

        pooled = self._normed("pool_norm", self.pooled(patch)[None])
        hidden = self._normed("hidden_norm", np.maximum(self._dense("hidden", pooled), 0))
        return expit(self._dense("output", hidden))

    def _spectral(self, layer: str, patch: np.ndarray) -> np.ndarray:
        """Convolve over time and frequency; ReLU, batch norm, the maximum over frequency."""
        kernel = self._state[f"{layer}.convolution.weight"]
        channels, _, time, frequency = kernel.shape
        # 'same' in time: an even kernel looks one frame further ahead than back.
        before = (time - 1) // 2
        padded = np.pad(patch, ((before, time - 1 - before), (0, 0)))
        seen = sliding_window_view(padded, (time, frequency))
        filtered = seen.reshape(*seen.shape[:2], -1) @ kernel.reshape(channels, -1).T
        filtered = np.maximum(filtered + self._state[f"{layer}.convolution.bias"], 0)
        return self._normed(f"{layer}.norm", filtered).max(axis=1)

    def _over_time(self, layer: str, rows: np.ndarray) -> np.ndarray:
        """Convolve over time, (time, channels); ReLU, batch norm."""
        kernel = self._state[f"{layer}.convolution.weight"]
        around = kernel.shape[2] // 2
        seen = sliding_window_view(
            np.pad(rows, ((around, around), (0, 0))), kernel.shape[2], axis=0
        )
        filtered = seen.reshape(len(rows), -1) @ kernel.reshape(len(kernel), -1).T
        filtered = np.maximum(filtered + self._state[f"{layer}.convolution.bias"], 0)
        return self._normed(f"{layer}.norm", filtered)

    def _dense(self, layer: str, rows: np.ndarray) -> np.ndarray:
        return rows @ self._state[f"{layer}.weight"].T + self._state[f"{layer}.bias"]

    def _normed(self, norm: str, channels_last: np.ndarray) -> np.ndarray:
        weight, bias, mean, variance = (
            self._state[f"{norm}.{part}"]
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = weight / np.sqrt(variance + np.float32(EPSILON))
        return channels_last * scale + (bias - mean * scale)


class Tagger:
    """One trained MusiCNN and its tags.

    Parameters
    ----------
    folder
        Holds `MTT.safetensors` and `MSD.safetensors`, as `musicnn_weights.convert` writes them.
    tag_set
        'MTT' (MagnaTagATune) or 'MSD' (Million Song Dataset).

    Raises
    ------
    UserError
        If the weights are missing or are not those of this network.
    """

    def __init__(self, folder: str | Path, tag_set: str) -> None:
        self.tags = TAG_SETS[tag_set]
        path = Path(folder) / f"{tag_set}.safetensors"
        try:
            self._network = MusiCNN(load_file(path))
        except (OSError, ValueError, SafetensorError) as error:
            reason = str(error).splitlines()[0]
            raise UserError(
                f"{path} does not hold MusiCNN's weights ({reason}): delete it and run again"
            ) from error

    def tag(self, audio: np.ndarray) -> np.ndarray:
        """Return the tags' probabilities in each patch of `audio`.

        Parameters
        ----------
        audio
            Mono samples at 16 kHz, shape (n,), at least one.

        Returns
        -------
        np.ndarray
            float32, shape (patches, 50), in [0, 1], columns in the order of `tags`.
        """
        return self._network(patches(log_mel(audio)))
