"""CLIP's tokens: how many a text has, and what of it CLIP does not read."""

import logging

logger = logging.getLogger(__name__)


def count_tokens(tokenizer, text: str) -> int:
    """Return how many tokens a text has, those of start and end included, read or not."""
    return len(tokenizer(text, verbose=False).input_ids)


def cut_off(tokenizer, text: str) -> str:
    """Return the end of a text that CLIP does not read, '' where it reads all of it."""
    kept = tokenizer.model_max_length - tokenizer.num_special_tokens_to_add()
    tokens = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    beyond = tokens["offset_mapping"][kept:]
    return text[beyond[0][0] :].strip() if beyond else ""


def warn_of_cut(tokenizer, text: str, what: str) -> None:
    """Log what of a text CLIP does not read, if there is anything; `what` names the text."""
    if words := cut_off(tokenizer, text):
        read = tokenizer.model_max_length
        logger.warning("%s is longer than the %d tokens read; cut off: %s", what, read, words)
