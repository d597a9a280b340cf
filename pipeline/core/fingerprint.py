"""What a stage's result depends on besides its input: code, lexicon, models, authority files, libraries, parameters.

The code is found by following the imports of `pipeline.*` from the stage's module (in the syntax tree, nothing is
run); the lexicon by the string constants in that code that name a file of it; libraries by the other imports.
`python -m pipeline.core.fingerprint` writes the same files as `deps` into dvc.yaml, so that DVC and the cache agree.
"""

import ast
import json
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipeline.core import lexicon, models
from pipeline.core.stage import Stage

ROOT = Path(__file__).parents[2]  # the folder that holds the package
OUTSIDE = ("pipeline", "pipeline.core.engine")  # the public API, and where a stage runs: not what it gives
DISTRIBUTIONS = {"sklearn": "scikit-learn", "yaml": "PyYAML", "charset_normalizer": "charset-normalizer"}


def code(module: str) -> tuple[Path, ...]:
    """The files of the package that `module` imports, directly or not, with itself and what writes tables; sorted."""
    found: dict[str, Path] = {}
    waiting = [module, "pipeline.core.tables"]
    while waiting:
        name = waiting.pop()
        path = _file(name)
        if name in found or path is None or name in OUTSIDE:
            continue
        found[name] = path
        waiting += [name.rpartition(".")[0], *_imports(path)]
    return tuple(sorted(found.values()))


def _file(module: str) -> Path | None:
    if module.partition(".")[0] != "pipeline":
        return None
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _imports(path: Path) -> list[str]:
    """Every module that a file may import: of `from a import b` both `a` and `a.b`."""
    names: list[str] = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def lexicon_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The lexicon files that the code names in a string."""
    known = {path.stem: path for path in lexicon.FOLDER.glob("*.tsv")}
    named = {
        node.value
        for path in paths
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return tuple(known[stem] for stem in sorted(known.keys() & named))


def libraries(paths: Iterable[Path], extra: Iterable[str] = ()) -> dict[str, str]:
    """Versions of the installed distributions that the code imports, and of those named."""
    names = {name.partition(".")[0] for path in paths for name in _imports(path)} | set(extra)
    versions: dict[str, str] = {}
    for name in sorted(names):
        try:
            versions[name] = version(DISTRIBUTIONS.get(name, name))
        except PackageNotFoundError:  # the standard library, or this package
            continue
    return versions


def data(stage: Stage, params: Mapping[str, Any]) -> tuple[Path, ...]:
    """The models that the stage names, and its authority files, which are relative to the working folder."""
    found = [path for name in stage.models if (path := models.FOLDER / name).exists()]
    patterns = [Path(pattern.format(**params)) for pattern in stage.files]
    return (*found, *sorted({path for pattern in patterns for path in pattern.parent.glob(pattern.name)}))


def fingerprint(stage: Stage, params: Mapping[str, Any]) -> str:
    """Hex digest of everything but the input that decides what the stage writes."""
    sources = code(stage.module)
    digest = blake2b(digest_size=16)
    facts = [params, stage.reads, stage.writes, libraries(sources, stage.libraries)]
    digest.update(json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str).encode())
    for path in (*sources, *lexicon_files(sources), *data(stage, params)):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


# ------------------------------------------------------------------ dvc.yaml


def dependencies(command: str) -> list[str]:
    """The files of code and lexicon that `python -m MODULE …` runs, as dvc.yaml names them."""
    module = command.partition("python -m ")[2].split()[0]
    sources = code(f"{module}.stage" if _file(f"{module}.stage") else module)
    return [path.relative_to(ROOT).as_posix() for path in (*sources, *lexicon_files(sources))]


def main() -> None:
    """Bring the code files among the `deps` of dvc.yaml up to date; what is not in the package stays."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    path = Path("dvc.yaml")
    tree = yaml.load(path.read_text(encoding="utf-8"))
    for stage in tree["stages"].values():
        kept = [dep for dep in stage.get("deps", ()) if not dep.startswith("pipeline/")]
        stage["deps"] = [*kept, *dependencies(stage["cmd"])]
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)


if __name__ == "__main__":
    main()
