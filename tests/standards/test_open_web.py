"""Feeds that were added on a page are read from the open web alone, whatever their address says or turns into."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.standards.fetch import FeedBroken, Pace, fetch_json, make_http
from app.standards.open_web import OpenWeb, is_open, is_open_address
from tests.db.cluster import free_port
from tests.standards.rpde_server import serving

PACE = Pace(first_wait_s=0.01, most_wait_s=0.02, deadline_s=1.0)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_what_anybody_can_call(address: str) -> None:
    assert is_open(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378::1",
        "localhost", "", "127.1",
    ],
)  # fmt: skip
def test_what_leads_inside_or_cannot_be_told(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize(
    "text",
    [
        "https://feed.example.org/oruk",
        "http://fab.de/",
        "https://example.org:8443/x?y=1",
        "https://xn--caf-dma.example/",
    ],
)
def test_addresses_that_may_be_tried(text: str) -> None:
    assert is_open_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://127.0.0.1/", "https://127.1/", "https://0x7f000001/", "https://2130706433/", "http://0177.0.0.1/",
        "https://[::1]/", "https://[fd00::1]/", "https://localhost/", "https://printer/", "https://db.internal/",
        "https://nas.local./", "https://app.localhost/", "https://user:secret@example.org/", "ftp://example.org/",
        "file:///etc/passwd", "gopher://example.org/", "https://example.org:25/", "https://169.254.169.254/latest",
        "https://", "", "javascript:alert(1)", "https://exa mple.org/", "//example.org",
    ],
)  # fmt: skip
def test_addresses_that_are_refused_at_once(text: str) -> None:
    assert not is_open_address(text)


def test_a_name_that_stands_for_an_address_inside_is_not_called() -> None:
    with serving() as server:
        port = httpx.URL(server.url).port
        with make_http(OpenWeb(resolve=lambda _host, _port: ["127.0.0.1"])) as http, pytest.raises(FeedBroken) as why:
            fetch_json(http, httpx.URL(f"http://feed.example.org:{port}/oruk/services"), "page 1", PACE)
        assert "private network" in why.value.detail
        assert server.asked == []


def test_one_address_inside_among_others_is_enough() -> None:
    way = OpenWeb(resolve=lambda _host, _port: ["8.8.8.8", "10.0.0.1"])
    with make_http(way) as http, pytest.raises(FeedBroken):
        fetch_json(http, httpx.URL("http://feed.example.org/"), "page 1", PACE)


def test_a_name_is_looked_up_once_for_a_call_and_that_very_address_is_called() -> None:
    """A name that stands for an address outside when it is looked at, and inside when it is called, gains nothing."""
    with serving() as server:
        port, asked = httpx.URL(server.url).port, list[str]()

        def turning(host: str, _port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        with make_http(OpenWeb(turning, allows=lambda _address: True)) as http:
            url = httpx.URL(f"http://feed.example.org:{port}/oruk/services")
            assert fetch_json(http, url, "page 1", PACE).body["total_pages"] == 1
        assert (asked, len(server.asked)) == (["feed.example.org"], 1)


def test_a_redirect_inside_is_not_followed() -> None:
    class Sends(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/secret")  # type: ignore[attr-defined]
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Sends)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    way = OpenWeb(lambda _host, _port: ["127.0.0.1"], allows=lambda _address: True)
    with make_http(way) as http, pytest.raises(FeedBroken, match="another host"):
        fetch_json(http, httpx.URL(f"http://feed.example.org:{server.server_port}/"), "page 1", PACE)
    server.shutdown()


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with serving() as server:
        port = httpx.URL(server.url).port
        way = OpenWeb(lambda _host, _port: ["127.0.0.2", "127.0.0.1"], allows=lambda _address: True)
        with make_http(way) as http:
            assert fetch_json(http, httpx.URL(f"http://feed.example.org:{port}/oruk"), "page 1", PACE).body


def test_a_name_that_stands_for_nothing_is_a_broken_connection() -> None:
    with make_http(OpenWeb()) as http, pytest.raises(FeedBroken, match="connection broke"):
        fetch_json(http, httpx.URL("http://nobody.invalid/"), "page 1", PACE)


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[int, ssl.SSLContext]]:
    """A server with a certificate for feed.example.org, and what trusts it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "feed")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("feed.example.org")]), critical=False)
    file = tmp_path / "both.pem"
    file.write_bytes(
        made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            body = b'{"host": "%s"}' % self.headers["host"].encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    port = free_port()
    server = HTTPServer(("127.0.0.1", port), Answers)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(file)
    server.socket = own.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield port, ssl.create_default_context(cafile=str(file))
    server.shutdown()


def test_a_certificate_is_checked_against_the_name_and_not_the_address(secured: tuple[int, ssl.SSLContext]) -> None:
    port, trust = secured

    def way() -> OpenWeb:
        here = OpenWeb(lambda _host, _port: ["127.0.0.1"], allows=lambda _address: True)
        here.inner = httpx.HTTPTransport(verify=trust)
        return here

    with make_http(way()) as http:
        body = fetch_json(http, httpx.URL(f"https://feed.example.org:{port}/"), "page 1", PACE).body
    assert body == {"host": f"feed.example.org:{port}"}
    with make_http(way()) as http, pytest.raises(FeedBroken, match="connection broke"):
        fetch_json(http, httpx.URL(f"https://other.example.org:{port}/"), "page 1", PACE)
