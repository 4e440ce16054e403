import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { type ExperimentFileOptions, modelExperimentFile } from './experiment-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'experiment-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = (text: string | Buffer, name = 'units.csv') => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const options: ExperimentFileOptions = {
  arm: 'group',
  control: '对照',
  metric: ['bought:proportion', 'spend:mean'],
};

/** 4,000 units, a fifth control; the treated buy a little more often. */
function units(): string {
  const rng = seededRng(9);
  const lines = ['group,bought,spend,orders,before'];
  for (let unit = 0; unit < 4000; unit++) {
    const treated = unit % 5 !== 0;
    const bought = rng.uniform() < (treated ? 0.2 : 0.1);
    const spend = bought ? Math.exp(4 + 0.5 * rng.normal()) : 0;
    lines.push(
      `${treated ? '短信' : '对照'},${bought ? 1 : 0},${spend},${bought ? 1 + rng.below(3) : 0},${unit % 7 ? spend : ''}`,
    );
  }
  return lines.join('\n');
}

test('reads plain and gzip files alike, with a byte-order mark and quoted cells', async () => {
  const text = units();
  const plain = await modelExperimentFile(file(`\uFEFF${text}`), options);
  const packed = await modelExperimentFile(file(gzipSync(text), 'units.csv.gz'), options);
  expect(packed.values).toEqual(plain.values);
  expect(plain.n).toBe(4000);
  expect(plain.snapshotHash).toMatch(/^[0-9a-f]{64}$/);
  expect(plain.snapshotHash).not.toBe(packed.snapshotHash);
});

test('an unequal split needs its shares, else the sample ratio blocks the verdict', async () => {
  const path = file(units());
  const blind = await modelExperimentFile(path, options);
  expect(blind).toMatchObject({ status: 'unidentified', warnings: ['experiment-sample-ratio'] });
  expect(blind.verdict.zh).toContain('不下结论');
  const told = await modelExperimentFile(path, { ...options, share: ['对照=0.2', '短信=0.8'] });
  expect(told.status).toBe('ok');
  expect(told.values.srm.p).toBe(1);
  expect(told.verdict.en).toMatch(/bought is \d+\.\d+ percentage points higher in 短信/);
});

test('ratios, covariates with holes, planned size: each has its figures', async () => {
  const envelope = await modelExperimentFile(file(units()), {
    ...options,
    metric: ['spend:mean', 'spend/orders:ratio'],
    pre: ['spend=before'],
    share: ['对照=1', '短信=4'],
    plannedN: 8000,
    seed: 3,
  });
  const [spend, ratio] = envelope.values.metrics;
  expect(spend?.q).toBeNull();
  expect(spend?.cuped?.correlation).toBeGreaterThan(0.8);
  const width = (interval: { lo: number | null; hi: number | null } | null | undefined) =>
    (interval?.hi as number) - (interval?.lo as number);
  expect(width(spend?.cuped)).toBeLessThan(width(spend?.absolute));
  expect(width(spend?.sequential)).toBeGreaterThan(width(spend?.absolute));
  expect(ratio).toMatchObject({ kind: 'ratio', status: 'ok', q: ratio?.absolute.p });
  expect(ratio?.mean.treated).toBeGreaterThan(10);
});

test('too few buyers: no money figure, and the reason in the sentence', async () => {
  const rows = Array.from(
    { length: 200 },
    (_, unit) => `${unit % 2 ? '短信' : '对照'},0,${unit < 20 ? 5 : 0}`,
  );
  const envelope = await modelExperimentFile(file(['group,bought,spend', ...rows].join('\n')), {
    ...options,
    metric: ['spend:mean'],
  });
  expect(envelope.status).toBe('insufficient');
  expect(envelope.values.metrics[0]).toMatchObject({
    refusal: 'result-too-few-buyers',
    absolute: { estimate: null, lo: null, hi: null, p: null },
    checks: { welch: null },
  });
  expect(envelope.verdict.en).toContain('fewer than 30 buyers');
});

test('units without a value are left out of that metric and counted', async () => {
  const envelope = await modelExperimentFile(file(`${units()}\n短信,,1,1,1\n对照,1,,1,1`), {
    ...options,
    share: ['对照=1', '短信=4'],
  });
  expect(envelope.excluded).toEqual([
    { reason: 'missing:bought', n: 1 },
    { reason: 'missing:spend', n: 1 },
  ]);
});

describe('wrong input says what and where', () => {
  const good = 'group,bought,spend\n对照,0,0\n短信,1,5\n';
  test.each<[string, string, Partial<ExperimentFileOptions>, string]>([
    ['an unknown control value', good, { control: 'control' }, 'experiment-control-absent'],
    ['a column that is not there', good, { metric: ['visits:mean'] }, 'experiment-column-absent'],
    ['an unknown kind', good, { metric: ['spend:median'] }, 'experiment-metric-kind'],
    ['no kind', good, { metric: ['spend'] }, 'experiment-option-form'],
    ['no metric', good, { metric: [] }, 'experiment-no-metric'],
    ['a ratio without denominator', good, { metric: ['spend:ratio'] }, 'experiment-option-form'],
    ['a covariate of no metric', good, { pre: ['visits=spend'] }, 'experiment-pre-unknown'],
    ['text in a number', 'group,bought,spend\n对照,0,¥5\n', {}, 'experiment-not-a-number'],
    ['2 as a proportion', 'group,bought,spend\n对照,2,5\n', {}, 'experiment-not-a-proportion'],
    ['a row without arm', 'group,bought,spend\n,0,5\n', {}, 'experiment-arm-empty'],
    ['one arm only', 'group,bought,spend\n对照,0,5\n', {}, 'experiment-one-arm'],
    ['a share missing for an arm', good, { share: ['对照=0.5'] }, 'experiment-share-absent'],
    ['no rows', 'group,bought,spend\n', {}, 'experiment-no-rows'],
    ['rows of different length', 'group,bought,spend\n对照,0\n', {}, 'experiment-not-csv'],
  ])('%s', async (_, text, change, code) => {
    await expect(modelExperimentFile(file(text), { ...options, ...change })).rejects.toMatchObject({ code });
  });

  test('the row is named', async () => {
    const text = 'group,bought,spend\n对照,0,1\n短信,1,abc\n';
    await expect(modelExperimentFile(file(text), options)).rejects.toMatchObject({
      detail: { path: 'spend, row 3', received: 'abc' },
    });
  });

  test('a missing file and a file that is not gzip', async () => {
    await expect(modelExperimentFile(join(folder, 'none.csv'), options)).rejects.toMatchObject({
      code: 'experiment-file-unreadable',
    });
    await expect(modelExperimentFile(file(good, 'plain.csv.gz'), options)).rejects.toMatchObject({
      code: 'experiment-not-gzip',
    });
  });
});
