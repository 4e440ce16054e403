/**
 * Where shops and tools send: `POST /hooks/in/KEY`. No login: the signature over the bytes as they came says who it is. An
 * answer of 200 means that what the message tells is on disk.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { receiveDelivery } from '../../collect/hooks/receive.store.ts';
import type { EventIntake } from '../../collect/track/event-intake.store.ts';
import { badInput } from '../../kernel/errors.ts';
import { errorReplySchema as errorSchema } from '../../records/job.ts';
import { type MountParts, openToAnyone } from './mount-route.ts';

/** Orders of shops have some 10 KB; more is 413. */
const mostBytes = 1024 ** 2;
/** Of one address in a minute: shops send from few. */
const mostPerMinute = 12_000;

const params = z.object({ key: z.string().regex(/^[\w-]{20,60}$/) });
const reply = z.object({ success: z.boolean(), code: z.int().optional(), msg: z.string().optional() });

const headersOf = ({ headers }: FastifyRequest): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** Mounts the address of hooks on the intake of tracking. */
export async function mountHooks(
  app: FastifyInstance,
  { ctx, disk }: MountParts,
  intake: EventIntake,
): Promise<void> {
  await app.register(async scope => {
    // A signature is over bytes: nothing reads them before it is checked, whatever their content type says.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer' },
      async (_request: FastifyRequest, body: unknown) => body,
    );
    scope.route({
      method: 'POST',
      url: '/hooks/in/:key',
      bodyLimit: mostBytes,
      schema: {
        summary: 'A signed message of a shop or tool; its hook says how it becomes events',
        tags: ['hooks'],
        params,
        security: [],
        response: { 200: reply, '4xx': errorSchema, '5xx': errorSchema },
      },
      config: { access: openToAnyone, rateLimit: { max: mostPerMinute, timeWindow: '1 minute' } },
      handler: async request => {
        const encoding = request.headers['content-encoding'];
        if (encoding !== undefined && encoding !== 'identity')
          throw badInput('media-type-unknown', { path: 'content-encoding', expected: 'identity' });
        await disk.requireRoom();
        const { key } = request.params as z.output<typeof params>;
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const hook = await receiveDelivery(ctx, intake, { pathKey: key, bytes, headers: headersOf(request) });
        // 有赞云 takes a message for received when the answer says so in these words.
        return hook.signing.scheme === 'youzan'
          ? { success: true, code: 0, msg: 'success' }
          : { success: true };
      },
    });
  });
}
