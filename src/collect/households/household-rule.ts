/**
 * Who is a household: people whom keys of a shared kind connect. Nobody becomes one person by it; a key that more people
 * share than live together (a dormitory, a pick-up point, a shop's own number) makes no household. Pure.
 */
import { People } from '../identity/people.ts';

/** Kinds that people who live together share, and how many people one key may have. */
export const householdKinds = [
  { kind: 'address', most: 8 },
  { kind: 'phone', most: 6 },
  { kind: 'email', most: 6 },
] as const;

/** Keys may make a chain of families; more people than this are no household. */
export const mostInHousehold = 10;

/** This person has this key: the person, not one of their records. */
export interface HouseholdEdge {
  readonly person: string;
  readonly kind: string;
  readonly key: string;
}

/** The people of each household in the order of their ids, by the first of them. */
export type Households = ReadonlyMap<string, readonly string[]>;

const mostAt = (kind: string): number => householdKinds.find(each => each.kind === kind)?.most ?? 0;

/**
 * Households of two people or more. A function of what the edges say: their order does not matter, saying one twice changes
 * nothing, and one taken away undoes what it did. Memory about 200 bytes an edge; linear but for the sorting of ids.
 */
export function householdsOf(edges: readonly HouseholdEdge[]): Households {
  const ids = [...new Set(edges.map(({ person }) => person))].sort();
  const numberOf = new Map(ids.map((id, number) => [id, number]));
  const byKey = Map.groupBy(edges, ({ kind, key }) => `${kind}\u0000${key}`);
  const together = new People(ids.length);
  for (const sharing of byKey.values()) {
    const people = [...new Set(sharing.map(({ person }) => numberOf.get(person) ?? 0))];
    const [first] = people;
    if (first === undefined || people.length > mostAt(sharing[0]?.kind ?? '')) continue;
    for (const other of people) together.join(first, other);
  }
  const groups = Map.groupBy(ids, id => together.find(numberOf.get(id) ?? 0));
  return new Map(
    [...groups.values()]
      .filter(people => people.length > 1 && people.length <= mostInHousehold)
      .map(people => [people[0] ?? '', people]),
  );
}
