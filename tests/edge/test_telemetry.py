"""What a library beside Kith has set up hears nothing of what people ask."""

from pathlib import Path

from app.main import create_app
from app.settings import Settings


def test_the_frameworks_own_telemetry_is_off(tmp_path: Path) -> None:
    app = create_app(Settings(var=tmp_path))
    told = getattr(app, "_telemetry", {})  # a framework before it had any knows nothing of it
    assert not any(told.get(name) for name in ("tracing", "metrics", "logs", "auto_configure"))
