/** Refused rows one by one: row number, column, reason, remedy; the whole list as a file to mend and import again. */
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineReason, QuarantineRow } from '../../../../src/records/import.ts';
import { download } from '../../api/client.ts';
import { loadQuarantine } from '../../api/collect.ts';
import { useCodeTexts, withoutEmptyQuotes } from '../../api/texts.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { List } from '../../ui/list.tsx';
import { type ListColumn, nextPlace, placeOf } from '../../ui/list-rows.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Empty, Problem } from '../../ui/states.tsx';

const wholeRow = (row: QuarantineRow) =>
  Object.entries(row.values)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join(' · ');

const columnsOf = (t: TFunction, f: Format): ListColumn<QuarantineRow>[] => [
  {
    key: 'row',
    title: t('collect:quarantine.row'),
    align: 'right',
    head: true,
    render: row => f.count(row.rowNumber),
    plain: row => row.rowNumber,
  },
  {
    key: 'column',
    title: t('collect:quarantine.column'),
    render: row => <span className="nowrap">{row.column ?? ''}</span>,
    plain: row => row.column ?? '',
  },
  {
    key: 'message',
    title: t('collect:reasons.reason'),
    render: row => withoutEmptyQuotes(row.message),
    plain: row => withoutEmptyQuotes(row.message),
  },
  {
    key: 'value',
    title: t('collect:quarantine.value'),
    render: row => <code>{row.column ? (row.values[row.column] ?? '') : ''}</code>,
    plain: row => (row.column ? (row.values[row.column] ?? '') : ''),
  },
  {
    key: 'remedy',
    title: t('collect:reasons.remedy'),
    render: row => row.remedy ?? '',
    plain: row => row.remedy ?? '',
  },
  {
    key: 'values',
    title: t('collect:quarantine.values'),
    width: '30%',
    render: row => (
      <details>
        <summary>{t('collect:quarantine.whole')}</summary>
        <code>{wholeRow(row)}</code>
      </details>
    ),
    plain: wholeRow,
  },
];

function Download({ importId }: { importId: string }) {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>(null);
  const save = () => download(`/api/imports/${importId}/quarantine.csv`).catch(setError);
  return (
    <>
      <May needs="import.quarantine.read">
        <Button onClick={() => void save()}>{t('collect:quarantine.download')}</Button>
      </May>
      {error !== null && <Problem error={error} />}
    </>
  );
}

interface QuarantineProps {
  readonly importId: string;
  readonly reasons: readonly QuarantineReason[];
}

export function QuarantineSection({ importId, reasons }: QuarantineProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  if (reasons.length === 0) return null;
  const countOf = (code: string | undefined) =>
    reasons.filter(reason => !code || reason.code === code).reduce((sum, reason) => sum + reason.count, 0);
  return (
    <Section
      title={t('collect:quarantine.title')}
      note={t('collect:quarantine.note')}
      actions={<Download importId={importId} />}
    >
      <List
        list="quarantine"
        caption={t('collect:quarantine.title')}
        queryKey={['quarantine', importId]}
        load={async request => {
          const { limit, filters } = request;
          const { offset, cursor } = placeOf(request.cursor);
          const page = await loadQuarantine(importId, { after: cursor, code: filters['code'], limit });
          return {
            rows: page.rows,
            nextCursor: nextPlace(offset, page.rows, page.nextAfter),
            offset,
            total: countOf(filters['code']),
          };
        }}
        rowKey={row => `${row.rowNumber}-${row.code}`}
        columns={columnsOf(t, f)}
        dense
        filters={[
          {
            key: 'code',
            label: t('collect:quarantine.all'),
            options: reasons.map(reason => ({
              value: reason.code,
              label: reason.message ?? texts(reason.code).message,
            })),
          },
        ]}
        empty={<Empty title={t('collect:quarantine.emptyTitle')} />}
      />
    </Section>
  );
}
