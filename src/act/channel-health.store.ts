/**
 * What is known of each channel across processes: who can send over it, and its breaker. A process that can send says
 * so again every twenty seconds; one that has not for ninety is gone. All times here are machine time.
 */
import { type Kysely, sql } from 'kysely';
import type { CampaignChannel, ChannelState } from '../records/campaign.ts';
import type { StoreContext } from '../store/context.ts';
import type { StateTables } from '../store/state/tables.ts';
import type { ChannelTrouble } from './channel.ts';
import { type Breaker, closedBreaker } from './channel-breaker.ts';

type Db = Kysely<StateTables>;

export const seenEverySeconds = 20;
const goneAfterMs = 90_000;
/** A process that dies while it probes gives the turn back after this long. */
const probeLeaseMs = 60_000;

/** The breaker as the last process left it. */
export async function loadBreaker(db: Db, channel: CampaignChannel): Promise<Breaker> {
  const { rows } = await sql<Breaker & { trouble: ChannelTrouble | null }>`
    select trouble, reply_code as "replyCode", failures, probes, since, probe_at as "probeAt"
    from channel_health where channel = ${channel}`.execute(db);
  return rows[0] ?? closedBreaker;
}

/** Keeps the breaker for the other processes, the pages and the next start. */
export async function saveBreaker(
  db: Db,
  channel: CampaignChannel,
  { breaker, at }: { breaker: Breaker; at: Date },
): Promise<void> {
  const { trouble, replyCode, failures, probes, since, probeAt } = breaker;
  await sql`
    insert into channel_health (channel, trouble, reply_code, failures, probes, since, probe_at, checked_at)
    values (${channel}, ${trouble}, ${replyCode}, ${failures}, ${probes}, ${since}, ${probeAt}, ${at})
    on conflict (channel) do update set trouble = excluded.trouble, reply_code = excluded.reply_code,
      failures = excluded.failures, probes = excluded.probes, since = excluded.since, probe_at = excluded.probe_at,
      checked_at = excluded.checked_at`.execute(db);
}

/** Takes the turn to probe when it has come; of several processes one gets it. */
export async function claimProbe(db: Db, channel: CampaignChannel, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update channel_health set probe_at = ${new Date(now.getTime() + probeLeaseMs)}
    where channel = ${channel} and trouble is not null and probe_at <= ${now} returning channel`.execute(db);
  return rows.length > 0;
}

/** Says that this process can send over these channels. */
export async function saveSenders(
  db: Db,
  channels: readonly CampaignChannel[],
  { owner, at }: { owner: string; at: Date },
): Promise<void> {
  await sql`
    insert into channel_senders (channel, owner, seen_at)
    select channel, ${owner}, ${at} from unnest(${channels}::text[]) as channel
    on conflict (channel, owner) do update set seen_at = excluded.seen_at`.execute(db);
  await sql`delete from channel_senders where seen_at < ${new Date(at.getTime() - goneAfterMs)}`.execute(db);
}

/** A channel's probe is due at once after a start: whoever mended the settings restarted for that. */
export async function openChannelsAgain(
  db: Db,
  channels: readonly CampaignChannel[],
  at: Date,
): Promise<void> {
  await sql`
    update channel_health set probe_at = ${at}
    where channel = any(${channels}::text[]) and trouble is not null`.execute(db);
}

/** Forgets the given owner's channels, or everybody's where no other process sends from this state. */
export async function removeSenders(db: Db, owner: string | 'everybody'): Promise<void> {
  const only = owner === 'everybody' ? sql`` : sql`where owner = ${owner}`;
  await sql`delete from channel_senders ${only}`.execute(db);
}

/** Whether a living process can send over the channel. The file channel is people: it needs none. */
export async function isConfigured(
  { pg, machineNow }: Pick<StoreContext, 'pg' | 'machineNow'>,
  channel: CampaignChannel,
): Promise<boolean> {
  if (channel === 'file') return true;
  const { rows } = await sql`
    select 1 from channel_senders
    where channel = ${channel} and seen_at >= ${new Date(machineNow().getTime() - goneAfterMs)} limit 1`.execute(
    pg,
  );
  return rows.length > 0;
}

/** How a channel stands, as pages and verbs show it. */
export async function loadChannelState(
  ctx: Pick<StoreContext, 'pg' | 'machineNow'>,
  channel: CampaignChannel,
): Promise<ChannelState> {
  const none = { channel, code: null, replyCode: null, since: null, nextTryAt: null };
  if (!(await isConfigured(ctx, channel))) {
    return { ...none, state: 'not-configured', code: `channel-not-configured-${channel}` };
  }
  const { trouble, replyCode, since, probeAt } = await loadBreaker(ctx.pg, channel);
  if (!trouble) return { ...none, state: 'working' };
  return {
    channel,
    state: 'stopped',
    code: trouble,
    replyCode,
    since: since?.toISOString() ?? null,
    nextTryAt: probeAt?.toISOString() ?? null,
  };
}
