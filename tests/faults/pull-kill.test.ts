/**
 * A process killed at random moments while it pulls and looks for gone rows, with a source that changes all the while: what is
 * stored in the end is what the source has, each row once. `REKINDLE_PULL_KILLS` is the number of kills a database.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type PullSourceKind, pullSourceKinds } from '../../src/records/pull.ts';
import { startChild } from '../../src/testing/child-process.ts';
import { type PulledDatabase, pulledDatabase, pulledServers } from '../../src/testing/pulled-database.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { momentsWithin } from './kills.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'puller-process.ts');
const asked = process.env.REKINDLE_PULL_KILLS;
const usual: Readonly<Record<PullSourceKind, number>> = { postgresql: 2, mysql: 1 };
/** In a long run more than one import holds, so that kills fall between two of a run as well. */
const rowsAtFirst = asked === undefined ? 3_000 : 45_000;
const changeEveryMs = 120;

interface Seen {
  readonly ledger: readonly { import_id: string; state: string; rows_read: number }[];
  readonly logged: readonly string[];
  readonly lines: readonly string[];
  readonly waiting: number;
  readonly known: number;
  readonly cursor: { readonly updated: string; readonly key: string } | null;
}
interface Ended {
  readonly looks: boolean;
  readonly rowsTaken?: number;
  readonly rowsGone?: number;
}

const types: Readonly<Record<PullSourceKind, string>> = {
  postgresql:
    'id bigint primary key, order_no text, line_no int, sku text, paid numeric(12,2), at timestamptz, changed timestamptz not null',
  mysql: `id bigint primary key, order_no varchar(20), line_no int, sku varchar(20), paid decimal(12,2), at timestamp null,
    changed timestamp(6) not null`,
};

/** A table that programs write to: rows come, change, go, and become visible later than the time they carry. */
async function busySource(kind: PullSourceKind, database: PulledDatabase) {
  const rng = xoroshiro128plus(20261201);
  const now = (secondsAgo: number) =>
    kind === 'mysql' ? `now(6) - interval ${secondsAgo} second` : `now() - interval '${secondsAgo} seconds'`;
  const row = (id: number, secondsAgo: number) =>
    `(${id}, 'O${Math.floor(id / 3)}', ${(id % 3) + 1}, 'A${id % 7}', ${10 + (id % 90)}, '2026-02-01 08:00:00', ${now(secondsAgo)})`;
  let last = 0;
  const add = (count: number, secondsAgo = 0) => {
    const ids = Array.from({ length: count }, () => (last += 1));
    return database.run(`insert into items values ${ids.map(id => row(id, secondsAgo)).join(', ')}`);
  };
  const any = () => uniformInt(rng, 1, last);
  const deeds = [
    () => add(uniformInt(rng, 1, 40)),
    () => add(3, 20),
    () => database.run(`update items set paid = paid + 1, changed = ${now(0)} where id % 97 = ${any() % 97}`),
    () => database.run(`delete from items where id = ${any()}`),
  ];
  await database.run(`create table items (${types[kind]})`);
  for (let n = 0; n < rowsAtFirst; n += 5_000) await add(Math.min(5_000, rowsAtFirst - n));
  return {
    /** More than one import holds. */
    changeHalf: () => database.run(`update items set paid = paid + 1, changed = ${now(0)} where id % 2 = 0`),
    /** Changes all the while until it is told to stop. */
    change() {
      let isOver = false;
      const changing = (async () => {
        for (let n = 0; !isOver; n += 1) {
          await deeds[n % deeds.length]?.();
          await wait(changeEveryMs);
        }
      })();
      return async () => {
        isOver = true;
        await changing;
      };
    },
    async lines() {
      const rows = await database.rows<{ order_no: string; line_no: number; paid: string }>(
        'select order_no, line_no, paid from items',
      );
      return rows.map(({ order_no, line_no, paid }) => `${order_no}/${line_no} ${Number(paid)}`).sort();
    },
    async last() {
      const [newest] = await database.rows<{ id: string }>(
        'select id from items order by changed desc, id desc limit 1',
      );
      return String(newest?.id);
    },
  };
}

const wish = {
  name: 'items',
  table: 'items',
  keyColumn: 'id',
  updatedColumn: 'changed',
  overlapSeconds: 60,
  mapping: {
    kind: 'orders',
    name: 'till',
    title: 'Till',
    source: 'till',
    columns: { orderId: 'order_no', lineNo: 'line_no', sku: 'sku', netAmount: 'paid', orderedAt: 'at' },
    dateField: 'orderedAt',
  },
};

/** Whatever was cut off: every import whole or absent, in both stores, and no row twice. */
function expectWhole({ ledger, logged, lines, waiting }: Seen) {
  expect(waiting).toBe(0);
  expect(ledger.filter(({ state }) => state !== 'committed')).toEqual([]);
  const ids = new Set(ledger.map(row => row.import_id));
  expect(logged.filter(id => !ids.has(id))).toEqual([]);
  const named = lines.map(line => line.split(' ')[0]);
  expect(new Set(named).size).toBe(named.length);
}

describe.each(pullSourceKinds)('a process that pulls from %s', kind => {
  const kills = Number(asked ?? usual[kind]);
  test.skipIf(!pulledServers[kind])(
    `killed ${kills} times: what is stored is what the source has, once`,
    async () => {
      const dataFolder = join(await scratchFolder(), 'data');
      const database = await pulledDatabase(kind);
      onTestFinished(() => database.close());
      const source = await busySource(kind, database);
      const args = [dataFolder, JSON.stringify(database.request), JSON.stringify(wish)];
      const start = async () => {
        const child = startChild(script, args);
        onTestFinished(() => child.kill('SIGKILL'));
        const { seen } = await child.line<{ seen: Seen }>();
        return { child, seen, next: async () => (await child.line<{ ended: Ended }>()).ended };
      };
      // How long a run takes that nobody disturbs.
      const first = await start();
      const at = performance.now();
      await first.next();
      const spanMs = Math.round(2 * (performance.now() - at));
      await first.child.kill('SIGKILL');
      const stop = source.change();
      let ended = 0;
      for (const moment of momentsWithin(xoroshiro128plus(20261202), kills, spanMs)) {
        const { child, seen, next } = await start();
        expectWhole(seen);
        if (asked !== undefined) await source.changeHalf();
        const listening = (async () => {
          for (;;) {
            await next();
            ended += 1;
          }
        })().catch(() => {});
        await wait(moment);
        await child.kill('SIGKILL');
        await listening;
      }
      await stop();

      const calm = await start();
      const tellsNothingNew = (work: Ended) => work.rowsTaken === 0 || work.rowsGone === 0;
      for (let quiet = 0; quiet < 3; ) quiet = tellsNothingNew(await calm.next()) ? quiet + 1 : 0;
      await calm.child.close();
      let seen: Seen | undefined;
      while (!seen) ({ seen } = await calm.child.line<{ seen?: Seen }>());
      const lines = await source.lines();
      console.log(
        `${kind}: ${kills} kills over ${spanMs} ms, ${ended} pieces of work ended, ${seen.ledger.length} imports, ${lines.length} rows`,
      );
      expectWhole(seen);
      expect([...seen.lines].sort()).toEqual(lines);
      expect(seen.known).toBe(lines.length);
      expect(seen.cursor?.key).toBe(await source.last());
    },
    3_600_000,
  );
});
