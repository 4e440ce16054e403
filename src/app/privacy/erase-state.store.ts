/**
 * Erases one person from the state database, in one transaction: their rows by the rules of `personal-data.ts`, refused
 * rows that name them, and what they are known by in every text people wrote.
 */
import { sql } from 'kysely';
import { waitsAnew } from '../../collect/identity/identity-keys.store.ts';
import { conflict } from '../../kernel/errors.ts';
import type { ErasedTable } from '../../records/privacy.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { openReply } from '../../store/kept-reply.ts';
import { isTypedInto, statePersonalData } from '../../store/personal-data.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import { blankedJson, patternOf, says } from './known-values.ts';
import { belongsTo, customerTables, loadKnownValues } from './person-rows.store.ts';

const pageRows = 5_000;

/** What was done to each table. Throws `erase-import-running`: a running import may hold the person's row. */
export async function eraseState(
  ctx: StoreContext,
  trx: StateTransaction,
  customerId: string,
): Promise<ErasedTable[]> {
  await requireNoImport(trx);
  await sql`select 1 from customers where customer_id = ${customerId} for update`.execute(trx);
  const pattern = patternOf(await loadKnownValues(ctx, trx, customerId));
  const done: ErasedTable[] = [];
  const note = (table: string, did: ErasedTable['did'], rows: bigint | number) => {
    if (Number(rows) > 0) done.push({ store: 'state', table, did, rows: Number(rows) });
  };
  note('suppressions', 'suppressed', await suppress(ctx, trx, customerId));
  note('intents', 'stopped', await stopMessages(trx, customerId));
  note(
    'idempotency',
    'deleted',
    await forgetReplies(
      ctx,
      trx,
      text => text.includes(customerId) || (pattern !== null && says(text, pattern)),
    ),
  );
  note('facts_outbox', 'deleted', await takeFromOutbox(trx, customerId));
  if (pattern) {
    note('quarantine', 'deleted', await eraseRefused(ctx, trx, pattern));
    note('event_quarantine', 'deleted', await eraseRefusedEvents(ctx, trx, pattern));
    done.push(...(await blankTexts(trx, pattern)));
  }
  note('identity_doubts', 'deleted', await forgetDoubts(trx, customerId));
  await unshareKeys(trx, customerId, ctx.now());
  for (const { table, did, rows } of await eraseRows(trx, customerId)) note(table, did, rows);
  await sql`update customers set erased_at = ${ctx.now()} where customer_id = ${customerId}`.execute(trx);
  return done;
}

/** Throws `erase-import-running` while an import may hold a row of anybody. */
export async function requireNoImport(trx: StateTransaction): Promise<void> {
  const { rows } = await sql`select 1 from imports where state in ('staging', 'publishing')`.execute(trx);
  if (rows.length > 0) throw conflict('erase-import-running');
}

/** The person's addresses stay as hashes nobody may write to, unless somebody else has the same address. */
async function suppress(
  ctx: StoreContext,
  trx: StateTransaction,
  customerId: string,
): Promise<bigint | number> {
  const { numAffectedRows } = await sql`
    insert into suppressions (blind_index, index_version, kind, reason, at)
    select distinct p.blind_index, p.index_version, p.kind, 'erased', ${ctx.now()}::timestamptz from contact_points p
    where p.customer_id = ${customerId} and not exists (
      select from contact_points o
      where o.blind_index = p.blind_index and o.kind = p.kind and o.customer_id <> p.customer_id)
    on conflict do nothing`.execute(trx);
  return numAffectedRows ?? 0;
}

/** Nobody is asked whether an erased record is somebody. */
async function forgetDoubts(trx: StateTransaction, customerId: string): Promise<bigint | number> {
  const { numAffectedRows } = await sql`
    delete from identity_doubts where record_id = ${customerId} or other_id = ${customerId}`.execute(trx);
  return numAffectedRows ?? 0;
}

/** Whoever shares a key with the record waits to be resolved without it; a key that one record is left of is not shared. */
async function unshareKeys(trx: StateTransaction, customerId: string, at: Date): Promise<void> {
  await sql`
    insert into identity_waiting (customer_id, since)
    select distinct o.customer_id, ${at}::timestamptz from identity_keys k join identity_keys o using (key_id, kind)
    where k.customer_id = ${customerId} and k.kind <> 'name' and o.customer_id <> ${customerId}
    ${waitsAnew}`.execute(trx);
  await sql`
    delete from identity_shared_keys s using identity_keys k
    where k.customer_id = ${customerId} and k.key_id = s.key_id and k.kind = s.kind and (
      select count(distinct o.customer_id) from identity_keys o
      where o.key_id = s.key_id and o.kind = s.kind and o.customer_id <> ${customerId}) < 2`.execute(trx);
}

async function stopMessages(trx: StateTransaction, customerId: string): Promise<bigint | number> {
  const { numAffectedRows } = await sql`
    update intents set state = 'skipped', skip_reason = 'skip-restricted', lease_owner = null
    where customer_id = ${customerId} and state in ('queued', 'claimed')`.execute(trx);
  return numAffectedRows ?? 0;
}

async function forgetReplies(
  ctx: StoreContext,
  trx: StateTransaction,
  isNamedIn: (text: string) => boolean,
): Promise<number> {
  const { rows } = await sql<{ actor_id: string; key: string; response: unknown }>`
    select actor_id, key, response from idempotency where response is not null`.execute(trx);
  const named = rows.filter(({ response }) => isNamedIn(JSON.stringify(openReply(ctx.keys, response))));
  for (const { actor_id, key } of named)
    await sql`delete from idempotency where actor_id = ${actor_id} and key = ${key}`.execute(trx);
  return named.length;
}

/** Ledgers on their way keep their rows, as they do in facts; the tables that are emptied there lose theirs here. */
async function takeFromOutbox(trx: StateTransaction, customerId: string): Promise<bigint | number> {
  const { numAffectedRows } = await sql`
    update facts_outbox set rows = coalesce((
      select jsonb_agg(r) from jsonb_array_elements(rows) as r
      where r ->> 'customer_id' is distinct from ${customerId}), '[]'::jsonb)
    where target_table not in ('assignments', 'touches')
      and rows @> jsonb_build_array(jsonb_build_object('customer_id', ${customerId}::text))`.execute(trx);
  return numAffectedRows ?? 0;
}

async function eraseRefused(ctx: StoreContext, trx: StateTransaction, pattern: RegExp): Promise<number> {
  let found = 0;
  for (let after = 0; ; ) {
    const { rows } = await sql<Refused>`
      select quarantine_id, import_id, row_number, payload_cipher, key_version from quarantine
      where quarantine_id > ${after} order by quarantine_id limit ${pageRows}`.execute(trx);
    if (rows.length === 0) return found;
    const named = rows.filter(row => says(payloadOf(ctx, row), pattern)).map(row => row.quarantine_id);
    await sql`delete from quarantine where quarantine_id = any(${named}::bigint[])`.execute(trx);
    found += named.length;
    after = rows.at(-1)?.quarantine_id ?? after;
  }
}

interface Refused {
  readonly quarantine_id: number;
  readonly import_id: string;
  readonly row_number: number;
  readonly payload_cipher: Buffer;
  readonly key_version: number;
}

const payloadOf = (ctx: StoreContext, row: Refused): string =>
  ctx.keys
    .decrypt(
      row.payload_cipher,
      row.key_version,
      fieldAad('quarantine', 'payload', `${row.import_id}:${row.row_number}`),
    )
    .normalize('NFKC');

async function eraseRefusedEvents(
  ctx: StoreContext,
  trx: StateTransaction,
  pattern: RegExp,
): Promise<number> {
  let found = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await sql<{ id: string; cipher: Buffer; version: number; said: string }>`
      select refused_id as id, payload_cipher as cipher, key_version as version,
        concat_ws(' ', message_id, path, received, event_name) as said
      from event_quarantine where refused_id > ${after} order by refused_id limit ${pageRows}`.execute(trx);
    if (rows.length === 0) return found;
    const named = rows.filter(({ id, cipher, version, said }) => {
      const payload = ctx.keys.decrypt(cipher, version, fieldAad('event_quarantine', 'payload', id));
      return says(`${payload} ${said}`.normalize('NFKC'), pattern);
    });
    await sql`delete from event_quarantine where refused_id = any(${named.map(({ id }) => id)}::uuid[])`.execute(
      trx,
    );
    found += named.length;
    after = rows.at(-1)?.id ?? after;
  }
}

async function eraseRows(trx: StateTransaction, customerId: string) {
  const done: { table: string; did: ErasedTable['did']; rows: bigint | number }[] = [];
  // What is found by a person's messages goes before anything else changes.
  const tables = customerTables().sort((a, b) => (a[1].by < b[1].by ? 1 : -1));
  for (const [table, rule] of tables) {
    const where = belongsTo(rule, customerId);
    const name = sql.table(table);
    if (rule.erase === 'keep') {
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from ${name} where ${where}`.execute(trx);
      done.push({ table, did: 'kept', rows: rows[0]?.n ?? 0 });
    } else if (rule.erase === 'delete') {
      const { numAffectedRows } = await sql`delete from ${name} where ${where}`.execute(trx);
      done.push({ table, did: 'deleted', rows: numAffectedRows ?? 0 });
    } else {
      const empty = sql.join(rule.erase.map(column => sql`${sql.ref(column)} = null`));
      const { numAffectedRows } = await sql`update ${name} set ${empty} where ${where}`.execute(trx);
      done.push({ table, did: 'emptied', rows: numAffectedRows ?? 0 });
    }
  }
  return done;
}

interface TextColumn {
  readonly table: string;
  readonly column: string;
  readonly type: 'text' | 'jsonb' | 'text[]';
}

/** Columns in which people write about anything; read from the schema, so that a new one is not forgotten. */
async function textColumns(trx: StateTransaction): Promise<TextColumn[]> {
  const tables = Object.entries(statePersonalData)
    .filter(([, rule]) => isTypedInto(rule))
    .map(([table]) => table);
  const { rows } = await sql<TextColumn>`
    select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relname = any(${tables}) and a.attnum > 0
      and not a.attisdropped and format_type(a.atttypid, null) in ('text', 'jsonb', 'text[]')
    order by 1, 2`.execute(trx);
  return rows;
}

async function blankTexts(trx: StateTransaction, pattern: RegExp): Promise<ErasedTable[]> {
  const done = new Map<string, number>();
  for (const { table, column, type } of await textColumns(trx)) {
    const [name, field] = [sql.table(table), sql.ref(column)];
    const { rows } = await sql<{ ctid: string; value: unknown }>`
      select ctid::text as ctid, to_jsonb(${field}) as value from ${name} where ${field} is not null`.execute(
      trx,
    );
    for (const { ctid, value } of rows) {
      const blank = JSON.stringify(blankedJson(value, pattern));
      if (blank === JSON.stringify(value)) continue;
      const next =
        type === 'jsonb'
          ? sql`${blank}::jsonb`
          : type === 'text'
            ? sql`${blank}::jsonb #>> '{}'`
            : sql`array(select jsonb_array_elements_text(${blank}::jsonb))`;
      await sql`update ${name} set ${field} = ${next} where ctid = ${ctid}::tid`.execute(trx);
      done.set(table, (done.get(table) ?? 0) + 1);
    }
  }
  return [...done].map(([table, rows]) => ({ store: 'state', table, did: 'blanked', rows }));
}
