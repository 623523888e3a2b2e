import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('a file is read once while it does not change, never taken half, and a stale attempt writes nothing', () => {
  const root = mkdtempSync(join(tmpdir(), 'skyplan-mirror-'));
  const result = spawnSync('python3', ['-B', '-c', mirrorDrill, root], {
    encoding: 'utf8',
    cwd: join(import.meta.dirname, '..', 'agent'),
  });
  expect(result).toMatchObject({ stderr: '', stdout: 'ok\n' });
  rmSync(root, { recursive: true });
});

const mirrorDrill = `
import os, sys, time
sys.path.insert(0, os.getcwd())
import snapshot, store
root = sys.argv[1]
folder = os.path.join(root, 'c')
os.mkdir(folder)
s = store.FileStore(os.path.join(root, 's'))
read = []
put = s.put_blob
def counted(source):
    read.append(os.path.basename(source))
    return (yield from put(source))
s.put_blob = counted
def run(steps, at=None, act=None):
    n = 0
    while True:
        if n == at: act()
        n += 1
        try: next(steps)
        except StopIteration as end: return end.value
def path(name): return os.path.join(folder, name)
def fill(name, byte, count):
    with open(path(name), 'wb') as f: f.write(byte * count)
notes = []
m = snapshot.Mirror(folder, s, 1, 0, notes.append)
snapshot.claim(s, 1)
fill('a', b'a', 3 << 20); fill('b', b'b', 10)
first = run(m.snapshot(None, True))
assert [f['path'] for f in first['files']] == ['a', 'b'] and sorted(read) == ['a', 'b'], read
fill('b', b'c', 10)
assert run(m.snapshot(None, True))['seq'] == 2 and sorted(read) == ['a', 'b', 'b'], read
assert run(m.snapshot(None, True)) is None and len(read) == 3
# Overwritten while it is read: tried again, and whole.
fill('a', b'd', 3 << 20)
third = run(m.snapshot(None, True), 2, lambda: fill('a', b'e', 3 << 20))
import hashlib
sha = third['files'][0]['sha256']
assert sha == hashlib.sha256(b'e' * (3 << 20)).hexdigest(), 'half a file'
# Changed again and again: the version before stays.
def again():
    fill('a', b'f', (3 << 20) + len(read))
steps = m.snapshot(None, True)
fill('b', b'g', 10)
again()
while True:
    try: next(steps)
    except StopIteration as end: fourth = end.value; break
    again()
assert fourth['files'][0]['sha256'] == sha and fourth['seq'] == 4
# A newer attempt starts amid an upload: nothing of ours appears any more.
fill('a', b'h', 3 << 20)
try:
    run(m.snapshot(None, True), 2, lambda: snapshot.claim(s, 2))
    assert False
except snapshot.Fenced:
    pass
assert snapshot.manifest_names(s)[0][:2] == (1, 4)
assert not [n for n in os.listdir(s.path('checkpoints/blobs')) if n.startswith('.')]
assert notes == [], notes
print('ok')
`;
