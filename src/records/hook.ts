/** Inbound hooks over the management API: what they are, their deliveries, and the trial of a mapping on an example. */
import { z } from 'zod';
import { hookSchemes, hookShops } from './hook-names.ts';

export type HookScheme = (typeof hookSchemes)[number];

/** How deliveries are signed. `clientId`: of Youzan; the rest: of `hmac`. */
export const hookSigning = z.strictObject({
  scheme: z.enum(hookSchemes),
  clientId: z.string().trim().min(1).max(100).optional(),
  header: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{1,60}$/)
    .optional(),
  encoding: z.enum(['hex', 'base64']).optional(),
  prefix: z.string().max(20).optional(),
});
export type HookSigning = z.infer<typeof hookSigning>;

/** The mapping language has its own reader with its own words (hook-mapping.ts). */
const mapping = z.record(z.string(), z.unknown());
const secret = z.string().min(8).max(300);
const source = z.string().trim().min(1).max(60);

export const hookRequest = z.object({
  name: z.string().trim().min(1).max(60),
  /** Under which its events and orders are kept, as under a write key's name. */
  source,
  signing: hookSigning,
  /** Left out: made here and shown once. */
  secret: secret.optional(),
  /** The ready mapping; null: `mapping` is the hook's own. */
  shop: z.enum(hookShops).nullable(),
  mapping: mapping.optional(),
  /** Paused: it answers that the sender should come again. */
  live: z.boolean().default(false),
});
export type HookRequest = z.infer<typeof hookRequest>;

export const hookChange = z.object({
  live: z.boolean().optional(),
  secret: secret.optional(),
  signing: hookSigning.optional(),
  /** With `mapping` null: the ready one again. */
  mapping: mapping.nullable().optional(),
});
export type HookChange = z.infer<typeof hookChange>;

/** Another secret; left out: made here and shown once. */
export const hookSecret = z.object({ secret: secret.optional() });

export const hookParams = z.object({ id: z.uuid() });

export const hookOutcomes = ['stored', 'partly', 'refused', 'ignored', 'unsigned', 'unreadable'] as const;
export type HookOutcome = (typeof hookOutcomes)[number];

export const hookRow = z.object({
  id: z.string(),
  name: z.string(),
  source: z.string(),
  signing: hookSigning,
  shop: z.enum(hookShops).nullable(),
  /** Whether it has a mapping of its own. */
  isOwn: z.boolean(),
  live: z.boolean(),
  /** Where deliveries go, below the server's address. */
  path: z.string(),
  createdAt: z.string(),
  lastAt: z.string().nullable(),
  /** Deliveries of the last seven days by what became of them. */
  week: z.partialRecord(z.enum(hookOutcomes), z.int()),
});
export type HookRow = z.infer<typeof hookRow>;

export const hookList = z.object({ hooks: z.array(hookRow) });

export const hookDelivery = z.object({
  at: z.string(),
  /** What the sender calls it, for a look on its side. */
  deliveryId: z.string(),
  outcome: z.enum(hookOutcomes),
  events: z.int(),
  refused: z.int(),
  bytes: z.int(),
  code: z.string().nullable(),
  path: z.string().nullable(),
  message: z.string().nullable(),
});

export const hookDetail = hookRow.extend({
  mapping,
  /** Newest first, at most 200. */
  deliveries: z.array(hookDelivery),
});

/** A new hook with its secret, which is shown once. */
export const hookMade = hookRow.extend({ secret: z.string() });
export const hookGone = z.object({ id: z.string() });

export const readyMappingParams = z.object({ shop: z.enum(hookShops) });
export const readyMapping = z.object({ mapping });

export const hookTrial = z.object({
  shop: z.enum(hookShops).nullable(),
  mapping: mapping.optional(),
  source,
  /** The message as the shop sends it. */
  body: z.string().min(1).max(600_000),
  headers: z.record(z.string().max(60), z.string().max(500)).default({}),
});

const refusal = z.object({
  code: z.string(),
  path: z.string(),
  received: z.string(),
  expected: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
});

export const hookTrialReply = z.object({
  /** False: the mapping says that nothing of it is for us. */
  wanted: z.boolean(),
  events: z.array(
    z.object({
      type: z.string(),
      event: z.string(),
      at: z.string(),
      /** Masked. */
      person: z.string(),
      messageId: z.string(),
      /** As it is stored: JSON without contact data. */
      properties: z.string(),
    }),
  ),
  orders: z.array(
    z.object({
      orderId: z.string(),
      status: z.string(),
      orderedAt: z.string(),
      currency: z.string(),
      lines: z.array(
        z.object({
          sku: z.string(),
          name: z.string(),
          quantity: z.string(),
          listAmount: z.string(),
          netAmount: z.string(),
        }),
      ),
    }),
  ),
  refunds: z.array(
    z.object({
      orderId: z.string(),
      refundId: z.string(),
      at: z.string(),
      /** Null: all of the order. */
      amount: z.string().nullable(),
    }),
  ),
  refused: z.array(refusal),
});
export type HookTrialReply = z.infer<typeof hookTrialReply>;
