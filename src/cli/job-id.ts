import { randomBytes } from 'node:crypto';

/**
 * `<name>-<8 random base32 characters>`: lower case, digits and hyphens, first a letter, at most 33 long, so that
 * it fits into the names of every cloud. RFC 4648's alphabet, lower-cased: no 0, 1, 8, 9 to mistake.
 */
export function newJobId(name: string): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  const random = [...randomBytes(8)].map((byte) => alphabet[byte % 32]).join('');
  return `${plainName(name)}-${random}`;
}

function plainName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 24)
    .replace(/-+$/, '');
  return plain === '' ? 'job' : plain;
}
