import { assert } from '../base/assert.ts';

const COMMA = 44;
const POINT = 46;
const ZERO = 48;
const QUESTION_MARK = 63;

const LINE_END = 10;

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
  /** `region,zones`; equal ones are one string. */
  where = '';
  /** undefined: not sold under this market; null (`?` in the file): sold, but at no trusted price. */
  onDemandUsd: number | null | undefined;
  spotUsd: number | null | undefined;
  /** `source,spot_source,marks`; equal ones are one string. */
  terms = '';
  readonly #text: string;
  #at: number;
  readonly #places = new Map<string, string>();
  /** Types are sold in much the same places, in the same order: which place came last after which. */
  readonly #following = new Map<string, string>();
  readonly #allTerms: string[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#at = text.indexOf('\n') + 1;
  }

  next(): boolean {
    if (this.#at >= this.#text.length) return false;
    const comma = this.#text.indexOf(',', this.#at);
    this.type = this.#text.slice(this.#at, comma);
    this.#at = comma + 1;
    return true;
  }

  /** Whether the next line is of the same type; if so, it stands after the type's name. */
  nextOf(type: string): boolean {
    return this.#take(type, COMMA);
  }

  skip(): void {
    this.#at = this.#text.indexOf('\n', this.#at) + 1;
    assert(this.#at > 0, 'an offerings file ends within a line');
  }

  read(): void {
    this.where = this.#place();
    this.onDemandUsd = this.#usd();
    this.spotUsd = this.#usd();
    if (!this.#take(this.terms, LINE_END)) this.terms = this.#otherTerms();
  }

  /** Steps over a text that stands here and over the character that ends it. */
  #take(text: string, end: number): boolean {
    const at = this.#at + text.length;
    if (this.#text.charCodeAt(at) !== end || !this.#text.startsWith(text, this.#at)) return false;
    this.#at = at + 1;
    return true;
  }

  #place(): string {
    const likely = this.#following.get(this.where);
    if (likely !== undefined && this.#take(likely, COMMA)) return likely;
    const text = this.#text;
    const start = this.#at;
    const end = text.indexOf(',', text.indexOf(',', start) + 1);
    const found = text.slice(start, end);
    const place = this.#places.get(found) ?? found;
    if (place === found) this.#places.set(found, found);
    this.#following.set(this.where, place);
    this.#at = end + 1;
    return place;
  }

  #otherTerms(): string {
    for (const known of this.#allTerms) {
      if (this.#take(known, LINE_END)) return known;
    }
    const start = this.#at;
    this.skip();
    const found = this.#text.slice(start, this.#at - 1);
    this.#allTerms.push(found);
    return found;
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
