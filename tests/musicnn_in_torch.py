"""MusiCNN of PyTorch's own layers, which what the project computes is held against."""

import torch
from torch import nn


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
