import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelTrouble } from './channel.ts';
import { afterFailure, type Breaker, closedBreaker, pauseSeconds } from './channel-breaker.ts';

const start = new Date('2026-03-02T02:00:00Z');
const failing = (before: Breaker, trouble: ChannelTrouble, at = start, asked: number | null = null) =>
  afterFailure(before, { trouble, replyCode: 'x', retryAfterSeconds: asked, at, random: 0.5 });

describe('the breaker of a channel', () => {
  it('opens at the third failure in a row, at the first where repeating does harm', () => {
    const one = failing(closedBreaker, 'channel-refused');
    const two = failing(one, 'channel-refused');
    expect([one.trouble, two.trouble]).toEqual([null, null]);
    expect(failing(two, 'channel-refused')).toMatchObject({ trouble: 'channel-refused', since: start });
    for (const trouble of ['channel-auth', 'channel-rate-limited', 'channel-quota'] as const) {
      expect(failing(closedBreaker, trouble).trouble).toBe(trouble);
    }
  });

  it('waits twice as long after each probe that fails, up to a quarter of an hour', () => {
    let breaker = failing(closedBreaker, 'channel-auth');
    const pauses: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      const at = breaker.probeAt ?? start;
      breaker = failing(breaker, 'channel-auth', at);
      pauses.push(((breaker.probeAt?.getTime() ?? 0) - at.getTime()) / 1000);
    }
    expect(pauses).toEqual([120, 240, 480, 900, 900, 900, 900]);
    expect(breaker.since).toEqual(start);
  });

  it('takes failures that were under way when it opened for no probe', () => {
    const open = failing(closedBreaker, 'channel-auth');
    const later = failing(open, 'channel-auth', new Date(start.getTime() + 1000));
    expect(later).toMatchObject({ probes: 0, probeAt: open.probeAt });
  });

  it('never waits less than the provider asked for, and spreads probes by a fifth to both sides', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 21_600 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (probes, asked, random) => {
          const alone = pauseSeconds('channel-refused', { probes, asked: null, random });
          const middle = Math.min(15 * 2 ** probes, 900);
          expect(alone).toBeGreaterThanOrEqual(middle * 0.8 - 1e-9);
          expect(alone).toBeLessThanOrEqual(middle * 1.2 + 1e-9);
          expect(pauseSeconds('channel-refused', { probes, asked, random })).toBe(Math.max(alone, asked));
        },
      ),
    );
  });
});
