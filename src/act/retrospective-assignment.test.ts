import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsSql } from '../store/facts/sql.ts';
import { shipOutbox } from '../store/state/outbox.ts';
import { caller, savePeople, saveSnapshot, testCampaign } from '../testing/campaign-people.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { approveCampaign } from './campaign.route.ts';
import { loadCampaign, saveDefinition } from './campaign.store.ts';
import { assignRetrospectively } from './retrospective-assignment.store.ts';
import { loadStatus } from './status.store.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
  const ids = await savePeople(
    stores.ctx,
    Array.from({ length: 500 }, (_, n) => ({ externalId: `r${n}`, consent: 'none' as const })),
  );
  await saveSnapshot(stores.ctx, 'past', ids);
});
afterAll(() => stores?.close());

describe('retrospective assignment', () => {
  it('assigns everybody, writes no intent and waits for its read', async () => {
    const { ctx } = stores;
    const definition = testCampaign({
      name: 'looking-back',
      segment: 'past',
      startsAt: ctx.now(),
      change: {
        audience: { segment: 'past', opportunityId: null, retrospective: true },
        control: { share: 0.5 },
      },
    });
    await saveDefinition(ctx, definition);
    await approveCampaign(ctx, 'looking-back', caller);
    const campaign = await assignRetrospectively(ctx, 'looking-back');
    expect(campaign.state).toBe('awaiting-read');
    const status = await loadStatus(ctx.pg, await loadCampaign(ctx.pg, 'looking-back'));
    expect(status).toMatchObject({ audience: 500, intents: 0, delivered: 0, undecided: 0 });
    expect(status.control).toBeGreaterThan(200);
    await shipOutbox(ctx);
    const rows = await ctx.ch.query<{ n: string }>(
      factsSql`select toString(countIf(would_send = 1)) as n from assignments`,
      { tag: 'test' },
    );
    expect(rows[0]?.n).toBe('500');
  });

  it('gives the bucket of METHODS for a known salt and unit', async () => {
    const { rows } = await sql<{ bucket: number }>`
      select mod((('x' || encode(substring(d from 1 for 4), 'hex'))::bit(32)::bigint)::numeric * 4294967296
        + (('x' || encode(substring(d from 5 for 4), 'hex'))::bit(32)::bigint)::numeric, 10000)::int as bucket
      from unnest(array['exp-001:cust-42','exp-001:1','exp-002:1','layer-holdout:1','活动:客户1']) with ordinality as t(text, n),
        lateral (select sha256(convert_to(text, 'UTF8')) as d) h order by n`.execute(stores.ctx.pg);
    expect(rows.map(r => r.bucket)).toEqual([2076, 1809, 8826, 398, 3729]);
  });
});
