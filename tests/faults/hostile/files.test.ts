/**
 * Broken files through the API, as a person would import them: no answer is a 5xx, nothing fails as unexpected, what is
 * refused says why and what to do, and of a file that is taken every good row is stored. `REKINDLE_HOSTILE_FILES` is their
 * number.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportSummary } from '../../../src/records/import.ts';
import type { ErrorBody, Job } from '../../../src/records/job.ts';
import { factsSql, p } from '../../../src/store/facts/sql.ts';
import { type TestServer, testHttp } from '../../../src/testing/http.ts';
import { type TestStores, testStores } from '../../../src/testing/stores.ts';
import { type BrokenFile, brokenFiles } from './broken-files.ts';

const count = Number(process.env.REKINDLE_HOSTILE_FILES ?? 54);
const seed = Number(process.env.REKINDLE_HOSTILE_SEED ?? 20261127);

let stores: TestStores;
let server: TestServer;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

const mapping = {
  kind: 'orders',
  name: 'broken',
  title: 'broken',
  source: 'broken',
  columns: {
    orderId: 'order',
    customer: 'member',
    orderedAt: 'at',
    sku: 'sku',
    quantity: 'n',
    netAmount: 'net',
  },
  dateField: 'orderedAt',
};

async function call<T>(path: string, init: RequestInit = {}): Promise<{ status: number; body: T }> {
  const reply = await fetch(server.url + path, {
    ...init,
    headers: {
      authorization: `Bearer ${server.localToken}`,
      'accept-language': 'en',
      ...(typeof init.body === 'string' ? { 'content-type': 'application/json' } : {}),
    },
  });
  return { status: reply.status, body: (await reply.json()) as T };
}
const post = <T>(path: string, body: object | FormData) =>
  call<T>(path, { method: 'POST', body: body instanceof FormData ? body : JSON.stringify(body) });

type Refused = { readonly error: ErrorBody };

/** Whatever a person would be told: a code of ours, in words, with what to do. */
function problemOf(error: ErrorBody | null, status: number | null): string[] {
  if (!error) return ['no reason'];
  const isOurs = status !== null && status >= 400 && status < 500 && error.code !== 'internal-error';
  return [
    ...(isOurs ? [] : [`${status} ${error.code}`]),
    ...(error.message && error.remedy ? [] : [`${error.code} says too little`]),
  ];
}

async function ended(jobId: string): Promise<Job> {
  for (;;) {
    const { body } = await call<Job>(`/api/jobs/${jobId}`);
    if (!['queued', 'running'].includes(body.state)) return body;
    await wait(20);
  }
}

async function storedOf(no: string): Promise<Set<string>> {
  const rows = await stores.ctx.ch.query<{ id: string }>(
    factsSql`select distinct order_id as id from order_lines where source = 'broken' and startsWith(order_id, ${p.string(no)})`,
    { tag: 'test.stored' },
  );
  return new Set(rows.map(({ id }) => id));
}

interface Told {
  readonly outcome: string;
  /** What should not be. */
  readonly wrong: readonly string[];
}

async function imported({ fileName, content, fate, good }: BrokenFile): Promise<Told> {
  const form = new FormData();
  form.set('file', new File([new Uint8Array(content)], fileName));
  const upload = await post<{ uploadId: string } & Refused>('/api/uploads', form);
  if (upload.status !== 200)
    return { outcome: upload.body.error.code, wrong: problemOf(upload.body.error, upload.status) };
  const { uploadId } = upload.body;
  const preview = await post<Refused>('/api/imports/preview', { uploadId, kind: 'orders', mapping });
  const seen = preview.status === 200 ? [] : problemOf(preview.body.error, preview.status);
  const begun = await post<{ jobId: string } & Refused>('/api/imports', {
    uploadId,
    kind: 'orders',
    mapping,
  });
  if (begun.status !== 202)
    return { outcome: begun.body.error.code, wrong: [...seen, ...problemOf(begun.body.error, begun.status)] };
  const job = await ended(begun.body.jobId);
  const there = await storedOf(`${fileName.split('.')[0]}-`);
  if (job.state !== 'done') {
    const wrong = [
      ...problemOf(job.error, job.errorStatus),
      ...(there.size > 0 ? [`${there.size} rows of a refused file`] : []),
      ...(fate === 'stored' ? ['refused'] : []),
    ];
    return { outcome: job.error?.code ?? job.state, wrong: [...seen, ...wrong] };
  }
  const { rowsRead, rowsStored, rowsDuplicate, rowsQuarantined, reasons } = job.result as ImportSummary;
  const record = await call<ImportSummary>(`/api/imports/${(job.result as ImportSummary).importId}`);
  const lost = good.filter(id => !there.has(id));
  const wrong = [
    ...(rowsRead === rowsStored + rowsDuplicate + rowsQuarantined ? [] : ['counts do not add up']),
    ...(fate === 'refused' && rowsStored > 0 ? ['stored'] : []),
    // A flipped bit that no checksum guards makes another value of the same form.
    ...(lost.length > rowsQuarantined + (fate === 'altered' ? 1 : 0)
      ? [`lost ${lost.length} of ${good.length}, ${rowsQuarantined} quarantined`]
      : []),
    ...(fate === 'stored' && lost.length > 0 ? [`lost ${lost.length} that are good`] : []),
    ...record.body.reasons.flatMap(each => (each.message ? [] : [`${each.code} says nothing`])),
  ];
  const outcome = reasons.length > 0 ? reasons.map(({ code }) => code).join() : 'stored';
  return { outcome: `stored ${outcome}`, wrong: [...seen, ...wrong] };
}

test(
  `${count} broken files: none is a 5xx, none loses a good row, each refusal says why`,
  async () => {
    const outcomes = new Map<string, number>();
    const wrong: string[] = [];
    for (const file of brokenFiles(count, xoroshiro128plus(seed))) {
      const told = await imported(file);
      const line = `${file.kind}: ${told.outcome}`;
      outcomes.set(line, (outcomes.get(line) ?? 0) + 1);
      if (told.wrong.length > 0) wrong.push(`${file.fileName} ${line}: ${told.wrong.join('; ')}`);
    }
    console.log([...outcomes].map(([line, times]) => `${times} × ${line}`).join('\n'));
    expect(wrong).toEqual([]);
    const left = await stores.ctx.pg
      .selectFrom('imports')
      .select('state')
      .where('state', 'in', ['staging', 'publishing'])
      .execute();
    expect(left).toEqual([]);
  },
  120_000 + count * 5_000,
);
