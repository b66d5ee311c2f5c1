"""The walker against the published loop: the same frames, sooner, in less memory."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from yellowsound.frames.held import held
from yellowsound.models.networks import vae as latents

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def measure(*options):
    done = subprocess.run(
        [sys.executable, BENCHMARKS / "frames_vs_published.py", *options, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_both_ways_to_the_same_frames_are_measured():
    result = measure(
        "--tiny", "--size", "64", "--frames", "3", "--dtype", "fp32", "--device", "cpu"
    )
    assert result["device"] == "cpu"
    assert result["speedup"] == pytest.approx(
        result["walker_fps"] / result["published_fps"], rel=0.01
    )
    # Each way is a process of its own that holds PyTorch.
    assert result["published_peak_mb"] > 200
    assert result["walker_peak_mb"] > 200
    assert result["max_difference"] <= 1
    assert result["psnr_db"] is None or result["psnr_db"] > 60
    assert result["contrast"] > 20


def test_held_frames_are_those_of_a_stretch_like_the_whole_schedule(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(BENCHMARKS)
    from frames_vs_published import path_of

    # A fast half, a half of which every second frame is held.
    slow = 0.5 + 0.004 * np.arange(40).repeat(2)[:40]
    t = np.concatenate([np.arange(40) / 80, slow])
    rows = [f"1\t{value:.6f}" for value in t]
    table = tmp_path / "energy.tsv"
    table.write_text("\n".join(["section\tt", *rows, "2\t0.0", "2\t1.0"]))
    part = path_of(str(table), 8, 0.001)
    assert len(part) == 8
    assert np.isin(np.round(part, 6), np.round(t, 6)).all()
    assert len(held(part, 0.001)[0]) == 6  # of the whole schedule three quarters


@pytest.mark.slow
def test_a_constant_schedule_and_half_precision_are_measured_as_well():
    options = ("--tiny", "--size", "64", "--frames", "20", "--device", "cpu")
    result = measure(*options, "--schedule", "constant", "--dtype", "bf16")
    # How fast either way is tells nothing at this size, least of all beside other tests.
    assert result["decoded"] == 1
    assert 40 <= result["psnr_db"] < 60


@pytest.mark.slow
def test_the_full_size_decoder_paints_in_bf16_as_in_fp32(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    from full_size import variations_vae

    # A quarter of the pixels: where bf16 is not native it takes minutes at full size.
    torch.manual_seed(0)
    vae = variations_vae().eval()
    latent = 0.18215 * torch.randn(1, 4, 32, 32)
    full = latents.rounded(latents.decode(vae, latent)).astype(float)
    assert full.shape == (1, 256, 256, 3)
    assert full.std() > 20
    latents.prepare_decoder(vae, torch.device("cpu"), torch.bfloat16, compiled=False)
    half = latents.rounded(latents.decode(vae, latent))
    assert 10 * np.log10(255**2 / np.mean((half - full) ** 2)) >= 40
