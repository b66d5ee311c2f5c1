"""Devices: where a model runs, in which precision, and how much fits there at once."""

import logging
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import psutil

from yellowsound.run.errors import UserError
from yellowsound.run.made_by import computed_on

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

PRECISIONS = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}
"""Names of precisions in the configuration -> names of dtypes in torch."""

FAST_BF16_CAPABILITIES = ("avx512_bf16", "amx_bf16")
"""What an x86 processor must be capable of to be quicker in bfloat16 than in float32."""


def choose_device(setting: str = "auto") -> "torch.device":
    """Return the device that a setting names.

    Parameters
    ----------
    setting
        `cpu`, `cuda`, `cuda:N`, `mps`, or `auto`: the first GPU, else an
        Apple GPU, else the CPU.

    Raises
    ------
    UserError
        If there is no such device.
    """
    import torch

    if setting == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    device = torch.device(setting)
    if device.type == "cuda":
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if (device.index or 0) >= count:
            there = f"only {count} there" if count else "none that PyTorch can use"
            raise UserError(
                f"configuration: device is {setting}, but of CUDA GPUs there is {there}; "
                "set device=auto or device=cpu, or install a CUDA build of PyTorch"
            )
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise UserError(
            "configuration: device is mps, but PyTorch finds no Apple GPU; set device=auto"
        )
    return device


def choose_dtype(setting: str, device: "torch.device", half_on_cpu: bool = False) -> "torch.dtype":
    """Return the dtype that a setting names on a device.

    Parameters
    ----------
    setting
        `fp32`, `fp16`, `bf16`, or `auto`: fp16 on a GPU, fp32 on a CPU.
    device
        Where the model runs.
    half_on_cpu
        Whether `auto` is bf16 on a CPU that multiplies in it natively.

    Raises
    ------
    UserError
        If fp16 is asked for on a CPU, where it is slower than fp32.
    """
    dtype = _dtype(setting, device, half_on_cpu)
    logger.info("%s", computed_on(device, dtype))
    return dtype


def _dtype(setting: str, device: "torch.device", half_on_cpu: bool) -> "torch.dtype":
    import torch

    if setting == "auto":
        if device.type != "cpu":
            return torch.float16
        return torch.bfloat16 if half_on_cpu and has_fast_bf16() else torch.float32
    if setting == "fp16" and device.type == "cpu":
        raise UserError(
            "configuration: precision fp16 is for GPUs; use fp32, bf16 or auto on the CPU"
        )
    return getattr(torch, PRECISIONS[setting])


def has_fast_bf16() -> bool:
    """Tell whether the processor multiplies matrices in bfloat16 natively."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in FAST_BF16_CAPABILITIES)


def free_memory_bytes(device: "torch.device") -> int:
    """Return the memory that nobody uses on a device, in bytes; an Apple GPU has the host's."""
    import torch

    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        cached = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return free + cached
    return psutil.virtual_memory().available


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether a device or the host had no memory left."""
    # Only where PyTorch has been imported can it have raised the error.
    torch = sys.modules.get("torch")
    if isinstance(error, MemoryError) or (torch and isinstance(error, torch.OutOfMemoryError)):
        return True
    said = str(error).lower()
    return isinstance(error, RuntimeError) and (
        "out of memory" in said or "can't allocate memory" in said
    )


def in_batches(
    count: int, batch: int, run: Callable[[range], Result], device: "torch.device", advice: str
) -> Iterator[Result]:
    """Run a function over batches of 0 to `count`, halving the batch where memory runs out.

    Parameters
    ----------
    count
        How many items there are.
    batch
        How many shall be tried at once, at least 1.
    run
        Gets the numbers of a batch's items.
    device
        Where it runs; its cache is emptied before another attempt.
    advice
        What the user can do if not even one item fits, e.g. 'set its offload to cpu'.

    Yields
    ------
    Result
        What `run` returned, batch by batch, in order.

    Raises
    ------
    UserError
        If one item alone does not fit.
    """
    start = 0
    while start < count:
        numbers = range(start, min(start + batch, count))
        try:
            result = run(numbers)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            tried = len(numbers)
        else:
            yield result
            start = numbers.stop
            continue
        # Outside the except block: the error holds the frames that hold the memory.
        empty_cache(device)
        if tried == 1:
            raise UserError(f"out of memory on {device} with a batch of 1: {advice}")
        batch = tried // 2
        logger.warning("Out of memory on %s with a batch of %d: now %d", device, tried, batch)


def empty_cache(device: "torch.device") -> None:
    """Give back what torch holds of a device's memory without using it."""
    import gc

    import torch

    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()
