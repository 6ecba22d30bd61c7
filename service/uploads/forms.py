"""Forms whose files are written once, to where they belong, while they come."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from service.uploads import faults
from service.uploads.intake import OnePiece

_MOST_FIELDS, _MOST_TEXT = 50, 64 << 10
BROKEN = "The form is broken; send it as multipart/form-data, as curl -F does."


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file of a form; `name` is what the client calls it."""

    name: str
    piece: OnePiece


@dataclass
class FormReader:
    """Reads multipart/form-data as it comes; files of other fields than `file_fields` are dropped.

    For use in threads, one call at a time.
    """

    content_type: str
    file_fields: Collection[str]
    new_piece: Callable[[], OnePiece]
    texts: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, FormFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _, options = parse_options_header(self.content_type)
        try:
            self._parser = MultipartParser(options[b"boundary"], self._callbacks())
        except (KeyError, FormParserError) as error:
            raise faults.bad_body(BROKEN) from error
        self._header, self._value, self._disposition = b"", b"", b""
        self._name, self._text = "", bytearray()
        self._piece: OnePiece | None = None
        self._fields = self._length = 0
        self._is_text = self._ended = False

    def feed(self, data: bytes) -> None:
        """Raises Problem, OSError."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise faults.bad_body(BROKEN) from error

    def finish(self) -> None:
        """Have the files on the disk. Raises Problem when the form is not whole, OSError."""
        if not self._ended:
            raise faults.bad_body(BROKEN)
        for file in self.files.values():
            file.piece.settle()

    def remove(self) -> None:
        """Delete the files, unless they are linked elsewhere."""
        for file in self.files.values():
            file.piece.remove()

    def _callbacks(self) -> Any:
        return {
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._disposition = b""
        self._fields += 1
        if b"name" not in options or self._fields > _MOST_FIELDS:
            raise faults.bad_body(BROKEN)
        self._name, self._piece = options[b"name"].decode(errors="replace"), None
        file_name = options.get(b"filename")
        self._is_text = file_name is None
        if not file_name:  # text, or a file that was not chosen
            return
        if self._name not in self.file_fields or self._name in self.files:
            self.texts.append((self._name, "a file"))  # as a field that there is not, or is given twice
            return
        self._piece = piece = self.new_piece()
        self.files[self._name] = FormFile(file_name.decode(errors="replace"), piece)

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._piece is not None:
            self._piece.write(data[start:end])
        elif self._is_text:
            self._length += end - start
            if self._length > _MOST_TEXT:
                raise faults.bad_body("The fields of the form are too long; only its files may be.")
            self._text += data[start:end]

    def _on_part_end(self) -> None:
        if self._is_text:
            self.texts.append((self._name, self._text.decode(errors="replace")))
        self._text = bytearray()

    def _on_end(self) -> None:
        self._ended = True
