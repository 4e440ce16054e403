/**
 * Every table of the state database as Kysely sees it. Each area keeps its row types in its own `tables-*.ts`
 * beside the migration that makes them; this file only puts them together.
 */
import type { AccessTables } from './tables-access.ts';
import type { CollectTables } from './tables-collect.ts';
import type { FoundationTables } from './tables-foundation.ts';
import type { OperationsTables } from './tables-operations.ts';
import type { ResultTables } from './tables-results.ts';
import type { ReviewTables } from './tables-review.ts';

export interface StateTables
  extends FoundationTables,
    AccessTables,
    CollectTables,
    ReviewTables,
    ResultTables,
    OperationsTables {}
