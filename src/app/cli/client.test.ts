/** Proves how a command follows its job: a server that says "not now" is asked again, a refusal ends it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Job, jobSchema } from '../../records/job.ts';
import { bearer, clientAt, Refusal } from './client.ts';
import { createOutput } from './output.ts';

const out = createOutput({ stdout: { write: () => true }, stderr: { write: () => true } }, 'en', true);
const jobId = '0198c0de-0000-7000-8000-000000000001';
const silent = { status: 503, body: { error: { code: 'state-unreachable', message: 'no answer' } } };
const job = (state: 'running' | 'done') => ({
  status: 200,
  body: {
    jobId,
    kind: 'import',
    state,
    done: 1,
    total: 2,
    label: 'staging',
    rate: null,
    remainingSeconds: null,
    stuck: false,
    cancelRequested: false,
    result: state === 'done' ? { rowsRead: 2 } : null,
    error: null,
    errorStatus: null,
    createdAt: '2026-09-01T00:00:00.000Z',
    startedAt: null,
    finishedAt: null,
  },
});

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

/** A server that takes a job and answers the looks at it one after the other. */
async function serverWith(looks: readonly { readonly status: number; readonly body: unknown }[]) {
  const left = [...looks];
  const opened = createServer((request, response) => {
    const reply = request.method === 'POST' ? { status: 202, body: { jobId } } : left.shift();
    response.writeHead(reply?.status ?? 500, { 'content-type': 'application/json' });
    response.end(JSON.stringify(reply?.body ?? {}));
  });
  server = opened;
  await new Promise<void>(resolve => opened.listen(0, '127.0.0.1', resolve));
  return clientAt(`http://127.0.0.1:${(opened.address() as AddressInfo).port}`, bearer('token'), out);
}

test('a log gets a line a step, not one for every second left', () => {
  const lines: string[] = [];
  const stderr = { write: (text: string) => lines.push(text) };
  const log = createOutput({ stdout: { write: () => true }, stderr }, 'en', false);
  const at = (done: number, remainingSeconds: number): Job => ({
    ...jobSchema.parse(job('running').body),
    done,
    remainingSeconds,
  });
  for (const [done, left] of [
    [1, 9],
    [1, 8],
    [1, 7],
    [2, 3],
  ] as const)
    log.progress(at(done, left));
  expect(lines).toHaveLength(2);
});

describe('a command that follows its job', () => {
  test('asks again while the state database does not answer, and gets the result', async () => {
    const client = await serverWith([job('running'), silent, silent, job('running'), silent, job('done')]);
    expect(await client.call('POST', '/api/imports', {})).toEqual({ rowsRead: 2 });
  });

  test('ends with any other refusal', async () => {
    const client = await serverWith([
      job('running'),
      { status: 404, body: { error: { code: 'job-unknown', message: 'no such job' } } },
    ]);
    await expect(client.call('POST', '/api/imports', {})).rejects.toMatchObject(
      new Refusal(404, { code: 'job-unknown', message: 'no such job' }),
    );
  });
});
