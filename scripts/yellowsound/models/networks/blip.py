"""BLIP: one sentence of what a picture shows.

Li, Li, Xiong and Hoi (2022), 'BLIP: Bootstrapping language-image pre-training for unified
vision-language understanding and generation', ICML, as Hugging Face publishes it.
"""

from pathlib import Path

import numpy as np
import torch
from transformers import BertTokenizer, BlipForConditionalGeneration
from transformers.models.blip import BlipImageProcessorPil

from yellowsound.models.folders import reading, source_of
from yellowsound.models.loading import load_component

MOST_TOKENS = 32
"""Longest caption."""


class Blip:
    """BLIP from the folder of a fetched model.

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
            model = load_component(BlipForConditionalGeneration, folder, "", dtype)
            self._model = model.eval().to(device)
            self._tokenizer = BertTokenizer.from_pretrained(str(folder), local_files_only=True)
            # The one without torchvision, whether that is there or not: results are the same.
            self._processor = BlipImageProcessorPil.from_pretrained(
                str(folder), local_files_only=True
            )
        self._device, self._dtype = device, dtype

    def caption(self, picture: np.ndarray) -> str:
        """Return a caption: of the whole picture, squashed to a square; greedily.

        Parameters
        ----------
        picture
            RGB, uint8, shape (height, width, 3).
        """
        pixels = self._processor(
            images=picture, input_data_format="channels_last", return_tensors="pt"
        )["pixel_values"]
        with torch.inference_mode():
            tokens = self._model.generate(
                pixel_values=pixels.to(self._device, self._dtype),
                max_new_tokens=MOST_TOKENS,
                num_beams=1,
                do_sample=False,
            )
        # The first token starts the text and stands in no vocabulary.
        return self._tokenizer.decode(tokens[0, 1:], skip_special_tokens=True).strip()
