"""A model's folder is checked before it is read, and damage is told from what does not fit."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from huggingface_hub import HfApi, constants
from huggingface_hub.errors import OfflineModeIsEnabled
from safetensors.torch import load_file, save_file

from yellowsound.models.folders import by_name, read_record, reading, write_record
from yellowsound.run.errors import UserError
from yellowsound.run.files import sha256_of

ROOT = Path(__file__).parents[2]

FACTS = {"repository": "owner/painter", "commit": "0" * 40, "licence": "MIT"}
AGAIN = r"delete \S+ and run again to fetch it anew"


class Unwanted:
    """What a pickle should not be able to make."""


def save_pickle(tensors, path):
    torch.save(tensors, path)


def save_old_pickle(tensors, path):
    torch.save(tensors, path, _use_new_zipfile_serialization=False)


def load_pickle(path):
    return torch.load(path, weights_only=True)


FORMATS = {
    "model.safetensors": (save_file, load_file),
    "pytorch_model.bin": (save_pickle, load_pickle),
    "transfer.pth": (save_old_pickle, load_pickle),
}


@pytest.fixture
def weights():
    return {"weight": torch.arange(512.0), "bias": torch.ones(3)}


@pytest.fixture(params=FORMATS)
def file(request, tmp_path, weights):
    """The weights' file in a model's folder, in one of the formats."""
    path = tmp_path / "painter" / request.param
    path.parent.mkdir()
    FORMATS[path.name][0](weights, path)
    write_record(path.parent, FACTS)
    return path


@pytest.fixture
def folder(tmp_path):
    """A model's folder of two small files."""
    folder = tmp_path / "painter"
    (folder / "unet").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "unet" / "config.json").write_text('{"sample_size": 64}')
    write_record(folder, FACTS)
    return folder


def load(path):
    with reading(path.parent):
        return FORMATS[path.name][1](path)


# --- the record -------------------------------------------------------------------------


def test_the_record_holds_the_facts_and_every_file_but_itself(folder):
    record = read_record(folder)
    files = record.pop("files")
    assert record == FACTS
    assert files == {
        name: {"bytes": size, "sha256": sha256_of(folder / name)}
        for name, size in {"config.json": 2, "unet/config.json": 19}.items()
    }


def test_a_file_that_is_called_like_the_record_elsewhere_is_recorded(folder):
    (folder / "unet" / "model.json").write_text("{}")
    write_record(folder, FACTS)
    assert "unet/model.json" in read_record(folder)["files"]
    assert "model.json" not in read_record(folder)["files"]


def test_a_record_written_twice_is_the_same(folder):
    first = (folder / "model.json").read_bytes()
    write_record(folder, FACTS)
    assert (folder / "model.json").read_bytes() == first


def test_files_stand_in_the_record_in_the_order_of_their_names(folder):
    for name in ("merges.txt", "b.bin", "a.bin", "vocab.json", "Z.txt", "tokenizer.json"):
        (folder / name).write_text(name)
    write_record(folder, FACTS)
    names = list(read_record(folder)["files"])
    assert names == sorted(names)


def test_a_folder_without_a_record_holds_no_model(folder):
    (folder / "model.json").unlink()
    with pytest.raises(UserError, match=rf"holds no model \(model\.json is missing\): {AGAIN}"):
        read_record(folder)


@pytest.mark.parametrize(
    "record", ["", "{", "[]", "{}", '{"files": ["a"]}', '{"files": {"a": {}}}', "\udc80"]
)
def test_a_damaged_record_is_told(folder, record):
    (folder / "model.json").write_bytes(record.encode("utf-8", "surrogateescape"))
    with pytest.raises(UserError, match=rf"model\.json is damaged: {AGAIN}"):
        read_record(folder)


def test_a_missing_file_is_told(folder):
    (folder / "unet" / "config.json").unlink()
    with pytest.raises(UserError, match=rf"unet/config\.json is missing: {AGAIN}"):
        read_record(folder)


@pytest.mark.parametrize("size", [0, 18, 20])
def test_a_file_of_another_length_is_told(folder, size):
    (folder / "unet" / "config.json").write_bytes(b" " * size)
    with pytest.raises(UserError, match=rf"unet/config\.json has {size} bytes of 19: {AGAIN}"):
        read_record(folder)


def test_models_go_by_the_names_of_their_folders(tmp_path):
    folders = [str(tmp_path / "prior"), str(tmp_path / "decoder")]
    assert by_name(f"{folder}/model.json" for folder in folders) == {
        "prior": tmp_path / "prior",
        "decoder": tmp_path / "decoder",
    }


# --- loading ----------------------------------------------------------------------------


def test_whole_files_are_loaded(file, weights):
    loaded = load(file)
    assert {name: tensor.tolist() for name, tensor in loaded.items()} == {
        name: tensor.tolist() for name, tensor in weights.items()
    }


def test_the_block_gets_the_record(folder):
    with reading(folder) as record:
        assert record["commit"] == "0" * 40


def test_a_truncated_file_is_not_even_opened(file):
    file.write_bytes(file.read_bytes()[:-1])
    told = pytest.raises(UserError, match=rf"{file.name} has \d+ bytes of \d+: {AGAIN}")
    with told, reading(file.parent):
        pytest.fail("the block was entered")


def test_a_file_that_lost_its_beginning_is_told(file):
    content = file.read_bytes()
    file.write_bytes(bytes(200) + content[200:])
    with pytest.raises(
        UserError, match=rf"cannot be loaded \(.*\): {file.name} changed since .*; {AGAIN}"
    ):
        load(file)


def test_a_file_with_other_bytes_is_told_whatever_the_library_raises(folder):
    (folder / "config.json").write_text("[]")
    told = pytest.raises(UserError, match=rf": config\.json changed since it was fetched; {AGAIN}")
    with told, reading(folder):
        json.loads((folder / "config.json").read_text()).get("unet")


def test_a_pickle_that_makes_more_than_tensors_is_refused(tmp_path):
    path = tmp_path / "painter" / "transfer.pth"
    path.parent.mkdir()
    torch.save({"state_dict": Unwanted()}, path)
    write_record(path.parent, FACTS)
    with pytest.raises(
        UserError, match=r"cannot be loaded \(Weights only.*check its repository and revision"
    ):
        load(path)


def test_weights_that_do_not_fit_are_told_from_damaged_ones(folder, caplog):
    with pytest.raises(UserError) as told, caplog.at_level(logging.INFO), reading(folder):
        raise ValueError("2 missing: a, b\nand more")
    sentence = str(told.value)
    assert f"{folder} cannot be loaded (2 missing: a, b), though" in sentence
    assert "\n" not in sentence
    assert "changed" not in sentence
    assert "ValueError: 2 missing" in caplog.text


def test_an_error_without_words_is_told_by_its_name(folder):
    with pytest.raises(UserError, match=r"cannot be loaded \(EOFError\)"), reading(folder):
        raise EOFError


def test_a_mistake_of_the_program_is_raised_as_it_is(folder):
    with pytest.raises(AttributeError), reading(folder):
        raise AttributeError("no such thing")


def test_a_user_s_mistake_told_inside_is_raised_as_it_is(folder):
    (folder / "config.json").write_text("[]")
    with pytest.raises(UserError, match=r"^fp16 is for GPUs$"), reading(folder):
        raise UserError("fp16 is for GPUs")


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("CUDA out of memory"), MemoryError()])
def test_too_little_memory_is_not_taken_for_damage(folder, error):
    with pytest.raises(type(error)), reading(folder):
        raise error


# --- the hub ----------------------------------------------------------------------------


def test_the_hub_is_off_inside(folder, monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    with reading(folder):
        assert os.environ["HF_HUB_OFFLINE"] == "1"
        with pytest.raises(OfflineModeIsEnabled):
            HfApi(endpoint="http://127.0.0.1:1").model_info("owner/painter")


@pytest.mark.parametrize("error", [None, ValueError("wrong")])
@pytest.mark.parametrize(("variable", "flag"), [(None, False), ("0", False), ("1", True)])
def test_the_hub_is_as_it_was_afterwards(folder, monkeypatch, variable, flag, error):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    if variable:
        monkeypatch.setenv("HF_HUB_OFFLINE", variable)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", flag)
    try:
        with reading(folder):
            if error:
                raise error
    except UserError:
        pass
    assert os.environ.get("HF_HUB_OFFLINE") == variable
    assert constants.is_offline_mode() == flag


def test_a_library_that_is_first_imported_inside_finds_the_hub_off(folder):
    program = (
        "import sys\n"
        "from yellowsound.models.folders import reading\n"
        "assert 'huggingface_hub' not in sys.modules\n"
        f"with reading({str(folder)!r}):\n"
        "    from huggingface_hub.constants import HF_HUB_OFFLINE\n"
        "assert HF_HUB_OFFLINE\n"
        "from huggingface_hub.constants import HF_HUB_OFFLINE\n"
        "assert not HF_HUB_OFFLINE\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    environment.pop("HF_HUB_OFFLINE", None)
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
