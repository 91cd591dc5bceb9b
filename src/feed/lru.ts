/** Keeps what was used last, up to a number of bytes. */
export class Lru<Value> {
  readonly #limit: number;
  readonly #size: (value: Value) => number;
  readonly #kept = new Map<string, Value>();
  #bytes = 0;

  /** `limit` and `size` in bytes. A value larger than the limit is kept alone, until the next comes. */
  constructor(limit: number, size: (value: Value) => number) {
    this.#limit = limit;
    this.#size = size;
  }

  get(key: string): Value | undefined {
    const value = this.#kept.get(key);
    if (value === undefined) return undefined;
    // A Map keeps the order of insertion: the first key is the one not used for longest.
    this.#kept.delete(key);
    this.#kept.set(key, value);
    return value;
  }

  /** Without counting as use. */
  peek(key: string): Value | undefined {
    return this.#kept.get(key);
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  set(key: string, value: Value): void {
    this.delete(key);
    this.#kept.set(key, value);
    this.#bytes += this.#size(value);
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const value = this.#kept.get(key);
    if (value === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= this.#size(value);
  }

  keys(): string[] {
    return [...this.#kept.keys()];
  }
}
