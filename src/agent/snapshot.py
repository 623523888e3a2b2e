"""Snapshots of the checkpoint folder: `Mirror` writes them to the store, `restore` brings the newest back.

A snapshot is a manifest over content-addressed blobs, so it is whole by construction: it names only blobs
that were there before it. Each top-level entry of the folder is one unit; see docs/checkpoints.md.
"""
import datetime
import json
import os
import shutil
import stat
import time

KEEP = 2
IGNORED_ENDS = ('.tmp', '.part')


class Fenced(Exception):
    """A newer attempt of this job has started: this one must not write any more."""


def now_iso():
    return datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3] + 'Z'


def generation(store):
    try:
        return int(store.read('generation') or 0)
    except ValueError:
        return 0


def claim(store, attempt):
    """Writes this attempt's number into the store; raises Fenced where a newer one stands."""
    check_fence(store, attempt)
    if generation(store) < attempt:
        store.write('generation', b'%d\n' % attempt)


def check_fence(store, attempt):
    if generation(store) > attempt:
        raise Fenced()


def manifest_names(store):
    """[(attempt, seq, name)], newest first."""
    found = []
    for name in store.names('checkpoints'):
        attempt, dash, seq = name[:-5].partition('-')
        if name.endswith('.json') and dash and attempt.isdigit() and seq.isdigit():
            found.append((int(attempt), int(seq), 'checkpoints/' + name))
    return sorted(found, reverse=True)


def read_manifest(store, name):
    """None where it is no manifest, or names a path outside the folder."""
    try:
        manifest = json.loads((store.read(name) or b'').decode('utf-8'))
        for file in manifest['files']:
            parts = file['path'].split('/')
            if not all(parts) or '.' in parts or '..' in parts or not ('link' in file or file['sha256'].isalnum()):
                return None
        return manifest
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def describe(manifest):
    return {
        'snapshot': '%d-%d' % (manifest['attempt'], manifest['seq']),
        'at': manifest['at'],
        'files': len(manifest['files']),
        'bytes': sum(file.get('size', 0) for file in manifest['files']),
    }


def is_complete(store, manifest):
    return all('link' in f or store.size('checkpoints/blobs/' + f['sha256']) == f['size'] for f in manifest['files'])


class Mirror:
    def __init__(self, folder, store, attempt, settle_seconds, note):
        self.folder, self.store, self.attempt = folder, store, attempt
        self.settle_seconds, self.note = settle_seconds, note
        self.seq = max([s for a, s, _ in manifest_names(store) if a == attempt] or [0])
        # path -> (size, mtime_ns, inode, sha256): a big file is read once, however often it is looked at.
        self.hashes = {}
        self.last = None

    def sweep(self):
        """Removes what an upload that was cut off has left: blobs that no manifest names. Once, before the first of ours."""
        used = set()
        for _, _, name in manifest_names(self.store):
            manifest = read_manifest(self.store, name)
            used.update(file.get('sha256') for file in (manifest['files'] if manifest else []))
        self.store.sweep_blobs(used)

    def adopt(self, manifest):
        """Starts from a snapshot that lies in this very store and was just restored, or written before a restart."""
        self.last = manifest
        for file in manifest['files']:
            try:
                info = os.stat(os.path.join(self.folder, file['path']))
            except OSError:
                continue
            if 'sha256' in file and info.st_size == file['size'] and info.st_mtime_ns == file['mtimeMs'] * 1000000:
                self.hashes[file['path']] = (info.st_size, info.st_mtime_ns, info.st_ino, file['sha256'])

    def snapshot(self, progress, everything_settled):
        """Generator; returns the new manifest, or None where there is nothing new. Raises Fenced."""
        check_fence(self.store, self.attempt)
        before = by_entry(self.last['files']) if self.last else {}
        after, pending = {}, False
        for entry in self.entries():
            files = yield from self.current_version(entry, everything_settled)
            if files is None:
                pending = True
                files = before.get(entry)
            if files:
                after[entry] = files
        fresh = [entry for entry, files in after.items() if files != before.get(entry)]
        # A deletion alone says nothing good: it may be the gap in which a job replaces its only checkpoint.
        if not fresh:
            return None
        if pending:
            for entry, files in before.items():
                after.setdefault(entry, files)
        manifest = {'schemaVersion': 1, 'attempt': self.attempt, 'seq': self.seq + 1, 'at': now_iso()}
        if progress:
            manifest['progress'] = progress
        manifest['files'] = [file for entry in sorted(after) for file in after[entry]]
        check_fence(self.store, self.attempt)
        self.seq += 1
        name = 'checkpoints/%d-%d.json' % (self.attempt, self.seq)
        self.store.write(name, json.dumps(manifest, indent=1).encode('utf-8'))
        self.last = manifest
        self.collect()
        return manifest

    def entries(self):
        try:
            names = sorted(os.listdir(self.folder))
        except FileNotFoundError:
            return []
        return [n for n in names if not n.startswith('.') and not n.endswith(IGNORED_ENDS)]

    def current_version(self, entry, everything_settled):
        """Generator; the files of one entry as they are now, or None while somebody is writing there."""
        for _ in range(2):
            try:
                seen, changed_at = scan(self.folder, entry)
                if not everything_settled and changed_at > time.time() - self.settle_seconds:
                    return None
                files = []
                for path, info, link in seen:
                    files.append({'path': path, 'link': link} if link is not None else (yield from self.stored(path, info)))
                if None not in files and signature(scan(self.folder, entry)[0]) == signature(seen):
                    return files
            except FileNotFoundError:
                pass
            except OSError as error:
                self.note('checkpoint entry %s: %s' % (entry, error))
                return None
        return None

    def stored(self, path, info):
        """Generator; one file as the manifest has it, its content in the store, or None where it moved meanwhile."""
        key = (info.st_size, info.st_mtime_ns, info.st_ino)
        known = self.hashes.get(path)
        if known is None or known[:3] != key:
            sha256, size = yield from self.store.put_blob(os.path.join(self.folder, path))
            if size != info.st_size:
                return None
            known = self.hashes[path] = key + (sha256,)
        return {
            'path': path,
            'size': info.st_size,
            'mtimeMs': info.st_mtime_ns // 1000000,
            'mode': stat.S_IMODE(info.st_mode),
            'sha256': known[3],
        }

    def collect(self):
        """Removes all but the newest complete snapshots, and the blobs that only the removed ones name."""
        kept, removed, used = 0, [], set()
        for attempt, _, name in manifest_names(self.store):
            manifest = read_manifest(self.store, name)
            if manifest is None:
                continue
            if kept < KEEP or attempt > self.attempt:
                kept += 1 if is_complete(self.store, manifest) else 0
                used.update(f.get('sha256') for f in manifest['files'])
            else:
                removed.append((name, manifest))
        check_fence(self.store, self.attempt)
        for name, manifest in removed:
            self.store.remove(name)
            for file in manifest['files']:
                if 'sha256' in file and file['sha256'] not in used:
                    self.store.remove('checkpoints/blobs/' + file['sha256'])
                    self.hashes = {p: k for p, k in self.hashes.items() if k[3] != file['sha256']}


def by_entry(files):
    entries = {}
    for file in files:
        entries.setdefault(file['path'].split('/')[0], []).append(file)
    return entries


def scan(folder, entry):
    """([(path, stat, link target or None)], when anything in it last changed). Links that lead out are followed."""
    home, seen, newest, visited = os.path.realpath(folder), [], [0.0], set()

    def look(path):
        full = os.path.join(folder, path)
        info = os.lstat(full)
        if stat.S_ISLNK(info.st_mode):
            real = os.path.realpath(full)
            newest[0] = max(newest[0], info.st_ctime)
            if (real + os.sep).startswith(home + os.sep):
                if not os.path.isabs(os.readlink(full)):
                    seen.append((path, info, os.readlink(full)))
                return
            if not os.path.exists(full):
                return
            info = os.stat(full)
        newest[0] = max(newest[0], info.st_ctime, info.st_mtime if info.st_mtime <= time.time() else 0)
        if stat.S_ISREG(info.st_mode):
            seen.append((path, info, None))
        elif stat.S_ISDIR(info.st_mode) and (info.st_dev, info.st_ino) not in visited:
            visited.add((info.st_dev, info.st_ino))
            for name in sorted(os.listdir(full)):
                if not name.endswith(IGNORED_ENDS):
                    look(path + '/' + name)

    look(entry)
    return seen, newest[0]


def signature(seen):
    return [(path, info.st_size, info.st_mtime_ns, info.st_ino, link) for path, info, link in seen]


def restore(stores, folder, note):
    """Generator; brings the newest complete snapshot of several stores into `folder`.

    Returns (manifest, store), or None where there is none. What proves corrupt in the first store (the
    writable one) is moved out of the way: a blob that does not have its hash would poison later snapshots.
    """
    found = []
    for place, store in enumerate(stores):
        found += [(attempt, seq, -place, name, store) for attempt, seq, name in manifest_names(store)]
    for attempt, seq, place, name, store in sorted(found, key=lambda f: f[:3], reverse=True):
        manifest = read_manifest(store, name)
        if manifest is None or not is_complete(store, manifest):
            note('snapshot %d-%d is not complete: the one before it is tried' % (attempt, seq))
            continue
        bad = yield from fetch(store, manifest, folder + '.part')
        if bad is None:
            shutil.rmtree(folder, ignore_errors=True)
            os.rename(folder + '.part', folder)
            return manifest, store
        note('snapshot %d-%d is corrupt (%s): the one before it is tried' % (attempt, seq, bad['path']))
        if place == 0:
            store.remove('checkpoints/blobs/' + bad['sha256'])
            store.write(name + '.corrupt', store.read(name) or b'')
            store.remove(name)
    return None


def fetch(store, manifest, folder):
    """Generator; returns the first file whose content is not what the manifest says, or None."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for file in manifest['files']:
        target = os.path.join(folder, *file['path'].split('/'))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if 'link' in file:
            os.symlink(file['link'], target)
            continue
        if not (yield from store.get_blob(file['sha256'], target)):
            return file
        os.chmod(target, file['mode'] | stat.S_IRUSR | stat.S_IWUSR)
        os.utime(target, ns=(file['mtimeMs'] * 1000000,) * 2)
    return None


def close(steps):
    """Ends a generator's work where it stands."""
    if steps is not None:
        steps.close()
