/**
 * Which records are one person: groups that grow by union (path halving, smaller into larger) and know the values of
 * exclusive kinds among them. Two groups whose values of one kind have none in common are never joined by a key.
 */

/** Values by kind; a `same` ruling may bring several of one kind together. */
export type Exclusives = Map<number, Set<number>>;

export class People {
  readonly #parent: Uint32Array;
  readonly #size: Uint32Array;
  readonly #exclusives: Map<number, Exclusives>;

  /** `exclusives` holds a map for those nodes that have such values; it is taken over. */
  constructor(nodes: number, exclusives: ReadonlyMap<number, Exclusives> = new Map()) {
    this.#parent = Uint32Array.from({ length: nodes }, (_, node) => node);
    this.#size = new Uint32Array(nodes).fill(1);
    this.#exclusives = new Map(exclusives);
  }

  /** The node that stands for this one's group. Amortised constant. */
  find(node: number): number {
    const parent = this.#parent;
    let at = node;
    while (parent[at] !== at) {
      const above = parent[parent[at] as number] as number;
      parent[at] = above;
      at = above;
    }
    return at;
  }

  /** Whether the groups have values of a kind and none in common, among the kinds asked about. */
  areApart(a: number, b: number, counts: (kind: number) => boolean = () => true): boolean {
    const [left, right] = [this.#exclusives.get(this.find(a)), this.#exclusives.get(this.find(b))];
    if (!left || !right || left === right) return false;
    const [few, many] = left.size <= right.size ? [left, right] : [right, left];
    for (const [kind, values] of few) {
      const others = many.get(kind);
      if (others && counts(kind) && values.isDisjointFrom(others)) return true;
    }
    return false;
  }

  /** Joins two groups whatever their values. */
  join(a: number, b: number): void {
    const [left, right] = [this.find(a), this.find(b)];
    if (left === right) return;
    const [large, small] =
      (this.#size[left] as number) >= (this.#size[right] as number) ? [left, right] : [right, left];
    this.#parent[small] = large;
    this.#size[large] = (this.#size[large] as number) + (this.#size[small] as number);
    const values = this.#exclusives.get(small);
    if (!values) return;
    const kept = this.#exclusives.get(large);
    if (!kept) this.#exclusives.set(large, values);
    else for (const [kind, added] of values) kept.set(kind, (kept.get(kind) ?? new Set()).union(added));
    this.#exclusives.delete(small);
  }
}
