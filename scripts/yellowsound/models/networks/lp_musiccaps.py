"""The music captioner LP-MusicCaps, in PyTorch.

Doh, Choi, Lee and Nam (2023), 'LP-MusicCaps: LLM-based pseudo music
captioning', ISMIR. BART reads the output of a few convolutions over a mel
spectrogram in place of embedded words, and writes the caption. Modules bear
the names that the published weights give them.
"""

import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import BartConfig, BartForConditionalGeneration, BartTokenizer

from yellowsound.models.folders import reading
from yellowsound.run.compiled import librosa
from yellowsound.run.files import read_json

SAMPLE_RATE_HZ = 16000
DURATION_S = 10
SAMPLES = SAMPLE_RATE_HZ * DURATION_S
"""What the captioner hears at once: 10 s at 16 kHz."""

N_FFT = 1024
HOP_LENGTH = 160
N_MELS = 128
HALVINGS = 5
"""Convolutions that halve the number of frames."""

POSITIONS = 32
"""Frames that are left of 1 + 160000 // 160 = 1001."""

LONGEST_PERIOD = 10000
"""Time scale of the slowest of the sinusoidal positions, in frames."""

MIN_TOKENS = 2
"""Shortest caption, the decoder's start token counted."""

INHERITED = (
    "no_repeat_ngram_size",
    "early_stopping",
    "length_penalty",
    "forced_bos_token_id",
    "forced_eos_token_id",
)
"""Settings of the beam search that the published captioner takes from BART's config.json.

It sets the beams, both lengths and repetition_penalty 1.0; what it leaves
unsaid, transformers 4.26, which it is pinned to, filled in from the top level
of that file (3, true, unset, 0 and 2 in facebook/bart-base) and not from its
task_specific_params. transformers 5 drops these entries, so they are read here.
"""

OF_BEAMS = ("early_stopping", "length_penalty")
"""Those that mean nothing without beams."""

SHARED = "bart.model.shared.weight"
TIED = (
    SHARED,
    "bart.model.encoder.embed_tokens.weight",
    "bart.model.decoder.embed_tokens.weight",
    "bart.lm_head.weight",
)
"""Names of one and the same weights; a file may hold any of them."""

NAMED = 3
"""How many weights that do not fit an error names."""


def mel_filters() -> np.ndarray:
    """Return triangular filters on the HTK mel scale, each of height 1, from 0 to 8000 Hz.

    Returns
    -------
    np.ndarray
        float32, shape (513, 128): frequency x band.
    """
    return librosa.filters.mel(
        sr=SAMPLE_RATE_HZ, n_fft=N_FFT, n_mels=N_MELS, fmin=0.0, fmax=8000.0, htk=True, norm=None
    ).T


def sinusoids(length: int, channels: int) -> torch.Tensor:
    """Return sinusoidal positions of shape (length, channels): sines, then cosines.

    Their time scales rise from 1 to 10000 frames in geometric steps (Vaswani
    et al. 2017, 'Attention is all you need').
    """
    scales = torch.logspace(0, np.log10(LONGEST_PERIOD), channels // 2, dtype=torch.float64)
    angles = torch.arange(length, dtype=torch.float64)[:, None] / scales
    return torch.cat([angles.sin(), angles.cos()], dim=1).float()


class MelEncoder(nn.Module):
    """Mel spectrogram in decibels, of the squared real part of the short-time spectrum.

    The real part depends on phase and its modulus would be the usual choice,
    but the weights were trained with it. Called with mono sound of shape
    (batch, 160000), it returns shape (batch, 128, 1001), at least -100.
    """

    def __init__(self) -> None:
        super().__init__()
        self.spec_fn = nn.Module()
        self.spec_fn.register_buffer("window", torch.hann_window(N_FFT, periodic=True))
        self.mel_scale = nn.Module()
        self.mel_scale.register_buffer("fb", torch.tensor(mel_filters()))

    def forward(self, audio: torch.Tensor) -> torch.Tensor:
        """Return the spectrogram of sound."""
        spectrum = torch.stft(
            audio,
            N_FFT,
            HOP_LENGTH,
            window=self.spec_fn.window,
            center=True,
            pad_mode="reflect",
            return_complex=True,
        )
        mel = (spectrum.real.square().mT @ self.mel_scale.fb).mT
        return 10.0 * mel.clamp(min=1e-10).log10()


class AudioEncoder(nn.Module):
    """What BART reads: called with sound as `MelEncoder`, it returns (batch, 32, width)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mel_encoder = MelEncoder()
        self.conv1 = nn.Conv1d(N_MELS, width, 3, padding=1)
        self.conv_stack = nn.ModuleList(
            nn.Conv1d(width, width, 3, stride=2, padding=1) for _ in range(HALVINGS)
        )
        self.register_buffer("positional_embedding", sinusoids(POSITIONS, width))

    def forward(self, audio: torch.Tensor) -> torch.Tensor:
        """Return what BART reads in place of embedded words."""
        x = nn.functional.gelu(self.conv1(self.mel_encoder(audio)))
        for convolution in self.conv_stack:
            x = nn.functional.gelu(convolution(x))
        return x.mT + self.positional_embedding


class LPMusicCaps(nn.Module):
    """The audio encoder and BART, as wide as each other."""

    def __init__(self, config: BartConfig) -> None:
        super().__init__()
        self.audio_encoder = AudioEncoder(config.d_model)
        self.bart = BartForConditionalGeneration(config)


def load_model(config: BartConfig, path: str | Path) -> LPMusicCaps:
    """Build the model from a file of weights, on the CPU.

    Parameters
    ----------
    config
        BART's configuration.
    path
        A file of torch.save: a dict with `state_dict`. What else it holds
        (the optimizer's state) is not read.

    Raises
    ------
    ValueError
        If weights are missing, unknown, of another shape, or if copies of the
        embedding differ.
    OSError, RuntimeError, pickle.UnpicklingError
        If the file cannot be read, or holds more than tensors and plain data.
    """
    # Mapped, the optimizer's state, twice as large as the weights, is left on the disk.
    mapped = zipfile.is_zipfile(path)
    checkpoint = torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)
    if not isinstance(checkpoint, dict) or not isinstance(checkpoint.get("state_dict"), dict):
        raise ValueError(f"{Path(path).name} has no state_dict")
    weights = dict(checkpoint["state_dict"])
    if copies := [name for name in TIED if name in weights]:
        first = weights[copies[0]]
        for name in copies[1:]:
            if not torch.equal(weights[name], first):
                raise ValueError(f"{name} differs from {copies[0]}, which it must be a copy of")
        weights.update(dict.fromkeys(TIED, first))
    with torch.device("meta"):
        model = LPMusicCaps(config)
    _check(weights, model.state_dict())
    model.load_state_dict(weights, assign=True)
    # Assigned one by one, the copies are parameters of their own until they are tied again.
    model.bart.tie_weights()
    return model.float().eval()


def _check(weights: dict[str, torch.Tensor], expected: dict[str, torch.Tensor]) -> None:
    """Raise a ValueError of one line if names or shapes differ."""
    shared = weights.keys() & expected.keys()
    wrong = {
        "missing": expected.keys() - weights.keys(),
        "unexpected": weights.keys() - expected.keys(),
        "of another shape": {
            name for name in shared if getattr(weights[name], "shape", None) != expected[name].shape
        },
    }
    told = []
    for kind, names in wrong.items():
        if names:
            more = ", ..." if len(names) > NAMED else ""
            told.append(f"{len(names)} {kind}: {', '.join(sorted(names)[:NAMED])}{more}")
    if told:
        raise ValueError(f"weights do not fit LP-MusicCaps, {'; '.join(told)}")


class Captioner:
    """LP-MusicCaps with its words, on a device.

    Parameters
    ----------
    weights
        The file of weights, in the folder that it was fetched into.
    bart
        Holds BART's config.json and the files of its tokenizer.
    device
        Where it runs.
    dtype
        Precision of BART. The audio encoder stays in float32: it takes
        decibels as they are, and is quick.

    Raises
    ------
    UserError
        If files are missing or damaged, or do not fit this model.
    """

    def __init__(
        self, weights: str | Path, bart: str | Path, device: torch.device, dtype: torch.dtype
    ) -> None:
        self._device, self._dtype = device, dtype
        with reading(bart):
            config = BartConfig.from_pretrained(str(bart), local_files_only=True)
            settings = read_json(Path(bart) / "config.json")
            self._tokenizer = BartTokenizer.from_pretrained(str(bart), local_files_only=True)
        with reading(Path(weights).parent):
            self._model = load_model(config, weights)
        self._model.to(device).bart.to(dtype)
        self._inherited = {key: settings[key] for key in INHERITED if key in settings}

    @torch.inference_mode()
    def caption(self, audio: np.ndarray, beams: int, max_tokens: int) -> list[str]:
        """Write a caption for each of some pieces of sound.

        Parameters
        ----------
        audio
            Mono samples at 16 kHz, float32, in [-1, 1], shape (n, 160000).
        beams
            Beams of the search; 1 takes the likeliest word each time.
        max_tokens
            Longest caption in tokens, the decoder's start token and the end's counted.

        Returns
        -------
        list of str
            n captions without special tokens, the same whatever the others
            are (but for rounding).
        """
        search = {"num_beams": beams, **self._inherited}
        if beams == 1:
            search = {key: value for key, value in search.items() if key not in OF_BEAMS}
        heard = self._model.audio_encoder(torch.from_numpy(audio).to(self._device))
        tokens = self._model.bart.generate(
            inputs_embeds=heard.to(self._dtype),
            max_length=max_tokens,
            min_length=MIN_TOKENS,
            repetition_penalty=1.0,
            do_sample=False,
            **search,
        )
        texts = self._tokenizer.batch_decode(tokens, skip_special_tokens=True)
        # transformers 4.26 took the space before a full stop away by itself, 5 does not.
        return [self._tokenizer.clean_up_tokenization(text).strip() for text in texts]
