/** Proves that nobody learns from finished work where backups lie, unless backups are theirs to see. */
import { expect, test } from 'vitest';
import type { Job } from '../records/job.ts';
import { may, roles } from '../records/permission.ts';
import type { Caller } from '../records/route.ts';
import { jobFor } from './job-reply.ts';

const job = (kind: string) =>
  ({ kind, state: 'done', result: { path: '/var/lib/rekindle/backups/a' } }) as Job;

test.each(roles)('%s', role => {
  const caller: Caller = { actorId: 'someone', actorKind: 'user', locale: 'en', role };
  const sees = may(caller, 'backup.read');
  expect(jobFor(caller, job('backup')).result).toEqual(sees ? job('backup').result : null);
  expect(jobFor(caller, job('backup-scheduled')).result).toEqual(sees ? job('backup').result : null);
  expect(jobFor(caller, job('import')).result).not.toBeNull();
});

test('some may and some may not', () => {
  const seeing = roles.filter(role => may({ actorKind: 'user', role }, 'backup.read'));
  expect(seeing).toContain('owner');
  expect(seeing).not.toContain('service');
});
