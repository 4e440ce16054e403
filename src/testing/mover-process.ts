/**
 * A process that finishes what an earlier one left of its joins and partings, says how records and rows stand, and goes on
 * joining and parting pairs of customers until it is killed, for tests that do so. Prints `{"seen": …}` first, then
 * `{"decided": id}`.
 *
 *     node src/testing/mover-process.ts DATA
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createContext } from '../app/context.ts';
import { settlePeople } from '../collect/identity/identity.job.ts';
import { saveRuling, undoRuling } from '../collect/identity/rulings.store.ts';
import { importPaths } from '../collect/import/import-paths.ts';
import { recoverImports, runImport } from '../collect/import/run-import.ts';
import { factsSql } from '../store/facts/sql.ts';
import { openStores } from '../store/open-stores.ts';
import { killedMapping, ordersFile } from './importer-files.ts';
import { searchedLog } from './searched-log.ts';

const [dataFolder = ''] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const reason = 'moved until killed';

const { stores } = await openStores({ dataFolder, machineNow: () => new Date(), log: searchedLog });
const ctx = createContext(stores, searchedLog);

async function importOrders(): Promise<void> {
  await mkdir(ctx.stagingFolder, { recursive: true });
  const path = join(ctx.stagingFolder, 'orders');
  await writeFile(path, ordersFile(0));
  const upload = { path, fileName: 'orders', sha256: '0'.repeat(64) };
  const importId = ctx.newId();
  const asked = { importId, kind: 'orders', mapping: killedMapping, dryRun: false } as const;
  await runImport(ctx, importPaths, { ...asked, createdBy: null, upload });
}

await recoverImports(ctx, importPaths);
const { rows: known } = await sql`select from imports where state = 'committed'`.execute(ctx.pg);
if (known.length === 0) await importOrders();
await settlePeople(ctx);

// Where every row of facts is to stand, by the links of state: facts must not have a word of their own.
const { rows: links } = await sql<{ raw: string; person: string }>`
  select raw_id as raw, customer_id as person from identity_links`.execute(ctx.pg);
const personOf = new Map(links.map(({ raw, person }) => [raw, person]));
const rows = await ctx.ch.query<{ log: string; said: string; at: string; n: string }>(
  factsSql`select 'order_lines' as log, toString(said_id) as said, toString(customer_id) as at, toString(count()) as n
  from order_lines final where is_deleted = 0 group by said_id, customer_id
  union all select 'refunds', toString(said_id), toString(customer_id), toString(count())
  from refunds final where is_deleted = 0 group by said_id, customer_id`,
  { tag: 'test.moved' },
);
const { rows: left } = await sql<{ moves: number; waiting: number; decisions: string[] }>`
  select (select count(*)::int from identity_moves) as moves, (select count(*)::int from identity_waiting) as waiting,
    array(select distinct decision_id::text from identity_rulings) as decisions`.execute(ctx.pg);
const sum = (log: string) =>
  rows.filter(row => row.log === log).reduce((total, { n }) => total + Number(n), 0);
say({
  seen: {
    ...left[0],
    linked: links.length,
    lines: sum('order_lines'),
    refunds: sum('refunds'),
    misplaced: rows.filter(({ said, at }) => (personOf.get(said) ?? said) !== at).length,
  },
});

const { rows: standing } = await sql<{ id: string; record: string }>`
  select decision_id as id, left_id as record from identity_rulings where undone_at is null`.execute(ctx.pg);
const decisions = new Map(standing.map(({ id, record }) => [record, id]));
const { rows: people } = await sql<{
  id: string;
}>`select customer_id as id from customers order by 1`.execute(ctx.pg);
for (let pair = 0; ; pair = (pair + 2) % (people.length - 1)) {
  const [record = '', other = ''] = [people[pair]?.id, people[pair + 1]?.id];
  const decided = decisions.get(record);
  if (decided === undefined) {
    const { decisionId } = await saveRuling(ctx, { kind: 'same', record, other, reason });
    decisions.set(record, decisionId);
    say({ decided: decisionId });
  } else {
    await undoRuling(ctx, decided, reason);
    decisions.delete(record);
    say({ decided });
  }
}
