/** The analyst's bench as people type it: files in, the common envelope out, and what a wrong file is told. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRng } from '../../math/rng.ts';
import { orderValueEnvelope, purchaseEnvelope, ruleEnvelope } from '../../records/model.ts';
import { runCli } from '../../testing/cli-process.ts';
import { simulatedCustomer } from '../../testing/simulated-purchases.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rk-model-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, text: string | Buffer) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

const day = (n: number) => new Date(Date.UTC(2025, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);

/** 900 customers of one year and a half; the last comes with a returned day and a comma in the name. */
function purchases(): string {
  const rng = seededRng(4);
  const model = { kind: 'mbg-nbd', r: 0.8, alpha: 40, a: 0.8, b: 2.5 } as const;
  const lines = ['customer_id,date,amount,shop'];
  for (let id = 0; id < 900; id++) {
    const start = rng.below(90);
    const { times } = simulatedCustomer(model, rng, { age: 390 - start, beyond: 140 });
    const level = 10 + 40 * rng.uniform();
    for (const at of [0, ...times])
      lines.push(`c${id},${day(start + Math.floor(at))},${(level * (0.5 + rng.uniform())).toFixed(2)},x`);
  }
  lines.push(`"z, last",${day(10)},20,x`, `"z, last",${day(40)},20,x`, `"z, last",${day(40)},-20,x`);
  return lines.join('\n');
}

const dates = ['--calibration-end', day(390), '--holdout-end', day(530)];

describe('purchase models', () => {
  test('the envelope holds the contract’s fields, the hold-out and a row per customer', async () => {
    const input = await file('buys.csv.gz', gzipSync(purchases()));
    const out = join(folder, 'rows.csv');
    const { status, reply } = await runCli([
      'model',
      'mbg-nbd',
      '--input',
      input,
      ...dates,
      '--per-customer',
      out,
    ]);
    expect(status).toBe(0);
    const { values, ...envelope } = purchaseEnvelope.parse(reply);
    expect(envelope).toMatchObject({ status: 'ok', asOf: day(390), n: 901, seed: null });
    expect(envelope.excluded).toContainEqual({ reason: 'days-returned', n: 1 });
    expect(values.holdout?.length).toBe(140);
    expect((values.holdout?.expected ?? 0) / (values.holdout?.actual ?? 1)).toBeCloseTo(1, 0.8);
    expect(values.holdout?.deciles.reduce((n, d) => n + d.customers, 0)).toBe(901);
    const rows = (await readFile(out, 'utf8')).trim().split('\n');
    expect(rows[0]).toBe('customer_id,x,t_x,T,p_alive,expected_purchases,actual_purchases');
    expect(rows.at(-1)).toMatch(/^"z, last",0,0,380,/);
    expect(rows.length).toBe(902);
  });

  test('weeks only change the unit, and rows in another order change nothing', async () => {
    const [header, ...rows] = purchases().split('\n');
    const forward = await file('forward.csv', [header, ...rows].join('\n'));
    const backward = await file('backward.csv', `\ufeff${[header, ...rows.reverse()].join('\r\n')}`);
    const [one, other] = await Promise.all(
      [forward, backward].map(input => runCli(['model', 'bg-nbd', '--input', input, '--unit', 'week'])),
    );
    expect(purchaseEnvelope.parse(one?.reply).values).toEqual(purchaseEnvelope.parse(other?.reply).values);
    const days = purchaseEnvelope.parse((await runCli(['model', 'bg-nbd', '--input', forward])).reply).values;
    const weeks = purchaseEnvelope.parse(one?.reply).values;
    expect((days.params?.alpha ?? 0) / (weeks.params?.alpha ?? 1)).toBeCloseTo(7, 3);
    expect(weeks.holdout).toBeNull();
  });

  test('value per purchase, and too little of everything', async () => {
    const input = await file('values.csv', purchases());
    const { reply } = await runCli(['model', 'gamma-gamma', '--input', input, ...dates]);
    const envelope = orderValueEnvelope.parse(reply);
    expect(envelope.values.populationMean).toBeCloseTo(30, -0.7);
    expect(envelope.values.correlation).not.toBeNull();
    const few = await file('few.csv', `customer_id,date,amount\na,${day(0)},5\na,${day(9)},6\n`);
    const refused = await Promise.all(
      ['bg-nbd', 'gamma-gamma'].map(name => runCli(['model', name, '--input', few])),
    );
    for (const { status, reply: answer } of refused) {
      expect(status).toBe(0);
      expect(answer).toMatchObject({ status: 'insufficient', values: { params: null } });
    }
  });
});

describe('rules', () => {
  test('both formats give the same rules; without the controls there are more', async () => {
    const rng = seededRng(2);
    const baskets = Array.from({ length: 1200 }, () => {
      const list = ['bread', 'milk, whole', 'tea', 'jam'].filter(() => rng.uniform() < 0.3);
      return list.includes('bread') && rng.uniform() < 0.5 ? [...list, 'butter'] : [...list, 'bag'];
    });
    const quoted = (item: string) => (item.includes(',') ? `"${item}"` : item);
    const long = await file(
      'long.csv',
      ['basket_id,item', ...baskets.flatMap((list, id) => list.map(item => `${id},${quoted(item)}`))].join(
        '\n',
      ),
    );
    const lines = await file('lines.txt', baskets.map(list => list.map(quoted).join(',')).join('\n'));
    const [one, other, all] = await Promise.all([
      runCli(['model', 'rules', '--input', long]),
      runCli(['model', 'rules', '--input', lines, '--format', 'basket']),
      runCli(['model', 'rules', '--input', lines, '--format', 'basket', '--all-rules']),
    ]);
    const shown = ruleEnvelope.parse(one?.reply).values;
    expect(shown).toEqual(ruleEnvelope.parse(other?.reply).values);
    expect(shown.rules.some(rule => rule.then === 'butter' && rule.if.join() === 'bread')).toBe(true);
    expect(shown.items).toBe(6);
    expect(ruleEnvelope.parse(all?.reply).values.rules.length).toBeGreaterThan(shown.rules.length);
  });
});

describe('a wrong file or option is told what to mend', () => {
  const wrong: readonly (readonly [string, string, string[]])[] = [
    ['model-column-absent', 'customer_id,when\na,2025-01-01', ['bg-nbd']],
    ['model-not-a-date', 'customer_id,date\na,01.02.2025', ['bg-nbd']],
    ['model-not-a-number', 'customer_id,date,amount\na,2025-01-01,€5', ['gamma-gamma']],
    ['model-cell-empty', 'customer_id,date\n ,2025-01-01', ['mbg-nbd']],
    ['model-no-rows', 'customer_id,date\n', ['bg-nbd']],
    ['model-not-csv', 'customer_id,date\na,"2025-01-01', ['bg-nbd']],
    ['model-option-unknown', 'customer_id,date\na,2025-01-01', ['bg-nbd', '--unit', 'month']],
    [
      'model-periods-out-of-order',
      'customer_id,date\na,2025-01-01',
      ['bg-nbd', '--calibration-end', '2024-01-01'],
    ],
    ['model-option-not-a-share', 'basket_id,item\n1,a', ['rules', '--min-support', '0']],
    ['model-option-unknown', 'basket_id,item\n1,a', ['rules', '--format', 'wide']],
    ['model-cell-empty', 'basket_id,item\n1,', ['rules']],
  ];
  test.each(wrong)('%s for %j', async (code, text, [name = '', ...options]) => {
    const input = await file(`wrong-${code}-${name}.csv`, text);
    const { status, reply } = await runCli(['model', name, '--input', input, ...options]);
    expect(status).toBe(2);
    expect(reply).toMatchObject({ error: { code } });
    expect((reply as { error: { remedy?: string } }).error.remedy).toBeTruthy();
  });

  test('a plain file named .gz and a file that is not there', async () => {
    const plain = await file('plain.csv.gz', 'customer_id,date\na,2025-01-01');
    const [gz, absent] = await Promise.all([
      runCli(['model', 'bg-nbd', '--input', plain]),
      runCli(['model', 'rules', '--input', join(folder, 'absent.csv')]),
    ]);
    expect([gz.status, absent.status]).toEqual([2, 2]);
    expect(gz.reply).toMatchObject({ error: { code: 'model-not-gzip' } });
    expect(absent.reply).toMatchObject({ error: { code: 'model-file-unreadable' } });
  });
});
