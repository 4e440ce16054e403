/**
 * Walks the table of served routes: every route under every role, under keys of every scope and without a login. A
 * route that is not in the list below fails it: whoever adds one says here which row of the permission table it asks for.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Permission, permissions, roleMay, roles, rolesThatMay } from '../../records/permission.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { addApiKey } from '../api-keys.store.ts';
import { openSession } from '../sessions.store.ts';
import { expectedAccess } from './route-access.expected.ts';

let stores: TestStores;
let server: TestServer;
const users = new Map<string, string>();

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  for (const role of roles) {
    const account = { email: `${role}@example.com`, password: 'a long enough password', role };
    users.set(role, (await saveAccount(stores.ctx, account)).userId);
  }
}, 60_000);

afterAll(async () => {
  await server?.close();
  await stores?.close();
});

/** The console's files are the only thing served that no route describes. */
const isConsoleFile = ({ path }: { path: string }) => path === '/*';
const served = () => server.app.routeTable.filter(route => !isConsoleFile(route));
const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

/** An address of the route whose parameters have the right form and name nothing that exists. */
const addressOf = (path: string) =>
  path.replace(/:(\w*[iI]d)\b/g, '00000000-0000-7000-8000-000000000000').replace(/:\w+/g, 'nothing');

async function ask(route: { method: string; path: string }, headers: Record<string, string>) {
  const reply = await server.app.inject({
    method: route.method as 'GET',
    url: addressOf(route.path),
    headers: { host: 'localhost', ...headers },
  });
  const type = String(reply.headers['content-type']);
  return { status: reply.statusCode, code: type.includes('json') ? reply.json().error?.code : undefined };
}

describe('the list of routes', () => {
  test('names every served route and its row of the permission table, and no other', () => {
    const table = Object.fromEntries(served().map(route => [named(route), route.access?.permission]));
    expect(table).toEqual(expectedAccess);
  });

  test('asks of nobody only where no login can be needed', () => {
    const open = served().filter(route => route.access?.permission === 'anyone');
    for (const route of open) expect(route.access?.scope, named(route)).toBe('public');
    for (const route of served().filter(each => !open.includes(each))) {
      expect(route.access?.scope, named(route)).not.toBe('public');
    }
  });

  test('leaves no row of the permission table unused', () => {
    const used = new Set(served().map(route => route.access?.permission));
    // A route asks for the first; these decide about a field of its request or reply.
    const ofFields = ['customer.contact.find'];
    expect(permissions.filter(permission => !used.has(permission))).toEqual(ofFields);
  });
});

describe('without a login', () => {
  test('every route answers 401 unless it is open to anyone', async () => {
    for (const route of served()) {
      if (route.access?.permission === 'anyone') continue;
      expect(await ask(route, {}), named(route)).toEqual({ status: 401, code: 'not-logged-in' });
    }
  });
});

describe.each(roles)('as %s', role => {
  test('every route passes or refuses as the permission table says', async () => {
    for (const route of served()) {
      const permission = route.access?.permission;
      if (permission === undefined || permission === 'anyone') continue;
      const actor = { actorId: users.get(role) ?? '', actorKind: 'user' } as const;
      const cookie = `rekindle-session=${await openSession(stores.ctx, actor)}`;
      const { status, code } = await ask(route, { cookie, origin: 'http://localhost' });
      if (roleMay(role, permission))
        expect([401, 403, 500], `${named(route)}: ${code}`).not.toContain(status);
      else expect({ status, code }, named(route)).toEqual({ status: 403, code: 'permission-missing' });
    }
  }, 60_000);
});

describe.each([
  ['track', ['track']],
  ['read', ['read']],
  ['manage', ['read', 'track', 'manage']],
] as const)('as a key of scope %s', (scope, covered) => {
  test('every route passes that the scope covers and the table gives to keys', async () => {
    const { key } = await addApiKey(stores.ctx, { name: `walks-${scope}`, scope });
    for (const route of served()) {
      const access = route.access;
      if (!access || access.permission === 'anyone') continue;
      const { status, code } = await ask(route, { authorization: `Bearer ${key}` });
      const isCovered = (covered as readonly string[]).includes(access.scope);
      if (!isCovered)
        expect({ status, code }, named(route)).toEqual({ status: 403, code: 'scope-too-small' });
      // `GET /api/session` asks for a person even where a key may read.
      else if (code !== 'permission-not-for-keys' && route.path !== '/api/session') {
        expect([401, 403, 500], `${named(route)}: ${code}`).not.toContain(status);
      }
    }
  }, 60_000);
});

describe('the permission table', () => {
  const changes = (permission: Permission) => /\.(change|approve|run|export)$/.test(permission);

  test('gives an owner everything', () => {
    expect(permissions.filter(permission => !roleMay('owner', permission))).toEqual([]);
  });

  test('lets an auditor change nothing but their own account', () => {
    const mayChange = permissions.filter(each => changes(each) && roleMay('auditor', each));
    expect(mayChange).toEqual(['self.change']);
  });

  test('leaves accounts and keys to owners and admins', () => {
    for (const permission of ['account.change', 'key.change'] as const) {
      expect(rolesThatMay(permission)).toEqual(['owner', 'admin']);
    }
  });

  test('does not let those who plan or run a campaign approve it', () => {
    for (const role of ['planner', 'operator'] as const) {
      expect(roleMay(role, 'campaign.approve')).toBe(false);
    }
  });

  test('shows unmasked rows and contact lists to nobody who only reads', () => {
    for (const role of ['analyst', 'approver', 'auditor', 'planner', 'service'] as const) {
      expect([role, roleMay(role, 'campaign.export')]).toEqual([role, false]);
      expect([role, roleMay(role, 'import.quarantine.read')]).toEqual([role, false]);
    }
  });
});
