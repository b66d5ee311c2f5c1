"""Kandinsky with tiny models, and briefs for it."""

import dataclasses

import numpy as np
import pytest
import torch
from diffusers import KandinskyV22PriorPipeline
from tiny_kandinsky import DECODER, OPTIONS, PRIOR, SECTIONS, save_tiny_models, write_records

from yellowsound.keyframes import kandinsky
from yellowsound.keyframes.brief import Brief
from yellowsound.keyframes.painters.kandinsky_2_2 import paint

CPU = kandinsky.Placement(torch.device("cpu"), torch.float32, "none")


@pytest.fixture(scope="session")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    save_tiny_models(folder)
    write_records(folder)
    return {name: folder / name for name in (PRIOR, DECODER)}


@pytest.fixture
def brief(models):
    """Return a function that makes a brief; its arguments change options, then fields."""

    def make(sections=SECTIONS, size=(64, 64), artworks=2, **changes):
        random = np.random.default_rng(0)
        pictures = random.integers(0, 256, (artworks, size[1], size[0], 3), dtype=np.uint8)
        options = OPTIONS | {key: changes.pop(key) for key in OPTIONS.keys() & changes.keys()}
        weights = [0.75, 0.25] if artworks == 2 else [1 / artworks] * artworks
        made = Brief(
            pair="song",
            artworks=list(pictures),
            weights=weights,
            captions={"sections": list(sections)},
            opening="black",
            seed=0,
            models=models,
            options=options,
        )
        return dataclasses.replace(made, **changes)

    return make


@pytest.fixture(scope="session")
def prior(models):
    return kandinsky.load_prior(models[PRIOR], CPU)


@pytest.fixture(scope="session")
def decoder(models):
    return kandinsky.load_decoder(models[DECODER], CPU)


@pytest.fixture
def reuse(monkeypatch, prior, decoder):
    """Load each pipeline once for all tests that look at something else."""
    monkeypatch.setattr(kandinsky, "load_prior", lambda folder, where: prior)
    monkeypatch.setattr(kandinsky, "load_decoder", lambda folder, where: decoder)


@pytest.fixture
def embedded(monkeypatch, reuse):
    """Return a function from a brief to its embeddings and the negative one; nothing is decoded."""

    def embed(brief):
        seen = []

        def decode(decoder, embeddings, negative, seeds, **_):
            seen.append((embeddings, negative))
            return [np.zeros_like(brief.artwork) for _ in seeds]

        with monkeypatch.context() as patch:
            patch.setattr(kandinsky, "decode", decode)
            paint(brief)
        ((embeddings, negative),) = seen
        return embeddings, negative

    return embed


@pytest.fixture
def prior_calls(monkeypatch):
    """The prompts of each call of the prior."""
    calls = []
    original = KandinskyV22PriorPipeline.__call__

    def spy(self, prompt, **options):
        calls.append(prompt)
        assert {generator.device.type for generator in options["generator"]} == {"cpu"}
        return original(self, prompt, **options)

    monkeypatch.setattr(KandinskyV22PriorPipeline, "__call__", spy)
    return calls
