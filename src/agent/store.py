"""A checkpoint store as the agent sees it. One class per URI scheme; all names are relative, with `/`.

    generation                          the highest attempt number that has run; the fence
    checkpoints/blobs/<sha256>          content, named by its hash
    checkpoints/<attempt>-<seq>.json    manifest of one snapshot, written last: the snapshot's marker
    logs/<attempt>/run.log, status.json

Functions that move much data are generators: they yield after each chunk, so that the one loop of the
agent goes on looking at the job, the clock and the notice while they work.
"""
import contextlib
import hashlib
import os
import urllib.parse

CHUNK_BYTES = 1 << 20


class StoreError(Exception):
    """The store's side failed, not the file that was to go there."""


@contextlib.contextmanager
def store_side():
    try:
        yield
    except OSError as error:
        raise StoreError(str(error)) from error


def open_store(uri):
    parts = urllib.parse.urlparse(uri)
    if parts.scheme == 'file' and parts.netloc in ('', 'localhost'):
        return FileStore(urllib.parse.unquote(parts.path))
    raise StoreError('this agent knows no store of the kind %r' % uri)


class FileStore:
    def __init__(self, root):
        self.root = root
        self.temps = 0

    def path(self, name):
        return os.path.join(self.root, *name.split('/'))

    def temp(self, name):
        """A name beside the target, so that the rename is atomic, and of this process alone."""
        self.temps += 1
        folder, base = os.path.split(self.path(name))
        os.makedirs(folder, exist_ok=True)
        return os.path.join(folder, '.%s.%d.%d.tmp' % (base[:40], os.getpid(), self.temps))

    def read(self, name):
        try:
            with open(self.path(name), 'rb') as file:
                return file.read()
        except FileNotFoundError:
            return None

    def write(self, name, data):
        """Whole or not at all, and on the disk when this returns."""
        temp = self.temp(name)
        with open(temp, 'wb') as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temp, self.path(name))

    def names(self, folder):
        try:
            return sorted(n for n in os.listdir(self.path(folder)) if not n.startswith('.'))
        except FileNotFoundError:
            return []

    def size(self, name):
        try:
            return os.stat(self.path(name)).st_size
        except FileNotFoundError:
            return None

    def remove(self, name):
        try:
            os.remove(self.path(name))
        except FileNotFoundError:
            pass

    def put_blob(self, source):
        """Generator; returns (sha256, bytes read). One pass: it copies while it hashes."""
        with open(source, 'rb') as file:
            with store_side():
                temp = self.temp('checkpoints/blobs/blob')
                out = open(temp, 'wb')
            try:
                digest, size = hashlib.sha256(), 0
                while True:
                    chunk = file.read(CHUNK_BYTES)
                    if not chunk:
                        break
                    digest.update(chunk)
                    with store_side():
                        out.write(chunk)
                    size += len(chunk)
                    yield
                sha256 = digest.hexdigest()
                with store_side():
                    out.flush()
                    os.fsync(out.fileno())
                    if self.size('checkpoints/blobs/' + sha256) != size:
                        os.replace(temp, self.path('checkpoints/blobs/' + sha256))
                return sha256, size
            finally:
                with contextlib.suppress(OSError):
                    out.close()
                if os.path.exists(temp):
                    os.remove(temp)

    def get_blob(self, sha256, target):
        """Generator; returns whether what was read has that hash."""
        digest = hashlib.sha256()
        with open(self.path('checkpoints/blobs/' + sha256), 'rb') as file, open(target, 'wb') as out:
            while True:
                chunk = file.read(CHUNK_BYTES)
                if not chunk:
                    break
                digest.update(chunk)
                out.write(chunk)
                yield
        return digest.hexdigest() == sha256

    def sweep_blobs(self, used):
        folder = self.path('checkpoints/blobs')
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            if name not in used:
                self.remove('checkpoints/blobs/' + name)

    def put_log(self, name, source):
        """Generator. A log only grows: what the store has already is not sent again."""
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(source, 'rb') as file, open(path, 'ab') as out:
            if out.tell() > os.fstat(file.fileno()).st_size:
                out.truncate(0)
            file.seek(out.tell())
            while True:
                chunk = file.read(CHUNK_BYTES)
                if not chunk:
                    break
                out.write(chunk)
                yield
