"""The published API as one readable page: no script, nothing from elsewhere."""

from html import escape
from typing import Any

from flask import Flask, Response

Document = dict[str, Any]
METHODS = ("get", "put", "post", "patch", "delete")
_DEEPEST = 4

STYLE = """
:root { color-scheme: light dark; --ink: #15242d; --soft: #5b6b73; --paper: #fbf8f2;
  --sand: #f1ece1; --tide: #0b5c66 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf0; --soft: #a5b4bb; --paper: #0d1a21;
  --sand: #162831; --tide: #7fd0d8 } }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 56rem; font: 1rem/1.5 system-ui;
  color: var(--ink); background: var(--paper) }
h1 { font-size: 1.8rem } h2 { margin-top: 3rem; font-size: 1.3rem }
a { color: var(--tide) } nav a { display: inline-block; margin: 0 1rem .5rem 0 }
details { margin: .5rem 0; padding: .5rem 1rem; border-radius: 14px; background: var(--sand) }
summary { cursor: pointer; min-height: 2rem; line-height: 2rem; overflow-wrap: anywhere }
code, pre { font: .875rem/1.5 ui-monospace, monospace } pre { overflow-x: auto }
b.method { display: inline-block; min-width: 4.5rem; color: var(--tide) }
small { color: var(--soft) } th, td { padding: .25rem 1rem .25rem 0; text-align: start;
  vertical-align: top }
"""


def add_to(app: Flask, document: Document) -> None:
    """Serve the page of an OpenAPI document at /api/docs."""
    page = render(document)

    def docs() -> Response:
        return Response(page, mimetype="text/html")

    def style() -> Response:
        return Response(STYLE, mimetype="text/css")

    app.add_url_rule("/api/docs", "api_docs", docs)
    app.add_url_rule("/api/docs.css", "api_docs_style", style)


def render(document: Document) -> str:
    """Return the HTML page of an OpenAPI document."""
    tags = [(tag["name"], tag.get("description", "")) for tag in document.get("tags", [])]
    links = "".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name, _ in tags)
    rooms = "".join(_room(document, name, words) for name, words in tags)
    title = f"{escape(document['info']['title'])} API {escape(document['info']['version'])}"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<title>{title}</title><link rel="stylesheet" href="/api/docs.css">'
        f"<h1>{title}</h1><p>Every refusal is an RFC 9457 problem document. Amounts are whole minor"
        ' units. The machine-readable form is <a href="/api/v1/openapi.json">openapi.json</a>.</p>'
        f"<nav>{links}</nav>{rooms}</html>"
    )


def _room(document: Document, name: str, words: str) -> str:
    found = [
        _operation(document, method, path, operations[method])
        for path, operations in document["paths"].items()
        for method in METHODS
        if name in operations.get(method, {}).get("tags", [])
    ]
    return f'<h2 id="{escape(name)}">{escape(name)}</h2><p>{escape(words)}</p>{"".join(found)}'


def _operation(document: Document, method: str, path: str, operation: Document) -> str:
    summary = escape(operation.get("summary", ""))
    name = f'<b class="method">{method.upper()}</b><code>{escape(path)}</code>'
    parts = [f"<details><summary>{name} <small>{summary}</small></summary>"]
    if operation.get("description"):
        parts.append(f"<p>{escape(operation['description'])}</p>")
    if operation.get("parameters"):
        parts.append(_parameters(operation["parameters"]))
    body = operation.get("requestBody", {}).get("content", {})
    parts += [_content(document, f"Send {kind}", part) for kind, part in body.items()]
    for status, given in operation.get("responses", {}).items():
        answer = _resolved(document, given)
        for part in answer.get("content", {}).values():
            words = f"{status} {answer.get('description', '')}"
            parts.append(_content(document, words, part))
    return "".join([*parts, "</details>"])


def _parameters(parameters: list[Document]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one.get('name', ''))}</code></td><td>{escape(one.get('in', ''))}"
        f"</td><td>{escape(one.get('description', ''))}</td></tr>"
        for one in parameters
    )
    return f"<table>{rows}</table>"


def _content(document: Document, words: str, part: Document) -> str:
    shape = _shape(document, part.get("schema", {}), 0)
    return f"<p>{escape(words)}</p><pre>{escape(shape)}</pre>"


def _shape(document: Document, schema: Document, depth: int) -> str:
    schema = _resolved(document, schema)
    kind = schema.get("type", "any")
    if depth > _DEEPEST:
        return "…"
    if "properties" in schema:
        inside = "  " * (depth + 1)
        needed = set(schema.get("required", []))
        lines = [
            f"{inside}{name}{'' if name in needed else '?'}: {_shape(document, value, depth + 1)}"
            for name, value in schema["properties"].items()
        ]
        return "{\n" + "\n".join(lines) + "\n" + "  " * depth + "}"
    if kind == "array" or "items" in schema:
        return f"[{_shape(document, schema.get('items', {}), depth)}]"
    if "enum" in schema:
        return " | ".join("null" if one is None else f'"{one}"' for one in schema["enum"])
    named = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{named} ({schema['format']})" if "format" in schema else named


def _resolved(document: Document, part: Document) -> Document:
    while "$ref" in part:
        found: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part
