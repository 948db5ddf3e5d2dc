"""The packages as an application would import them, and an app that uses all of the bridge."""

import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

TRANSFORMS = Path(__file__).parents[3] / "transforms"
for folder in ("bridge", "compat"):
    sys.path.insert(0, str(TRANSFORMS / folder / "support"))
sys.path.insert(0, str(Path(__file__).parent))

from shop import Shop  # noqa: E402


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def client(shop: Shop) -> TestClient:
    return shop.client()
