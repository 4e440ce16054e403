/**
 * How often each fault test kills: `REKINDLE_KILLS` is the number over all of them, 40 when it is not set; a long run
 * takes 200 or more.
 */
const shares = { import: 0.3, sending: 0.45, backup: 0.125, restore: 0.125 } as const;

const total = Number(process.env['REKINDLE_KILLS'] ?? 40);

/** The part of all kills that falls on one kind of work; 12, 18, 5 and 5 of 40. */
export const killsOf = (work: keyof typeof shares): number => Math.max(1, Math.round(total * shares[work]));
