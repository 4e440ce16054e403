/** Costs of service against plain counting: what is laid adds up, and what nobody says is divided by nobody. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaseRow, serviceCostOf } from './channel-service.ts';

const row = (channel: string, rest: Partial<CaseRow> = {}): CaseRow => ({
  channel,
  cases: '4',
  people: '3',
  timed: '0',
  all_minutes: '0',
  costed: '0',
  other_currency: '0',
  cost: '0',
  ...rest,
});
const of = (cases: readonly CaseRow[], rest: { events?: number; spendMinor?: number | null } = {}) =>
  serviceCostOf({ currency: 'CNY', cases, events: 0, spendMinor: null, ...rest });

describe('costs of service', () => {
  it('lay spend by minutes where cases have them, by number otherwise, to the last minor unit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), fc.nat(300)), { minLength: 1, maxLength: 5 }),
        fc.nat(20),
        fc.nat(1_000_000),
        (channels, events, spendMinor) => {
          const cases = channels.map(([n, minutes], at) =>
            row(`c${at}`, { cases: String(n), timed: String(n), all_minutes: String(n * minutes) }),
          );
          const found = of(cases, { events, spendMinor });
          const laid = found.byChannel.reduce((sum, each) => sum + each.laidMinor, found.eventsMinor);
          const weight = channels.reduce((sum, [n, minutes]) => sum + (events > 0 ? n : n * minutes), events);
          expect(laid).toBe(weight > 0 ? spendMinor : 0);
          expect(found.costMinor).toBe(spendMinor);
        },
      ),
    );
    const timed = [
      row('phone', { timed: '4', all_minutes: '90' }),
      row('email', { timed: '4', all_minutes: '30' }),
    ];
    expect(of(timed, { spendMinor: 1_200 }).byChannel.map(each => each.laidMinor)).toEqual([900, 300]);
    expect(of(timed, { spendMinor: 1_200, events: 4 })).toMatchObject({
      driver: 'contacts',
      eventsMinor: 400,
      perContactMinor: 100,
    });
  });

  it('divide what cases carry by the cases that carry it, and by all contacts once there is spend', () => {
    const some = [row('phone', { costed: '2', cost: '30' })];
    expect(of(some)).toMatchObject({ state: 'known', costMinor: 3_000, contacts: 4, perContactMinor: 1_500 });
    expect(of(some, { spendMinor: 1_000 })).toMatchObject({ costMinor: 4_000, perContactMinor: 1_000 });
  });

  it('say what is missing', () => {
    expect(of([])).toMatchObject({ state: 'missing', perContactMinor: null });
    expect(of([row('phone')])).toMatchObject({ state: 'no-cost', perContactMinor: null });
    expect(of([], { spendMinor: 500 })).toMatchObject({ state: 'no-contacts', costMinor: 500 });
  });
});
