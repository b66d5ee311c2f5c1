"""What is generated from the declarations is up to date."""

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from yellowsound.run.config import presets, read_config
from yellowsound.run.document import CONFIG, filled, schema_text
from yellowsound.run.keys import KEYS
from yellowsound.run.plug_ins import ours

SCHEMA = yaml.safe_load(schema_text())


def test_the_tables_of_the_readme_are_those_of_the_declarations():
    text = (CONFIG / "README.md").read_text()
    assert text == filled(text), "run `make docs`"


def test_the_schema_is_that_of_the_declarations():
    written = (CONFIG / "schemas" / "config.schema.yaml").read_text()
    assert written == schema_text(), "run `make docs`"


def test_every_key_and_setting_is_in_the_readme_and_described_in_the_schema():
    text = (CONFIG / "README.md").read_text()
    entries = {key: SCHEMA["properties"][key] for key in KEYS}
    for plug_in in ours().values():
        if plug_in.settings:
            entries |= SCHEMA["properties"][plug_in.name]["properties"]
        assert f"| `{plug_in.name}` |" in text
    for key, entry in entries.items():
        assert f"| `{key}` |" in text
        assert entry["description"]
        assert "default" in entry


@pytest.mark.parametrize("preset", presets(CONFIG))
def test_the_whole_configuration_of_a_preset_fits_the_schema(preset):
    Draft202012Validator(SCHEMA).validate(read_config({"preset": preset}, CONFIG))


def test_the_schema_refuses_what_the_workflow_refuses():
    with pytest.raises(ValidationError, match="not a multiple of 8"):
        Draft202012Validator(SCHEMA).validate({"width": 100})
