import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyKinds, kindIndex, trust } from './key-kinds.ts';
import type { KeyTable, Ruling } from './key-table.ts';
import { kindsWith, productKinds } from './kind-settings.ts';
import { resolve } from './resolve.ts';

interface Said {
  readonly record: number;
  readonly kind: string;
  readonly value: string;
  readonly trust?: number;
  readonly seenAt?: number;
}

/** A table of what was said; keys are numbered by kind and value, as the store numbers them by id. */
function tableOf(
  said: readonly Said[],
  rulings: readonly Ruling[] = [],
  size = 0,
  enabled: readonly string[] = [],
): KeyTable {
  const names = [...new Set(said.map(({ kind, value }) => `${kind} ${value}`))].sort();
  const records = Math.max(size, ...said.map(({ record }) => record + 1), 0);
  return {
    records,
    priority: new Uint8Array(records),
    since: new Float64Array(records),
    kinds: keyKinds,
    kindOfKey: Uint8Array.from(names, name => kindIndex(name.split(' ')[0] ?? '')),
    rows: {
      record: Uint32Array.from(said, ({ record }) => record),
      key: Uint32Array.from(said, ({ kind, value }) => names.indexOf(`${kind} ${value}`)),
      trust: Uint8Array.from(said, each => each.trust ?? trust.stated),
      seenAt: Float64Array.from(said, each => each.seenAt ?? 0),
    },
    enabled: new Set(enabled.map(name => names.indexOf(name))),
    rulings,
  };
}

const peopleOf = (said: readonly Said[], rulings: readonly Ruling[] = [], size = 0) => [
  ...resolve(tableOf(said, rulings, size)).canonical,
];

const phone = (record: number, value = 'p') => ({ record, kind: 'phone', value });
const number = (record: number, value: string) => ({
  record,
  kind: 'member-no',
  value,
  trust: trust.own,
});
const named = (record: number, value: string) => ({ record, kind: 'name', value });

describe('records that are one person', () => {
  it('are joined by a strong key, also through another record', () => {
    expect(
      peopleOf([
        phone(0),
        phone(1),
        { record: 1, kind: 'email', value: 'e' },
        { record: 2, kind: 'email', value: 'e' },
      ]),
    ).toEqual([0, 0, 0]);
  });

  it('are not joined by a weak key', () => {
    expect(peopleOf([0, 1].map(record => ({ record, kind: 'device', value: 'd' })))).toEqual([0, 1]);
  });

  it('are not joined by a key that too many people share, and the key is named', () => {
    const numbered = [0, 1, 2, 3].flatMap(record => [phone(record), number(record, `n${record}`)]);
    expect(peopleOf(numbered)).toEqual([0, 1, 2, 3]);
    expect(resolve(tableOf(numbered)).overShared).toEqual([4]);
    // Enabled, it joins whom names and numbers let it join; a filler number is nobody's all the same.
    const enabled = (said: readonly Said[]) => resolve(tableOf(said, [], 0, ['phone p']));
    expect([...enabled([...numbered, phone(4)]).canonical]).toEqual([0, 1, 2, 3, 0]);
    const namesakes = [0, 1, 2, 3, 4].flatMap(record => [phone(record), named(record, `n${record % 4}`)]);
    expect([...resolve(tableOf(namesakes)).canonical]).toEqual([0, 1, 2, 3, 4]);
    expect([...enabled(namesakes).canonical]).toEqual([0, 1, 2, 3, 0]);
    const filler = Array.from({ length: 1001 }, (_, record) => phone(record));
    expect(enabled(filler).overShared).toEqual([0]);
    expect(enabled(filler.slice(1)).overShared).toEqual([]);
    const unnamed = Array.from({ length: 13 }, (_, record) => phone(record));
    expect(resolve(tableOf(unnamed)).overShared).toEqual([0]);
    expect(resolve(tableOf(unnamed.slice(1))).overShared).toEqual([]);
  });

  it('count once towards a shared key where they have one name', () => {
    const five = [0, 1, 2, 3, 4];
    expect(peopleOf(five.flatMap(record => [phone(record), named(record, 'li')]))).toEqual([0, 0, 0, 0, 0]);
  });

  it('are told apart by their names at a shared phone, and the one without a name goes to review', () => {
    const table = tableOf([
      phone(0),
      named(0, 'li'),
      phone(1),
      named(1, 'wang'),
      phone(2),
      phone(3),
      named(3, 'li'),
    ]);
    const { canonical, doubts } = resolve(table);
    expect([...canonical]).toEqual([0, 1, 2, 0]);
    expect(doubts).toEqual([
      { why: 'no-name', record: 2, key: 2, other: 0 },
      { why: 'other-name', record: 0, key: 2, other: 1 },
      { why: 'other-name', record: 1, key: 2, other: 0 },
    ]);
  });

  it('are cut at the least trusted, newest link where they have two member numbers', () => {
    const table = tableOf([
      number(0, 'a'),
      { ...phone(0), seenAt: 1 },
      number(1, 'b'),
      { ...phone(1), seenAt: 3 },
      { ...phone(2), trust: trust.own, seenAt: 9 },
    ]);
    const { canonical, doubts } = resolve(table);
    expect([...canonical]).toEqual([0, 1, 0]);
    expect(doubts.map(({ why, record, other }) => ({ why, record, other }))).toEqual([
      { why: 'conflict', record: 1, other: 2 },
    ]);
  });

  it('are joined by a ruling against two numbers, and parted by one against a key', () => {
    const two = [number(0, 'a'), number(1, 'b')];
    expect(peopleOf(two, [{ kind: 'same', left: 0, right: 1 }])).toEqual([0, 0]);
    expect(peopleOf([phone(0), phone(1)], [{ kind: 'apart', left: 0, right: 1 }])).toEqual([0, 1]);
  });

  it('follow the newest of two rulings that contradict each other', () => {
    const same = { kind: 'same', left: 0, right: 1 } as const;
    const apart = { kind: 'apart', left: 0, right: 1 } as const;
    expect(peopleOf([phone(0), phone(1)], [apart, same])).toEqual([0, 1]);
    expect(peopleOf([phone(0), phone(1)], [same, apart])).toEqual([0, 0]);
  });

  it('go by the best identifier, then the oldest record', () => {
    const table = tableOf([phone(0), phone(1), phone(2)]);
    const given = { ...table, priority: Uint8Array.of(3, 0, 0), since: Float64Array.of(0, 5, 4) };
    expect([...resolve(given).canonical]).toEqual([2, 2, 2]);
  });
});

const kinds = ['member-no', 'union-id', 'alias', 'phone', 'email', 'device', 'name'];
const saidOf = fc.record({
  record: fc.nat({ max: 7 }),
  kind: fc.constantFrom(...kinds),
  value: fc.constantFrom('a', 'b', 'c'),
  trust: fc.constantFrom(...Object.values(trust)),
  seenAt: fc.nat({ max: 3 }),
});
const rulingOf = fc
  .record({
    kind: fc.constantFrom('same' as const, 'apart' as const),
    left: fc.nat({ max: 7 }),
    right: fc.nat({ max: 7 }),
  })
  .filter(({ left, right }) => left !== right);
const saidList = fc.array(saidOf, { maxLength: 30 });
const rulingList = fc.array(rulingOf, { maxLength: 4 });

describe('the resolution', () => {
  it('does not depend on the order of what was said', () => {
    fc.assert(
      fc.property(
        saidList.chain(said =>
          fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length })),
        ),
        rulingList,
        ([said, shuffled], rulings) => {
          const [a, b] = [resolve(tableOf(said, rulings, 8)), resolve(tableOf(shuffled, rulings, 8))];
          expect(b.canonical).toEqual(a.canonical);
          expect(new Set(b.doubts.map(each => JSON.stringify(each)))).toEqual(
            new Set(a.doubts.map(each => JSON.stringify(each))),
          );
        },
      ),
    );
  });

  it('says the same when everything is said twice, and of what it resolved', () => {
    fc.assert(
      fc.property(saidList, rulingList, (said, rulings) => {
        const once = peopleOf(said, rulings, 8);
        expect(peopleOf([...said, ...said], rulings, 8)).toEqual(once);
        for (const record of once) expect(once[record]).toBe(record);
      }),
    );
  });

  it('keeps all of this under other settings, and a key taken away leaves nothing behind', () => {
    const settings = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8], { minLength: 9 }).chain(priorities =>
      fc.tuple(
        ...productKinds.map((kind, at) =>
          fc.record({
            name: fc.constant(kind.name),
            strength: fc.constantFrom('strong' as const, 'weak' as const),
            exclusive: fc.boolean(),
            priority: fc.constant(priorities[at] ?? 0),
            shareLimit: fc.constantFrom(1, 2, 4),
          }),
        ),
      ),
    );
    const extra = fc.record({ record: fc.nat({ max: 7 }), kind: fc.constantFrom(...kinds) });
    fc.assert(
      fc.property(settings, saidList, rulingList, extra, (set, said, rulings, { record, kind }) => {
        const under = (list: readonly Said[]) => [
          ...resolve({ ...tableOf(list, rulings, 8), kinds: kindsWith(set) }).canonical,
        ];
        const before = under(said);
        expect(under(said.toReversed())).toEqual(before);
        expect(under([...said, ...said])).toEqual(before);
        under([...said, { record, kind, value: 'd' }]);
        expect(under(said)).toEqual(before);
        const weak = set.map(each => ({ ...each, strength: 'weak' as const }));
        const table = { ...tableOf(said, [], 8), kinds: kindsWith(weak) };
        // Nothing strong, nobody joined.
        expect([...resolve(table).canonical]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      }),
    );
  });

  it('is as before once a ruling is taken back', () => {
    fc.assert(
      fc.property(saidList, rulingList, rulingOf, (said, rulings, ruling) => {
        const before = peopleOf(said, rulings, 8);
        peopleOf(said, [ruling, ...rulings], 8);
        expect(peopleOf(said, [ruling, ...rulings].slice(1), 8)).toEqual(before);
      }),
    );
  });

  it('never brings two member numbers together but by a ruling, nor people whom the newest ruling parts', () => {
    fc.assert(
      fc.property(saidList, fc.option(rulingOf, { nil: undefined }), (said, ruling) => {
        const rulings = ruling?.kind === 'apart' ? [ruling] : [];
        const people = peopleOf(said, rulings, 8);
        const own = new Map<number, Set<string>>();
        for (const { record, kind, value } of said)
          if (kind === 'member-no') own.set(record, (own.get(record) ?? new Set()).add(value));
        for (const [a, left] of own)
          for (const [b, right] of own)
            if (left.size === 1 && right.size === 1 && people[a] === people[b]) {
              const others = [...own].filter(([c]) => people[c] === people[a] && c !== a && c !== b);
              if (others.every(([, values]) => values.size === 1)) expect(left).toEqual(right);
            }
        for (const { left, right } of rulings) expect(people[left]).not.toBe(people[right]);
      }),
    );
  });
});
