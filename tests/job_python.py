"""Run a job's script with the packages of its environment alone, and write down what it used.

Snakemake puts a line before each script that unpickles the job's description. With conda,
that line finds Snakemake's modules in Snakemake's own environment, which stays reachable
afterwards. Here it is hidden again before the script begins.
"""

import builtins
import json
import sys
import types
import uuid
from pathlib import Path

PREAMBLE_END = "######## snakemake preamble end #########\n"
record = {"own": set(), "modules": set(), "commands": set(), "succeeded": False}


def hide_all_but(kept: list[str]) -> None:
    """Forget the modules from folders of the search path that are not kept.

    Snakemake's own stay, for the job's description is made of its classes; a
    script that imports them itself is written down as such.
    """
    for name, module in list(sys.modules.items()):
        place = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", ())), "")
        found_in = max(
            (f for f in sys.path if f"{place}/".startswith(f"{f}/")), key=len, default=""
        )
        if found_in not in ("", *kept) and name.split("_")[0].split(".")[0] != "snakemake":
            del sys.modules[name]
    sys.path[:] = kept
    sys.path_importer_cache.clear()


def record_imports() -> None:
    """Write down which modules the workflow's own code asks for."""
    original = builtins.__import__

    def recorded(name, globals=None, locals=None, fromlist=(), level=0):
        importer = (globals or {}).get("__name__", "").split(".")[0]
        if level == 0 and importer in ("__main__", "yellowsound"):
            record["own"].add(name.split(".")[0])
        return original(name, globals, locals, fromlist, level)

    builtins.__import__ = recorded


def record_commands(event: str, arguments: tuple) -> None:
    """Write down which programs are run, and which modules as programs."""
    if event == "subprocess.Popen":
        command = [str(part) for part in arguments[1]]
        if command[0] == sys.executable and command[1] == "-m":
            record["own"].add(command[2])
            record["modules"].add(command[2])
        else:
            record["commands"].add(Path(command[0]).name)


def run(path: str) -> None:
    """Run the script at a path: the preamble with everything, the rest with the environment."""
    preamble, script = Path(path).read_text().split(PREAMBLE_END)
    environment = sys.path[1:]
    site = [folder for folder in environment if folder.endswith("site-packages")]
    sys.path[:] = [folder for folder in environment if folder not in site]
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__dict__["__file__"] = path
    exec(compile(preamble, path, "exec"), main.__dict__)
    hide_all_but([*environment, str(Path(main.__file__).parent)])
    record["rule"] = main.snakemake.rule
    record["choices"] = [value for value in main.snakemake.params if isinstance(value, str)]
    record_imports()
    sys.addaudithook(record_commands)
    loaded = set(sys.modules)
    lines = "\n" * preamble.count("\n") + "\n"
    try:
        exec(compile(lines + script, path, "exec"), main.__dict__)
        record["succeeded"] = True
    finally:
        record["modules"] |= {name.split(".")[0] for name in set(sys.modules) - loaded}
        file = Path(sys.prefix) / "records" / f"{uuid.uuid4()}.json"
        file.write_text(json.dumps(record, default=sorted))


if __name__ == "__main__":
    run(sys.argv[1])
