"""Plug-ins from elsewhere: each kind of wrong declaration is refused by name, in one sentence."""

import pytest

from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import environment_of, load

HEAD = "from yellowsound.run.plug_in import PlugIn\n"
MAKE = "def make(*arguments):\n    return None\n\n\n"
RIGHT = 'PLUG_IN = PlugIn("painter", "mine", make, "mine")\n'


@pytest.fixture
def painter(tmp_path):
    """Return a function that loads a painter of such a text; each in a file of its own."""
    made = []

    def loaded(text):
        file = tmp_path / f"painter{len(made)}.py"
        file.write_text(text)
        made.append(file)
        return load("painter", str(file))

    return loaded


def test_a_right_declaration_is_loaded(painter):
    plug_in = painter(HEAD + MAKE + RIGHT)
    assert (plug_in.kind, plug_in.name, plug_in.settings) == ("painter", "mine", {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def paint(:\n", r"cannot be imported \(SyntaxError"),
        ("import no_such_package\n", r"cannot be imported \(ModuleNotFoundError: No module named"),
        (MAKE, r"declares nothing: its file needs PLUG_IN = PlugIn\('painter', name"),
        ("PLUG_IN = {'name': 'mine'}\n", "has a dict: its file needs PLUG_IN"),
        (HEAD + "PLUG_IN = PlugIn('painter', 'mine')\n", "missing 2 required positional"),
        (HEAD + MAKE + RIGHT.replace('"mine")', '"mine", colour=3)'), "unexpected keyword"),
        (HEAD + MAKE + RIGHT.replace("painter", "walker"), "declares a walker, not a painter"),
        (HEAD + MAKE + RIGHT.replace('"mine", make', '"My one", make'), "has the name 'My one'"),
        (HEAD + MAKE + RIGHT.replace('"mine", make', '"linear", make'), "a schedule of the workfl"),
        (HEAD + MAKE + RIGHT.replace('"mine", make', '"seed", make'), "which a key of the workfl"),
        (HEAD + RIGHT.replace("make", "'paint'"), "gives a str for its function"),
        (HEAD + MAKE + RIGHT.replace(', "mine")', ', "")'), "does not say its meaning"),
        (
            HEAD + MAKE + RIGHT.replace('"mine")', '"mine", settings={"size": 3})'),
            "declares its setting size as a int: use whole, number",
        ),
        (HEAD + MAKE + RIGHT.replace('"mine")', '"mine", tables=("pairs",))'), "reads the tables"),
        (
            "from yellowsound.run.settings import path_of_pair\n"
            + (HEAD + MAKE + RIGHT).replace(
                '"mine")', '"mine", settings={"map": path_of_pair("{pair}.png", "a map")})'
            ),
            "its setting map as a file of each pair, which only schedules are given: use path",
        ),
        ("from yellowsound.run.errors import UserError\nraise UserError('no paint')\n", "no paint"),
    ],
)
def test_a_wrong_declaration_is_refused_by_name(painter, text, said):
    with pytest.raises(
        UserError, match=rf"configuration: the painter .*painter0\.py.*{said}"
    ) as caught:
        painter(text)
    assert "\n" not in str(caught.value)


def test_an_environment_that_is_not_there_is_told(painter, tmp_path):
    painter(HEAD + MAKE + RIGHT.replace('"mine")', '"mine", environment="mine")'))
    with pytest.raises(UserError, match="environment mine, which is not there"):
        environment_of("painter", str(tmp_path / "painter0.py"), tmp_path)


def test_an_environment_may_lie_beside_the_plug_in(painter, tmp_path):
    (tmp_path / "mine.yaml").write_text("")
    painter(HEAD + MAKE + RIGHT.replace('"mine")', '"mine", environment="mine.yaml")'))
    file = environment_of("painter", str(tmp_path / "painter0.py"), tmp_path / "envs")
    assert file == tmp_path / "mine.yaml"


def test_a_schedule_cannot_have_an_environment_of_its_own(tmp_path):
    file = tmp_path / "mine.py"
    text = RIGHT.replace('"painter"', '"schedule"').replace('"mine")', '"mine", environment="x")')
    file.write_text(HEAD + MAKE + text)
    with pytest.raises(UserError, match=r"every schedule runs in analysis: leave it out"):
        load("schedule", str(file))


def test_a_name_that_is_neither_ours_nor_a_module_tells_both_ways():
    with pytest.raises(
        UserError, match=r"choose among .* or name one from elsewhere by its import"
    ):
        load("painter", "monet")


def test_a_module_that_is_not_installed_is_told():
    with pytest.raises(UserError, match=r"painter no_such_package\.painter cannot be imported"):
        load("painter", "no_such_package.painter")
