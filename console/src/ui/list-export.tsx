/** A list as a file: the rows that match, page by page from the server, in the columns that are in sight. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request as ask, newKey, saveBlob } from '../api/client.ts';
import { useFormat } from '../format/use-format.ts';
import { toCsv } from './csv.ts';
import type { ListRequest } from './list-address.ts';
import type { ListColumn, LoadPage } from './list-rows.ts';

/** Rows of one file: what a spreadsheet opens at once and 50 requests fetch. */
const mostRows = 10_000;
const pageRows = 200;

async function everyRow<T>(load: LoadPage<T>, request: ListRequest): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await load({ ...request, cursor, limit: pageRows });
    rows.push(...page.rows);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && rows.length < mostRows);
  return rows.slice(0, mostRows);
}

const askLeave = (people: { readonly list: string; readonly of?: string }, rows: number) =>
  ask('/api/list-exports', { method: 'POST', body: { ...people, people: rows }, key: newKey() });

interface ExportProps<T> {
  /** Where the rows are people: asked before they leave, since many of them need a second person's approval. */
  readonly people?: { readonly list: string; readonly of?: string } | undefined;
  readonly title: string;
  readonly columns: readonly ListColumn<T>[];
  readonly request: ListRequest;
  readonly load: LoadPage<T>;
  readonly total: number | undefined;
}

export function ExportButton<T>({ title, columns, request, load, total, people }: ExportProps<T>) {
  const { t } = useTranslation();
  const f = useFormat();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const rows = await everyRow(load, request);
      if (people) await askLeave(people, rows.length);
      const plain = columns.flatMap(({ plain, key, label, title: head }) =>
        plain ? [{ key, title: label ?? head, plain }] : [],
      );
      saveBlob(toCsv({ columns: plain, rows }), `${title} ${f.day(f.now)}.csv`);
      if (total !== undefined && total > rows.length) {
        void message.info(t('common:list.exportCut', { shown: f.count(rows.length), total: f.count(total) }));
      }
    } catch (cause) {
      void message.error(
        cause instanceof Error && cause.message ? cause.message : t('common:error.unexpected'),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={busy} onClick={() => void save()}>
      {t('common:list.export')}
    </Button>
  );
}
