"""What models cost is counted, never guessed: sizes, operations, memory, seconds."""

import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from yellowsound.models.costs import (
    SHARE_OF_PEAK,
    Device,
    Part,
    devices,
    download_bytes,
    measured_seconds,
    operations,
    parts,
    weight_bytes,
)
from yellowsound.models.table import read_models
from yellowsound.run.plug_ins import ours
from yellowsound.run.work import Work

UNET, VAE = ("sd-image-variations", "unet"), ("sd-image-variations-vae", "vae")
SMALL, LARGE = 512**2 / 1e6, 768**2 / 1e6
HUB = set(read_models(Path(__file__).parents[2] / "config" / "models.tsv"))
OF_HUB = {name: p for name, p in ours().items() if HUB.intersection(p.models)}


def test_the_table_of_parts_is_what_the_published_configurations_have():
    import full_size

    told = {key: part.parameters for key, part in parts().items()}
    counted = {
        (model, part): full_size.parameters(full_size.on_meta(build))
        for model, built in full_size.MODELS.items()
        for part, build in built.items()
    }
    assert told == counted


@pytest.mark.parametrize("key", [UNET, VAE, ("kandinsky-2-2-prior", "text_encoder")], ids=" ".join)
def test_the_operations_of_a_pass_are_those_that_are_counted(key):
    import full_size
    import work

    model = full_size.on_meta(full_size.MODELS[key[0]][key[1]])
    counted = [work.tera_operations(model, work.PASSES[key], side_px) for side_px in work.SIDES_PX]
    assert parts()[key].tflop == pytest.approx(counted, rel=1e-3)


def test_a_size_between_those_counted_follows_from_them():
    import full_size
    import work

    unet = full_size.on_meta(full_size.MODELS[UNET[0]][UNET[1]])
    counted = work.tera_operations(unet, work.PASSES[UNET], 640)
    assert parts()[UNET].tflop_at(640**2 / 1e6) == pytest.approx(counted, rel=0.005)


def test_a_sampled_frame_of_stable_diffusion_takes_84_tera_operations():
    # 51 steps with a scheduler that takes one more, each with and without the condition.
    frame = ((Work(*UNET, passes=2 * 51), Work(*VAE, passes=1)),)
    assert operations(frame, SMALL)["unit"] == pytest.approx(84.5, rel=0.005)


@given(at=st.floats(0.1, 4.0), linear=st.floats(0.1, 10.0), square=st.floats(0.0, 10.0))
def test_operations_are_a_line_and_a_square_of_the_pixels(at, linear, square):
    def exact(mpixels):
        return linear * mpixels + square * mpixels**2

    part = Part(1, 4, (exact(SMALL), exact(LARGE)))
    assert part.tflop_at(at) == pytest.approx(exact(at), rel=1e-6)


def test_what_has_a_size_of_its_own_costs_the_same_at_any_frame():
    assert Part(1, 4, (0.2, 0.2)).tflop_at(3.0) == 0.2


def test_weights_are_those_of_the_largest_group_that_lies_on_the_device_together():
    together = ((Work(*UNET, passes=1), Work(*VAE, passes=1)),)
    in_turn = tuple((work,) for work in together[0])
    unet, vae = (parts()[key].parameters for key in (UNET, VAE))
    assert weight_bytes(together, "fp16") == 2 * (unet + vae)
    assert weight_bytes(in_turn, "fp32") == 4 * unet


def test_a_part_that_is_named_twice_lies_there_once():
    twice = ((Work(*UNET, passes=1), Work(*UNET, passes=50)),)
    assert weight_bytes(twice, "fp32") == 4 * parts()[UNET].parameters


def test_what_is_not_known_is_said_to_be_so():
    unknown = ((Work("mine", "network", 1),),)
    assert weight_bytes(unknown, "fp32") is None
    assert operations(unknown, SMALL) is None
    assert download_bytes(["mine"]) == {"mine": None}


def test_a_download_is_as_large_as_the_published_files():
    # Tokenizers and configurations are some megabytes more.
    found = download_bytes(["sd-image-variations-vae", "sd-image-variations"])
    assert found["sd-image-variations-vae"] == pytest.approx(0.335e9, rel=0.01)


def test_seconds_follow_from_the_peak_of_the_precision():
    device = Device("GPU", 24, fp32_tflops=10, half_tflops=100)
    assert device.seconds(30, "fp16") == pytest.approx(30 / (SHARE_OF_PEAK * 100))
    assert device.seconds(30, "fp32") == pytest.approx(30 / (SHARE_OF_PEAK * 10))


def test_half_precision_is_never_slower_on_a_device_that_is_told_of():
    assert all(device.half_tflops >= device.fp32_tflops for device in devices())


def row(key, side_px, seconds, precision="fp16"):
    model, part = key
    of = {"model": model, "part": part, "side_px": side_px}
    return {**of, "seconds": seconds, "precision": precision}


def test_measured_passes_add_up_to_a_unit():
    rows = pd.DataFrame([row(UNET, 512, 0.1), row(VAE, 512, 0.5), row(VAE, 512, 9, "fp32")])
    groups = ((Work(*UNET, passes=10), Work(*VAE, passes=1)),)
    assert measured_seconds(groups, SMALL, "fp16", rows)["unit"] == pytest.approx(1.5)


def test_what_comes_once_for_a_job_is_told_apart():
    rows = pd.DataFrame([row(UNET, 512, 0.1)])
    groups = ((Work(*UNET, passes=10, of="job"),),)
    assert measured_seconds(groups, SMALL, "fp16", rows) == {"unit": 0, "job": pytest.approx(1)}


def test_a_pass_at_another_size_is_scaled_by_its_operations():
    rows = pd.DataFrame([row(VAE, 512, 1.0)])
    found = measured_seconds(((Work(*VAE, passes=1),),), LARGE, "fp16", rows)["unit"]
    small, large = parts()[VAE].tflop
    assert found == pytest.approx(large / small)


def test_without_a_row_of_the_precision_nothing_is_measured():
    rows = pd.DataFrame([row(UNET, 512, 0.1)])
    assert measured_seconds(((Work(*UNET, passes=1),),), SMALL, "fp32", rows) is None


@pytest.mark.parametrize("plug_in", OF_HUB.values(), ids=OF_HUB)
def test_every_plug_in_with_models_of_the_hub_tells_what_it_computes(plug_in):
    groups = plug_in.work(plug_in.defaults)
    assert operations(groups, SMALL)["unit"] > 0
    needed = set(plug_in.models_for(plug_in.defaults))
    assert {work.model for group in groups for work in group} <= needed
