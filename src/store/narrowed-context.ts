/** The context of a request whose caller has a data scope: both stores as the scope shows them. */
import type { StoreContext } from './context.ts';
import { narrowedFacts } from './facts/narrowed-facts.ts';
import { type Narrowing, narrowedState } from './state/narrowed-state.ts';

export const narrowedContext = (ctx: StoreContext, narrowing: Narrowing): StoreContext => ({
  ...ctx,
  pg: narrowedState(ctx.pg, narrowing),
  ch: narrowedFacts(ctx.ch, narrowing),
});
