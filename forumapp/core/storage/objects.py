"""Contents in a bucket of an object storage that speaks Amazon's S3 (Signature Version 4). Needs the extra ``s3``.

Buckets stand in the path (``https://storage/bucket/key``), which every storage of the kind understands. Uploads are sent
in parts read from the file one after the other: memory does not grow with the file.
"""

import logging
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from flask import Flask

from forumapp.core.settings import ObjectStorage, SettingsError

try:
    import boto3
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
except ModuleNotFoundError:  # the extra is not installed; init() says so to whom it matters
    boto3 = None

PART = 16 << 20
"""Bytes of one part of an upload; a storage takes at most 10,000 (the library makes them larger beyond 160 GB)."""
MISSING = {"404", "NoSuchKey", "NotFound"}
log = logging.getLogger(__name__)


def init(app: Flask) -> None:
    """Say at the start when the library is missing; SettingsError."""
    if app.config["SERVER"].s3 is not None and boto3 is None:
        raise SettingsError(
            "FORUMAPP_S3_BUCKET is set, but boto3 is not installed: pip install 'forumapp[s3]'."
        )


@lru_cache(maxsize=4)
def store_of(settings: ObjectStorage) -> "ObjectStore":
    """Return the store of these settings, with its connections; one for a process."""
    return ObjectStore(settings)


class ObjectStore:
    """The store in a bucket: ``files/ab/abcdef…`` behind the prefix of the settings."""

    def __init__(self, settings: ObjectStorage) -> None:
        self.bucket = settings.bucket
        self.prefix = f"{settings.prefix}files/"
        self.seconds = settings.link_minutes * 60
        self._client: Any = boto3.session.Session().client(
            "s3",
            endpoint_url=settings.endpoint,
            region_name=settings.region,
            aws_access_key_id=settings.key,
            aws_secret_access_key=settings.secret,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=5,
                read_timeout=60,
                retries={"mode": "standard", "max_attempts": 4},
                # Other storages than Amazon's refuse the checksums that the library would add by itself.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        self._parts = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, use_threads=False)

    def take(self, path: Path, digest: str) -> None:
        """Move a file into the store."""
        self.adopt(path, digest)
        path.unlink()

    def adopt(self, path: Path, digest: str) -> None:
        """Copy a file into the store, in parts."""
        self._client.upload_file(str(path), self.bucket, self._key(digest), Config=self._parts)

    def holds(self, digest: str) -> bool:
        """Say whether the content is there."""
        return self._written_at(digest) is not None

    def opened(self, digest: str) -> IO[bytes]:
        """Open the content for reading from its beginning to its end; FileNotFoundError without it."""
        try:
            body: IO[bytes] = self._client.get_object(Bucket=self.bucket, Key=self._key(digest))["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise FileNotFoundError(digest) from error
            raise
        return body

    def give_up(self, digest: str, target: Path) -> None:
        """Move the content out of the store, to ``target`` on this machine."""
        self._client.download_file(self.bucket, self._key(digest), str(target), Config=self._parts)
        self._remove(digest)

    def link(self, digest: str, *, content_type: str, disposition: str) -> str:
        """Return an address that reads the content for some minutes; type and name are part of the signature."""
        address: str = self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.bucket,
                "Key": self._key(digest),
                "ResponseContentType": content_type,
                "ResponseContentDisposition": disposition,
                "ResponseCacheControl": "private, no-store",
            },
            ExpiresIn=self.seconds,
        )
        return address

    def sweep(self, known: Collection[str], oldest: float) -> int:
        """Delete what is not ``known`` and was written before ``oldest`` (seconds since 1970); returns how many.

        Uploads that broke off in the middle go too, where the storage lists them.
        """
        gone = 0
        for row in self._listed():
            digest = row["Key"].rpartition("/")[2]
            if digest not in known and row["LastModified"].timestamp() < oldest:
                written = self._written_at(digest)  # asked just before: the same content may have come again
                if written is not None and written < oldest:
                    self._remove(digest)
                    gone += 1
        self._abort(oldest)
        return gone

    def _listed(self) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
        for page in pages:
            yield from page.get("Contents", ())

    def _abort(self, oldest: float) -> None:
        try:
            found = self._client.list_multipart_uploads(Bucket=self.bucket, Prefix=self.prefix)
            for row in found.get("Uploads", ()):
                if row["Initiated"].timestamp() < oldest:
                    self._client.abort_multipart_upload(
                        Bucket=self.bucket, Key=row["Key"], UploadId=row["UploadId"]
                    )
        except (ClientError, BotoCoreError) as error:
            log.warning("unfinished uploads cannot be looked for: %s", type(error).__name__)

    def _written_at(self, digest: str) -> float | None:
        try:
            head = self._client.head_object(Bucket=self.bucket, Key=self._key(digest))
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                return None
            raise
        moment: float = head["LastModified"].timestamp()
        return moment

    def _remove(self, digest: str) -> None:
        self._client.delete_object(Bucket=self.bucket, Key=self._key(digest))

    def _key(self, digest: str) -> str:
        return f"{self.prefix}{digest[:2]}/{digest}"
