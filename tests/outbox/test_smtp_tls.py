"""Mail goes over TLS to the server that is meant, as its certificate says, or not at all."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from impactplan.models import db, now
from impactplan.outbox import queue_mail, sweep
from tests.outbox.conftest import Mailbox, Server, stored

UseMail = Callable[..., None]


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key and a certificate for localhost, and no other name, which this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "localhost.pem"
    file.write_bytes(private + made.public_bytes(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


@pytest.fixture(params=["smtps", "smtp+starttls"])
def encrypted(request: pytest.FixtureRequest, certificate: Path, mailbox: Mailbox) -> Iterator[tuple[str, Server]]:
    """A server that speaks TLS, and the scheme of the address to use it with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    options = {"ssl_context": context} if request.param == "smtps" else {"tls_context": context}
    server = Server(mailbox, hostname="127.0.0.1", port=0, **options)
    server.start()
    yield request.param, server
    server.stop()


def queue() -> str:
    mail_id = queue_mail("lena@example.org", "Dag", "Dag", "<p>Dag</p>")
    db.session.commit()
    return mail_id


def test_it_goes_to_the_server_that_the_certificate_names(
    encrypted: tuple[str, Server], mailbox: Mailbox, mail_url: UseMail
) -> None:
    scheme, server = encrypted
    mail_url(f"{scheme}://localhost:{server.port}")
    queue()
    assert sweep("mail") == 1
    assert len(mailbox.mails) == 1


def test_it_does_not_go_to_another(encrypted: tuple[str, Server], mailbox: Mailbox, mail_url: UseMail) -> None:
    scheme, server = encrypted
    mail_url(f"{scheme}://127.0.0.1:{server.port}")
    mail_id = queue()
    assert sweep("mail") == 0
    assert "CERTIFICATE_VERIFY_FAILED" in stored(mail_id).error
    assert mailbox.mails == []
