/** The changing routes of identity as the tests of the audit log call them. */
import { sql } from 'kysely';
import { productKinds } from '../../collect/identity/kind-settings.ts';
import type { StoreContext } from '../../store/context.ts';

interface Parts {
  /** Asked when a route is called: the stores are opened after the list is made. */
  readonly ctx: () => StoreContext;
  readonly people: () => readonly string[];
  /** Waits for the work a reply began. */
  readonly job: (reply: Record<string, unknown>) => unknown;
}

const otherKinds = productKinds.map(kind => (kind.name === 'phone' ? { ...kind, shareLimit: 2 } : kind));

const sharedKey = '00000000-0000-8000-8000-000000000001';
const key = { kind: 'phone', keyId: sharedKey };

const plantDoubt = ({ ctx, people: of }: Parts) => {
  const people = of();
  return sql`
    insert into identity_doubts (record_id, other_id, key_kind, key_id, why, found_at)
    values (${people[0]}, ${people[1]}, 'phone', ${sharedKey}, 'no-name', ${ctx().now()})`.execute(ctx().pg);
};

const plantSharedKey = ({ ctx }: Parts) =>
  sql`
    insert into identity_shared_keys (kind, key_id, records, found_at)
    values ('phone', ${sharedKey}, 13, ${ctx().now()})`.execute(ctx().pg);

/** By route; each works once, in this order. */
export function identityCalls(parts: Parts) {
  let decision = '';
  const pair = () => ({ record: parts.people()[0], other: parts.people()[1] });
  return {
    'POST /api/identity/doubts/ignore': {
      before: () => plantDoubt(parts),
      get body() {
        return { ...pair(), reason: 'nobody can tell' };
      },
    },
    'POST /api/identity/doubts/reopen': {
      get body() {
        return { ...pair(), reason: 'somebody knows now' };
      },
    },
    'POST /api/identity/shared-keys/ignore': {
      before: () => plantSharedKey(parts),
      body: { ...key, reason: 'a filler number' },
    },
    'POST /api/identity/shared-keys/reopen': { body: { ...key, reason: 'to look again' } },
    'POST /api/identity/shared-keys/enable': { body: { ...key, reason: 'one company' } },
    'POST /api/identity/shared-keys/disable': { body: { ...key, reason: 'not one company' } },
    'POST /api/identity/settings/preview': { body: { kinds: otherKinds }, after: parts.job },
    'PUT /api/identity/settings': {
      body: { version: 0, kinds: otherKinds, reason: 'phones are shared here' },
      after: parts.job,
    },
    'POST /api/identity/settings/rebuild': {
      before: () => sql`update identity_settings set rebuilt_at = null`.execute(parts.ctx().pg),
      after: parts.job,
    },
    'POST /api/identity/rulings': {
      get body() {
        return { kind: 'same', ...pair(), reason: 'they told us so' };
      },
      after: (reply: Record<string, unknown>) => {
        decision = String(reply['decisionId']);
      },
    },
    'POST /api/identity/rulings/:id/undo': {
      get path() {
        return `/api/identity/rulings/${decision}/undo`;
      },
      body: { reason: 'a mistake of ours' },
    },
  };
}
