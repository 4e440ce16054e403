/**
 * Renders a facts migration for one node or a cluster. Slots, each alone where it stands:
 * `{{ON_CLUSTER}}`, `{{ENGINE MergeTree}}`, `{{ENGINE ReplacingMergeTree version, is_deleted}}`, `{{SETTINGS}}` and the
 * whole statement `{{PUBLIC name sharding-expression}}` or `{{PUBLIC FINAL name sharding-expression}}`.
 */
import { invariant } from '../../kernel/invariant.ts';

/** Acknowledged rows survive a power cut, and a repeated insert token is recognised (STACK: 82 K rows/s with fsync). */
const durable = 'fsync_after_insert = 1, fsync_part_directory = 1';

const replicaPath = `'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'`;

const engine = (name: string, args: string, cluster: string | null): string => {
  const parts = cluster ? [replicaPath, args] : [args];
  const list = parts.filter(Boolean).join(', ');
  return `${cluster ? 'Replicated' : ''}${name}${list ? `(${list})` : ''}`;
};

function publicTable(rest: string, cluster: string | null): string {
  const match = /^(FINAL )?([a-z][a-z0-9_]*) (.+)$/.exec(rest);
  invariant(match?.[2] && match[3], `PUBLIC needs a table and a sharding expression: ${rest}`);
  const [, final, table, shard] = match;
  if (!cluster)
    return `CREATE OR REPLACE VIEW ${table} AS SELECT * FROM ${table}_local${final ? ' FINAL' : ''}`;
  return `CREATE OR REPLACE TABLE ${table} ON CLUSTER '${cluster}' AS ${table}_local ENGINE = Distributed('${cluster}', currentDatabase(), '${table}_local', ${shard})`;
}

function slot(name: string, rest: string, cluster: string | null): string {
  switch (name) {
    case 'ON_CLUSTER':
      return cluster ? `ON CLUSTER '${cluster}'` : '';
    case 'ENGINE': {
      const [kind = '', ...args] = rest.split(' ');
      return engine(kind, args.join(' '), cluster);
    }
    case 'SETTINGS':
      return `SETTINGS ${durable}${cluster ? '' : ', non_replicated_deduplication_window = 1000'}`;
    case 'PUBLIC':
      return publicTable(rest, cluster);
    default:
      invariant(false, `unknown slot ${name}`);
  }
}

/** The statements of a migration in order, without comments. `cluster` null renders for one node. */
export function renderFactsDdl(text: string, cluster: string | null): string[] {
  invariant(cluster === null || /^[A-Za-z_][A-Za-z0-9_-]*$/.test(cluster), 'a cluster has a plain name');
  return text
    .replace(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map(statement => statement.trim())
    .filter(Boolean)
    .map(statement =>
      statement
        .replace(/\{\{([A-Z_]+)(?: ([^}]+))?\}\}/g, (_, name: string, rest = '') => slot(name, rest, cluster))
        .replace(/[ \t]+$/gm, ''),
    );
}
