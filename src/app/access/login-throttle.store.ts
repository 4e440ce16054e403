/**
 * Slows guessing: after some free failures a place waits, twice as long each time, and the lock ends by itself. Kept in
 * state, so that several servers count together. A try is counted before it is made and forgiven when it was right:
 * a hundred at the same moment get no more tries than a hundred in a row.
 */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';

/** How a kind of place is slowed. */
export interface ThrottleRule {
  readonly name: string;
  readonly freeFailures: number;
  readonly firstWaitSeconds: number;
  readonly longestWaitSeconds: number;
}

/** One account tried from one network address. */
export const accountFromAddress: ThrottleRule = {
  name: 'login-account-address',
  freeFailures: 5,
  firstWaitSeconds: 5,
  longestWaitSeconds: 900,
};

/** All accounts tried from one network address; an office behind one address mistypes a few. */
export const anyAccountFromAddress: ThrottleRule = {
  name: 'login-address',
  freeFailures: 50,
  firstWaitSeconds: 5,
  longestWaitSeconds: 900,
};

/** Codes tried by somebody who knows the password, from anywhere. */
export const secondFactorOfAccount: ThrottleRule = {
  name: 'login-second-factor',
  freeFailures: 10,
  firstWaitSeconds: 30,
  longestWaitSeconds: 3600,
};

/** A failure this long ago no longer counts. */
const forgetSeconds = 3600;

const placeOf = ({ keys }: Pick<StoreContext, 'keys'>, rule: ThrottleRule, what: string): Buffer =>
  keys.matchHash(rule.name, what);

/**
 * Counts a try as failed until `forgive` says otherwise. 0: it may be made; else the seconds to wait, and it is not
 * counted. One conditional write.
 */
export async function takeTry(ctx: StoreContext, rule: ThrottleRule, what: string): Promise<number> {
  const place = placeOf(ctx, rule, what);
  const now = ctx.machineNow();
  const forgotten = new Date(now.getTime() - forgetSeconds * 1000);
  const { rows } = await sql`
    insert into login_throttle as t (place, failures, wait_until, last_at) values (${place}, 1, ${now}, ${now})
    on conflict (place) do update set
      failures = case when t.last_at < ${forgotten} then 1 else t.failures + 1 end,
      wait_until = ${now}::timestamptz + case
        when t.last_at < ${forgotten} or t.failures + 1 < ${rule.freeFailures} then interval '0'
        else make_interval(secs => least(${rule.longestWaitSeconds},
          ${rule.firstWaitSeconds} * 2.0 ^ least(t.failures + 1 - ${rule.freeFailures}, 20))) end,
      last_at = ${now}
    where t.wait_until <= ${now}
    returning 1`.execute(ctx.pg);
  return rows.length > 0 ? 0 : secondsLeft(ctx, place, now);
}

async function secondsLeft({ pg }: StoreContext, place: Buffer, now: Date): Promise<number> {
  const row = await pg
    .selectFrom('login_throttle')
    .select('wait_until')
    .where('place', '=', place)
    .executeTakeFirst();
  return Math.max(1, Math.ceil(((row?.wait_until.getTime() ?? 0) - now.getTime()) / 1000));
}

/** The try was right: nothing stands against the place any more. */
export async function forgive(ctx: StoreContext, rule: ThrottleRule, what: string): Promise<void> {
  await ctx.pg
    .deleteFrom('login_throttle')
    .where('place', '=', placeOf(ctx, rule, what))
    .execute();
}

/** The try was neither right nor wrong: it is taken back, earlier failures stay. */
export async function takeBack(ctx: StoreContext, rule: ThrottleRule, what: string): Promise<void> {
  await ctx.pg
    .updateTable('login_throttle')
    .set(eb => ({ failures: eb('failures', '-', 1), wait_until: ctx.machineNow() }))
    .where('place', '=', placeOf(ctx, rule, what))
    .where('failures', '>', 0)
    .execute();
}

/** Removes what is older than a day; called now and then. */
export async function forgetOldTries({ pg, machineNow }: StoreContext): Promise<void> {
  const dayAgo = new Date(machineNow().getTime() - 24 * 3600_000);
  await pg.deleteFrom('login_throttle').where('last_at', '<', dayAgo).execute();
}
