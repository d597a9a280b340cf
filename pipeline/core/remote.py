"""A corpus at an fsspec address, such as `s3://bucket/texts` or `file:///texts`: it is copied to this machine."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.core.errors import KtokogoError


def corpus(options: Mapping[str, Any]) -> Path:
    """The folder of the texts, by the section `run` of params.yaml; copies lie beside the cache."""
    return local(options["corpus"], Path(options["cache"]).with_name("ktokogo-corpus"))


def local(address: str, copies: Path) -> Path:
    """The folder `address`, or for an address with a protocol its copy below `copies`, brought up to date.

    Files are fetched when what the file system tells about them (size, time, ETag) has changed; those that are gone
    are removed. `KtokogoError` when the address cannot be read or its protocol needs another package.
    """
    if "://" not in address:
        return Path(address)
    import fsspec

    copy = copies / blake2b(address.encode(), digest_size=8).hexdigest()
    record = copy.with_suffix(".json")
    known = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    record.unlink(missing_ok=True)
    copy.mkdir(parents=True, exist_ok=True)
    try:
        system, root = fsspec.url_to_fs(address)
        found = system.find(root, detail=True)
        states = {str(PurePosixPath(path).relative_to(root)): repr(sorted(found[path].items())) for path in found}
        for name in sorted(states):
            target = _below(copy, name, address)
            if known.get(name) != states[name] or not target.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                system.get_file(f"{root.rstrip('/')}/{name}", str(target))
    except (OSError, ValueError, ImportError) as error:
        raise KtokogoError(f"{address}: {error}; check run.corpus in params.yaml") from error
    for path in sorted(copy.rglob("*")):
        if path.is_file() and path.relative_to(copy).as_posix() not in states:
            path.unlink()
    record.write_text(json.dumps(states, sort_keys=True), encoding="utf-8")
    return copy


def _below(folder: Path, name: str, address: str) -> Path:
    if ".." in PurePosixPath(name).parts:
        raise KtokogoError(f"{address}: '{name}' leads out of the folder; rename it")
    return folder / name
