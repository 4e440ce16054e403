/** A delivery from quarantine, mapped anew by what its hook says now. */
import { canonicalJson } from '../track/json-text.ts';
import type { TrackingPlan } from '../track/plan-check.ts';
import type { PreparedEvents, PrepareOptions } from '../track/prepare-events.ts';
import { mappingOf, type StoredHook } from './hook.store.ts';
import { deliveryKind, type heldDelivery, prepareDelivery } from './prepare-delivery.ts';

interface Replayed {
  readonly event: unknown;
  readonly held: NonNullable<ReturnType<typeof heldDelivery>>;
  readonly hooks: ReadonlyMap<string, StoredHook>;
  readonly keys: PrepareOptions['keys'];
  readonly plan: TrackingPlan;
  /** Under which it stands in quarantine. */
  readonly source: string;
  readonly receivedAt: Date;
  readonly machineAt: Date;
}

/** Of one whose hook is gone nothing can be made: it stays refused. */
export function replayedDelivery({ event, held, hooks, source, ...options }: Replayed): PreparedEvents {
  const hook = hooks.get(held.hookId);
  if (hook)
    return prepareDelivery({
      hook: { id: hook.id, source: hook.source, mapping: mappingOf(hook) },
      delivery: held.delivery,
      bytes: 0,
      ...options,
    }).prepared;
  const { receivedAt, machineAt } = options;
  const refused = {
    code: 'hook-unknown',
    path: '',
    received: '',
    expected: '',
    messageId: null,
    kind: deliveryKind,
    name: '',
    said: canonicalJson(event),
    payload: JSON.stringify(event),
  };
  return {
    source,
    receivedAt,
    machineAt,
    rows: [],
    people: [],
    links: [],
    refused: [refused],
    orders: [],
    bytes: 0,
  };
}
