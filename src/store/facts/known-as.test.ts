import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { customerNo, orderRow, storeRows } from '../../testing/order-rows.ts';
import { loadKnownAs } from './known-as.ts';

const row = { customer_id: customerNo(1), order_id: 'o1', sold_at: '2026-01-10 10:00:00', net_amount: '10' };
const early = new Date('2026-01-05T00:00:00Z');
const late = new Date('2026-02-01T00:00:00Z');
let store: FreshFacts;

beforeAll(async () => {
  store = await freshFacts();
});
afterAll(() => store.close());

describe('the cheapest reading as of a time', () => {
  it('is the current tables when nothing became known later', async () => {
    await storeRows(store.facts, 'order_lines', [orderRow(row)]);
    expect(await loadKnownAs(store.facts, late)).toBe('current');
  });

  it('is the current rows known by then while every row has one version', async () => {
    expect(await loadKnownAs(store.facts, early)).toBe('first');
  });

  it('is still the current rows known by then when a row of history was moved to somebody else', async () => {
    const moved = { version: 2, ingested_at: '2030-01-02 00:00:00.000' };
    await storeRows(store.facts, 'order_lines', [
      orderRow({ ...row, ...moved, is_deleted: 1 }),
      orderRow({ ...row, ...moved, customer_id: customerNo(2) }),
    ]);
    expect(await loadKnownAs(store.facts, early)).toBe('first');
  });

  it('is the log once a row was corrected, and only for times before the correction', async () => {
    const corrected = {
      version: 2,
      ingested_at: '2030-01-02 00:00:00.000',
      known_at: '2026-01-20 00:00:00.000',
    };
    await storeRows(store.facts, 'order_lines', [
      orderRow({ ...row, ...corrected, customer_id: customerNo(2), version: 3, net_amount: '12' }),
    ]);
    expect(await loadKnownAs(store.facts, early)).toBe('as-of');
    expect(await loadKnownAs(store.facts, late)).toBe('current');
  });
});
