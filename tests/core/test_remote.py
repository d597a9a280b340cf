"""A corpus at an fsspec address is copied, and the copy follows it."""

from pathlib import Path

import fsspec
import pytest

from pipeline.core import remote
from pipeline.core.errors import KtokogoError


def texts(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("protocol", ["file", "memory"])
def test_copy_follows_additions_changes_and_removals(protocol: str, tmp_path: Path) -> None:
    address = f"{protocol}://{tmp_path.as_posix()}/far"
    system, root = fsspec.url_to_fs(address)
    system.makedirs(f"{root}/more")
    system.pipe({f"{root}/a.txt": "Один.".encode(), f"{root}/more/b.txt": "Два.".encode()})
    copies = tmp_path / "copies"
    copy = remote.local(address, copies)
    assert texts(copy) == {"a.txt": "Один.", "more/b.txt": "Два."}
    times = {path: path.stat().st_mtime_ns for path in copy.rglob("a.txt")}
    system.pipe(f"{root}/c.txt", "Три.".encode())
    system.rm(f"{root}/more/b.txt")
    assert texts(remote.local(address, copies)) == {"a.txt": "Один.", "c.txt": "Три."}
    assert times == {path: path.stat().st_mtime_ns for path in copy.rglob("a.txt")}
    system.pipe(f"{root}/a.txt", "Не один.".encode())
    assert texts(remote.local(address, copies))["a.txt"] == "Не один."


def test_a_folder_is_itself(tmp_path: Path) -> None:
    assert remote.local(str(tmp_path), tmp_path / "copies") == tmp_path


def test_an_unknown_protocol_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(KtokogoError, match=r"run\.corpus"):
        remote.local("nowhere://texts", tmp_path)
