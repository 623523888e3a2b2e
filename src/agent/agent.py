"""The agent: runs one attempt of a job on one machine. Python >= 3.8, standard library only.

fetch (newest complete checkpoint) -> setup -> run -> flush (last snapshot, logs) -> done.

It lies in ~/.skyplan beside its spec.json, is started detached and needs nobody: it keeps status.json fresh,
mirrors the checkpoint folder, watches for a preemption notice, the time limit and a newer attempt, and ends the
job for them. It has one loop and no thread; whatever takes long is a generator that the loop advances a little
at a time. The job is run by supervise.py, which survives a crash of this process: a second start of the agent
finds the job where it is and goes on.
"""
import fcntl
import json
import os
import signal
import subprocess
import sys
import time

import snapshot
from job import HOME, Job, environment, here, read_secrets, start_over, write
from signs import Progress, instant, read_deadline
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
        self.kill_at = self.notice_deadline = None
        self.job_ended = False
        self.looked_at = self.written_at = self.mirrored_at = 0.0
        self.written = None
        self.progress = Progress(here('progress.jsonl'))
        self.store = self.mirror = None

    def main(self, secrets):
        try:
            for folder in ('logs', 'checkpoint', '../sky_workdir'):
                os.makedirs(here(folder), exist_ok=True)
            self.look()
            self.store = open_store(self.spec['storeUri'])
            snapshot.claim(self.store, self.attempt)
            self.mirror = snapshot.Mirror(here('checkpoint'), self.store, self.attempt, self.spec['settleSeconds'], note)
            if self.spec['rank'] == 0:
                self.mirror.sweep()
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
            job.start(self.spec[phase], environment(self.spec, phase, secrets))
        if phase == 'run':
            self.status['runStartedAt'] = snapshot.now_iso()
            self.mirrored_at = time.monotonic()
        self.enter(phase)
        mirroring = None
        while job.is_alive():
            self.look()
            if self.stop:
                mirroring = snapshot.close(mirroring)
                self.end(job)
            elif mirroring is None and phase == 'run' and self.is_mirror_due():
                mirroring = self.mirror_steps(False)
            if mirroring is None:
                job.wait(LOOK_SECONDS)
            else:
                mirroring = self.advance(mirroring)
        snapshot.close(mirroring)
        if job.exit_code() is None:
            self.status['error'] = 'the process that ran %s was killed' % phase
        else:
            self.status['endedIn'], self.status['exitCode'] = phase, job.exit_code()
        return self.status.get('exitCode', 137)

    def flush(self):
        """The last snapshot (all writers are gone, so everything counts as whole), and the log."""
        # From here on the job's end is what it is: a notice or a time limit that comes now did not stop it.
        self.job_ended = True
        self.read_progress()
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
            # Without a hearer (it has only just been started) the next look tries again.
            if job.signal(signal.SIGTERM):
                self.kill_at = now + grace
        elif now > self.kill_at:
            job.signal(signal.SIGUSR1)

    # ---- what the loop looks at

    def look(self):
        """Cheap and often: reasons to stop, progress, heartbeat."""
        now = time.monotonic()
        if now - self.looked_at < LOOK_SECONDS:
            return
        self.looked_at = now
        if not self.stop and not self.job_ended:
            self.stop = self.reason_to_stop()
            if self.stop:
                note('stopping: %s' % self.stop)
        self.read_progress()
        if self.status != self.written or now - self.written_at >= HEARTBEAT_SECONDS:
            self.write_status()

    def reason_to_stop(self):
        notice = self.spec['notice']
        if notice['kind'] == 'file' and os.path.exists(os.path.join(HOME, notice['path'])):
            self.take_notice(read_deadline(os.path.join(HOME, notice['path'])))
            return 'preemption'
        if asked_to_stop or os.path.exists(here('stop')):
            return 'asked'
        return 'time-limit' if time.time() >= self.stop_at else None

    def take_notice(self, deadline):
        if deadline is not None:
            self.notice_deadline = instant(deadline)
        write(here('notice.json'), json.dumps({'reason': 'preemption', 'deadline': deadline}))

    def read_progress(self):
        progress = self.progress.read()
        if progress:
            self.status['progress'] = progress

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
                    self.status['checkpoint'] = snapshot.describe(manifest)
            yield from self.log_steps()
            self.status.pop('error', None)
            return True
        except snapshot.Fenced:
            self.stop = 'fenced'
            return True
        except (StoreError, OSError) as error:
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


def note(text):
    print(snapshot.now_iso(), text, file=sys.stderr, flush=True)


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
