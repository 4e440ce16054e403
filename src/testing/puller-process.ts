/**
 * A process that settles what an earlier one left, says what stands of a pull, and pulls and looks for gone rows in turn until
 * it is killed or told to close, for tests that do so. Makes the pull where there is none. Prints `{"seen": …}` first and last,
 * and `{"ended": …}` after each piece of work.
 *
 *     node src/testing/puller-process.ts DATA SOURCE-AS-JSON PULL-AS-JSON
 */
import { createContext } from '../app/context.ts';
import { importPaths } from '../collect/import/import-paths.ts';
import { recoverImports } from '../collect/import/run-import.ts';
import { addCheckedPull } from '../collect/pull/check-pull.store.ts';
import { addSource } from '../collect/pull/pull-sources.store.ts';
import { findPulls, loadCursor } from '../collect/pull/pulls.store.ts';
import { reconcilePull } from '../collect/pull/reconcile.store.ts';
import { runPull } from '../collect/pull/run-pull.ts';
import { pullRequest, pullSourceRequest } from '../records/pull.ts';
import type { StoreContext } from '../store/context.ts';
import { factsSql } from '../store/facts/sql.ts';
import { openStores } from '../store/open-stores.ts';
import { loopback } from './pulled-database.ts';
import { searchedLog } from './searched-log.ts';
import { countWaitingRows } from './waiting-rows.ts';

const [dataFolder = '', source = '', wish = ''] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const { stores, close } = await openStores({ dataFolder, machineNow: () => new Date(), log: searchedLog });
const ctx: StoreContext = { ...createContext(stores, searchedLog), callable: loopback };
await recoverImports(ctx, importPaths);

async function pullId(): Promise<string> {
  const [made] = await findPulls(ctx.pg);
  if (made) return made.id;
  const { id: sourceId } = await addSource(ctx, pullSourceRequest.parse(JSON.parse(source)));
  return (await addCheckedPull(ctx, pullRequest.parse({ ...JSON.parse(wish), sourceId }))).id;
}
const id = await pullId();

/** What stands of the pull in both stores. */
async function look() {
  const ledger = await ctx.pg.selectFrom('imports').select(['import_id', 'state', 'rows_read']).execute();
  const logged = await ctx.ch.query<{ id: string }>(
    factsSql`select distinct toString(import_id) as id from order_lines_log order by id`,
    { tag: 'test.logged' },
  );
  const lines = await ctx.ch.query<{ line: string }>(
    factsSql`select concat(order_id, '/', toString(line_no), ' ', toString(net_amount)) as line from order_lines order by line`,
    { tag: 'test.lines' },
  );
  const [pull] = await findPulls(ctx.pg);
  say({
    seen: {
      ledger,
      logged: logged.map(row => row.id),
      lines: lines.map(row => row.line),
      waiting: await countWaitingRows(ctx),
      known: Number(pull?.rowsKnown),
      cursor: await loadCursor(ctx, id),
    },
  });
}
await look();

let isOver = false;
process.stdin.on('data', () => (isOver = true)).on('end', () => (isOver = true));
const wishes = { pullId: id, createdBy: null, evenIfMany: false };
for (let n = 0; !isOver; n += 1) {
  const looks = n % 3 === 1;
  const summary = looks ? await reconcilePull(ctx, wishes) : await runPull(ctx, wishes);
  say({ ended: { looks, ...summary } });
}
await look();
await close();
process.exit(0);
