/** The affected people as a masked page and, with a second person's approval above the limit, as a file. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import {
  clearCustomers,
  type StoredCustomer,
  shownCustomers,
} from '../../collect/profile/customer-rows.store.ts';
import { badInput, conflict, notFound } from '../../kernel/errors.ts';
import { csvLine } from '../../records/csv.ts';
import type { AffectedList } from '../../records/incident.ts';
import type { StoreContext } from '../../store/context.ts';
import type { Deed } from '../../store/state/approval.store.ts';
import { leaveToTake, noteTaken } from '../../store/state/people-taken.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';

const cursorPurpose = 'cursor:incident-people';

interface Standing {
  readonly mode: 'drill' | 'real';
  readonly total: number;
}

async function requireIncident(ctx: StoreContext, incidentId: string): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select mode, (select count(*)::int from incident_people o where o.incident_id = i.incident_id) as total
    from incidents i where incident_id = ${incidentId}`.execute(ctx.pg);
  if (!rows[0]) throw notFound('incident-unknown', { path: 'id', received: incidentId });
  return rows[0];
}

/** Ids after the one given, in their own order. */
async function pageIds(ctx: StoreContext, incidentId: string, page: { after: string | null; limit: number }) {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from incident_people where incident_id = ${incidentId}
      and (${page.after}::uuid is null or customer_id > ${page.after}::uuid)
    order by customer_id limit ${page.limit}`.execute(ctx.pg);
  return rows.map(row => row.id);
}

/** Masked rows of these ids; whoever is known by pseudonym only has nothing else. */
async function maskedRows(ctx: StoreContext, ids: readonly string[]): Promise<AffectedList['people']> {
  const { rows } = await sql<StoredCustomer>`
    select customer_id, id_type, external_id_cipher, name_cipher, key_version, created_at from customers
    where customer_id = any(${ids}::uuid[])`.execute(ctx.pg);
  const shown = new Map((await shownCustomers(ctx, rows)).map(row => [row.customerId, row]));
  return ids.map(
    customerId => shown.get(customerId) ?? { customerId, externalId: null, name: null, contacts: [] },
  );
}

/** A page of the affected, masked. Throws `incident-unknown` and `cursor-invalid`. */
export async function loadAffectedPage(
  ctx: StoreContext,
  incidentId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<AffectedList> {
  const { total } = await requireIncident(ctx, incidentId);
  const after = cursor === undefined ? null : ctx.keys.open(cursorPurpose, cursor);
  if (cursor !== undefined && after === null) throw badInput('cursor-invalid', { path: 'cursor' });
  const ids = await pageIds(ctx, incidentId, { after, limit });
  const last = ids.length === limit ? ids.at(-1) : undefined;
  return {
    people: await maskedRows(ctx, ids),
    nextCursor: last ? ctx.keys.seal(cursorPurpose, last) : null,
    total,
  };
}

/**
 * Leave to take the list as a file, in the audit log; more people than the settings allow one person need a second
 * one's approval. Throws `incident-unknown`, `incident-people-none`, `approval-needed`.
 */
export async function takeAffected(ctx: StoreContext, incidentId: string): Promise<Standing> {
  const standing = await requireIncident(ctx, incidentId);
  const { total: people, mode } = standing;
  if (people === 0) throw conflict('incident-people-none', { path: 'id' });
  const target = `incident:${incidentId}`;
  const deed: Deed = { kind: 'export', deed: `take-${target}`, target, detail: { people, mode }, people };
  const leave = await leaveToTake(ctx, deed);
  const action = mode === 'real' ? 'incident.export' : 'incident.export-drill';
  await withTransaction(ctx.pg, trx => noteTaken(trx, ctx, { leave, deed, action, after: { people } }));
  return standing;
}

type Person = { readonly name: string | null; readonly externalId: string | null };
const lineOf = (customerId: string, person: Person | undefined, rest: readonly string[]) =>
  csvLine([customerId, person?.externalId ?? '', person?.name ?? '', ...rest]);

async function linesOf(
  ctx: StoreContext,
  ids: readonly string[],
  { mode, mark }: { mode: string; mark: string },
) {
  if (mode === 'drill') {
    const rows = await maskedRows(ctx, ids);
    return rows.map(row => {
      const of = (kind: string) => row.contacts.find(each => each.kind === kind)?.masked ?? '';
      return lineOf(row.customerId, row, [of('phone'), of('email'), mark]);
    });
  }
  const clear = new Map((await clearCustomers(ctx, ids)).map(row => [row.customerId, row]));
  return ids.map(id => {
    const row = clear.get(id);
    const of = (kind: string) =>
      row?.contacts.find(each => each.kind === kind && each.status === 'active')?.value ?? '';
    return lineOf(id, row, [of('phone'), of('email'), mark]);
  });
}

/**
 * The list as CSV lines with a watermark in each: in clear for a real incident, since these people must be told; masked
 * in a drill, which tells nobody. About 60 µs a person.
 */
export async function* affectedCsv(
  ctx: StoreContext,
  incidentId: string,
  { mode }: Pick<Standing, 'mode'>,
): AsyncGenerator<string> {
  const day = DateTime.fromJSDate(ctx.now(), { zone: ctx.settings.zone }).toISODate() ?? '';
  const mark = `incident ${mode} · ${incidentId.slice(-12)} · ${ctx.caller?.actorId ?? 'system'} · ${day}`;
  yield `\ufeff${csvLine(['customer_id', 'number', 'name', 'phone', 'email', 'watermark'])}`;
  for (let after: string | null = null; ; ) {
    const ids: string[] = await pageIds(ctx, incidentId, { after, limit: 1_000 });
    if (ids.length === 0) return;
    yield (await linesOf(ctx, ids, { mode, mark })).join('');
    after = ids.at(-1) ?? null;
  }
}
