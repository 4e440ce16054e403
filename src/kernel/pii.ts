/**
 * A value about a person that must never be printed. Every way a value usually leaks (string conversion, JSON,
 * Node's inspector) shows `[redacted]`; `reveal` is the only way in and is easy to find in a review.
 */
export class Pii<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  /** The value itself, for the one call that needs it (a channel's send, an encryption). */
  reveal(): T {
    return this.#value;
  }
  toString(): string {
    return '[redacted]';
  }
  toJSON(): string {
    return '[redacted]';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]';
  }
}
