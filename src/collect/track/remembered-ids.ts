/** Ids of the people whose events came lately: a keyed hash costs as much as the rest of an event. */
import type { Keys } from '../../store/keys.ts';

/** What the events of a request need of the keys. */
export type EventKeys = Pick<Keys, 'customerId' | 'pseudonym'>;

/** Beyond it all are forgotten; so many of twenty characters took 9 MB. */
const mostIds = 50_000;

/** Keys that remember the ids they made: programs name the same few people in request after request. */
export function rememberingIds(keys: EventKeys): EventKeys {
  const known = new Map<string, string>();
  return {
    pseudonym: keys.pseudonym,
    customerId(idType, value) {
      const name = `${idType}\u0000${value}`;
      const before = known.get(name);
      if (before !== undefined) return before;
      const id = keys.customerId(idType, value);
      if (known.size >= mostIds) known.clear();
      known.set(name, id);
      return id;
    },
  };
}
