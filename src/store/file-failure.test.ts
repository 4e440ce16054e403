import { expect, test } from 'vitest';
import { badInput } from '../kernel/errors.ts';
import { fileFailure } from './file-failure.ts';

test.each([
  ['ENOSPC', 'disk-full'],
  ['EDQUOT', 'disk-full'],
  ['EACCES', 'no-permission'],
  ['EPERM', 'no-permission'],
  ['EROFS', 'read-only-disk'],
  ['ENOTDIR', 'not-a-folder'],
  ['EMFILE', 'too-many-files'],
  ['EIO', 'file-failed'],
])('the system’s %s is told as %s with its path', (code, expected) => {
  const failure = fileFailure(Object.assign(new RangeError('x'), { code }), '/data');
  expect(failure).toMatchObject({ code: expected, errorClass: 'unavailable', detail: { path: '/data' } });
});

test('an error that has its code already passes unchanged', () => {
  const known = badInput('folder-newer');
  expect(fileFailure(known, '/data')).toBe(known);
});
