"""Every support module is importable as `support.<name>`, as if copied into one package."""

import sys
import types
from pathlib import Path

import pytest

TRANSFORMS = Path(__file__).parents[3] / "transforms"

support = types.ModuleType("support")
support.__path__ = [str(path) for path in sorted(TRANSFORMS.glob("*/support"))]
sys.modules["support"] = support
sys.path.insert(0, str(Path(__file__).parent))
pytest.register_assert_rewrite("exchange", "kits")
