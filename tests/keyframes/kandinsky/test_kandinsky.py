"""Kandinsky is loaded whole, fits where it runs, and says what to do where it does not."""

import logging
import shutil
import subprocess
import sys
import weakref

import numpy as np
import pytest
import torch
from accelerate.hooks import CpuOffload
from diffusers import DiffusionPipeline, KandinskyV22Pipeline, KandinskyV22PriorPipeline
from tiny_kandinsky import DECODER, PRIOR, SECTIONS

from yellowsound.keyframes import kandinsky
from yellowsound.keyframes.painters import kandinsky_2_2 as kandinsky_painter
from yellowsound.keyframes.painters.kandinsky_2_2 import paint
from yellowsound.run.errors import UserError

OFFLOADED = kandinsky.Placement(torch.device("cpu"), torch.float32, "cpu")


def test_the_model_is_named_with_its_revisions_and_how_it_ran(brief, reuse):
    assert paint(brief()).model == {
        "name": "kandinsky-2.2",
        "prior": {"repository": f"kandinsky-community/{PRIOR}", "commit": "0" * 40},
        "decoder": {"repository": f"kandinsky-community/{DECODER}", "commit": "0" * 40},
        "device": "cpu",
        "precision": "float32",
        "offload": "none",
    }


def test_half_precision_paints_the_same_picture_roughly(brief):
    exact, half = (paint(brief([SECTIONS[0]], precision=p)) for p in ("fp32", "bf16"))
    assert half.model["precision"] == "bfloat16"
    difference = np.abs(exact.images[1].astype(int) - half.images[1]).mean()
    assert 0 < difference < 8


@pytest.fixture
def lives(monkeypatch):
    """Which of the prior's models live at each load of the decoder."""
    references = []
    living = []
    load_prior, load_decoder = kandinsky.load_prior, kandinsky.load_decoder

    def spy_prior(folder, where):
        pipeline = load_prior(folder, where)
        parts = pipeline, pipeline.prior, pipeline.text_encoder, pipeline.image_encoder
        references.extend(weakref.ref(part) for part in parts)
        return pipeline

    def spy_decoder(folder, where):
        living.append([reference() is not None for reference in references])
        return load_decoder(folder, where)

    monkeypatch.setattr(kandinsky, "load_prior", spy_prior)
    monkeypatch.setattr(kandinsky, "load_decoder", spy_decoder)
    return living


def test_in_sequence_the_prior_is_gone_before_the_decoder_is_loaded(brief, lives):
    paint(brief(offload="sequence"))
    assert lives == [[False] * 4]


def test_without_offloading_both_stay(brief, lives):
    paint(brief(offload="none"))
    assert lives == [[True] * 4]


def test_offloading_to_the_cpu_on_the_cpu_is_taken_as_sequence_and_said_so(brief, lives, caplog):
    with caplog.at_level(logging.INFO, logger="yellowsound"):
        painting = paint(brief(offload="cpu"))
    assert painting.model["offload"] == "sequence"
    assert "taken as offload=sequence" in caplog.text
    assert lives == [[False] * 4]


def test_all_ways_of_offloading_paint_the_same_bytes(brief):
    one, other = (paint(brief(offload=offload)).images for offload in ("none", "sequence"))
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("offload", "expected"),
    [
        ("cpu", [("offload", torch.device("cuda:1"))]),
        ("sequence", [("to", torch.device("cuda:1"))]),
    ],
)
@pytest.mark.parametrize("name", [PRIOR, DECODER])
def test_on_a_gpu_components_are_offloaded_only_where_asked_for(
    monkeypatch, models, name, offload, expected
):
    called = []
    monkeypatch.setattr(
        DiffusionPipeline,
        "enable_model_cpu_offload",
        lambda self, gpu_id=None, device=None: called.append(("offload", device)),
    )
    monkeypatch.setattr(DiffusionPipeline, "to", lambda self, device: called.append(("to", device)))
    where = kandinsky.Placement(torch.device("cuda:1"), torch.float16, offload)
    load = kandinsky.load_prior if name == PRIOR else kandinsky.load_decoder
    assert load(models[name], where).dtype == torch.float16
    assert called == expected


@pytest.fixture
def on_device(monkeypatch):
    """A function that runs another and tells all sets of models that it had on the device."""
    here: set[str] = set()
    seen: set[frozenset[str]] = set()
    enter, leave = CpuOffload.pre_forward, CpuOffload.init_hook

    def spy_enter(hook, module, *args, **options):
        # On a CPU, what comes before counts as offloaded already, and the hook lets it be.
        if hook.prev_module_hook is not None:
            here.discard(type(hook.prev_module_hook.model).__name__)
        result = enter(hook, module, *args, **options)
        here.add(type(module).__name__)
        seen.add(frozenset(here))
        return result

    def spy_leave(hook, module):
        here.discard(type(module).__name__)
        return leave(hook, module)

    monkeypatch.setattr(CpuOffload, "pre_forward", spy_enter)
    monkeypatch.setattr(CpuOffload, "init_hook", spy_leave)

    def run(function):
        seen.clear()
        result = function()
        assert not here, "all left the device again"
        return result, {state for state in seen if not any(state < other for other in seen)}

    return run


TEXT, IMAGE = "CLIPTextModelWithProjection", "CLIPVisionModelWithProjection"


def test_an_offloaded_prior_computes_the_same_with_few_models_on_the_device(
    models, prior, on_device
):
    offloaded = kandinsky.load_prior(models[PRIOR], OFFLOADED)
    artworks = [np.full((64, 64, 3), 99, np.uint8)]
    texts = [("a song", 3)]
    for embed, together in (
        (lambda p: kandinsky.embed_artworks(p, artworks, OFFLOADED)[0], {IMAGE}),
        (
            lambda p: kandinsky.embed_texts(p, texts, 3, 4.0, OFFLOADED)[0],
            {TEXT, "PriorTransformer"},
        ),
        (lambda p: kandinsky.embed_nothing(p, OFFLOADED), {IMAGE}),
    ):
        embedding, states = on_device(lambda embed=embed: embed(offloaded))
        torch.testing.assert_close(embedding, embed(prior))
        assert states == {frozenset(together)}


def test_an_offloaded_decoder_paints_the_same_with_one_model_on_the_device(
    models, decoder, on_device
):
    random = torch.Generator().manual_seed(0)
    embeddings, negative = torch.randn(3, 32, generator=random).split([2, 1])

    def paint_with(pipeline):
        return kandinsky.decode(
            pipeline, embeddings, negative, [1, 2], (64, 64), 2, 5.0, batch=1, where=OFFLOADED
        )

    offloaded = kandinsky.load_decoder(models[DECODER], OFFLOADED)
    painted, states = on_device(lambda: paint_with(offloaded))
    assert np.abs(np.subtract(painted, paint_with(decoder), dtype=int)).max() <= 1
    assert states == {frozenset({"UNet2DConditionModel"}), frozenset({"VQModel"})}


def short_of_memory(original, most):
    """Wrap a call of a pipeline so that batches of more than `most` do not fit."""

    def call(self, prompt=None, **options):
        if len(options["generator"]) > most:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return original(self, **options) if prompt is None else original(self, prompt, **options)

    return call


def test_no_more_pictures_are_painted_at_once_than_asked_for(monkeypatch, brief, reuse, caplog):
    most_is_2 = short_of_memory(KandinskyV22Pipeline.__call__, most=2)
    monkeypatch.setattr(KandinskyV22Pipeline, "__call__", most_is_2)
    paint(brief(batch=2))
    assert "Out of memory" not in caplog.text


@pytest.mark.parametrize("pipeline", [KandinskyV22PriorPipeline, KandinskyV22Pipeline])
def test_a_batch_that_does_not_fit_is_halved(monkeypatch, brief, reuse, caplog, pipeline):
    expected = paint(brief()).images
    monkeypatch.setattr(pipeline, "__call__", short_of_memory(pipeline.__call__, most=1))
    painted = paint(brief()).images
    assert "Out of memory" in caplog.text
    assert np.abs(np.subtract(painted, expected, dtype=int)).max() <= 1


@pytest.mark.parametrize("pipeline", [KandinskyV22PriorPipeline, KandinskyV22Pipeline])
def test_where_not_even_one_fits_the_user_learns_what_to_do(monkeypatch, brief, reuse, pipeline):
    monkeypatch.setattr(pipeline, "__call__", short_of_memory(pipeline.__call__, most=0))
    with pytest.raises(UserError, match=r"out of memory on cpu.*smaller pictures"):
        paint(brief())


def test_a_model_that_does_not_fit_on_a_gpu_is_an_error_that_tells_what_needs_less(
    monkeypatch, models
):
    def full(self, device):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(DiffusionPipeline, "to", full)
    where = kandinsky.Placement(torch.device("cuda"), torch.float16, "none")
    with pytest.raises(UserError, match=r"out of memory on cuda.*set its offload to sequence"):
        kandinsky.load_decoder(models[DECODER], where)


def test_values_that_are_no_numbers_are_never_painted(monkeypatch, brief, reuse, decoder):
    broken = torch.full((1, 3, 64, 64), float("nan"))
    monkeypatch.setattr(decoder.movq, "decode", lambda *_, **__: {"sample": broken})
    with pytest.raises(UserError, match=r"overflows in torch\.float32"):
        paint(brief([SECTIONS[0]]))


def test_a_missing_decoder_is_told_before_the_prior_is_loaded(monkeypatch, brief, models, tmp_path):
    monkeypatch.setattr(kandinsky, "load_prior", lambda *_: pytest.fail("was loaded"))
    absent = models | {DECODER: tmp_path / DECODER}
    with pytest.raises(UserError, match=f"{DECODER} holds no model"):
        paint(brief(models=absent))


def test_a_damaged_model_is_told_by_its_folder(brief, models, tmp_path):
    folder = shutil.copytree(models[PRIOR], tmp_path / PRIOR)
    (weights,) = (folder / "prior").glob("*.safetensors")
    weights.write_bytes(b"\xff" * weights.stat().st_size)
    with pytest.raises(UserError, match=f"{PRIOR} cannot be loaded.*delete"):
        paint(brief(models=models | {PRIOR: folder}))


def test_the_plug_in_imports_no_framework():
    code = "import sys, yellowsound.keyframes.painters.kandinsky_2_2; "
    code += "print({'torch','diffusers'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(kandinsky_painter.__file__).rsplit("/", 4)[0]},
    )
    assert done.stdout.strip() == "set()"
