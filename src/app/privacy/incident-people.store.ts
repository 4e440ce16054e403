/**
 * Who is affected by an incident, found in sets: people of an import, people of a list we made, and whom the audit log
 * says somebody took or saw in clear. Only pseudonyms are kept.
 */
import { type RawBuilder, sql } from 'kysely';
import { type DataScope, scopeOf } from '../../records/data-scope.ts';
import type { AffectedCounts, IncidentSource, PeopleExtent } from '../../records/incident.ts';
import { type DataKind, dataKinds } from '../../records/incident-names.ts';
import { roleMay } from '../../records/permission.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';

interface Listing {
  readonly incidentId: string;
  readonly source: IncidentSource;
  readonly extent: PeopleExtent;
}

const nobody = sql`select null::uuid as customer_id where false`;

/** What each deed shows of the people it concerns. */
const kindsOfDeed: Readonly<Record<string, readonly DataKind[]>> = {
  'customer.reveal': ['name', 'phone', 'email', 'number'],
  'customer.export': ['name', 'phone', 'email', 'number', 'orders', 'consents', 'figures'],
  'campaign.export': ['name', 'phone'],
  'campaign.download': ['name', 'phone'],
  'segment.export': ['figures'],
  'list.export': ['masked', 'number'],
  'incident.export': ['name', 'phone', 'email', 'number'],
  'quarantine.download': ['name', 'phone', 'email', 'number'],
};

/** The audit entries of the actors within the span; of anybody where the actors are null. */
function deedsOf(actors: readonly string[] | null, { from, to }: IncidentSource): RawBuilder<unknown> {
  return sql`
    select action, target, after, at from audit_entries
    where action = any(${Object.keys(kindsOfDeed)}::text[])
      and ${actors === null ? sql`true` : sql`actor_id = any(${actors}::text[])`}
      and (${from}::timestamptz is null or at >= ${from}::timestamptz)
      and (${to}::timestamptz is null or at <= ${to}::timestamptz)`;
}

/** A list of a campaign: its rows, or after their retention everybody it was sent to, which cannot miss anyone. */
const ofExports = (exports: RawBuilder<unknown>) => sql`
  select i.customer_id from ${exports} d join file_export_rows r using (export_id) join intents i using (intent_id)
  union
  select i.customer_id from ${exports} d join file_exports e using (export_id)
    join intents i on i.campaign_id = e.campaign_id and i.channel = 'file' and i.state not in ('queued', 'skipped', 'canceled')
  where not exists (select from file_export_rows r where r.export_id = d.export_id)`;

/** The snapshot of a segment that was its newest at the time of the deed. */
const ofSegments = (action: string, prefix: string) => sql`
  select m.customer_id from deeds d join segments s on d.target = ${prefix} || s.name
    join lateral (select snapshot_id from segment_snapshots n where n.segment_id = s.segment_id and n.created_at <= d.at
      order by n.created_at desc, n.snapshot_id desc limit 1) n on true
    join segment_snapshot_members m using (snapshot_id)
  where d.action = ${action}`;

/** Everybody the deeds name; one statement over indexes. */
const ofDeeds = (deeds: RawBuilder<unknown>) => sql`
  with deeds as (${deeds}),
  exports as (select distinct (after ->> 'exportId')::uuid as export_id from deeds
    where action in ('campaign.export', 'campaign.download'))
  select substr(target, 10)::uuid as customer_id from deeds
    where action in ('customer.reveal', 'customer.export')
  union ${ofExports(sql`exports`)}
  union ${ofSegments('segment.export', 'segment:')}
  union ${ofSegments('list.export', 'list:segment-members ')}
  union select a.customer_id from deeds d join campaigns c on d.target = 'list:campaign-audience ' || c.name
    join campaign_audience a using (campaign_id) where d.action = 'list.export'
  union select i.customer_id from sandbox_messages s join intents i using (intent_id)
    where s.received_at <= (select max(at) from deeds where action = 'list.export' and starts_with(target, 'list:mailbox'))
  union select customer_id from customers
    where created_at <= (select max(at) from deeds where action = 'list.export' and starts_with(target, 'list:customers'))
  union select o.customer_id from deeds d join incident_people o on d.target = 'incident:' || o.incident_id
    where d.action = 'incident.export'`;

const inScope = (scope: DataScope | null, userId: string | null) =>
  scope === null
    ? sql`true`
    : sql`(${scope.own} and owner_id::text = ${userId} or store = any(${scope.stores}::text[]) or region = any(${scope.regions}::text[]))`;

/** Who stands behind a source: ids in the audit log and what each may look up without leaving an entry. */
export interface Actors {
  /** Null: anybody. */
  readonly ids: readonly string[] | null;
  readonly scopes: readonly (DataScope | null)[];
}

/** The actors of a source; null where it is no matter of who did what. */
export async function actorsOf(ctx: StoreContext, { kind, id }: IncidentSource): Promise<Actors | null> {
  if (kind === 'span') return { ids: null, scopes: [null] };
  if (kind === 'key') {
    const { rows } = await sql<{ key_id: string; data_scope: unknown; scope: string }>`
      select key_id, data_scope, scope from api_keys where name = ${id}`.execute(ctx.pg);
    // A key that only tracks reads nothing.
    const readers = rows.filter(row => row.scope !== 'track');
    return { ids: rows.map(row => row.key_id), scopes: readers.map(row => scopeOf(row.data_scope)) };
  }
  if (kind !== 'account') return null;
  const { rows } = await sql<{ role: Parameters<typeof roleMay>[0]; data_scope: unknown; limited: boolean }>`
    select role, data_scope, exists (select from limited_roles l where l.role = u.role) as limited
    from users u where user_id = ${id}::uuid`.execute(ctx.pg);
  const readers = rows.filter(row => roleMay(row.role, 'customer.read'));
  const scopes = readers.map(row => (row.role === 'owner' ? null : scopeOf(row.data_scope, row.limited)));
  return { ids: [id ?? ''], scopes };
}

function statementOf(
  source: IncidentSource,
  actors: Actors | null,
  extent: PeopleExtent,
): RawBuilder<unknown> {
  if (source.kind === 'file') return ofExports(sql`(select ${source.id}::uuid as export_id)`);
  if (source.kind === 'import')
    return sql`select customer_id from customer_rows where import_id = ${source.id}::uuid
      union select customer_id from contact_points where import_id = ${source.id}::uuid
      union select customer_id from consents where import_id = ${source.id}::uuid`;
  if (!actors) return nobody;
  const proven = ofDeeds(deedsOf(actors.ids, source));
  if (extent === 'proven' || actors.scopes.length === 0) return proven;
  const seen = actors.scopes.map(scope => inScope(scope, source.id));
  return sql`(${proven}) union
    select customer_id from customers where (${sql.join(seen, sql` or `)})
      and (${source.to}::timestamptz is null or created_at <= ${source.to}::timestamptz)`;
}

const pageIds = 100_000;

/** Customers whose orders or refunds an import brought; facts know who they are. */
async function addFromFacts(
  trx: StateTransaction,
  ctx: StoreContext,
  into: { incidentId: string; importId: string },
) {
  for (const from of [factsSql`order_lines_log`, factsSql`refunds_log`]) {
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const rows = await ctx.ch.query<{ id: string }>(
        factsSql`select distinct toString(customer_id) as id from ${from}
          where import_id = ${p.uuid(into.importId)} and toString(customer_id) > ${p.string(after)}
          order by id limit ${p.uint32(pageIds)}`,
        { tag: 'incident.import-people' },
      );
      const ids = rows.map(row => row.id);
      await sql`insert into incident_people (incident_id, customer_id)
        select ${into.incidentId}, unnest(${ids}::uuid[]) on conflict do nothing`.execute(trx);
      if (ids.length < pageIds) break;
      after = ids.at(-1) ?? after;
    }
  }
}

/** Lists the affected anew in place of an earlier list; pasted numbers were listed when the incident was opened. */
export async function saveAffected(
  trx: StateTransaction,
  ctx: StoreContext,
  incident: Listing,
): Promise<void> {
  const { incidentId, source, extent } = incident;
  if (source.kind === 'customers') return;
  const actors = await actorsOf(ctx, source);
  await sql`delete from incident_people where incident_id = ${incidentId}`.execute(trx);
  await sql`
    insert into incident_people (incident_id, customer_id)
    select distinct ${incidentId}::uuid, customer_id from (${statementOf(source, actors, extent)}) found
    where customer_id is not null on conflict do nothing`.execute(trx);
  if (source.kind === 'import' && source.id)
    await addFromFacts(trx, ctx, { incidentId, importId: source.id });
}

const importKinds: Readonly<Record<string, DataKind>> = {
  customer: 'number',
  name: 'name',
  phone: 'phone',
  email: 'email',
  consentEmail: 'consents',
  consentSms: 'consents',
};

/** What may have got out about each, as far as the source tells, and the deeds that name nobody. */
async function kindsOf(trx: StateTransaction, ctx: StoreContext, { source, extent }: Listing) {
  if (source.kind === 'file') return { dataKinds: kindsOfDeed['campaign.export'] ?? [], unnamedDeeds: 0 };
  if (source.kind === 'customers') return { dataKinds: [], unnamedDeeds: 0 };
  if (source.kind === 'import') {
    const { rows } = await sql<{ kind: string; fields: string[] }>`
      select kind, array(select jsonb_object_keys(coalesce(mapping -> 'columns', '{}'))) as fields
      from imports where import_id = ${source.id}::uuid`.execute(trx);
    const [row] = rows;
    const mapped = (row?.fields ?? []).flatMap(field => importKinds[field] ?? []);
    return { dataKinds: row?.kind === 'orders' ? [...mapped, 'orders' as const] : mapped, unnamedDeeds: 0 };
  }
  const actors = await actorsOf(ctx, source);
  const { rows } = await sql<{ action: string; n: number }>`
    select action, count(*)::int as n from (${deedsOf(actors?.ids ?? null, source)}) d group by action`.execute(
    trx,
  );
  const kinds = rows.flatMap(row => kindsOfDeed[row.action] ?? []);
  return {
    dataKinds: extent === 'possible' ? [...kinds, 'masked' as const, 'number' as const] : kinds,
    unnamedDeeds: rows.find(row => row.action === 'quarantine.download')?.n ?? 0,
  };
}

/** Counts of the listed by kind of contact and region as they stand now; two statements. */
export async function countAffected(
  trx: StateTransaction,
  ctx: StoreContext,
  incident: Listing,
): Promise<AffectedCounts> {
  const { incidentId, extent } = incident;
  const { rows } = await sql<Pick<AffectedCounts, 'people' | 'withEmail' | 'withPhone' | 'withoutContact'>>`
    select count(*)::int as people, count(*) filter (where email)::int as "withEmail",
      count(*) filter (where phone)::int as "withPhone",
      count(*) filter (where email is not true and phone is not true)::int as "withoutContact"
    from incident_people o left join (
      select customer_id, bool_or(kind = 'email') as email, bool_or(kind = 'phone') as phone
      from contact_points join incident_people using (customer_id)
      where status = 'active' and incident_id = ${incidentId} group by customer_id) k using (customer_id)
    where o.incident_id = ${incidentId}`.execute(trx);
  const { rows: regions } = await sql<{ region: string | null; people: number }>`
    select c.region, count(*)::int as people from incident_people o left join customers c using (customer_id)
    where o.incident_id = ${incidentId} group by c.region order by people desc, region nulls last limit 100`.execute(
    trx,
  );
  const [counts] = rows;
  const kinds = await kindsOf(trx, ctx, incident);
  return {
    extent,
    ...(counts ?? { people: 0, withEmail: 0, withPhone: 0, withoutContact: 0 }),
    regions,
    dataKinds: dataKinds.filter(kind => kinds.dataKinds.includes(kind)),
    unnamedDeeds: kinds.unnamedDeeds,
  };
}
