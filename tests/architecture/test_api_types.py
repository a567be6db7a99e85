"""The app's TypeScript types are those of the API as it is now."""

import json

from tests.architecture import openapi


def test_the_published_document_is_the_one_kept(counted):
    kept = openapi.DOCUMENT.read_text(encoding="utf-8")
    operations = [
        operation
        for path in json.loads(kept)["paths"].values()
        for operation in path
        if operation in {"get", "put", "post", "patch", "delete"}
    ]
    counted("operations published", len(operations))
    assert operations
    assert openapi.published() == kept, "make types"


def test_the_types_are_made_from_the_document():
    made = openapi.generated(openapi.DOCUMENT)
    assert openapi.TYPES.read_text(encoding="utf-8") == made, "make types"
