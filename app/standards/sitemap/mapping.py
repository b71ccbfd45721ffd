"""What search engines are told: the pages there are, and which to leave alone; pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from xml.sax.saxutils import escape

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_URLS = 50_000  # of one file, by the protocol
# /urgent says noindex: a copy elsewhere could hold a number that is right no more.
PAGES = (
    "/", "/easy", "/networks", "/numbers", "/groups/new", "/insight", "/tour", "/privacy", "/accessibility",
    "/standards",
)  # fmt: skip
# Results belong to one search; what machines call is no page.
LEFT_ALONE = ("/match", "/embed", "/api/", "/oruk", "/ogc", "/data/", "/fhir", "/problems")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def robots(base_url: str, *, made_up: bool) -> str:
    """robots.txt; a demonstration's made-up groups must not be found by somebody who looks for a real one."""
    left_alone = ("/",) if made_up else LEFT_ALONE
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in left_alone)]
    return "\n".join([*lines, "", f"Sitemap: {base_url.rstrip('/')}/sitemap.xml", ""])


def pages(base_url: str) -> list[str]:
    """The addresses of the pages that are always there."""
    return [f"<url><loc>{escape(base_url.rstrip('/') + path)}</loc></url>" for path in PAGES]


def listings(base_url: str, found: Iterable[tuple[UUID, datetime]]) -> list[str]:
    """The addresses of listings, each with the day it last changed."""
    base = escape(base_url.rstrip("/"))
    return [f"<url><loc>{base}/listings/{key}</loc><lastmod>{at.date()}</lastmod></url>" for key, at in found]


def url_set(urls: Sequence[str]) -> str:
    """One file of addresses."""
    return f'{_HEAD}<urlset xmlns="{NAMESPACE}">{"".join(urls)}</urlset>\n'


def index(base_url: str, files: int) -> str:
    """The file that names the others, when one is too small for all."""
    base = escape(base_url.rstrip("/"))
    named = "".join(f"<sitemap><loc>{base}/sitemap-{n}.xml</loc></sitemap>" for n in range(1, files + 1))
    return f'{_HEAD}<sitemapindex xmlns="{NAMESPACE}">{named}</sitemapindex>\n'
