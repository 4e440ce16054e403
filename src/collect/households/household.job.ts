/** Every two seconds: households follow what was resolved. */
import type { TickDef } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { settleHouseholds } from './settle-households.store.ts';

export const householdTick: TickDef<StoreContext> = {
  name: 'households',
  everySeconds: 2,
  run: settleHouseholds,
};
