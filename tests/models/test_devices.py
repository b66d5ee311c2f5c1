"""Where models run is as configured or refused; memory that runs out halves a batch."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from yellowsound.models import devices
from yellowsound.models.devices import choose_device, choose_dtype, in_batches, is_out_of_memory
from yellowsound.run.errors import UserError

CPU = torch.device("cpu")
CUDA = torch.device("cuda")


@pytest.fixture
def gpus(monkeypatch):
    """Return a function that lets PyTorch find so many CUDA GPUs, and an Apple GPU or none."""

    def found(count, apple=False):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: apple)

    return found


@pytest.mark.parametrize(
    ("count", "apple", "chosen"), [(1, True, "cuda"), (0, True, "mps"), (0, False, "cpu")]
)
def test_auto_takes_the_best_device_there_is(gpus, count, apple, chosen):
    gpus(count, apple)
    assert choose_device("auto").type == chosen


def test_a_gpu_can_be_chosen_by_its_number(gpus):
    gpus(2)
    assert choose_device("cuda:1") == torch.device("cuda", 1)


@pytest.mark.parametrize(
    ("setting", "count", "said"),
    [("cuda", 0, "there is none"), ("cuda:2", 2, "there is only 2 there"), ("mps", 1, "no Apple")],
)
def test_a_gpu_that_is_not_there_is_refused(gpus, setting, count, said):
    gpus(count)
    with pytest.raises(UserError, match=f"device is {setting}.*{said}.*set device=auto"):
        choose_device(setting)


@pytest.mark.parametrize(
    ("setting", "device", "native", "dtype"),
    [
        ("auto", CUDA, True, torch.float16),
        ("auto", CPU, True, torch.bfloat16),
        ("auto", CPU, False, torch.float32),
        ("fp32", CUDA, True, torch.float32),
        ("bf16", CPU, False, torch.bfloat16),
        ("fp16", CUDA, True, torch.float16),
    ],
)
def test_the_precision_is_as_set_or_what_pays(monkeypatch, setting, device, native, dtype):
    monkeypatch.setattr(devices, "has_fast_bf16", lambda: native)
    assert choose_dtype(setting, device, half_on_cpu=True) == dtype


def test_a_model_that_does_not_ask_for_half_precision_runs_in_single_on_a_cpu(monkeypatch):
    monkeypatch.setattr(devices, "has_fast_bf16", lambda: True)
    assert choose_dtype("auto", CPU) == torch.float32


def test_fp16_on_a_cpu_is_refused():
    with pytest.raises(UserError, match="fp16 is for GPUs"):
        choose_dtype("fp16", CPU)


@pytest.mark.parametrize("capability", ["avx512_bf16", "amx_bf16"])
def test_bf16_is_native_where_the_processor_says_so(monkeypatch, capability):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {capability: True})
    assert devices.has_fast_bf16()
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_f": True})
    assert not devices.has_fast_bf16()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), True),
        (MemoryError(), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (RuntimeError("MPS backend out of memory"), True),
        (RuntimeError("shapes do not match"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_memory_that_ran_out_is_told_from_other_errors(error, told):
    assert is_out_of_memory(error) is told


def roomy(most, tried):
    """A function that runs out of memory for more than `most` items; it notes what was tried."""

    def run(numbers):
        tried.append(len(numbers))
        if len(numbers) > most:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return list(numbers)

    return run


@settings(max_examples=30)
@given(st.integers(0, 20), st.integers(1, 16), st.integers(1, 16))
def test_every_item_is_done_once_and_in_order_however_little_fits(count, batch, most):
    done = list(in_batches(count, batch, roomy(most, []), CPU, "try less"))
    assert [number for numbers in done for number in numbers] == list(range(count))


def test_a_batch_that_does_not_fit_is_halved_and_stays_so(caplog):
    tried = []
    list(in_batches(10, 4, roomy(2, tried), CPU, "try less"))
    assert tried == [4, 2, 2, 2, 2, 2]
    assert caplog.messages == ["Out of memory on cpu with a batch of 4: now 2"]


def test_one_item_that_does_not_fit_says_what_to_do():
    with pytest.raises(UserError, match="out of memory on cpu with a batch of 1: set offload=cpu"):
        list(in_batches(3, 4, roomy(0, []), CPU, "set offload=cpu"))


def test_another_error_is_raised_as_it_is():
    def broken(numbers):
        raise RuntimeError("shapes do not match")

    with pytest.raises(RuntimeError, match="shapes"):
        list(in_batches(3, 2, broken, CPU, ""))


def test_free_memory_on_the_cpu_is_that_of_the_machine():
    assert 2**20 < devices.free_memory_bytes(CPU) < 2**50
