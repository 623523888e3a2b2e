"""The agent: runs one attempt of a job on one machine. Python >= 3.8, standard library only.

fetch (newest complete checkpoint) -> setup -> run -> flush (last snapshot, logs) -> done.

It lies in ~/.skyplan beside its spec.json, is started detached and needs nobody: it keeps status.json fresh,
mirrors the checkpoint folder, watches for a preemption notice, the time limit and a newer attempt, and ends the
job for them. It has one loop and no thread; whatever takes long is a generator that the loop advances a little
at a time. The job is run by supervise.py, which survives a crash of this process: a second start of the agent
finds the job where it is and goes on.
"""
import datetime
import fcntl
import json
import os
import signal
import subprocess
import sys
import time

import snapshot
from job import HOME, Job, here, write
from store import StoreError, open_store

HEARTBEAT_SECONDS = 5
LOOK_SECONDS = 0.2


class Stopped(Exception):
    """The agent was told to end the job while no script was running."""


class Agent:
    def __init__(self, spec):
        self.spec = spec
        self.attempt = spec['attempt']
        self.status = {'schemaVersion': 1, 'phase': 'fetch', 'startedAt': snapshot.now_iso()}
        self.stop_at = instant(spec['stopAt'])
        self.stop = None
        self.kill_at = None
        self.looked_at = self.written_at = self.mirrored_at = 0.0
        self.written = self.progress_key = None
        self.store = self.mirror = None

    # ---- phases

    def main(self, secrets):
        try:
            for folder in ('logs', 'checkpoint', '../sky_workdir'):
                os.makedirs(here(folder), exist_ok=True)
            self.look()
            self.store = open_store(self.spec['storeUri'])
            snapshot.claim(self.store, self.attempt)
            self.mirror = snapshot.Mirror(here('checkpoint'), self.store, self.attempt, self.spec['settleSeconds'], note)
            if os.path.exists(here('setup.pid')) or os.path.exists(here('run.pid')):
                self.resume_after_crash()
            else:
                self.fetch()
            code = self.run_script('setup', secrets)
            if code == 0 and not self.stop:
                self.run_script('run', secrets)
        except snapshot.Fenced:
            self.stop = 'fenced'
        except Stopped:
            pass
        except (StoreError, OSError) as error:
            self.status['error'] = str(error)
            note(self.status['error'])
        self.flush()
        self.done()

    def fetch(self):
        stores = [self.store] + [open_store(uri) for uri in self.spec['olderStoreUris']]
        found = self.drive(snapshot.restore(stores, here('checkpoint'), note), give_up=True)
        if found:
            manifest, store = found
            self.status['resumedFrom'] = '%d-%d' % (manifest['attempt'], manifest['seq'])
            if store is self.store:
                self.mirror.adopt(manifest)
            else:
                self.snapshot_now(everything_settled=True)

    def resume_after_crash(self):
        """The checkpoint folder is the job's own by now: nothing is fetched over it."""
        note('the agent was started again')
        for _, _, name in snapshot.manifest_names(self.store)[:1]:
            manifest = snapshot.read_manifest(self.store, name)
            if manifest and snapshot.is_complete(self.store, manifest):
                self.mirror.adopt(manifest)

    def run_script(self, phase, secrets):
        """The script's exit code; 0 where the task has no such script. Mirrors the checkpoint folder meanwhile."""
        if not self.spec[phase] or self.stop:
            return 0
        job = Job(phase)
        if not job.exists():
            job.start(self.spec[phase], self.environment(phase, secrets))
        if phase == 'run':
            self.status['runStartedAt'] = snapshot.now_iso()
            self.mirrored_at = time.monotonic()
        self.enter(phase)
        mirroring = None
        while job.is_alive():
            self.look()
            if self.stop:
                mirroring = close(mirroring)
                self.end(job)
            elif mirroring is None and phase == 'run' and self.is_mirror_due():
                mirroring = self.mirror_steps(False)
            if mirroring is None:
                job.wait(LOOK_SECONDS)
            else:
                mirroring = self.advance(mirroring)
        close(mirroring)
        if job.exit_code() is None:
            self.status['error'] = 'the process that ran %s was killed' % phase
        else:
            self.status['endedIn'], self.status['exitCode'] = phase, job.exit_code()
        return self.status.get('exitCode', 137)

    def flush(self):
        """The last snapshot (all writers are gone, so everything counts as whole), and the log."""
        self.enter('flush')
        if self.store is None:
            return
        if self.mirror and self.stop != 'fenced':
            self.snapshot_now(everything_settled=True)
        try:
            self.drive(self.log_steps())
        except OSError as error:
            self.status['error'] = 'logs: %s' % error

    def done(self):
        """Order matters: whoever sees the end finds the log whole; the store keeps it when the machine is gone."""
        self.status['phase'] = 'done'
        if self.stop:
            self.status['stopped'] = self.stop
        self.status['updatedAt'] = snapshot.now_iso()
        text = json.dumps(self.status)
        if self.store:
            try:
                self.store.write('logs/%d/status.json' % self.attempt, text.encode('utf-8'))
            except OSError as error:
                note('status: %s' % error)
        self.write_status()
        write(here('done'), text)
        if self.spec.get('lingerSeconds') is not None and os.access(here('power-off'), os.X_OK):
            time.sleep(self.spec['lingerSeconds'])
            subprocess.call([here('power-off')])

    # ---- the job

    def end(self, job):
        """Asks the job to end, and after the grace ends it. A notice whose deadline is near shortens the grace."""
        now = time.monotonic()
        if self.kill_at is None:
            grace = self.spec['graceSeconds']
            if self.notice_deadline is not None:
                grace = max(1, min(grace, 0.6 * (self.notice_deadline - time.time())))
            self.kill_at = now + grace
            job.signal(signal.SIGTERM)
        elif now > self.kill_at:
            job.signal(signal.SIGUSR1)

    def environment(self, phase, secrets):
        spec, env = self.spec, dict(os.environ)
        ips = '\n'.join(spec['nodeIps'])
        if spec.get('cudaVisibleDevices') is not None:
            env['CUDA_VISIBLE_DEVICES'] = spec['cudaVisibleDevices']
        env.update(spec['envs'])
        env.update(secrets)
        env.update({
            'HOME': HOME,
            'SKYPLAN_JOB': spec['job'],
            'SKYPLAN_ATTEMPT': str(self.attempt),
            'SKYPLAN_CHECKPOINT_DIR': here('checkpoint'),
            'SKYPLAN_PROGRESS_FILE': here('progress.jsonl'),
            'SKYPLAN_NOTICE_FILE': here('notice.json'),
            'SKYPILOT_TASK_ID': spec['job'],
            'SKYPILOT_NODE_RANK': str(spec['rank']),
            'SKYPILOT_NODE_IPS': ips,
            'SKYPILOT_NUM_NODES': str(spec['nodes']),
            'SKYPILOT_NUM_GPUS_PER_NODE': str(spec['gpusPerNode']),
        })
        if phase == 'setup':
            env['SKYPILOT_SETUP_NODE_RANK'], env['SKYPILOT_SETUP_NODE_IPS'] = str(spec['rank']), ips
            env['SKYPILOT_SETUP_NUM_GPUS_PER_NODE'] = str(spec['gpusPerNode'])
        return env

    # ---- what the loop looks at

    notice_deadline = None

    def look(self):
        """Cheap and often: reasons to stop, progress, heartbeat."""
        now = time.monotonic()
        if now - self.looked_at < LOOK_SECONDS:
            return
        self.looked_at = now
        if not self.stop:
            self.stop = self.reason_to_stop()
            if self.stop:
                note('stopping: %s' % self.stop)
        self.read_progress()
        if self.status != self.written or now - self.written_at >= HEARTBEAT_SECONDS:
            self.write_status()

    def reason_to_stop(self):
        notice = self.spec['notice']
        if notice['kind'] == 'file' and os.path.exists(os.path.join(HOME, notice['path'])):
            self.take_notice(os.path.join(HOME, notice['path']))
            return 'preemption'
        if asked_to_stop or os.path.exists(here('stop')):
            return 'asked'
        return 'time-limit' if time.time() >= self.stop_at else None

    def take_notice(self, path):
        """What the cloud wrote may be empty or anything: the notice itself is its being there."""
        try:
            with open(path, encoding='utf-8') as file:
                told = json.load(file)
            deadline = told.get('deadline') or told.get('killAt')
            self.notice_deadline = instant(deadline)
        except (OSError, ValueError, TypeError, AttributeError):
            deadline = None
        write(here('notice.json'), json.dumps({'reason': 'preemption', 'deadline': deadline}))

    def read_progress(self):
        try:
            with open(here('progress.jsonl'), 'rb') as file:
                size = file.seek(0, os.SEEK_END)
                if size == self.progress_key:
                    return
                self.progress_key = size
                file.seek(max(0, size - 65536))
                lines = file.read().splitlines()
        except OSError:
            return
        for line in reversed(lines):
            progress = parse_progress(line)
            if progress:
                self.status['progress'] = progress
                return

    def enter(self, phase):
        self.status['phase'] = phase
        self.write_status()

    def write_status(self):
        self.status['updatedAt'] = snapshot.now_iso()
        write(here('status.json'), json.dumps(self.status))
        self.written, self.written_at = dict(self.status), time.monotonic()

    # ---- the store

    def is_mirror_due(self):
        return time.monotonic() - self.mirrored_at >= self.spec['checkpointIntervalSeconds']

    def mirror_steps(self, everything_settled):
        """Generator. A store that fails for a while is no reason to end the job: it is said, and tried again."""
        self.mirrored_at = time.monotonic()
        try:
            # Of several nodes the head's folder is the job's: rank 0 saves, every rank reads, as training code does.
            if self.spec['rank'] == 0:
                manifest = yield from self.mirror.snapshot(self.status.get('progress'), everything_settled)
                if manifest:
                    self.status['checkpoint'] = describe(manifest)
            yield from self.log_steps()
            self.status.pop('error', None)
            return True
        except snapshot.Fenced:
            self.stop = 'fenced'
            return True
        except OSError as error:
            self.status['error'] = 'checkpoint store: %s' % error
            note(self.status['error'])
            return False

    def log_steps(self):
        name = 'run.log' if self.spec['rank'] == 0 else 'rank%d.log' % self.spec['rank']
        if os.path.exists(here('logs/run.log')):
            yield from self.store.put_log('logs/%d/%s' % (self.attempt, name), here('logs/run.log'))

    def snapshot_now(self, everything_settled):
        for pause in (1, 2, 4, 0):
            if self.drive(self.mirror_steps(everything_settled)):
                return
            time.sleep(pause)

    def drive(self, steps, give_up=False):
        """Runs a generator to its end and returns its value, looking around in between."""
        while True:
            self.look()
            if give_up and self.stop:
                raise Stopped()
            try:
                next(steps)
            except StopIteration as end:
                return end.value

    def advance(self, steps):
        """Some steps more, for at most a tenth of a second; None when it is through."""
        until = time.monotonic() + 0.1
        try:
            while time.monotonic() < until:
                next(steps)
            return steps
        except StopIteration:
            return None


asked_to_stop = []


def close(steps):
    if steps is not None:
        steps.close()
    return None


def describe(manifest):
    return {
        'snapshot': '%d-%d' % (manifest['attempt'], manifest['seq']),
        'at': manifest['at'],
        'files': len(manifest['files']),
        'bytes': sum(file.get('size', 0) for file in manifest['files']),
    }


def parse_progress(line):
    try:
        told = json.loads(line.decode('utf-8'))
        progress = {key: told[key] for key in ('step', 'total') if is_number(told.get(key))}
        return progress if 'step' in progress else None
    except (ValueError, AttributeError):
        return None


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float('inf')


def instant(text):
    """Seconds since 1970 of an ISO 8601 time. `fromisoformat` knows no Z before Python 3.11, and only 3 or 6 decimals."""
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp()


def read_secrets():
    """They go from the disk as soon as they are read."""
    try:
        with open(here('secrets.json'), encoding='utf-8') as file:
            secrets = json.load(file)
        os.remove(here('secrets.json'))
        return secrets
    except FileNotFoundError:
        return {}


def note(text):
    print(snapshot.now_iso(), text, file=sys.stderr, flush=True)


def start_over(attempt):
    """A machine that has run an earlier attempt: what that one left is not ours."""
    try:
        with open(here('attempt')) as file:
            old = file.read().strip()
    except FileNotFoundError:
        old = None
    if old is not None and old != str(attempt):
        for phase in ('setup', 'run'):
            if Job(phase).is_alive():
                Job(phase).signal(signal.SIGUSR1)
            for name in ('.pid', '.exit', '.lock', '.sh'):
                if os.path.exists(here(phase + name)):
                    os.remove(here(phase + name))
        for name in ('done', 'stop', 'notice.json', 'progress.jsonl', 'logs/run.log'):
            if os.path.exists(here(name)):
                os.remove(here(name))
    write(here('attempt'), '%d\n' % attempt)


def start():
    secrets = read_secrets()
    lock = open(here('agent.lock'), 'w')
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return note('an agent is running already')
    try:
        os.setpgid(0, 0)
    except OSError:
        pass
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.append(True))
    with open(here('spec.json'), encoding='utf-8') as file:
        spec = json.load(file)
    start_over(spec['attempt'])
    if not os.path.exists(here('done')):
        Agent(spec).main(secrets)


if __name__ == '__main__':
    start()
