"""The service worker as it is sent: what it keeps of the shell and the version that follows it, then its own text."""

import hashlib
import json
from functools import cache

from app.edge.templating import FRONTEND, static

OFFLINE_PAGE = "/offline"
SHELL = ("css/kith.css", "js/kith.js", "js/offline.js", "icons/sprite.svg", "icons/kith.svg")
# Asked for without a hash, as the style sheet does.
FONTS = (
    "/static/vendor/atkinson-hyperlegible-next/latin-wght.woff2",
    "/static/vendor/public-sans-digits/digits-wght.woff2",
)


@cache
def worker() -> str:
    """The script of `/sw.js`. Its first line changes when a shipped file or a template does, and so makes it new."""
    shell = [OFFLINE_PAGE, *(static(path) for path in SHELL), *FONTS]
    known = {"version": _version(), "shell": shell}
    return f"const KITH = {json.dumps(known)};\n{(FRONTEND / 'sw.js').read_text(encoding='utf-8')}"


def _version() -> str:
    digest = hashlib.sha256((FRONTEND / "sw.js").read_bytes())
    for folder in ("static", "templates"):
        for path in sorted((FRONTEND / folder).rglob("*")):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
