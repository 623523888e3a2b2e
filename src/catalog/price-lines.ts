import { assert } from '../base/assert.ts';

const COMMA = 44;
const POINT = 46;
const ZERO = 48;
const QUESTION_MARK = 63;

/**
 * Walks an offerings file line by line without making an array of its fields: a CPU task walks 77,000 lines, and a
 * CSV library's arrays and strings cost three times as much (65 ms against 20 ms, and 40 MB of garbage).
 * It can be this plain because the derivation writes no quotes: a field holds no comma and no line break.
 *
 * `next()` reads the type's name; then `read()` reads the rest into the fields, or `skip()` leaves the line.
 * Lines of one type follow each other.
 */
export class PriceLines {
  type = '';
  region = '';
  zones = '';
  /** undefined: not sold under this market; null (`?` in the file): sold, but at no trusted price. */
  onDemandUsd: number | null | undefined;
  spotUsd: number | null | undefined;
  source = '';
  spotSource = '';
  mark = '';
  readonly #text: string;
  #at: number;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.indexOf('\n') + 1;
  }

  next(): boolean {
    if (this.#at >= this.#text.length) return false;
    this.type = this.#field(this.type);
    return true;
  }

  /** Whether the next line is of the same type; if so, it stands after the type's name. */
  nextOf(type: string): boolean {
    const end = this.#at + type.length;
    if (this.#text.charCodeAt(end) !== COMMA || !this.#text.startsWith(type, this.#at)) return false;
    this.#at = end + 1;
    return true;
  }

  skip(): void {
    this.#at = this.#text.indexOf('\n', this.#at) + 1;
    assert(this.#at > 0, 'an offerings file ends within a line');
  }

  read(): void {
    this.region = this.#field(this.region);
    this.zones = this.#field(this.zones);
    this.onDemandUsd = this.#usd();
    this.spotUsd = this.#usd();
    this.source = this.#field(this.source);
    this.spotSource = this.#field(this.spotSource);
    const start = this.#at;
    this.skip();
    this.mark = this.#at - 1 === start ? '' : this.#text.slice(start, this.#at - 1);
  }

  /** Most fields repeat from line to line: where the text is the same, so is the string. */
  #field(last: string): string {
    const text = this.#text;
    const start = this.#at;
    const end = start + last.length;
    if (text.charCodeAt(end) === COMMA && text.startsWith(last, start)) {
      this.#at = end + 1;
      return last;
    }
    const comma = text.indexOf(',', start);
    this.#at = comma + 1;
    return text.slice(start, comma);
  }

  /** An integer over a power of ten is rounded once, so this is exactly `Number(text)` for up to 15 digits. */
  #usd(): number | null | undefined {
    const text = this.#text;
    let at = this.#at;
    let code = text.charCodeAt(at);
    let digits = 0;
    let scale = 0;
    let unknown = false;
    const start = at;
    for (; code !== COMMA; code = text.charCodeAt(++at)) {
      if (code === POINT) scale = 1;
      else if (code === QUESTION_MARK) unknown = true;
      else {
        assert(code >= ZERO && code <= ZERO + 9, 'a price in the catalog is not a number');
        digits = digits * 10 + (code - ZERO);
        scale *= 10;
      }
    }
    this.#at = at + 1;
    if (at === start) return undefined;
    if (unknown) return null;
    assert(digits > 0, 'a price in the catalog is 0');
    return scale > 1 ? digits / scale : digits;
  }
}
