/**
 * Takes a delivery of a hook in: signature, JSON, mapping, and the same intake as tracking. It is acknowledged when what it
 * tells is durable; what the mapping cannot read waits in quarantine.
 */
import { CodedError, notAllowed, unavailable } from '../../kernel/errors.ts';
import type { StoreContext } from '../../store/context.ts';
import type { EventIntake } from '../track/event-intake.store.ts';
import { mappingOf, openHook, type StoredHook } from './hook.store.ts';
import { type DeliveryNote, noteDelivery } from './hook-deliveries.store.ts';
import { deliveryIdOf, isPing, isSigned } from './hook-signature.ts';
import { prepareDelivery, readBody } from './prepare-delivery.ts';

export interface Received {
  readonly pathKey: string;
  readonly bytes: Uint8Array;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

const pauseSeconds = 600;
const mostHeaders = 40;

/** Headers a mapping may read: the sender's own, none of the connection's. */
const ownHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => /^(?:x-(?!forwarded|real)|webhook-|event-)/.test(name))
      .slice(0, mostHeaders)
      .map(([name, value]) => [name, value.slice(0, 500)]),
  );

/** What the sender calls the delivery, for people who look on both sides; unsigned, so it decides nothing. */
const shownId = (headers: Readonly<Record<string, string>>, id: string): string =>
  headers['x-shopify-webhook-id'] ?? headers['x-wc-webhook-delivery-id'] ?? id;

/** Noting must not fail what is stored already: the sender would send it again. */
async function note(
  ctx: StoreContext,
  hook: StoredHook,
  of: Partial<DeliveryNote> & Pick<DeliveryNote, 'outcome' | 'bytes'>,
) {
  const whole = { deliveryId: '', events: 0, refused: 0, code: null, path: null, ...of };
  await noteDelivery(ctx, hook.id, whole).catch((cause: unknown) => {
    ctx.log.warn({ cause, hook: hook.id }, 'hook-delivery-not-noted');
  });
}

async function bodyOf(ctx: StoreContext, hook: StoredHook, bytes: Uint8Array): Promise<unknown> {
  try {
    return readBody(bytes);
  } catch (refusal) {
    if (refusal instanceof CodedError)
      await note(ctx, hook, { outcome: 'unreadable', bytes: bytes.length, code: refusal.code });
    throw refusal;
  }
}

/**
 * Resolves when the delivery is durable, to the hook it came by. Throws `hook-unknown`, `hook-signature-wrong`,
 * `hook-paused`, `body-not-json`, `body-too-deep`, and what the intake throws.
 */
export async function receiveDelivery(
  ctx: StoreContext,
  intake: EventIntake,
  { pathKey, bytes, headers }: Received,
): Promise<StoredHook> {
  const { hook, secret } = await openHook(ctx, pathKey);
  const { signing } = hook;
  if (isPing(signing, bytes)) return hook;
  if (!isSigned({ bytes, headers, secret, signing, now: ctx.machineNow() })) {
    await note(ctx, hook, { outcome: 'unsigned', bytes: bytes.length, code: 'hook-signature-wrong' });
    throw notAllowed('hook-signature-wrong');
  }
  if (!hook.live) throw unavailable('hook-paused', { params: { seconds: pauseSeconds } });
  const body = await bodyOf(ctx, hook, bytes);
  const deliveryId = deliveryIdOf({ bytes, headers, signing }, body);
  const { wanted, prepared } = prepareDelivery({
    hook: { id: hook.id, source: hook.source, mapping: mappingOf(hook) },
    delivery: { body, headers: ownHeaders(headers), deliveryId },
    keys: ctx.keys,
    plan: await intake.plan(),
    receivedAt: ctx.now(),
    machineAt: ctx.machineNow(),
    bytes: bytes.length,
  });
  const { rows, refused } = prepared;
  if (rows.length + refused.length > 0) await intake.take(prepared);
  await note(ctx, hook, {
    outcome:
      refused.length > 0
        ? rows.length > 0
          ? 'partly'
          : 'refused'
        : wanted && rows.length > 0
          ? 'stored'
          : 'ignored',
    deliveryId: shownId(headers, deliveryId),
    events: rows.length,
    refused: refused.length,
    bytes: bytes.length,
    code: refused[0]?.code ?? null,
    path: refused[0]?.path ?? null,
  });
  return hook;
}
