"""How much of a file is taken in: what is over the limit is not kept, on disk or in memory."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class Limited(FileUploadHandler):
    """Passes a file on to the next handler until it is over the limit; then it is left out."""

    def new_file(self, *args: Any, **values: Any) -> None:
        """Counts from nothing."""
        super().new_file(*args, **values)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Passes the chunk on; too much skips the rest of the file."""
        self.seen += len(raw_data)
        if self.seen > int(settings.POOLBOOK_UPLOAD_MB) * 2**20:
            if self.request is not None:
                self.request.too_large = self.file_name
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers make the file."""


def too_large(request: HttpRequest) -> str:
    """The name of a file of the request that was over the limit; "" where there was none."""
    return getattr(request, "too_large", "") or ""
