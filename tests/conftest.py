"""The project's own corpus, processed once a test run in a folder of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PARTS = ("corpus/raw", "corpus/authority", "corpus/gold", "models", "params.yaml", "dvc.yaml")


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's data after all stages but the frozen one, run as dvc.yaml words them."""
    folder = tmp_path_factory.mktemp("project")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy(source, folder / part)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for stage in yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"].values():
        if stage.get("frozen"):
            continue
        command = [sys.executable, *stage["cmd"].split()[1:]]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{stage['cmd']}:\n{done.stderr}"
    return folder
