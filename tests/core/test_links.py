"""Which addresses may be linked to: a site of the internet by its name, over https, and nothing that deceives."""

import pytest

from peerlearn.core.links import host_of, is_safe_link


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "https://",
        "https:///example.org",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https://example.org:8443/",
        "https://example.org:443/",
        "https://example.org:/",
        "https://example.org:x/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f.0.0.1/",
        "https://0x7f.0x1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[2001:db8::1]/",
        "https://localhost/",
        "https://localhost./",
        "https://poste.localhost/",
        "https://imprimante.local/",
        "https://intranet.internal/",
        "https://box.lan/",
        "https://1.0.0.127.in-addr.arpa/",
        "https://example..org/",
        "https://.example.org/",
        "https://-example.org/",
        "https://exam_ple.org/",
        "https://ex%61mple.org/",
        "https://example.o/",
        "https://example.123/",
        "https://" + "x" * 64 + ".org/",
        "https://" + "abcdefgh." * 28 + "org/",
        "https://exa mple.org/",
        "https://éxample.org/",
        "https://example.org/\u202egpj.exe",
        "https://example.org/a\u200bb",
        "https://example.org/\ufeff",
        "https://example.org/%E2%80%AEgpj.exe",
        "https://example.org/?a=%E2%80%8Bb",
        "https://example.org/%00",
        "https://example.org/%0d%0aSet-Cookie:x",
        "https://example.org/\\@evil",
        'https://example.org/"onclick=',
        "https://example.org/<b>",
        "https://example.org/\n",
        "https://example.org/" + "x" * 400,
    ],
)
def test_a_link_that_hides_something_is_refused(address: str) -> None:
    assert not is_safe_link(address, longest=400)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "https://Jeu.Example.org/a?b=c#d",
        "https://fr.wikipedia.org/wiki/%C3%89conomie_(France)",
        "https://xn--xample-9ua.org/",
        "https://pix.xn--fiqs8s/",
        "https://www.01net.com/",
        "https://example.org./",
        "https://example.org/mail@example.org:80",
        "https://example.org/" + "x" * 380,
    ],
)
def test_what_people_copy_from_their_browser_is_taken(address: str) -> None:
    assert is_safe_link(address, longest=400)


def test_a_link_says_where_it_leads() -> None:
    assert host_of("https://Jeu.Example.org/a") == "jeu.example.org"
    assert host_of("https://xn--xample-9ua.org/") == "xn--xample-9ua.org"
