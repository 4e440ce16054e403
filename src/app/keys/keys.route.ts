/** The keys of the data over HTTP: what there is, and a rotation. No route shows a key. */
import { conflict } from '../../kernel/errors.ts';
import { jobStartedSchema } from '../../records/job.ts';
import { keyGenerationList } from '../../records/key-ring.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { type Deed, requireSecondPerson, useApproval } from '../../store/state/approval.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { rotateKeysKind } from './keys.job.ts';
import { keyGenerations } from './retire-keys.ts';

const route = routesFor<StoreContext>();

export const keyRingRoutes = [
  route({
    method: 'GET',
    path: '/api/key-generations',
    scope: 'manage',
    permission: 'key-ring.read',
    summary: 'Generations of the keys that encrypt and find personal data, and the rows under each',
    response: keyGenerationList,
    handle: async ctx => ({ generations: await keyGenerations(ctx) }),
  }),
  route({
    method: 'POST',
    path: '/api/key-generations',
    scope: 'manage',
    permission: 'key-ring.change',
    summary:
      'Rotate the keys, when a second person has approved: new rows at once, old rows in the background',
    response: jobStartedSchema,
    async handle(ctx, { caller }) {
      await requireNoRotation(ctx);
      await requireLeave(ctx);
      return {
        kind: 'job',
        job: rotateKeysKind,
        input: { rotationId: ctx.newId(), createdBy: caller.actorId },
      };
    },
  }),
];

/** Throws `approval-needed`. An approval is of the rotation of one generation; resuming a rotation needs no other. */
async function requireLeave(ctx: StoreContext): Promise<void> {
  const { generation } = ctx.keys;
  const deed: Deed = {
    kind: 'keys',
    deed: `rotate-keys:${generation}`,
    target: `keys:${generation}`,
    detail: { before: generation, after: generation + 1 },
    people: 0,
  };
  const leave = await requireSecondPerson(ctx, deed);
  await withTransaction(ctx.pg, trx => useApproval(trx, ctx, { leave, deed }));
}

/** Throws `keys-rotation-running`: two at once would write every row twice. */
async function requireNoRotation({ pg }: StoreContext): Promise<void> {
  const running = await pg
    .selectFrom('jobs')
    .select('job_id')
    .where('kind', '=', rotateKeysKind)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst();
  if (running) throw conflict('keys-rotation-running');
}
