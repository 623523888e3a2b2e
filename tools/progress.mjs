// @ts-check

/**
 * What long work tells whoever started it.
 * @typedef {{ kind: 'line', text: string } | { kind: 'tick', text: string, seconds: number }} Progress
 * line: say it once. tick: the work `text` goes on since `seconds`; comes once a second.
 */

/** In a pipe, one line this often; a log file needs no spinner. */
const lineEverySeconds = 15;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Shows progress on a stream: on a terminal one line that moves, elsewhere a line each 15 s.
 * @param {Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean }} [stream]
 * @returns {(progress: Progress) => void}
 */
export function progressPrinter(stream = process.stderr) {
  let open = false;
  let frame = 0;
  return (progress) => {
    if (open) stream.write('\r\x1b[2K');
    open = false;
    if (progress.kind === 'line') {
      stream.write(`${progress.text}\n`);
    } else if (stream.isTTY) {
      stream.write(`${frames[frame++ % frames.length]} ${progress.text} (${spell(progress.seconds)})`);
      open = true;
    } else if (progress.seconds > 0 && progress.seconds % lineEverySeconds === 0) {
      stream.write(`  … ${progress.text} (${spell(progress.seconds)})\n`);
    }
  };
}

/**
 * Ticks once a second while `work` runs.
 * @template T
 * @param {string} text
 * @param {(progress: Progress) => void} onProgress
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function ticking(text, onProgress, work) {
  let seconds = 0;
  const timer = setInterval(() => onProgress({ kind: 'tick', text, seconds: ++seconds }), 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** @param {number} seconds */
export function spell(seconds) {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
