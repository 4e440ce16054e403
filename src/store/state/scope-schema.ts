/**
 * The schema `in_scope`: the state database as somebody with a data scope sees it. Every table that says something about
 * customers stands there as a view of the same name, so that a session which looks there first cannot read past its scope.
 * Made anew after migrations from what `personal-data.ts` says of each table: a new one is filtered by its customer, or
 * hidden, until somebody says otherwise here.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { statePersonalData } from '../personal-data.ts';

/** The scope stands in settings of the session; without them nobody is in it. Sub-selects are evaluated once a query. */
const customersInScope = `select c.* from public.customers c
where c.owner_id = (select nullif(current_setting('rekindle.scope_owner', true), '')::uuid)
  or c.store = any ((select string_to_array(nullif(current_setting('rekindle.scope_stores', true), ''), E'\\x1f'))::text[])
  or c.region = any ((select string_to_array(nullif(current_setting('rekindle.scope_regions', true), ''), E'\\x1f'))::text[])`;

const by = (key: string, table: string) =>
  `select t.* from public.${table} t where t.${key} = current_setting('rekindle.scope_actor', true)`;
const ofCustomers = (table: string) =>
  `select t.* from public.${table} t where t.customer_id in (select customer_id from in_scope.customers)`;
const ofIntents = (table: string) =>
  `select t.* from public.${table} t where t.intent_id in (select intent_id from in_scope.intents)`;
const hidden = (table: string) => `select t.* from public.${table} t where false`;

/** Tables that are neither filtered by a customer nor hidden. What a count of the whole base stands in is left out. */
const ownViews: Readonly<Record<string, string>> = {
  jobs: by('created_by', 'jobs'),
  approvals: by('requested_by', 'approvals'),
  audit_entries: by('actor_id', 'audit_entries'),
  erasures: ofCustomers('erasures'),
  identity_ledger: `select t.* from public.identity_ledger t where t.to_id in (select customer_id from in_scope.customers)`,
  // Both records: who sees one of a pair only may not learn of the other.
  identity_doubts: `select t.* from public.identity_doubts t
    where t.record_id in (select customer_id from in_scope.customers)
      and t.other_id in (select customer_id from in_scope.customers)`,
  identity_rulings: `select t.* from public.identity_rulings t
    where t.left_id in (select customer_id from in_scope.customers)
      and t.right_id in (select customer_id from in_scope.customers)`,
  segments: `select segment_id, name, title, definition, opportunity_id, created_at, updated_at, null::bigint as last_count,
    null::timestamptz as last_counted_at, null::bigint as last_count_ms from public.segments`,
  segment_snapshots: `select s.snapshot_id, s.segment_id, s.definition, s.as_of, s.features_as_of,
    (select count(*) from in_scope.segment_snapshot_members m where m.snapshot_id = s.snapshot_id) as count,
    s.created_at, s.seconds from public.segment_snapshots s`,
  campaigns: `select campaign_id, name, title, state, version, definition, segment_snapshot_id, salt, spent_minor,
    null::jsonb as forecast, approved_by, approved_at, launched_at, final_read_at, created_at, updated_at, pause_reason,
    batch_from from public.campaigns`,
  imports: `select import_id, kind, source, mapping, state, version, file_name, 0::bigint as rows_quarantined, created_at,
    undone_at from public.imports`,
};

/** Tables that people with a scope read as everybody does, each with the reason. */
export const readByAll: Readonly<Record<string, string>> = {
  idempotency: 'replies are kept by actor, and only who asked gets theirs',
  suppressions: 'hashes that name nobody without a contact point beside them',
  saved_views: 'of one person each, and never a search for a customer',
  settings: 'the organisation’s',
  exclusion_rules: 'rules, not people',
};

/** Views by name, those that others read first. */
function scopeViews(): [name: string, query: string][] {
  const rules = Object.entries(statePersonalData);
  const byKey = (key: string) =>
    rules.flatMap(([table, rule]) => (rule.of === 'customer' && rule.by === key ? [table] : []));
  const first = ['customers', 'intents', 'segment_snapshot_members'];
  const others = byKey('customer_id').filter(table => !first.includes(table));
  const rest = rules
    .filter(([table, { of }]) => (of === 'organisation' || of === 'special') && !(table in readByAll))
    .map(([table]) => table);
  return [
    ['customers', customersInScope],
    ...[...first.slice(1), ...others, 'current_consents'].map((table): [string, string] => [
      table,
      ofCustomers(table),
    ]),
    ...byKey('intent_id').map((table): [string, string] => [table, ofIntents(table)]),
    ...rest.map((table): [string, string] => [table, ownViews[table] ?? hidden(table)]),
  ];
}

const statements = (): string[] => [
  'drop schema if exists in_scope cascade',
  'create schema in_scope',
  ...scopeViews().map(([name, query]) => `create view in_scope.${name} as ${query}`),
];

/**
 * Makes the schema where it is not as this program wants it, by a digest in its comment; migrations drop it, since a view
 * has the columns its table had when it was made. For the holder of the migrations' lock. About 30 ms when it is made.
 */
export async function makeScopeSchema(client: pg.Client): Promise<void> {
  const digest = createHash('sha256').update(statements().join(';\n')).digest('hex');
  const { rows } = await client.query<{ made: string | null }>(
    `select obj_description(to_regnamespace('in_scope'), 'pg_namespace') as made`,
  );
  if (rows[0]?.made === digest) return;
  await client.query('begin');
  try {
    for (const statement of statements()) await client.query(statement);
    await client.query(`comment on schema in_scope is '${digest}'`);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw cause;
  }
}
