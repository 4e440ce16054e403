/** The context of ARCHITECTURE with this product's stores filled in: what every shell receives as its argument. */
import type { Context } from '../kernel/context.ts';
import type { Facts } from './facts/facts.ts';
import type { KeyRing } from './key-ring.ts';
import type { StateDb } from './state/state-db.ts';

export type StoreContext = Context<StateDb, Facts, KeyRing>;
