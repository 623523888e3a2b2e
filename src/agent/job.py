"""One script of the job (setup or run) as the agent sees it, started by this agent or by one before it."""
import fcntl
import json
import os
import shutil
import signal
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
            return True
        except (OSError, ValueError):
            return False


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


def environment(spec, phase, secrets):
    """The machine's own, then the task's `envs` and secrets, then what is said of this very run, in SkyPilot's names too."""
    env = dict(os.environ)
    ips = '\n'.join(spec['nodeIps'])
    if spec.get('cudaVisibleDevices') is not None:
        env['CUDA_VISIBLE_DEVICES'] = spec['cudaVisibleDevices']
    env.update(spec['envs'])
    env.update(secrets)
    env.update({
        'HOME': HOME,
        'SKYPLAN_JOB': spec['job'],
        'SKYPLAN_ATTEMPT': str(spec['attempt']),
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


def read_secrets():
    """They go from the disk as soon as they are read."""
    try:
        with open(here('secrets.json'), encoding='utf-8') as file:
            secrets = json.load(file)
        os.remove(here('secrets.json'))
        return secrets
    except FileNotFoundError:
        return {}


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


def write(path, text, mode=0o644):
    temp = '%s.%d.tmp' % (path, os.getpid())
    with open(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), 'w', encoding='utf-8') as out:
        out.write(text)
    os.replace(temp, path)
