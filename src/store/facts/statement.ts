/**
 * How a statement is dressed before it reaches the engine: a leading comment that names it (the engine does not
 * keep query ids embedded, so cancelling finds statements by this comment) and a SETTINGS clause, because
 * settings passed any other way stay on the connection and leak into the next query.
 */
import { invariant } from '../../kernel/invariant.ts';
import type { FactsRole, QueryOptions } from './facts.ts';
import { quotedLiteral } from './parameter-text.ts';

/** Settings of every statement in both modes: embedded sessions start with them, requests to a server carry them. */
export const baselineSettings: Readonly<Record<string, string>> = {
  session_timezone: 'UTC',
  output_format_json_quote_64bit_integers: '1',
  output_format_json_quote_decimals: '1',
  input_format_try_infer_dates: '0',
  input_format_try_infer_datetimes: '0',
  date_time_input_format: 'best_effort',
  input_format_with_names_use_header: '0',
  input_format_csv_allow_variable_number_of_columns: '1',
  max_query_size: '134217728',
  max_partitions_per_insert_block: '1000',
  mutations_sync: '2',
};

interface RoleLimits {
  readonly memoryShare: number;
  readonly timeoutSeconds: number;
}

const limits: Readonly<Record<FactsRole, RoleLimits>> = {
  interactive: { memoryShare: 0.5, timeoutSeconds: 60 },
  batch: { memoryShare: 0.8, timeoutSeconds: 3600 },
  ingest: { memoryShare: 0.5, timeoutSeconds: 600 },
};

/**
 * A grouping spills to disk from this share of its statement's memory on. The engine's own way, a ratio of what is still
 * free, let 4M groups fail at 200 MB and 20M at 1 GB that pass with it; where there is room nothing changes.
 */
const spillShare = 0.3;
/** How many times its memory a statement may spill. */
const spillTimes = 8;

let statements = 0;

/** A comment that no other statement of this process carries. */
export function statementMark(tag: string): string {
  invariant(/^[a-z0-9][a-z0-9.:-]{0,79}$/.test(tag), 'a tag is a plain lower-case name without values');
  statements += 1;
  return `/* rekindle ${tag} ${process.pid}-${statements} */`;
}

const takesSettings = /^\s*(?:--[^\n]*\n\s*)*(?:SELECT|WITH|INSERT|ALTER|OPTIMIZE|EXPLAIN|\()/i;

export interface Statement {
  readonly mark: string;
  readonly sql: string;
  readonly options: QueryOptions;
  readonly serverMemoryMb: number;
  /** More settings for the clause, where sessions do not carry them. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** ` SETTINGS a = 'x', …`, or nothing. Names are ours, values quoted. */
export function settingsClause(settings: Readonly<Record<string, string | number>>): string {
  const assigned = Object.entries(settings).map(
    ([name, value]) => `${name} = ${quotedLiteral(String(value))}`,
  );
  return assigned.length ? ` SETTINGS ${assigned.join(', ')}` : '';
}

/** The statement as sent: mark, text, settings. `CREATE` and `DROP` keep none (there they mean the table's). */
export function dressed({ mark, sql, options, serverMemoryMb, settings = {} }: Statement): string {
  if (!takesSettings.test(sql)) {
    invariant(options.rowFilters === undefined, 'a filtered statement can carry its filter');
    return `${mark} ${sql}`;
  }
  const role = limits[options.role ?? 'interactive'];
  const memoryMb = options.maxMemoryMb ?? Math.floor(serverMemoryMb * role.memoryShare);
  const clause = settingsClause({
    ...settings,
    ...(options.rowFilters === undefined ? {} : { additional_table_filters: options.rowFilters }),
    max_memory_usage: memoryMb * 1_000_000,
    max_bytes_ratio_before_external_group_by: 0,
    max_bytes_before_external_group_by: Math.floor(memoryMb * spillShare * 1_000_000),
    max_temporary_data_on_disk_size_for_query: memoryMb * spillTimes * 1_000_000,
    max_execution_time: options.timeoutSeconds ?? role.timeoutSeconds,
  });
  return `${mark} ${sql}\n${clause}`;
}
