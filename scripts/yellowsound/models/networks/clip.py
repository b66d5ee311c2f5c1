"""CLIP: texts and pictures as directions in one space, where what belongs together is near.

Radford et al. (2021), 'Learning transferable visual models from natural language supervision',
ICML, as Hugging Face publishes it.
"""

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

import ftfy
import numpy as np
import torch
from transformers import CLIPModel, CLIPTokenizer
from transformers.models.clip import CLIPImageProcessorPil

from yellowsound.models.devices import in_batches
from yellowsound.models.folders import reading, source_of
from yellowsound.models.loading import load_component

LIMIT = 77
"""Tokens that are read of a text, start and end included."""

BATCH_TEXTS = 256
"""Texts that are embedded at once."""

ADVICE = "set device=cpu, or wait until its memory is free"


class Clip:
    """CLIP from the folder of a fetched model.

    Parameters
    ----------
    folder
        The model's folder.
    device, dtype
        Where it runs and in which precision.

    Raises
    ------
    UserError
        If files are missing, damaged or those of another model.
    """

    def __init__(self, folder: str | Path, device: torch.device, dtype: torch.dtype) -> None:
        with reading(folder) as record:
            self.source = source_of(record, "name")
            self._model = load_component(CLIPModel, folder, "", dtype).eval().to(device)
            self._tokenizer = CLIPTokenizer.from_pretrained(str(folder), local_files_only=True)
            # The one without torchvision, whether that is there or not: results are the same.
            self._processor = CLIPImageProcessorPil.from_pretrained(
                str(folder), local_files_only=True
            )
        self._device, self._dtype = device, dtype

    def count_tokens(self, text: str) -> int:
        """Return how many tokens a text has, start and end included, however long it is."""
        return len(self._tokenizer(cleaned(text))["input_ids"])

    def embed_texts(self, texts: Sequence[str]) -> np.ndarray:
        """Return the directions of some texts, each of length 1: float32, shape (n, d)."""
        batches = list(self.embedded_in_batches(texts))
        width = self._model.config.projection_dim
        return np.concatenate(batches) if batches else np.zeros((0, width), dtype=np.float32)

    def embedded_in_batches(self, texts: Sequence[str]) -> Iterator[np.ndarray]:
        """Yield the directions of some texts batch by batch, as many as fit into memory.

        Raises
        ------
        UserError
            If not even one fits.
        """

        def run(numbers: range) -> np.ndarray:
            batch = [cleaned(texts[number]) for number in numbers]
            # Tokens look back alone: what pads a text behind its end changes nothing.
            tokens = self._tokenizer(
                batch, padding=True, truncation=True, max_length=LIMIT, return_tensors="pt"
            ).to(self._device)
            with torch.inference_mode():
                found = self._model.get_text_features(**tokens).pooler_output
            return _directions(found)

        return in_batches(len(texts), BATCH_TEXTS, run, self._device, ADVICE)

    def embed_picture(self, picture: np.ndarray) -> np.ndarray:
        """Return the direction of a picture: its middle square, float32, shape (d,).

        Parameters
        ----------
        picture
            RGB, uint8, shape (height, width, 3).
        """
        pixels = self._processor(
            images=picture, input_data_format="channels_last", return_tensors="pt"
        )["pixel_values"]
        with torch.inference_mode():
            found = self._model.get_image_features(pixels.to(self._device, self._dtype))
        return _directions(found.pooler_output)[0]


def cleaned(text: str) -> str:
    """Return a text as CLIP was trained to read it: repaired, on one line, in small letters."""
    repaired = html.unescape(html.unescape(ftfy.fix_text(text)))
    return " ".join(repaired.split()).lower()


def _directions(found: torch.Tensor) -> np.ndarray:
    found = found.float()
    return (found / found.norm(dim=-1, keepdim=True)).cpu().numpy()
