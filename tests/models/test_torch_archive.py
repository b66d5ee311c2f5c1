"""Weights saved by PyTorch are read without it, and nothing of what they hold is run."""

import io
import os
import zipfile

import numpy as np
import pytest
import torch
from torch import nn

from yellowsound.models.torch_archive import read_torch_archive


def saved(what):
    file = io.BytesIO()
    torch.save(what, file)
    return file.getvalue()


def test_a_state_dict_is_read_as_pytorch_reads_it():
    torch.manual_seed(0)
    state = nn.LSTM(5, 7, 2).state_dict()
    found = read_torch_archive(saved(state))
    assert list(found) == list(state)
    for name, tensor in found.items():
        assert tensor.dtype == np.float32
        np.testing.assert_array_equal(tensor, state[name].numpy())


def test_views_of_a_storage_are_read_as_they_are_seen():
    whole = torch.arange(24.0).reshape(4, 6)
    views = {"turned": whole.T, "part": whole[1:3, 2:5], "scalar": whole[2, 3]}
    for name, tensor in read_torch_archive(saved(views)).items():
        np.testing.assert_array_equal(tensor, views[name].numpy())


class Trap:
    def __reduce__(self):
        return os.mkdir, ("sprung",)


def test_code_in_the_file_is_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="mkdir is no tensor"):
        read_torch_archive(saved({"weight": Trap()}))
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("held", [{"weight": torch.arange(3)}, [torch.zeros(3)], torch.zeros(2)])
def test_what_holds_other_than_floats_by_name_is_refused(held):
    with pytest.raises(ValueError, match="no archive of tensors"):
        read_torch_archive(saved(held))


def rewritten(data, name_end, change):
    """Return an archive one of whose files is changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            read = old.read(name)
            new.writestr(name, change(read) if name.endswith(name_end) else read)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 100, -50])
def test_a_file_cut_short_is_refused(size):
    data = saved({"weight": torch.ones(3)})
    with pytest.raises(ValueError, match="no archive of tensors"):
        read_torch_archive(data[:size])


def test_a_tensor_larger_than_its_storage_is_refused():
    data = rewritten(saved({"weight": torch.ones(3)}), "data/0", lambda stored: stored[:8])
    with pytest.raises(ValueError, match="outside its storage"):
        read_torch_archive(data)
