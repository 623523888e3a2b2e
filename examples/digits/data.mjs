import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** 1,797 pictures of 8 × 8 pixels (0 to 1), each with its digit; every fifth is kept back for the test. */
export function readDigits() {
  const text = gunzipSync(readFileSync(new URL('digits.csv.gz', import.meta.url))).toString('utf8');
  const pictures = text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number))
    .map((numbers) => ({ pixels: Float64Array.from(numbers.slice(0, 64), (n) => n / 16), label: numbers[64] }));
  return {
    training: pictures.filter((_, i) => i % 5 !== 0),
    test: pictures.filter((_, i) => i % 5 === 0),
  };
}

/** The picture moved by up to a pixel each way: what was written a little beside is still the same digit. */
export function shifted(pixels, random, into) {
  const [dx, dy] = [Math.floor(random() * 3) - 1, Math.floor(random() * 3) - 1];
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 8; x += 1) {
      const [fromX, fromY] = [x - dx, y - dy];
      const isInside = fromX >= 0 && fromX < 8 && fromY >= 0 && fromY < 8;
      into[y * 8 + x] = isInside ? pixels[fromY * 8 + fromX] : 0;
    }
  }
  return into;
}

/** Small and fast generator (mulberry32) of numbers from 0 to 1: the same seed, the same numbers, everywhere. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
