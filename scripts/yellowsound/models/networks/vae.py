"""The way between two pictures in the latent space of Stable Diffusion's autoencoder."""

import logging
from collections.abc import Sequence

import numpy as np
import torch
from diffusers import AutoencoderKL

from yellowsound.models.devices import free_memory_bytes
from yellowsound.run.errors import UserError

logger = logging.getLogger(__name__)

NORMALISATIONS = {
    "symmetric": ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    "clip": ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
}
"""Mean and deviation of red, green and blue by which pictures in [0, 1] are normalised:
to [-1, 1], as the autoencoder was trained, or by CLIP's statistics, as published."""

PARALLEL = 0.9995
"""Latents of a larger |cosine| are interpolated linearly."""

WIDEST_TENSORS = 6
"""Tensors of the size of the decoder's widest that fit into what decoding takes: measured 3.5 to
5.3, the most at 256x256 in fp32. So much is granted to the encoder as well."""

MEMORY_SHARE = 0.8
"""Share of the free memory that is taken: the rest is for what else runs on the device."""

MOST_FRAMES = 16
"""Frames decoded at once at most: more do not make a GPU faster."""


def normalise(picture: np.ndarray, normalisation: str) -> torch.Tensor:
    """Turn a picture into what the autoencoder takes.

    Parameters
    ----------
    picture
        RGB, uint8, shape (height, width, 3).
    normalisation
        A key of `NORMALISATIONS`.

    Returns
    -------
    torch.Tensor
        float32, shape (1, 3, height, width).
    """
    mean, deviation = (np.array(value, np.float32) for value in NORMALISATIONS[normalisation])
    scaled = (picture.astype(np.float32) / 255.0 - mean) / deviation
    return torch.from_numpy(scaled).permute(2, 0, 1)[None].contiguous()


@torch.inference_mode()
def encode(
    vae: AutoencoderKL, picture: np.ndarray, normalisation: str, seed: int, device: torch.device
) -> torch.Tensor:
    """Draw a sample of a picture's latent distribution.

    The noise is drawn on the CPU: it is the same on every device.

    Parameters
    ----------
    vae
        The autoencoder, in float32, on `device`.
    picture
        RGB, uint8, shape (height, width, 3), both multiples of the autoencoder's factor, 8.
    normalisation
        A key of `NORMALISATIONS`.
    seed
        Seed of the sample.
    device
        Where it runs.

    Returns
    -------
    torch.Tensor
        float32, shape (4, height / 8, width / 8), times the scaling factor, on `device`.
    """
    distribution = vae.encode(normalise(picture, normalisation).to(device)).latent_dist
    noise = torch.randn(distribution.mean.shape, generator=torch.Generator().manual_seed(seed))
    sample = distribution.mean + distribution.std * noise.to(device)
    return sample[0] * vae.config.scaling_factor


class Arc:
    """The way between two latents: on the great circle of their directions (Shoemake 1985).

    Of latents that are nearly parallel, or of which one is zero, the straight line.

    Parameters
    ----------
    start, end
        Two latents of one shape, float32, on one device.
    """

    def __init__(self, start: torch.Tensor, end: torch.Tensor) -> None:
        self.start, self.end = start, end
        # Once for a section and on the host, for not every device knows float64.
        a, b = (latent.flatten().double().cpu() for latent in (start.float(), end.float()))
        cosine = float(a @ b / (a.norm() * b.norm()))
        self.angle = np.arccos(cosine) if abs(cosine) <= PARALLEL else None

    def at(self, t: Sequence[float] | np.ndarray) -> torch.Tensor:
        """Return the latents at some points of the way.

        Parameters
        ----------
        t
            From 0 (start) to 1 (end), shape (n,).

        Returns
        -------
        torch.Tensor
            Shape (n, *latent), dtype and device of `start`.
        """
        t = np.asarray(t, dtype=np.float64)
        if self.angle is None:
            shares = 1.0 - t, t
        else:
            shares = np.sin([(1.0 - t) * self.angle, t * self.angle]) / np.sin(self.angle)
        shape = (-1, *(1,) * self.start.ndim)
        of_start, of_end = (
            torch.tensor(share, dtype=self.start.dtype).to(self.start.device).reshape(shape)
            for share in shares
        )
        return of_start * self.start + of_end * self.end


def prepare_decoder(
    vae: AutoencoderKL, device: torch.device, dtype: torch.dtype, compiled: bool
) -> None:
    """Make an autoencoder that has encoded into one that only decodes, as fast as it can.

    Parameters
    ----------
    vae
        The autoencoder on `device`; its encoder is freed.
    device
        Where it decodes.
    dtype
        In what it decodes.
    compiled
        Whether the decoder is compiled (torch.compile), which takes minutes at the first frames.
    """
    vae.encoder = None
    vae.quant_conv = None
    # Not vae.to(dtype): it warns of weights to be kept in float32, of which there are none.
    for part in vae.children():
        part.to(dtype)
        if device.type != "mps":  # measured on CPUs and the native layout of tensor cores
            part.to(memory_format=torch.channels_last)
    if compiled:
        vae.decoder.compile()


@torch.inference_mode()
def decode(vae: AutoencoderKL, latents: torch.Tensor) -> torch.Tensor:
    """Decode latents into pictures that are not rounded yet.

    Parameters
    ----------
    vae
        The autoencoder; see `prepare_decoder`.
    latents
        Shape (n, 4, h, w), with the scaling factor in them, on the autoencoder's device.

    Returns
    -------
    torch.Tensor
        RGB in levels from 0 to 255, float32, shape (n, 3, 8 h, 8 w), on the same device.

    Raises
    ------
    UserError
        If the decoder's precision cannot hold what lies between.
    """
    dtype = next(vae.decoder.parameters()).dtype
    scaled = (latents / vae.config.scaling_factor).to(dtype)
    decoded = vae.decode(scaled, return_dict=False)[0].float()
    if not torch.isfinite(decoded).all():
        raise UserError(
            f"walker: a frame came out as no number in {str(dtype).removeprefix('torch.')}: "
            "set its precision to fp32 (or bf16, where the device is fast in it)"
        )
    return decoded.mul_(0.5).add_(0.5).clamp_(0.0, 1.0).mul_(255.0)


@torch.inference_mode()
def rounded(pictures: torch.Tensor) -> np.ndarray:
    """Round pictures to whole levels, and bring them to the host.

    They are rounded on the device, so that a quarter of the bytes travels.

    Parameters
    ----------
    pictures
        From `decode`, shape (n, 3, height, width).

    Returns
    -------
    np.ndarray
        RGB, uint8, shape (n, height, width, 3).
    """
    pictures = pictures.round().to(torch.uint8).permute(0, 2, 3, 1).contiguous()
    if pictures.device.type != "cuda":
        return pictures.cpu().numpy()
    host = torch.empty(pictures.shape, dtype=torch.uint8, pin_memory=True)
    host.copy_(pictures, non_blocking=True)
    torch.cuda.current_stream(pictures.device).synchronize()
    return host.numpy()


def decoding_bytes(vae: AutoencoderKL, height: int, width: int, dtype: torch.dtype) -> int:
    """Estimate the memory that decoding one frame takes besides the weights, in bytes.

    The decoder's widest tensors are those at full size that the last upsampling
    leaves: as many channels as the second block has.

    Parameters
    ----------
    vae
        The autoencoder.
    height, width
        Of the frame in pixels.
    dtype
        In what it is decoded.
    """
    channels = max(vae.config.block_out_channels[:2])
    return WIDEST_TENSORS * channels * height * width * dtype.itemsize


def encoding_bytes(vae: AutoencoderKL, height: int, width: int) -> int:
    """Estimate the memory that encoding one picture in float32 takes besides the weights, in bytes.

    Parameters
    ----------
    vae
        The autoencoder.
    height, width
        Of the picture in pixels.
    """
    channels = vae.config.block_out_channels[0]
    return WIDEST_TENSORS * channels * height * width * torch.float32.itemsize


def fit_memory(
    vae: AutoencoderKL,
    height: int,
    width: int,
    dtype: torch.dtype,
    device: torch.device,
    wanted: int,
) -> int:
    """Choose how many frames are decoded at once; let the autoencoder work in tiles if need be.

    Parameters
    ----------
    vae
        The autoencoder in float32 on `device`; tiling is switched on where not
        even one frame fits.
    height, width
        Of the frames in pixels.
    dtype
        In what they are decoded.
    device
        Where they are decoded.
    wanted
        How many shall be; 0: as many as fit, one on a CPU, where more are no
        faster (measured).

    Returns
    -------
    int
        At least 1.
    """
    free = int(MEMORY_SHARE * free_memory_bytes(device))
    one = decoding_bytes(vae, height, width, dtype)
    need = max(one, encoding_bytes(vae, height, width))
    if need > free:
        vae.enable_tiling()
        logger.warning(
            "A frame of %dx%d takes %.1f GB, but %.1f GB are free on %s: the autoencoder works in "
            "tiles, whose seams may show",
            *(width, height, need / 1e9, free / 1e9, device),
        )
        return wanted or 1
    if wanted:
        return wanted
    return 1 if device.type == "cpu" else max(1, min(MOST_FRAMES, free // one))
