/** Households are a function of what keys say. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type HouseholdEdge, householdsOf, mostInHousehold } from './household-rule.ts';

const edge = (person: string, kind: string, key: string): HouseholdEdge => ({ person, kind, key });
const found = (edges: readonly HouseholdEdge[]) => [...householdsOf(edges).values()];
const sharing = (people: number, kind: string) =>
  Array.from({ length: people }, (_, n) => edge(`p${String(n).padStart(2, '0')}`, kind, 'k'));

it('are people who share a key, and whoever shares another one with them', () => {
  const edges = [
    edge('b', 'phone', '1'),
    edge('a', 'phone', '1'),
    edge('b', 'address', '1'),
    edge('c', 'address', '1'),
  ];
  expect(found(edges)).toEqual([['a', 'b', 'c']]);
  expect(found(edges.slice(0, 3))).toEqual([['a', 'b']]);
  expect(found([edge('a', 'phone', '1'), edge('b', 'address', '1')])).toEqual([]);
  expect(found([edge('a', 'device', '1'), edge('b', 'device', '1')])).toEqual([]);
});

it('are none at a key more people share than live together, nor of a chain too long', () => {
  expect(found(sharing(8, 'address'))).toHaveLength(1);
  expect(found(sharing(9, 'address'))).toEqual([]);
  expect(found(sharing(7, 'phone'))).toEqual([]);
  const chain = (people: number) =>
    Array.from({ length: people - 1 }, (_, n) => [
      edge(`p${n}`, 'phone', `k${n}`),
      edge(`p${n + 1}`, 'phone', `k${n}`),
    ]).flat();
  expect(found(chain(mostInHousehold))).toHaveLength(1);
  expect(found(chain(mostInHousehold + 1))).toEqual([]);
});

it('do not depend on the order of what is said, nor on saying it twice', () => {
  const edges = fc.array(
    fc.record({
      person: fc.integer({ min: 0, max: 30 }).map(String),
      kind: fc.constantFrom('address', 'phone', 'email'),
      key: fc.integer({ min: 0, max: 12 }).map(String),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(edges, fc.infiniteStream(fc.nat()), (said, order) => {
      const shuffled = said
        .map(each => ({ each, at: order.next().value ?? 0 }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ each }) => each);
      expect(found([...shuffled, ...said])).toEqual(found(said));
    }),
  );
});
