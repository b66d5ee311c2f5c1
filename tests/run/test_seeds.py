"""Seeds depend on what is made, and on nothing else."""

from yellowsound.run.seeds import derive_seed


def test_a_seed_is_the_same_in_every_process():
    assert derive_seed(0, "jazz", 1) == 8326413937093857333


def test_seeds_differ_by_each_name_and_by_the_configured_seed():
    seeds = {
        derive_seed(0, "jazz", 1),
        derive_seed(1, "jazz", 1),
        derive_seed(0, "rock", 1),
        derive_seed(0, "jazz", 2),
    }
    assert len(seeds) == 4


def test_names_are_not_run_together():
    assert derive_seed(0, "a", "bc") != derive_seed(0, "ab", "c")
