import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { accountIn, canTraverse } from './postgres-account.ts';

test.each([
  [
    'Debian',
    'root:x:0:0::/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n',
    { uid: 65534, gid: 65534 },
  ],
  [
    'macOS',
    '##\nnobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\n',
    { uid: 4294967294, gid: 4294967294 },
  ],
  ['a file without it', 'root:x:0:0::/root:/bin/bash\n', null],
  ['one that makes it root', 'nobody:x:0:0::/:/bin/sh\n', null],
])('the account nobody is read from the password file of %s', (_, passwd, account) => {
  expect(accountIn(passwd, 'nobody')).toEqual(account);
});

test('an account passes a folder by the rights of owner, group or others, whichever it is', async () => {
  const folder = join(await scratchFolder(), 'inner');
  await mkdir(folder);
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const [owner, member, stranger] = [
    { uid, gid },
    { uid: uid + 1, gid },
    { uid: uid + 1, gid: gid + 1 },
  ];
  const passing = async (mode: number) => {
    await chmod(folder, mode);
    return Promise.all([owner, member, stranger].map(account => canTraverse(account, folder)));
  };
  expect(await passing(0o711)).toEqual([true, true, true]);
  expect(await passing(0o700)).toEqual([true, false, false]);
  expect(await passing(0o750)).toEqual([true, true, false]);
  expect(await passing(0o001)).toEqual([false, false, true]);
  await chmod(folder, 0o700);
});
