/** Proves one customer on the command line: masked, in clear for a reason that is kept, placed, and the reads counted. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../records/permission.ts';
import { claimFolder } from '../../store/folder.ts';
import { savePeople } from '../../testing/campaign-people.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { removeSearched } from '../../testing/scratch-folder.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { openSession } from '../sessions.store.ts';
import { keepLogIn } from './log-ins.ts';
import { runCommand } from './main.ts';

let folder: string;
let data: string;
let stores: TestStores;
let server: TestServer;
/** Customer ids. */
let one: string;
let two: string;

/** A command in this process, answered by the test's server as by one that owns the folder. */
async function cli(args: readonly string[], { user }: { user?: string } = {}) {
  let stdout = '';
  const argv = [...args, '--data', data, ...(user ? ['--user', user] : []), '--json'];
  const streams = {
    stdout: {
      write: (text: string) => {
        stdout += text;
      },
    },
    stderr: { write: () => {} },
  };
  const status = await runCommand({ argv, env: { REKINDLE_LOCALE: 'en', REKINDLE_LOG: 'error' }, streams });
  const reply = JSON.parse(stdout) as Record<string, any>;
  return { status, reply, code: reply['error']?.code as string | undefined };
}

async function addPerson(role: Role) {
  const { ctx } = stores;
  const email = `${role}@example.com`;
  const { userId } = await saveAccount(ctx, { email, password: 'correct horse battery', role });
  const token = await openSession(ctx, { actorId: userId, actorKind: 'user' });
  await keepLogIn(data, { email, token, expiresAt: '2999-01-01T00:00:00.000Z' }, new Date());
}

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  folder = await mkdtemp(join(tmpdir(), 'rk-customer-'));
  data = join(folder, 'data');
  await (await claimFolder(data)).announce({ url: server.url, token: server.localToken });
  for (const role of ['owner', 'service', 'analyst'] as const) await addPerson(role);
  // Without the marks of contact data: what is shown in clear here is meant to be.
  [one = '', two = ''] = await savePeople(stores.ctx, [
    { externalId: 'm-1', name: '王小明', phone: '+8613800000001' },
    { externalId: 'm-2', name: '李小红', phone: '+8613800000002' },
  ]);
}, 120_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
  await removeSearched(folder);
});

const owner = 'owner@example.com';
const service = 'service@example.com';
const analyst = 'analyst@example.com';

describe('one customer', () => {
  test('in clear: for a reason, by whom the role allows, in the audit log under their name', async () => {
    const reveal = ['customer', 'reveal', one, '--reason'];
    expect(await cli([...reveal, 'x'], { user: service })).toMatchObject({
      status: 2,
      code: 'field-invalid',
    });
    expect(await cli([...reveal, 'asked us to call'], { user: analyst })).toMatchObject({
      code: 'permission-missing',
    });
    const shown = await cli([...reveal, 'asked us to call'], { user: service });
    expect(shown.reply).toMatchObject({
      name: '王小明',
      contacts: [{ kind: 'phone', value: '+8613800000001' }],
    });
    const { reply } = await cli(['audit', 'list', '--action', 'customer.reveal'], { user: owner });
    expect(reply['entries']).toMatchObject([{ actor: service, reason: 'asked us to call' }]);
    expect((await cli(['customer', 'show', one], { user: analyst })).reply).toMatchObject({ name: '王**' });
    expect(
      await cli(['customer', 'show', '00000000-0000-7000-8000-000000000000'], { user: owner }),
    ).toMatchObject({
      status: 2,
      code: 'customer-unknown',
    });
  }, 240_000);

  test('placed: what is named changes, what is not stays, and who may not is refused', async () => {
    const place = (...args: string[]) => cli(['customer', 'place', one, ...args], { user: owner });
    expect(await place()).toMatchObject({ status: 2, code: 'cli-place-nothing' });
    expect(await place('--owner', 'nobody@example.com')).toMatchObject({ code: 'owner-unknown' });
    const all = await place('--owner', service, '--store', '西湖店', '--region', '华东');
    expect(all.reply).toMatchObject({ store: '西湖店', region: '华东' });
    expect(all.reply['ownerId']).toMatch(/^[\da-f-]{36}$/);
    expect((await place('--no-store')).reply).toEqual({ ...all.reply, store: null });
    expect((await place('--no-owner', '--no-region')).reply).toEqual({
      ownerId: null,
      store: null,
      region: null,
    });
    expect(await cli(['customer', 'place', one, '--store', 'A'], { user: service })).toMatchObject({
      code: 'permission-missing',
    });
  }, 240_000);

  test('somebody with a data scope finds their own customers and nobody else’s', async () => {
    await cli(['customer', 'place', two, '--store', '西湖店'], { user: owner });
    await cli(['user', 'scope', service, '--store', '西湖店', '--alone', 'a test of scopes']);
    const reveal = (who: string) =>
      cli(['customer', 'reveal', who, '--reason', 'their own'], { user: service });
    expect(await reveal(two)).toMatchObject({ status: 0, reply: { name: '李小红' } });
    expect(await reveal(one)).toMatchObject({ status: 2, code: 'customer-unknown' });
  }, 240_000);

  test('masked reads are counted by who read them, for those who may read the audit log', async () => {
    // Written every ten seconds.
    const reads = async () => (await cli(['audit', 'reads'], { user: owner })).reply['reads'];
    const route = 'GET /api/customers/:id';
    const seen = expect.objectContaining({ actor: analyst, route, requests: 1, people: 1 });
    await expect.poll(reads, { timeout: 100_000, interval: 500 }).toContainEqual(seen);
    expect(await cli(['audit', 'reads', '--from', 'soon'], { user: owner })).toMatchObject({
      code: 'field-invalid',
    });
    expect((await cli(['audit', 'reads', '--from', '2999-01-01'], { user: owner })).reply).toEqual({
      reads: [],
    });
    expect(await cli(['audit', 'reads'], { user: analyst })).toMatchObject({
      status: 2,
      code: 'permission-missing',
    });
  }, 240_000);
});
