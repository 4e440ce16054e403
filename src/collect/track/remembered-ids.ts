/** Ids of the people whose events came lately: a keyed hash costs as much as the rest of an event. */
import type { Keys } from '../../store/keys.ts';

/** What the events of a request need of the keys. */
export type EventKeys = Pick<Keys, 'customerId' | 'pseudonym'>;

/** Beyond it all are forgotten; so many of twenty characters took 9 MB. */
const mostIds = 50_000;

/** Keys that remember the ids they made: programs name the same few people in request after request. */
export function rememberingIds(keys: EventKeys): EventKeys {
  const known = new Map<string, Map<string, string>>();
  let count = 0;
  return {
    pseudonym: keys.pseudonym,
    customerId(idType, value) {
      const before = known.get(idType)?.get(value);
      if (before !== undefined) return before;
      const id = keys.customerId(idType, value);
      if (count >= mostIds) {
        known.clear();
        count = 0;
      }
      const ofType = known.get(idType) ?? new Map<string, string>();
      known.set(idType, ofType.set(value, id));
      count += 1;
      return id;
    },
  };
}
