"""The Tiny AutoEncoder for Stable Diffusion in the hub's layout, with few channels."""

from pathlib import Path

FOLDER = "taesd"

FULL_SIZE = {
    "in_channels": 3,
    "out_channels": 3,
    "encoder_block_out_channels": (64, 64, 64, 64),
    "decoder_block_out_channels": (64, 64, 64, 64),
    "act_fn": "relu",
    "latent_channels": 4,
    "upsampling_scaling_factor": 2,
    "num_encoder_blocks": (1, 3, 3, 3),
    "num_decoder_blocks": (3, 3, 3, 1),
    "latent_magnitude": 3,
    "latent_shift": 0.5,
    "force_upcast": False,
    "scaling_factor": 1.0,
}
"""What madebyollin/taesd's config.json holds."""

TINY = {
    **FULL_SIZE,
    "encoder_block_out_channels": (8, 8, 8, 8),
    "decoder_block_out_channels": (8, 8, 8, 8),
    "num_encoder_blocks": (1, 1, 1, 1),
    "num_decoder_blocks": (1, 1, 1, 1),
}


def save_tiny_models(folder: str | Path, seed: int = 0) -> None:
    """Write folder/taesd as the hub has it (without model.json), its pictures of full contrast."""
    import torch
    from diffusers import AutoencoderTiny

    state = torch.get_rng_state()
    torch.manual_seed(seed)
    try:
        model = AutoencoderTiny(**TINY)
        with torch.no_grad():
            for weight in model.parameters():
                if weight.dim() > 1:
                    torch.nn.init.kaiming_normal_(weight)
            # The encoder keeps pictures apart, the decoder answers around the middle grey.
            model.decoder.layers[-1].bias.fill_(0.5)
            model.decoder.layers[-1].weight.mul_(0.25)
            model.encoder.layers[-1].weight.mul_(0.3)
        model.save_pretrained(Path(folder) / FOLDER)
    finally:
        torch.set_rng_state(state)
