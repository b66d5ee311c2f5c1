"""Keys that do not exist: what to write instead."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from yellowsound.run.errors import UserError
from yellowsound.run.keys import KEYS
from yellowsound.run.other_words import meant_by
from yellowsound.run.plug_ins import all_chosen, ours
from yellowsound.run.registry import REGISTRY


def unknown_key(key: str, value: Any, config: Mapping[str, Any]) -> UserError:
    """Tell what to write instead of a key that does not exist.

    Parameters
    ----------
    key, value
        As they are set.
    config
        All other keys.

    Returns
    -------
    UserError
        In one sentence: in which setting it is written now, what does what people mean by the
        word, or what is spelt nearly so.
    """
    chosen = {plug_in.name: plug_in for plug_in in all_chosen(config)}
    settings = [
        (plug_in.name, name, setting.formerly)
        for plug_in in {**ours(), **chosen}.values()
        for name, setting in plug_in.settings.items()
    ]
    formerly = [(owner, name) for owner, name, former in settings if former == key]
    owners = [(owner, name) for owner, name, _ in settings if name == key]
    if those := [owner for owner in formerly if owner[0] in chosen]:
        return _belongs(key, value, those)
    if meant := meant_by(str(key)):
        return UserError(f"configuration: unknown key {key}; use {meant} (see config/README.md)")
    if those := [owner for owner in owners if owner[0] in chosen]:
        return _belongs(key, value, those)
    if those := formerly or owners:
        return _belongs(key, value, those, is_chosen=False)
    known = [*KEYS, *(name for names in REGISTRY.values() for name in names)]
    near = difflib.get_close_matches(str(key), known, n=1)
    hint = f"did you mean {near[0]}?" if near else "see config/README.md for all keys"
    return UserError(f"configuration: unknown key {key}; {hint}")


def _belongs(
    key: str, value: Any, owners: Sequence[tuple[str, str]], is_chosen: bool = True
) -> UserError:
    """Tell in what setting, of which plug-ins, a key is written."""
    shown = yaml.safe_dump(value, default_flow_style=True, width=10_000).split("\n")[0]
    told = " or ".join(f"{owner}: {{{name}: {shown}}}" for owner, name in owners)
    owner, name = owners[0]
    what = "its plug-in" if is_chosen else "a plug-in that is not chosen"
    return UserError(
        f"configuration: {key} belongs to {what}: write {told} (on the command line "
        f"'{owner.replace('.', '-')}={{{name}: {shown}}}')"
    )
