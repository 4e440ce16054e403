import { describe, expect, it } from 'vitest';
import { repeatTimeQuantile } from './repeat-time.ts';

/** Freireich's 6-MP remissions: the textbook Kaplan–Meier curve, S(6) = .8571, S(23) = .4482. */
const remissions = [
  [6, 3, 1],
  [7, 1, 0],
  [9, 0, 1],
  [10, 1, 1],
  [11, 0, 1],
  [13, 1, 0],
  [16, 1, 0],
  [17, 0, 1],
  [19, 0, 1],
  [20, 0, 1],
  [22, 1, 0],
  [23, 1, 0],
  [25, 0, 1],
  [32, 0, 2],
  [34, 0, 1],
  [35, 0, 1],
].map(([days = 0, events = 0, waiting = 0]) => ({ days, events, waiting }));

describe('time to the second purchase', () => {
  it('reproduces the published curve of the 6-MP remissions', () => {
    expect(repeatTimeQuantile(remissions, 0.1428)).toBe(6);
    expect(repeatTimeQuantile(remissions, 0.143)).toBe(7);
    expect(repeatTimeQuantile(remissions, 0.5)).toBe(23);
    expect(repeatTimeQuantile(remissions, 0.5517)).toBe(23);
  });

  it('is null when too few ever come back, and does not depend on the order of rows', () => {
    expect(repeatTimeQuantile(remissions, 0.75)).toBeNull();
    expect(repeatTimeQuantile([...remissions].reverse(), 0.5)).toBe(23);
    expect(repeatTimeQuantile([], 0.5)).toBeNull();
  });

  it('is the plain quantile when everybody came back', () => {
    const times = [1, 2, 3, 4].map(days => ({ days, events: 1, waiting: 0 }));
    expect(repeatTimeQuantile(times, 0.75)).toBe(3);
  });
});
