import { describe, expect, it } from 'vitest';
import { nextState } from './campaign-lifecycle.ts';

describe('campaign life cycle', () => {
  it.each([
    ['draft', 'approve', 'approved'],
    ['approved', 'launch', 'running'],
    ['running', 'pause', 'paused'],
    ['paused', 'resume', 'running'],
    ['paused', 'cancel', 'canceled'],
    ['approved', 'edit', 'draft'],
  ] as const)('moves from %s by %s to %s', (from, command, to) => {
    expect(nextState(from, command)).toEqual({ kind: 'moved', to });
  });

  it.each([
    ['draft', 'launch'],
    ['running', 'edit'],
    ['canceled', 'resume'],
    ['finished', 'cancel'],
    ['running', 'launch'],
  ] as const)('refuses in state %s the command %s and says where it would be possible', (from, command) => {
    const answer = nextState(from, command);
    expect(answer.kind).toBe('refused');
    if (answer.kind === 'refused') expect(answer.allowedFrom).not.toContain(from);
  });
});
