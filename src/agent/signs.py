"""What the agent reads while a job runs: the cloud's notice, and the job's own words on its progress."""
import datetime
import json
import os

TAIL_BYTES = 65536


def read_deadline(path):
    """When the machine is taken, ISO 8601, or None. What a cloud writes may be empty or anything: the notice is its being there."""
    try:
        with open(path, encoding='utf-8') as file:
            told = json.load(file)
        deadline = told.get('deadline') or told.get('killAt')
        instant(deadline)
        return deadline
    except (OSError, ValueError, TypeError, AttributeError):
        return None


class Progress:
    """The last valid line of the job's progress file, which is read only when it has grown."""

    def __init__(self, path):
        self.path = path
        self.size = 0

    def read(self):
        """{'step', 'total'?}, or None where there is nothing new."""
        try:
            with open(self.path, 'rb') as file:
                size = file.seek(0, os.SEEK_END)
                if size == self.size:
                    return None
                self.size = size
                file.seek(max(0, size - TAIL_BYTES))
                lines = file.read().splitlines()
        except OSError:
            return None
        return next(filter(None, map(parse_progress, reversed(lines))), None)


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
