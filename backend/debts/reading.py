"""Reading what is pushed: kept on disk while it arrives, then line by line, never whole."""

import csv
import hashlib
import io
import json
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

from backend.debts.errors import NothingToRead, PushTooLarge, PushTypeUnknown
from backend.debts.rows import Fields
from backend.debts.sheets import Table, header_of

MOST_BYTES = 200_000_000
MOST_LINE_BYTES = 64 * 1024
_CHUNK = 256 * 1024
_IN_MEMORY = 1024 * 1024
_CHARSETS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8",
    "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030",
}  # fmt: skip
_BOM = b"\xef\xbb\xbf"
TOO_LONG = "A row has at most 64 kB."
NOT_READABLE = "This row can't be read as text. Save the file as UTF-8 and push it again."


class Line(NamedTuple):
    """One row as it was sent: its number in the file, and its fields or why there are none."""

    number: int
    raw: Any
    wrong: Fields | None = None
    column_of: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Pushed:
    """A body that has arrived whole: where it is kept, its hash, how it is encoded."""

    file: IO[bytes]
    size: int
    sha256: bytes
    is_csv: bool
    encoding: str

    def close(self) -> None:
        """Let the body go."""
        self.file.close()

    def lines(self) -> Iterator[Line]:
        """Yield every row with its number.

        Raises:  HeaderMissing, HeaderNotUnderstood, TooManyColumns for a table without a usable
                 first line; NothingToRead when there is no row at all.
        """
        self.file.seek(0)
        read = _table_lines if self.is_csv else _object_lines
        some = False
        for line in read(self.file, self.encoding):
            some = True
            yield line
        if not some:
            raise NothingToRead


def arrive(stream: IO[bytes], media_type: str, charset: str | None) -> Pushed:
    """Return a body once it is here, so that no transaction waits for a slow line.

    Raises:  PushTypeUnknown for another kind of content; PushTooLarge beyond 200 MB.
    """
    if media_type not in {"text/csv", "application/x-ndjson"}:
        raise PushTypeUnknown
    declared = _CHARSETS.get(charset.lower()) if charset else None
    if charset and declared is None:
        raise PushTypeUnknown
    file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - Pushed closes it
    try:
        size, sha256, is_utf8 = _keep(stream, file)
    except BaseException:
        file.close()
        raise
    is_csv = media_type == "text/csv"
    # A table from a Chinese office program comes in GB18030 and rarely says so.
    guessed = "utf-8" if is_utf8 or not is_csv else "gb18030"
    return Pushed(file, size, sha256, is_csv, declared or guessed)


def reopened(content: IO[bytes], media_type: str, encoding: str) -> Pushed:
    """Return a body that was kept earlier, to be read again."""
    return Pushed(content, 0, b"", media_type == "text/csv", encoding)


def _keep(stream: IO[bytes], file: IO[bytes]) -> tuple[int, bytes, bool]:
    """Copy a body and return its size, its hash and whether it may be UTF-8."""
    whole = hashlib.sha256()
    unicode = getincrementaldecoder("utf-8")()
    is_utf8, has_mark, size = True, False, 0
    while chunk := stream.read(_CHUNK):
        has_mark = has_mark or (size == 0 and chunk.startswith(_BOM))
        size += len(chunk)
        if size > MOST_BYTES:
            raise PushTooLarge
        whole.update(chunk)
        file.write(chunk)
        is_utf8 = is_utf8 and _decodes(unicode, chunk)
    return size, whole.digest(), is_utf8 or has_mark


def _decodes(decoder: Any, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _bounded(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yield (number, line) with None for a line that is too long."""
    number = 0
    while line := file.readline(MOST_LINE_BYTES + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) > MOST_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MOST_LINE_BYTES)
            yield number, None
        elif line.strip():
            yield number, line


def _object_lines(file: IO[bytes], _encoding: str) -> Iterator[Line]:
    for number, line in _bounded(file):
        if line is None:
            yield Line(number, None, {"row": [TOO_LONG]})
            continue
        try:
            yield Line(number, _DECODER.decode(line.decode().strip()))
        except UnicodeDecodeError:
            yield Line(number, None, {"row": [NOT_READABLE]})
        except (ValueError, RecursionError):
            yield Line(number, None, {"row": ["This row isn't one JSON object with unique names."]})


def _table_lines(file: IO[bytes], encoding: str) -> Iterator[Line]:
    table: Table | None = None
    for number, line in _bounded(file):
        cells = None if line is None else _cells(line, encoding)
        if table is None:
            table = header_of(cells if isinstance(cells, list) else None, too_long=line is None)
        elif line is None:
            yield Line(number, None, {"row": [TOO_LONG]})
        elif not isinstance(cells, list):
            yield Line(number, None, {"row": [cells or NOT_READABLE]})
        else:
            raw, wrong = table.debt(cells)
            yield Line(number, raw, wrong, table.column_of)


def _cells(line: bytes, encoding: str) -> list[str] | str:
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        return NOT_READABLE
    try:
        # One line is one row: a quote that is never closed can't swallow the rows after it.
        return next(csv.reader(io.StringIO(text.rstrip("\r\n")), strict=True))
    except (csv.Error, StopIteration):
        return "The quotes in this row don't pair up."


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name appears twice")
    return made


def _no_constant(word: str) -> Any:
    raise ValueError(word)


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)
