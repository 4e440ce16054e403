/** The log's promises against a model of thirty lines: what was believed at any moment, and what is true now. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { appendVersions } from './log-append.ts';
import { logAsOf } from './log-tables.ts';
import { undoImport } from './log-undo.ts';
import { type FactsSql, factsSql, p } from './sql.ts';

const hour = 3_600_000;
/** Each run begins after the one before: the logs' own clock never runs back. */
const startOf = (run: number) => Date.UTC(2025, 0, 1) + run * 1000 * hour;

interface Line {
  readonly customer: number;
  readonly order: number;
  readonly sku: string;
  readonly paidHour: number;
  readonly deleted: boolean;
}

type Step =
  | {
      readonly kind: 'append';
      readonly history: boolean;
      readonly lines: readonly Line[];
      readonly wait: number;
    }
  | { readonly kind: 'undo'; readonly pick: number; readonly wait: number }
  | { readonly kind: 'merge' };

interface ModelRow extends Line {
  readonly importNo: number;
  readonly knownAt: number;
}

interface ModelImport {
  readonly history: boolean;
  effectiveAt: number | null;
}

/** The whole meaning of the log: rows in order of arrival, imports and when their undo counts from. */
class Model {
  readonly start: number;
  readonly rows: ModelRow[] = [];
  readonly imports: ModelImport[] = [];

  constructor(start: number) {
    this.start = start;
  }

  read(at: number): string[] {
    const latest = new Map<string, ModelRow>();
    for (const row of this.rows) {
      const effectiveAt = this.imports[row.importNo]?.effectiveAt ?? null;
      const undone = effectiveAt !== null && effectiveAt <= at;
      if (row.knownAt <= at && !undone) latest.set(`${row.customer}/${row.order}`, row);
    }
    return [...latest.values()]
      .filter(row => !row.deleted)
      .map(row => `${row.customer}/${row.order}=${row.sku}`)
      .sort();
  }

  append(lines: readonly Line[], history: boolean, now: number): void {
    const importNo = this.imports.push({ history, effectiveAt: null }) - 1;
    const places = new Set(lines.map(line => `${line.customer}/${line.order}`));
    const taken = new Set(lines.map(line => line.order));
    const left = this.current().filter(
      row => taken.has(row.order) && !places.has(`${row.customer}/${row.order}`),
    );
    for (const line of lines) {
      const knownAt = history ? Math.min(this.start + line.paidHour * hour, now) : now;
      this.rows.push({ ...line, importNo, knownAt });
    }
    for (const row of left)
      this.rows.push({ ...row, deleted: true, importNo, knownAt: history ? row.knownAt : now });
  }

  current(): ModelRow[] {
    const latest = new Map<string, ModelRow>();
    for (const row of this.rows)
      if ((this.imports[row.importNo]?.effectiveAt ?? null) === null)
        latest.set(`${row.customer}/${row.order}`, row);
    return [...latest.values()].filter(row => !row.deleted);
  }
}

const line = fc.record({
  customer: fc.nat(2),
  order: fc.nat(3),
  sku: fc.constantFrom('a', 'b', 'c', 'd'),
  paidHour: fc.nat(40),
  deleted: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      history: fc.boolean(),
      lines: fc.uniqueArray(line, { minLength: 1, maxLength: 4, selector: each => each.order }),
      wait: fc.nat(10),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('undo' as const), pick: fc.nat(9), wait: fc.nat(10) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge' as const) }) },
);

const uuid = (run: number, kind: number, no: number) =>
  `0000${run.toString(16).padStart(4, '0')}-0000-7000-8000-${kind}${no.toString(16).padStart(11, '0')}`;

const rowOf = (run: number, { customer, order, sku, paidHour, deleted }: Line) => ({
  source: `run-${run}`,
  order_id: `o${order}`,
  line_no: 1,
  customer_id: uuid(run, 1, customer),
  ordered_at: new Date(startOf(run)),
  paid_at: new Date(startOf(run) + paidHour * hour),
  sku,
  is_deleted: deleted ? 1 : 0,
});

describe('the logs of the facts', () => {
  let store: FreshFacts;
  let runs = 0;
  beforeAll(async () => {
    store = await freshFacts();
  });
  afterAll(async () => store.close());

  const read = async (from: FactsSql, run: number): Promise<string[]> => {
    const rows = await store.facts.query<{ customer: string; order_id: string; sku: string }>(
      factsSql`SELECT right(toString(customer_id), 1) AS customer, order_id, sku FROM ${from} AS line
        WHERE source = ${p.string(`run-${run}`)}`,
      { tag: 'test.read' },
    );
    return rows.map(row => `${row.customer}/${row.order_id.slice(1)}=${row.sku}`).sort();
  };

  const undoPicked = async (model: Model, pick: number, run: number, now: number) => {
    if (model.imports.length === 0) return;
    const importNo = pick % model.imports.length;
    const picked = model.imports[importNo] as ModelImport;
    picked.effectiveAt ??= picked.history ? 0 : now;
    const at = new Date(now);
    await undoImport(store.facts, {
      importId: uuid(run, 2, importNo),
      logs: ['order_lines'],
      at,
      history: picked.history,
    });
  };

  const play = async (model: Model, steps: readonly Step[], run: number): Promise<number> => {
    let now = model.start;
    for (const each of steps) {
      if (each.kind === 'merge') {
        await store.facts.command(factsSql`OPTIMIZE TABLE order_lines_local FINAL`, { tag: 'test.merge' });
        continue;
      }
      now += each.wait * hour;
      if (each.kind === 'undo') {
        await undoPicked(model, each.pick, run, now);
        continue;
      }
      model.append(each.lines, each.history, now);
      await appendVersions(store.facts, {
        log: 'order_lines',
        importId: uuid(run, 2, model.imports.length - 1),
        at: new Date(now),
        history: each.history,
        batches: [each.lines.map(one => rowOf(run, one))],
      });
    }
    return now;
  };

  it('equal a plain model after any order of imports, corrections, undo and merges', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(90), { minLength: 3, maxLength: 3 }),
        async (steps, moments) => {
          runs += 1;
          const run = runs;
          const model = new Model(startOf(run));
          const now = await play(model, steps, run);
          expect(await read(factsSql`order_lines`, run)).toEqual(model.read(Number.POSITIVE_INFINITY));
          for (const moment of [...moments.map(at => model.start + at * hour), now]) {
            const known = logAsOf('order_lines', { knownAt: new Date(moment) });
            expect(await read(known, run)).toEqual(model.read(moment));
          }
        },
      ),
      { numRuns: 15, seed: 20250101 },
    );
  }, 120_000);
});
