"""One script of the job (setup or run) as the agent sees it, started by this agent or by one before it."""
import fcntl
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(HERE)


def here(name):
    return os.path.join(HERE, name)


class Job:
    def __init__(self, phase):
        self.phase = phase
        self.child = None

    def exists(self):
        return os.path.exists(here(self.phase + '.pid'))

    def start(self, script, env):
        shell = shutil.which('bash') or '/bin/sh'
        path = here(self.phase + '.sh')
        write(path, preamble(shell) + script + '\n', 0o700)
        with open(here('logs/run.log'), 'ab') as log:
            self.child = subprocess.Popen(
                [sys.executable, '-B', here('supervise.py'), self.phase, shell, path],
                env=env, cwd=os.path.join(HOME, 'sky_workdir'), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=lambda: os.setpgid(0, 0),
            )

    def is_alive(self):
        if self.child is not None:
            return self.child.poll() is None
        try:
            with open(here(self.phase + '.lock'), 'w') as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
        except BlockingIOError:
            return True

    def wait(self, seconds):
        try:
            if self.child is not None:
                self.child.wait(seconds)
            else:
                time.sleep(seconds)
        except subprocess.TimeoutExpired:
            pass

    def exit_code(self):
        try:
            with open(here(self.phase + '.exit')) as file:
                return int(file.read())
        except (OSError, ValueError):
            return None

    def signal(self, number):
        try:
            with open(here(self.phase + '.pid')) as file:
                os.kill(int(file.read()), number)
        except (OSError, ValueError):
            pass


def preamble(shell):
    """As SkyPilot starts a script: the user's shell settings, conda where there is one, no `set -e`, in ~/sky_workdir.

    Not by `bash -i` as there: an interactive shell ignores SIGTERM, so the job could not be asked to stop.
    """
    lines = []
    if shell.endswith('bash'):
        lines.append('if [ -f ~/.bashrc ]; then . ~/.bashrc; fi')
    lines.append(
        'if command -v conda > /dev/null 2>&1; then'
        ' set -a; eval "$(conda shell.posix hook 2> /dev/null)"; set +a; fi'
    )
    lines.append('export PYTHONUNBUFFERED=1')
    lines.append('cd ~/sky_workdir || exit')
    return '\n'.join(lines) + '\n'


def write(path, text, mode=0o644):
    temp = '%s.%d.tmp' % (path, os.getpid())
    with open(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), 'w', encoding='utf-8') as out:
        out.write(text)
    os.replace(temp, path)
