/** Marks a bug: something the code itself guarantees turned out false. Never used for input or outages. */
export class InvariantError extends Error {
  override name = 'InvariantError';
}

/** Throws `InvariantError` with the message when the condition is false: a bug, never an input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
