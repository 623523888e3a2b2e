"""Runs one script of the job and outlives the agent: `python3 supervise.py setup|run SHELL SCRIPT`.

The job's output goes straight to the log file (there is no pipe that a background child could hold open).
SIGTERM: pass it on to the job's process group, once. SIGUSR1: kill all that is left of the job. When the
script has ended, `<phase>.exit` holds its exit code (128 + signal); when this process ends, nothing of `run`
is left. Whoever can take the lock on `<phase>.lock` knows that this process is gone.
"""
import fcntl
import os
import select
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LEFT_OVER_SECONDS = 5


def main():
    phase, shell, script = sys.argv[1:4]
    lock = open(os.path.join(HERE, phase + '.lock'), 'w')
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    wake = wake_on_signals()
    become_subreaper()
    job = subprocess.Popen([shell, script], stdin=subprocess.DEVNULL, preexec_fn=be_a_plain_process)
    write(phase + '.pid', '%d\n' % os.getpid())
    ended, told, sweep_until = False, False, None
    while True:
        code = reap(job.pid)
        if code is not None:
            ended = True
            write(phase + '.exit', '%d\n' % code)
            # What setup leaves behind (a server, a daemon) is what run may need.
            if phase == 'setup' and not asked['stop']:
                return
        if ended and not alive(job.pid) and not descendants():
            return
        if asked['kill']:
            kill(job.pid, signal.SIGKILL, descendants())
            if ended:
                return
        elif asked['stop'] and not told:
            # Only the group: launchers such as torchrun pass the signal on to the workers that they put elsewhere.
            told = True
            kill(job.pid, signal.SIGTERM, [])
        elif ended and not told and sweep_until is None:
            sweep_until = time.monotonic() + LEFT_OVER_SECONDS
            kill(job.pid, signal.SIGTERM, descendants())
        elif sweep_until is not None and time.monotonic() > sweep_until:
            asked['kill'] = True
            continue
        select.select([wake], [], [], 0.1 if ended or told else 2)
        drain(wake)


asked = {'stop': False, 'kill': False}


def wake_on_signals():
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end)
    signal.signal(signal.SIGTERM, lambda *_: asked.update(stop=True))
    signal.signal(signal.SIGUSR1, lambda *_: asked.update(kill=True))
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    return read_end


def drain(wake):
    try:
        while os.read(wake, 512):
            pass
    except BlockingIOError:
        pass


def be_a_plain_process():
    """Its own process group in the machine's session, and none of the signals that a background start ignores."""
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM, signal.SIGUSR1, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)


def become_subreaper():
    """Linux: daemons that the job forks off stay our descendants, so none outlives it unseen. Elsewhere: no such thing."""
    if sys.platform.startswith('linux'):
        try:
            import ctypes

            ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
        except (ImportError, OSError, AttributeError):
            pass


def reap(job):
    """Collects every child that has ended, adopted ones too. The job's exit code where it is among them, else None."""
    code = None
    try:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return code
            if pid == job:
                code = 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    except ChildProcessError:
        return code


def alive(group):
    try:
        os.killpg(group, 0)
        return True
    except ProcessLookupError:
        return False
    except PermissionError:
        return sys.platform.startswith('linux')


def kill(group, number, others):
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        pass
    for pid in others:
        try:
            if os.getpgid(pid) != group:
                os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            pass


def descendants():
    """Process ids below this one; empty where there is no /proc."""
    children = {}
    try:
        pids = [name for name in os.listdir('/proc') if name.isdigit()]
    except OSError:
        return []
    for pid in pids:
        try:
            with open('/proc/%s/stat' % pid, 'rb') as file:
                fields = file.read().rpartition(b')')[2].split()
        except OSError:
            continue
        if fields[0] not in (b'Z', b'X'):
            children.setdefault(int(fields[1]), []).append(int(pid))
    found, todo = [], [os.getpid()]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def write(name, text):
    path = os.path.join(HERE, name)
    with open(path + '.tmp', 'w') as out:
        out.write(text)
    os.replace(path + '.tmp', path)


if __name__ == '__main__':
    main()
