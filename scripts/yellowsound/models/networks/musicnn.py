"""The music tagger MusiCNN, in PyTorch.

Pons and Serra (2019), 'musicnn: Pre-trained convolutional neural networks for
music audio tagging', late-breaking demo of ISMIR.
"""

from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.run.compiled import librosa
from yellowsound.run.errors import UserError

SAMPLE_RATE_HZ = 16000
N_FFT = 512
HOP_LENGTH = 256
N_MELS = 96
PATCH_FRAMES = 187
"""Spectrogram frames that the network sees at once: 2.992 s."""

BATCH_PATCHES = 8
"""Patches in one pass; the widest layer's output is 9 MB for each."""


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


def _norm(kind: type[nn.Module], channels: int) -> nn.Module:
    return kind(channels, eps=1e-3)


class _SpectralLayer(nn.Module):
    """Convolution over time and frequency, ReLU, batch norm, maximum over frequency."""

    def __init__(self, channels: int, time: int, frequency: int) -> None:
        super().__init__()
        # 'same' in time: an even kernel pads one frame more behind than before.
        before = (time - 1) // 2
        self.pad = nn.ZeroPad2d((0, 0, before, time - 1 - before))
        self.convolution = nn.Conv2d(1, channels, (time, frequency))
        self.norm = _norm(nn.BatchNorm2d, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.convolution(self.pad(x)).relu()).amax(dim=3)


class _TemporalLayer(nn.Module):
    """Convolution over time, ReLU, batch norm."""

    def __init__(self, channels_in: int, channels: int) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(channels_in, channels, 7, padding=3)
        self.norm = _norm(nn.BatchNorm1d, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.convolution(x).relu())


class MusiCNN(nn.Module):
    """The network: filters shaped after timbre and rhythm, then layers over time.

    Called with log-mel patches of shape (batch, 187, 96), it returns the tags'
    probabilities, shape (batch, 50).
    """

    def __init__(self) -> None:
        super().__init__()
        self.input_norm = _norm(nn.BatchNorm2d, 1)
        self.timbral = nn.ModuleList(_SpectralLayer(204, 7, width) for width in (38, 67))
        self.temporal = nn.ModuleList(_SpectralLayer(51, time, 1) for time in (128, 64, 32))
        front = 2 * 204 + 3 * 51
        self.middle = nn.ModuleList(_TemporalLayer(width, 64) for width in (front, 64, 64))
        pooled = 2 * (front + 3 * 64)
        self.pool_norm = _norm(nn.BatchNorm1d, pooled)
        self.hidden = nn.Linear(pooled, 200)
        self.hidden_norm = _norm(nn.BatchNorm1d, 200)
        self.output = nn.Linear(200, 50)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return tag probabilities, (batch, 50), of patches, (batch, time, 96)."""
        x = self.input_norm(x.unsqueeze(1))
        front = torch.cat([layer(x) for layer in (*self.timbral, *self.temporal)], dim=1)
        first = self.middle[0](front)
        second = self.middle[1](first) + first
        third = self.middle[2](second) + second
        features = torch.cat([front, first, second, third], dim=1)
        # Interleaved, channel by channel, as the dense layer's weights expect.
        pooled = torch.stack([features.amax(dim=2), features.mean(dim=2)], dim=2).flatten(1)
        hidden = self.hidden(self.pool_norm(pooled)).relu()
        return self.output(self.hidden_norm(hidden)).sigmoid()


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
        self._network = MusiCNN()
        try:
            self._network.load_state_dict(load_file(path), strict=True)
        except (OSError, RuntimeError, SafetensorError) as error:
            reason = str(error).splitlines()[0]
            raise UserError(
                f"{path} does not hold MusiCNN's weights ({reason}): delete it and run again"
            ) from error
        self._network.eval()

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
        batches = torch.from_numpy(patches(log_mel(audio))).split(BATCH_PATCHES)
        with torch.inference_mode():
            return np.concatenate([self._network(batch).numpy() for batch in batches])
