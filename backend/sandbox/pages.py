"""One calm, scriptless page for everything the outside world shows."""

from html import escape

from backend.sandbox.server import Answer, Request

STYLE = """
:root{color-scheme:light dark;--ink:#1d2a33;--soft:#5b6b76;--paper:#f7f9fa;--card:#fff;
--line:#dde4e8;--main:#17627d}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf1;--soft:#9db0bc;--paper:#12191e;
--card:#1a242b;--line:#2b3943;--main:#7cc4de}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif}
main{max-width:44rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.1rem;color:var(--soft)}
h2{font-size:1.4rem;margin:.2em 0}article,form{background:var(--card);border:1px solid var(--line);
border-radius:.8rem;padding:1rem;margin:0 0 1rem;overflow-wrap:anywhere}
article h2{font-size:1.05rem}.quiet{color:var(--soft);font-size:.875rem;margin:0}
pre{white-space:pre-wrap;font:inherit;margin:.6rem 0 0}a{color:var(--main)}
button{font:inherit;min-height:3rem;padding:0 1.4rem;border-radius:.8rem;cursor:pointer;
border:1px solid var(--line);background:var(--card);color:var(--ink)}
button.main{background:var(--main);border-color:var(--main);color:var(--card);font-weight:600}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
"""

CONTENT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
)
"""No form-action: a browser would apply it to the redirect back to the collector too."""

GUARDS = (
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)


def language_of(request: Request) -> str:
    """Return `zh` when the reader asks for Chinese first, else `en`."""
    asked = request.asked("lang") or request.headers.get("accept-language", "")
    return "zh" if asked.strip().lower().startswith("zh") else "en"


def page(title: str, inner: str, language: str, refresh_seconds: int | None = None) -> Answer:
    """Return a whole page around markup that is already safe."""
    refresh = f'<meta http-equiv="refresh" content="{refresh_seconds}">' if refresh_seconds else ""
    tag = "zh-Hans" if language == "zh" else "en"
    markup = (
        f'<!doctype html><html lang="{tag}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">{refresh}'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f"<main><h1>{escape(title)}</h1>{inner}</main></html>"
    )
    return Answer(200, markup.encode(), "text/html; charset=utf-8", GUARDS)
