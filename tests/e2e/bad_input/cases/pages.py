"""Articles that a server answers badly."""

from __future__ import annotations

import gzip

from tests.e2e.bad_input.cases.case import PARAGRAPH, SAID, Answer, Case, Endless, Raw, Silent, moved, page

_MIB = 1024 * 1024
_GZIP = {"Content-Encoding": "gzip"}
_PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 500
_NOISE = bytes((n * 167 + n // 7) % 256 for n in range(50_000))
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_AGAIN = "…given up after 2 rounds of attempts"
_FRENCH = (
    "<p>Le maire a déclaré que le pont de Zelene était fermé vendredi à la suite des bombardements de la nuit.</p>"
)


def _case(name: str, given: object, outcome: str, reason: str, *, ask: str = "", at: str = "") -> Case:
    return Case("article URL", name, given, outcome, reason, ask, at)


PAGES: tuple[Case, ...] = (
    _case("404", Answer(status="404 Not Found"), "gone", "status 404: {url}"),
    _case("410", Answer(status="410 Gone"), "gone", "status 410: {url}"),
    _case("403", Answer(status="403 Forbidden"), "refused", "status 403: {url}"),
    _case("401", Answer(status="401 Unauthorized"), "refused", "status 401: {url}"),
    _case("500", Answer(status="500 Oops"), "unreachable", f"status 500: {{url}}{_AGAIN}"),
    _case("429, Retry-After is no time", Answer(status="429 Slow", headers={"Retry-After": "soon"}), "unreachable",
          f"status 429: {{url}}{_AGAIN}"),
    _case("503 for an hour", Answer(status="503 Later", headers={"Retry-After": "3000"}), "put_off",
          "status 503: {url}…asked again at"),
    _case("304 that nobody asked for", Answer(status="304 Not Modified"), "unreachable",
          "status 304 to an unconditional request: {url}"),
    _case("204", Raw(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), "empty", "no bytes"),
    _case("empty body", Answer(), "empty", "no bytes"),
    _case("only spaces", Answer(b" \r\n\t" * 1000), "empty", "only spaces"),
    _case("binary", Answer(_NOISE), "binary", "no text in any encoding"),
    _case("image", Answer(_PNG), "unsupported_media", "image/png"),
    _case("PDF", Answer(b"%PDF-1.7\n" + _NOISE), "unsupported_media", "application/pdf"),
    _case("JSON", Answer(b'{"a": 1}', kind="application/json"), "unsupported_media", "application/json"),
    _case("page of 3 MB", Answer(page(PARAGRAPH * (3 * _MIB // len(PARAGRAPH)))), "too_large",
          "more than 2097152 bytes: {url}"),
    _case("redirect loop", moved("{self}"), "redirects", "more than 5 redirects…{url}"),
    _case("redirect to ftp:", moved("ftp://news.example/a"), "bad_url", "only http and https…ftp://news.example/a"),
    _case("redirect to file:", moved("file:///etc/hostname"), "bad_url", "only http and https…file:///etc/hostname"),
    _case("redirect to javascript:", moved("javascript:alert(1)"), "bad_url", "only http and https…javascript:"),
    _case("redirect to nowhere", Answer(status="302 Found"), "refused", "status 302: {url}"),
    _case("redirect to a name that nobody has", moved("http://nowhere.invalid/"), "unreachable",
          f"nowhere.invalid{_AGAIN}"),
    _case("no HTTP", Raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "unreachable", f"{{url}}{_AGAIN}"),
    _case("header junk", Raw(b"HTTP/1.1 200 OK\r\n\x00\x01junk\r\n: :\r\n\r\nwords"), "unreachable",
          f"{{url}}{_AGAIN}"),
    _case("header of 1 MB", Raw(_OK + b"X: " + b"a" * _MIB + b"\r\n\r\n"), "unreachable", f"{{url}}{_AGAIN}"),
    _case("headers without end", Endless(_OK, b"X: a\r\n" * 1000), "unreachable", f"{{url}}{_AGAIN}"),
    _case("Content-Length is too long", Raw(_OK + b"Content-Length: 9999\r\n\r\n" + page()), "unreachable",
          f"{{url}}{_AGAIN}"),
    _case("Content-Length is no number", Raw(_OK + b"Content-Length: -many\r\n\r\n" + page()), "unreachable",
          f"{{url}}{_AGAIN}"),
    _case("damaged chunks", Raw(_OK + b"Transfer-Encoding: chunked\r\n\r\nfff\r\nshort"), "unreachable",
          f"{{url}}{_AGAIN}"),
    _case("connection cut at once", Raw(b""), "unreachable", f"{{url}}{_AGAIN}"),
    _case("connection cut in the headers", Raw(_OK[:-9]), "unreachable", f"{{url}}{_AGAIN}"),
    _case("gzip bomb", Answer(gzip.compress(b"\0" * 50_000_000), headers=_GZIP), "too_large",
          "more than 2097152 bytes: {url}"),
    _case("broken gzip", Answer(gzip.compress(page())[:50] + _NOISE, headers=_GZIP), "unreachable",
          f"{{url}}…damaged content encoding{_AGAIN}"),
    _case("gzip cut in two", Answer(gzip.compress(_NOISE)[:-99], headers=_GZIP), "unreachable",
          f"{{url}}…ends too early{_AGAIN}"),
    _case("encoding that nobody asked for", Answer(page(), headers={"Content-Encoding": "zstd"}), "unreachable",
          f"{{url}}…'zstd' was not asked for{_AGAIN}"),
    _case("endless body", Endless(_OK + b"\r\n<html><body><p>", SAID.encode() * 1000), "too_large",
          "more than 2097152 bytes: {url}"),
    _case("server that never answers", Silent(), "unreachable", f"no answer in time: {{url}}{_AGAIN}"),
    _case("server that drips", Endless(_OK + b"\r\n<html>", b"a", 0.3), "unreachable",
          f"no answer in time: {{url}}{_AGAIN}"),
    _case("port that nobody listens on", None, "unreachable", f"allows {{url}}…Connect call failed{_AGAIN}", ask="http://127.0.0.1:9/a"),
    _case("invalid UTF-8", Answer(page().replace(b"bridge", b"br\xff\xfe\xc3dge")), "stored", "claims"),
    _case("unknown charset", Answer(page(), kind="text/html; charset=nonsense"), "stored", "claims"),
    _case("charset that runs code", Answer(page(), kind="text/html; charset=zlib_codec"), "stored", "claims"),
    _case("NULs in a page", Answer(page().replace(b"bridge", b"bri\0dge")), "stored", "claims"),
    _case("line of 100 KB", Answer(SAID.encode() * 1400, kind="text/plain"), "stored", "claims"),
    _case("page without text", Answer(page("<img src='a.png'>")), "no_text", "no body of text"),
    _case("page of scripts", Answer(page("<script>var a = 1;</script>" * 99)), "no_text", "no body of text"),
    _case("two words", Answer(b"Bridge closed", kind="text/plain"), "too_short", "fewer than 4 words"),
    _case("50,000 nested tags", Answer(page("<div>" * 50_000 + PARAGRAPH)), "hostile", "nested deeper"),
    _case("100,000 attributes", Answer(page(f"<p {' '.join(map('a{}='.format, range(100_000)))}>{SAID}</p>")),
          "hostile", "attributes"),
    _case("another language", Answer(page(_FRENCH * 5)), "stored", "unsupported language: fr"),
    _case("forbidden by robots.txt", Answer(page()), "robots", "robots.txt…{url}", ask="{site}/forbidden/a"),
    _case("robots.txt fails", Answer(page()), "unreachable",
          f"allows {{url}}: status 500: {{site}}…/robots.txt{_AGAIN}", at="bad"),
    _case("canonical URL of another page",
          Answer(page(head="<link rel='canonical' href='{site}/page-line-of-100-kb'>")), "stored", "claims"),
    _case("same page, tracked", Answer(page()), "stored", "claims",
          ask="{site}/page-same-page--tracked?utm_source=feed"),
    _case("address with a newline in it", None, "gone", "status 404", ask="{site}/a%0d%0aX-Injected:%20b"),
)  # fmt: skip
