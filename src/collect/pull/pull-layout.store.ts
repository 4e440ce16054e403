/** A pull held against the source as it is now: its columns, and that key and time can carry it. */
import { badInput } from '../../kernel/errors.ts';
import { columnsAsk, type Layout, untimedAsk } from './pull-statement.ts';
import type { StoredPull } from './pulls.store.ts';
import type { SourceColumn, SourceSession } from './source-session.ts';

type Asked = Pick<StoredPull, 'table' | 'statement' | 'keyColumn' | 'updatedColumn' | 'mapping'>;

/**
 * What is to be read: the mapped columns and no others. Throws `pull-column-unknown`, and `pull-time-unfit` for a time
 * that is none.
 */
export async function loadLayout(session: SourceSession, pull: Asked): Promise<Layout> {
  const { table, statement, keyColumn, updatedColumn, mapping } = pull;
  const ask = columnsAsk(session.kind, { table, statement });
  const { columns: there } = await session.read(ask.text, ask.values);
  const require = (name: string, path: string): SourceColumn => {
    const found = there.find(column => column.name === name);
    if (found) return found;
    const expected = there
      .map(column => column.name)
      .join(', ')
      .slice(0, 1000);
    throw badInput('pull-column-unknown', { path, received: name, expected, params: { column: name } });
  };
  const mapped = [...new Set(Object.values(mapping.columns))];
  for (const [field, name] of Object.entries(mapping.columns)) require(name, `mapping.columns.${field}`);
  const updated = updatedColumn === null ? null : require(updatedColumn, 'updatedColumn');
  if (updated !== null && updated.nature !== 'instant' && updated.nature !== 'local-time')
    throw badInput('pull-time-unfit', {
      path: 'updatedColumn',
      received: updated.name,
      params: { column: updated.name },
    });
  return {
    kind: session.kind,
    table,
    statement,
    columns: mapped,
    key: require(keyColumn, 'keyColumn'),
    updated,
  };
}

/** Throws `pull-time-empty` when some row has no time: nothing would ever tell that it is there. */
export async function assertTimed(session: SourceSession, layout: Layout): Promise<void> {
  if (layout.updated === null) return;
  const ask = untimedAsk(layout);
  const { rows } = await session.read(ask.text, ask.values);
  if (rows.length > 0)
    throw badInput('pull-time-empty', { path: 'updatedColumn', params: { column: layout.updated.name } });
}
