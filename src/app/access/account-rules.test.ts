import { describe, expect, test } from 'vitest';
import { type AccountChange, refusalOf } from './account-rules.ts';

const owner = { userId: 'o', role: 'owner' } as const;
const admin = { userId: 'a', role: 'admin' } as const;
const someone = { userId: 's', role: 'planner', active: true } as const;
const otherOwner = { userId: 'o2', role: 'owner', active: true } as const;

describe('a change of an account', () => {
  test.each<[string, AccountChange, ReturnType<typeof refusalOf>]>([
    [
      'an owner makes a planner an approver',
      { by: owner, of: someone, to: 'approver', activeOwners: 1 },
      null,
    ],
    ['an owner makes another owner', { by: owner, of: someone, to: 'owner', activeOwners: 1 }, null],
    ['an owner deactivates another owner', { by: owner, of: otherOwner, to: null, activeOwners: 2 }, null],
    [
      'an owner gives up their own role',
      { by: owner, of: { ...owner, active: true }, to: 'admin', activeOwners: 2 },
      'account-own',
    ],
    ['an admin deactivates a planner', { by: admin, of: someone, to: null, activeOwners: 1 }, null],
    ['an admin makes an owner', { by: admin, of: someone, to: 'owner', activeOwners: 1 }, 'account-of-owner'],
    [
      'an admin deactivates an owner',
      { by: admin, of: otherOwner, to: null, activeOwners: 2 },
      'account-of-owner',
    ],
    [
      'an admin deactivates themselves',
      { by: admin, of: { ...admin, active: true }, to: null, activeOwners: 1 },
      'account-own',
    ],
    [
      'the command line takes the last owner away',
      { by: null, of: otherOwner, to: null, activeOwners: 1 },
      'account-last-owner',
    ],
    [
      'the command line takes one of two owners away',
      { by: null, of: otherOwner, to: 'analyst', activeOwners: 2 },
      null,
    ],
    [
      'a deactivated owner becomes an analyst',
      { by: null, of: { ...otherOwner, active: false }, to: 'analyst', activeOwners: 0 },
      null,
    ],
  ])('%s', (_what, change, refusal) => {
    expect(refusalOf(change)).toBe(refusal);
  });
});
