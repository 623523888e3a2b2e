/**
 * Numbers as people read them. No Intl: its first use costs some 15 ms of start-up, and it would
 * follow the user's locale where outputs are pasted into issues and compared.
 */

/** `$1,234.50`; three figures below a cent, so that small prices do not read as nothing: `$0.0046`. */
export function usd(amount: number): string {
  const sign = amount < 0 ? '-' : '';
  const size = Math.abs(amount);
  if (size !== 0 && size < 0.00001) return `${sign}<$0.00001`;
  if (size !== 0 && size < 0.095) return `${sign}$${trimZeros(size.toFixed(decimalsFor(size, 2)), 2)}`;
  return `${sign}$${grouped(size.toFixed(2))}`;
}

/** Unit prices need more figures than totals: `$4.7112`, `$0.09`, `$0.000041`. */
export function unitUsd(amount: number): string {
  const size = Math.abs(amount);
  if (size === 0) return '$0.00';
  const decimals = size >= 1 ? 4 : decimalsFor(size, 3);
  return `${amount < 0 ? '-' : ''}$${trimZeros(grouped(size.toFixed(decimals)), 2)}`;
}

/** `31,204`; fractions keep what matters: `2.81`, `0.0137`. */
export function number(value: number): string {
  if (Number.isInteger(value)) return grouped(String(value));
  const size = Math.abs(value);
  const text = size >= 100 ? value.toFixed(0) : size >= 1 ? value.toFixed(2) : value.toFixed(decimalsFor(size, 2));
  return trimZeros(grouped(text), 0);
}

/** `6 h 40 min`, `8 h`, `45 min`, `30 s`, `3 d 4 h`; rounded to what is shown. */
export function duration(hours: number): string {
  const seconds = Math.round(hours * 3600);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return both(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const wholeHours = Math.round(minutes / 60);
  return both(Math.floor(wholeHours / 24), 'd', wholeHours % 24, 'h');
}

/** `10 TB`, `310 GB`, `1.5 TB`; 1 TB = 1,024 GB. */
export function size(gb: number): string {
  if (gb >= 1024) return `${number(Math.round((gb / 1024) * 100) / 100)} TB`;
  if (gb >= 1) return `${number(gb >= 100 ? Math.round(gb) : gb)} GB`;
  return `${number(gb * 1024)} MB`;
}

/** `68%`; never rounds a saving up to all of it. */
export function percent(part: number): string {
  const whole = Math.round(part * 100);
  return `${whole === 100 && part < 1 ? 99 : whole}%`;
}

/** `2026-11-24 18:40 UTC` */
export function instant(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `1 offering`, `31,204 offerings` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

function both(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${number(big)} ${bigUnit}` : `${number(big)} ${bigUnit} ${small} ${smallUnit}`;
}

/** Decimals that leave `figures` significant ones of a number below 1. */
function decimalsFor(size: number, figures: number): number {
  return Math.min(20, Math.max(2, figures - 1 - Math.floor(Math.log10(size))));
}

function trimZeros(text: string, keep: number): string {
  const point = text.indexOf('.');
  if (point < 0) return text;
  let end = text.length;
  while (end - point - 1 > keep && text[end - 1] === '0') end--;
  if (end - point - 1 === 0) end = point;
  return text.slice(0, end);
}

function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}
