import { describe, expect, test } from 'vitest';
import type { PropertyType } from '../../records/tracking-plan-names.ts';
import { judge, noPlan, suggestedProperties, type TrackingPlan } from './plan-check.ts';

const property = (name: string, type: PropertyType, required = false) => ({
  name,
  type,
  required,
  unit: '',
});

const plan = (mode: 'count' | 'refuse', undeclared: 'count' | 'refuse' = 'count'): TrackingPlan => ({
  version: 3,
  undeclared,
  events: new Map([
    [
      'Product Viewed',
      {
        mode,
        properties: [property('sku', 'text', true), property('price', 'number'), property('at', 'time')],
      },
    ],
  ]),
});

const told = (properties: Record<string, unknown>, event = 'Product Viewed', kind = 'track') => ({
  kind,
  event,
  properties,
});

describe('an event', () => {
  test('that keeps to the plan departs in nothing, whatever else it says', () => {
    expect(judge(plan('refuse'), told({ sku: 'A', price: 1.5, more: [] }))).toEqual({
      violations: [],
      refusal: null,
    });
  });

  test('is noted with every departure, and refused for the first where its declaration says so', () => {
    const properties = { price: '68.5', at: '30 February' };
    const violations = [
      'plan-property-missing properties.sku',
      'plan-property-type properties.price',
      'plan-property-type properties.at',
    ];
    expect(judge(plan('count'), told(properties))).toEqual({ violations, refusal: null });
    expect(judge(plan('refuse'), told(properties))).toEqual({
      violations,
      refusal: { code: 'plan-property-missing', path: 'properties.sku', received: '', expected: 'text' },
    });
  });

  test('of a value is told its kind and never the value', () => {
    const { refusal } = judge(plan('refuse'), told({ sku: 'A', price: '韩梅梅' }));
    expect(refusal).toEqual({
      code: 'plan-property-type',
      path: 'properties.price',
      received: 'text (3)',
      expected: 'number',
    });
  });

  test('nobody declared is noted, or refused where the organisation says so', () => {
    expect(judge(plan('refuse'), told({}, 'Other'))).toEqual({
      violations: ['plan-event-undeclared event'],
      refusal: null,
    });
    expect(judge(plan('count', 'refuse'), told({}, 'Other')).refusal).toMatchObject({
      code: 'plan-event-undeclared',
      received: 'Other',
    });
  });

  test('is not judged without a plan, nor when it is no track call', () => {
    expect(judge(noPlan, told({}, 'Other')).violations).toEqual([]);
    expect(judge(plan('refuse', 'refuse'), told({}, 'Other', 'page')).violations).toEqual([]);
  });
});

test.each([
  ['text', 'a', 1],
  ['number', 1.5, '1.5'],
  ['integer', 2, 2.5],
  ['boolean', false, 'false'],
  ['time', '2026-03-01T10:00:00Z', 'soon'],
  ['list', [1], { 0: 1 }],
  ['object', { a: 1 }, [1]],
] as const)('a property of type %s', (type, right, wrong) => {
  const one: TrackingPlan = {
    version: 1,
    undeclared: 'count',
    events: new Map([['E', { mode: 'count', properties: [property('x', type)] }]]),
  };
  expect(judge(one, told({ x: right }, 'E')).violations).toEqual([]);
  expect(judge(one, told({ x: wrong }, 'E')).violations).toEqual(['plan-property-type properties.x']);
  expect(judge(one, told({ x: null }, 'E')).violations).toEqual([]);
});

test('what examples have in common is suggested, and an event that looks like them keeps to it', () => {
  const examples = [
    { sku: 'A', price: 10, at: '2026-03-01T10:00:00Z', tags: ['x'], gift: true, ['a.b']: 1 },
    { sku: 'B', price: 9.5, at: '2026-03-02', mixed: 1 },
    { sku: 7, mixed: 'x', nothing: null },
  ];
  const suggested = suggestedProperties(examples.map(each => JSON.stringify(each)));
  expect(suggested.map(({ name, type }) => [name, type])).toEqual([
    ['sku', 'text'],
    ['price', 'number'],
    ['at', 'time'],
    ['tags', 'list'],
    ['gift', 'boolean'],
    ['mixed', 'text'],
  ]);
  const made: TrackingPlan = {
    version: 1,
    undeclared: 'count',
    events: new Map([['E', { mode: 'refuse', properties: suggested }]]),
  };
  expect(judge(made, told(examples[0] ?? {}, 'E')).violations).toEqual([]);
});
