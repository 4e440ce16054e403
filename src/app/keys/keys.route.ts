/** The keys of the data over HTTP: what there is, and a rotation. No route shows a key. */
import { conflict } from '../../kernel/errors.ts';
import { jobStartedSchema } from '../../records/job.ts';
import { keyGenerationList } from '../../records/key-ring.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
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
    summary: 'Rotate the keys: new rows at once, old rows in the background; a job',
    response: jobStartedSchema,
    async handle(ctx, { caller }) {
      await requireNoRotation(ctx);
      return {
        kind: 'job',
        job: rotateKeysKind,
        input: { rotationId: ctx.newId(), createdBy: caller.actorId },
      };
    },
  }),
];

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
