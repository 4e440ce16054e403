/**
 * Stopping what goes on while a leak is looked into: sending, the key, the account. A drill looks at the same things
 * and writes down what it would have stopped.
 */
import { sql } from 'kysely';
import { moveCampaign } from '../../act/campaign.store.ts';
import { conflict } from '../../kernel/errors.ts';
import type { StopDone } from '../../records/incident.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { signOut } from '../access/account-changes.store.ts';
import { revokeApiKey } from '../api-keys.store.ts';
import { type Incident, lockedIncident, saveStep } from './incidents.store.ts';

/** Running campaigns with an affected person in their audience, or all; locked against moving meanwhile. */
async function runningCampaigns(trx: StateTransaction, incidentId: string, which: 'affected' | 'all') {
  const affected = sql`exists (select from campaign_audience a join incident_people o using (customer_id)
    where a.campaign_id = c.campaign_id and o.incident_id = ${incidentId})`;
  const { rows } = await sql<{ name: string; waiting: number }>`
    select name, ((select count(*) from campaign_audience a where a.campaign_id = c.campaign_id and a.arm = 'treatment'
          and a.decided_at is null)
        + (select count(*) from intents i where i.campaign_id = c.campaign_id and i.state in ('queued', 'claimed')))::int as waiting
    from campaigns c where state = 'running' and ${which === 'all' ? sql`true` : affected}
    order by name for update of c`.execute(trx);
  return rows;
}

async function liveKeys(ctx: StoreContext, { source }: Incident): Promise<string[]> {
  if (source.kind !== 'key') return [];
  const { rows } = await sql<{ key_id: string }>`
    select key_id from api_keys where name = ${source.id} and revoked_at is null
      and (expires_at is null or expires_at > ${ctx.machineNow()})`.execute(ctx.pg);
  return rows.map(row => row.key_id);
}

async function openSessions(ctx: StoreContext, { source }: Incident): Promise<number | null> {
  if (source.kind !== 'account') return null;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from sessions where user_id = ${source.id}::uuid`.execute(ctx.pg);
  return rows[0]?.n ?? 0;
}

/** The key and the account first, each in its own transaction: they may still be in use. May be repeated. */
async function shutDoors(ctx: StoreContext, incident: Incident, caller: Caller) {
  const keys = await liveKeys(ctx, incident);
  const sessions = await openSessions(ctx, incident);
  if (incident.mode === 'drill') return { keysRevoked: keys.length, sessionsEnded: sessions };
  for (const keyId of keys) await revokeApiKey(ctx, keyId);
  // Without a role: the right to stop an incident does not ask whose account it is, an owner's or one's own.
  const { role: _role, ...by } = caller;
  const ended = incident.source.kind === 'account' ? await signOut(ctx, incident.source.id ?? '', by) : null;
  return { keysRevoked: keys.length, sessionsEnded: ended };
}

/**
 * Stops, or in a drill notes what would be stopped. May be repeated; the first time counts for the checklist. Throws
 * `incident-unknown`, `incident-closed` and, for campaigns of the affected before they are listed, `incident-people-first`.
 */
export async function stopSending(
  ctx: StoreContext,
  incidentId: string,
  { campaigns, caller }: { readonly campaigns: 'affected' | 'all'; readonly caller: Caller },
): Promise<StopDone> {
  const incident = await withTransaction(ctx.pg, trx => lockedIncident(trx, incidentId));
  if (campaigns === 'affected' && incident.people === null)
    throw conflict('incident-people-first', { path: 'campaigns', received: 'affected', expected: 'all' });
  const doors = await shutDoors(ctx, incident, caller);
  return withTransaction(ctx.pg, async trx => {
    const { mode } = await lockedIncident(trx, incidentId);
    const running = await runningCampaigns(trx, incidentId, campaigns);
    if (mode === 'real')
      for (const { name } of running) await moveCampaign(trx, ctx, { name, command: 'pause' });
    const done: StopDone = { drill: mode === 'drill', campaigns: running, ...doors };
    await saveStep(trx, ctx, {
      incidentId,
      step: 'sending-stopped',
      action: mode === 'drill' ? 'incident.stop-drill' : 'incident.stop',
      detail: { ...done },
    });
    return done;
  });
}
