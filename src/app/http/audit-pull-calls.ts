/** What the audit test asks of the routes of pulls, with the run's own PostgreSQL as the database that is pulled from. */
import { type StateOverTcp, stateOverTcp } from '../../testing/state-over-tcp.ts';

/** Waits for the job a reply names. */
export type Job = (reply: Record<string, unknown>) => unknown;

/** The calls in order; the source and the pull that are made are run, changed and removed again. */
export function pullCalls(job: Job) {
  let database: StateOverTcp | undefined;
  let [source, pull] = ['', ''];
  const ofPull = (rest: string, call: object = {}) =>
    Object.defineProperty({ ...call }, 'path', { get: () => `/api/pulls/${pull}${rest}` });
  const ofSource = (call: object = {}) =>
    Object.defineProperty({ ...call }, 'path', { get: () => `/api/pull-sources/${source}` });
  return {
    'POST /api/pull-sources': {
      before: async () => {
        database = await stateOverTcp();
      },
      get body() {
        const { host, port, user } = database ?? {};
        return {
          name: 'shop',
          kind: 'postgresql',
          host,
          port,
          database: 'postgres',
          user,
          password: '',
          tls: 'off',
        };
      },
      after: (reply: Record<string, unknown>) => (source = String(reply['id'])),
    },
    'POST /api/pulls': {
      get body() {
        return {
          name: 'spend',
          sourceId: source,
          statement: "select 1 as id, '2026-02-01'::date as day, 'web' as channel, 5.5 as amount",
          keyColumn: 'id',
          mapping: {
            kind: 'spend',
            name: 'spend',
            title: 'Spend',
            source: 'books',
            columns: { spentOn: 'day', channel: 'channel', amount: 'amount' },
          },
        };
      },
      after: (reply: Record<string, unknown>) => (pull = String(reply['id'])),
    },
    'POST /api/pulls/:id/run': ofPull('/run', { after: job }),
    'POST /api/pulls/:id/reconcile': ofPull('/reconcile', { body: {}, after: job }),
    'PATCH /api/pulls/:id': ofPull('', { body: { paused: true } }),
    'POST /api/pulls/:id/rewind': ofPull('/rewind'),
    'DELETE /api/pulls/:id': ofPull(''),
    'PATCH /api/pull-sources/:id': ofSource({ body: { database: 'shop' } }),
    'DELETE /api/pull-sources/:id': ofSource({ after: () => database?.close() }),
  };
}
