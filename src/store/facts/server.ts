/**
 * Facts on ClickHouse servers (`CLICKHOUSE_URL`, `CLICKHOUSE_CLUSTER`), through the HTTP client. Parameters go as
 * `query_params`, settings as a SETTINGS clause, so that statements read the same in both modes.
 */

import { invariant } from '../../kernel/invariant.ts';
import type { Facts, FactsOptions } from './facts.ts';

export async function openServerFacts(_options: FactsOptions): Promise<Facts> {
  invariant(false, 'server mode is not ready');
}
