"""Includes the test vectors of signatures, which all languages share, as herald/vectors."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class VectorsHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        vectors = Path(self.root, "..", "receive", "vectors")
        # A source distribution has its own copy in src/.
        if vectors.is_dir():
            folder = "herald/vectors" if self.target_name == "wheel" else "src/herald/vectors"
            build_data["force_include"][str(vectors.resolve())] = folder
