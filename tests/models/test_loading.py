"""A model is loaded with all weights of its file, or not at all."""

import json
import shutil

import pytest
import torch
import transformers
from diffusers import AutoencoderKL, KandinskyV22Pipeline, KandinskyV22PriorPipeline, VQModel
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from safetensors.torch import load_file, save_file
from tiny_kandinsky import DECODER, PRIOR, edit_json, save_tiny_models
from transformers import CLIPConfig, CLIPTextModelWithProjection

from yellowsound.models.loading import load_component, load_pipeline

WEIGHTS = {"movq": "diffusion_pytorch_model", "text_encoder": "model"}
OWNER = {"movq": DECODER, "text_encoder": PRIOR}
CLASS = {"movq": VQModel, "text_encoder": CLIPTextModelWithProjection}
A_WEIGHT = {"movq": "encoder.conv_in.weight", "text_encoder": "text_projection.weight"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    save_tiny_models(folder)
    return folder


@pytest.fixture
def models(saved, tmp_path):
    return shutil.copytree(saved, tmp_path / "models")


@pytest.fixture(params=["movq", "text_encoder"])
def name(request):
    """A model of diffusers and one of transformers."""
    return request.param


def weights_file(models, name):
    return models / OWNER[name] / name / f"{WEIGHTS[name]}.safetensors"


def change_weights(models, name, change):
    """Rewrite the weights of a model as the function `change` changes their dict."""
    path = weights_file(models, name)
    weights = load_file(path)
    change(weights)
    save_file(weights, path, metadata={"format": "pt"})


def without_positions(weights):
    """Leave out the numbers of the positions, which are no weights and not loaded."""
    return {key: weight for key, weight in weights.items() if not key.endswith("position_ids")}


def load(models, name, dtype=torch.float32):
    return load_component(CLASS[name], models / OWNER[name], name, dtype)


def test_a_model_has_the_weights_of_its_file_in_the_precision_asked_for(models, name):
    stored = without_positions(load_file(weights_file(models, name)))
    found = load(models, name, torch.bfloat16).state_dict()
    assert found.keys() == stored.keys()
    for key, value in found.items():
        torch.testing.assert_close(value, stored[key].to(torch.bfloat16), rtol=0, atol=0)


def test_a_missing_weight_is_an_error_that_names_it(models, name):
    change_weights(models, name, lambda weights: weights.pop(A_WEIGHT[name]))
    with pytest.raises(ValueError, match=f"1 missing: {A_WEIGHT[name]}"):
        load(models, name)


def test_an_unknown_weight_is_an_error_that_names_it(models, name):
    change_weights(models, name, lambda weights: weights.update({"nobody.weight": torch.ones(2)}))
    with pytest.raises(ValueError, match=r"1 unexpected: nobody\.weight"):
        load(models, name)


def test_a_weight_of_another_shape_is_an_error(models, name):
    change_weights(models, name, lambda weights: weights.update({A_WEIGHT[name]: torch.ones(2)}))
    with pytest.raises((ValueError, RuntimeError), match=r"mismatch|shape"):
        load(models, name)


def test_many_weights_that_do_not_fit_are_counted_but_not_all_named(models):
    change_weights(models, "movq", dict.clear)
    with pytest.raises(ValueError, match=r"\d\d+ missing: [^ ]+, [^ ]+, [^ ]+, \.\.\.$"):
        load(models, "movq")


def test_buffers_that_old_checkpoints_carry_are_no_unknown_weights(models):
    positions = {"text_model.embeddings.position_ids": torch.arange(77)[None]}
    change_weights(models, "text_encoder", lambda weights: weights.update(positions))
    load(models, "text_encoder")


def test_weights_of_a_pickled_file_are_read_where_there_is_no_other(models, name):
    stored = weights_file(models, name)
    weights = load_file(stored)
    stored.unlink()
    pickled = "pytorch_model.bin" if name == "text_encoder" else f"{WEIGHTS[name]}.bin"
    torch.save(weights, stored.with_name(pickled))
    found = load(models, name).state_dict()
    torch.testing.assert_close(found, without_positions(weights), rtol=0, atol=0)


def test_a_pickled_file_never_runs_code(models, name, tmp_path):
    class Intruder:
        def __reduce__(self):
            return (type(tmp_path).touch, (tmp_path / "run",))

    stored = weights_file(models, name)
    stored.unlink()
    pickled = "pytorch_model.bin" if name == "text_encoder" else f"{WEIGHTS[name]}.bin"
    torch.save({A_WEIGHT[name]: Intruder()}, stored.with_name(pickled))
    with pytest.raises(Exception, match=r"(?i)weights|pickle"):
        load(models, name)
    assert not (tmp_path / "run").exists()


def test_attention_under_its_old_names_is_read_as_under_its_new_ones(tmp_path):
    blocks = {"block_out_channels": (8, 8), "norm_num_groups": 4, "latent_channels": 4}
    down = ("DownEncoderBlock2D",) * 2
    up = ("UpDecoderBlock2D",) * 2
    vae = AutoencoderKL(**blocks, down_block_types=down, up_block_types=up)
    weights = {key: value.clone() for key, value in vae.state_dict().items()}
    vae.save_pretrained(tmp_path / "vae")
    (tmp_path / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    old_names = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    old = {}
    for key, value in weights.items():
        for new_name, old_name in old_names.items():
            key = key.replace(f"attentions.0.{new_name}.", f"attentions.0.{old_name}.")
        old[key] = value
    assert "encoder.mid_block.attentions.0.query.weight" in old
    torch.save(old, tmp_path / "vae" / "diffusion_pytorch_model.bin")
    found = load_component(AutoencoderKL, tmp_path, "vae", torch.float32).state_dict()
    torch.testing.assert_close(found, weights, rtol=0, atol=0)


def test_a_safety_checker_is_read_under_its_published_names(tmp_path):
    vision = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 1,
        "num_attention_heads": 4,
        "image_size": 28,
        "patch_size": 14,
    }
    checker = StableDiffusionSafetyChecker(CLIPConfig(vision_config=vision, projection_dim=32))
    weights = {key: value.clone() for key, value in checker.state_dict().items()}
    checker.save_pretrained(tmp_path / "safety_checker")
    (tmp_path / "safety_checker" / "model.safetensors").unlink()
    # The towers of CLIP had one more level when it was published.
    published = {
        key.replace("vision_model.", "vision_model.vision_model."): value
        for key, value in weights.items()
    }
    published["vision_model.vision_model.embeddings.position_ids"] = torch.arange(5)[None]
    assert "vision_model.vision_model.pre_layrnorm.weight" in published
    torch.save(published, tmp_path / "safety_checker" / "pytorch_model.bin")
    found = load_component(StableDiffusionSafetyChecker, tmp_path, "safety_checker", torch.float32)
    torch.testing.assert_close(found.state_dict(), weights, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("pipeline", "component"),
    [
        (KandinskyV22PriorPipeline, "prior"),
        (KandinskyV22PriorPipeline, "image_encoder"),
        (KandinskyV22PriorPipeline, "text_encoder"),
        (KandinskyV22Pipeline, "unet"),
        (KandinskyV22Pipeline, "movq"),
    ],
)
def test_each_model_of_a_pipeline_is_loaded_strictly(models, pipeline, component):
    folder = models / (PRIOR if pipeline is KandinskyV22PriorPipeline else DECODER)
    (path,) = (folder / component).glob("*.safetensors")
    weights = load_file(path)
    weights.pop(next(key for key in weights if key.endswith("bias")))
    save_file(weights, path, metadata={"format": "pt"})
    with pytest.raises(ValueError, match=f"weights of {component} do not fit.*1 missing"):
        load_pipeline(pipeline, folder, torch.float32)


def test_all_models_of_a_pipeline_come_in_the_precision_asked_for(models):
    pipeline = load_pipeline(KandinskyV22PriorPipeline, models / PRIOR, torch.bfloat16)
    for name in ("prior", "image_encoder", "text_encoder"):
        assert getattr(pipeline, name).dtype == torch.bfloat16
        assert not getattr(pipeline, name).training
    assert pipeline.tokenizer.model_max_length == 77


def test_a_component_that_is_handed_in_is_used_and_the_folder_s_not_read(models):
    mine = load(models, "movq")
    weights_file(models, "movq").unlink()
    pipeline = load_pipeline(KandinskyV22Pipeline, models / DECODER, torch.float32, movq=mine)
    assert pipeline.movq is mine


def test_a_class_that_transformers_has_renamed_is_still_found(models):
    old_name = ["transformers", "CLIPFeatureExtractor"]
    edit_json(models / PRIOR / "model_index.json", image_processor=old_name)
    pipeline = load_pipeline(KandinskyV22PriorPipeline, models / PRIOR, torch.float32)
    assert pipeline.image_processor.crop_size == {"height": 28, "width": 28}


@pytest.mark.parametrize("name", ["CLIPImageProcessor", "CLIPFeatureExtractor"])
def test_pictures_are_prepared_by_pillow_whatever_is_installed(monkeypatch, models, name):
    """Where torchvision is there, transformers has a class by the plain name that uses it."""

    class ByTorchvision(transformers.ImageProcessingMixin):
        @classmethod
        def from_pretrained(cls, *arguments, **settings):
            pytest.fail("was loaded")

    monkeypatch.setattr(transformers, "CLIPImageProcessor", ByTorchvision)
    edit_json(models / PRIOR / "model_index.json", image_processor=["transformers", name])
    pipeline = load_pipeline(KandinskyV22PriorPipeline, models / PRIOR, torch.float32)
    assert type(pipeline.image_processor) is transformers.CLIPImageProcessorPil


def test_an_image_encoder_in_half_precision_is_loaded_in_the_precision_asked_for(models):
    stored = load_file(models / PRIOR / "image_encoder" / "model.safetensors")
    positions = stored.pop("vision_model.embeddings.position_ids")
    assert positions.dtype == torch.int64
    assert {weight.dtype for weight in stored.values()} == {torch.float16}
    encoder = load_pipeline(KandinskyV22PriorPipeline, models / PRIOR, torch.float32).image_encoder
    for key, weight in encoder.state_dict().items():
        torch.testing.assert_close(weight, stored[key].float(), rtol=0, atol=0)


def test_a_component_that_the_folder_lacks_is_an_error(models):
    index = models / DECODER / "model_index.json"
    listed = json.loads(index.read_text())
    del listed["movq"]
    index.write_text(json.dumps(listed))
    with pytest.raises(ValueError, match=r"expected.*movq"):
        load_pipeline(KandinskyV22Pipeline, models / DECODER, torch.float32)
