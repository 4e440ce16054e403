/** Refused rows one by one: row number, column, reason, remedy; the whole list as a file to mend and import again. */
import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { QuarantineReason, QuarantineRow } from '../../../../src/records/import.ts';
import { download } from '../../api/client.ts';
import { useQuarantine } from '../../api/collect.ts';
import { useCodeTexts, withoutEmptyQuotes } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Problem, QueryView } from '../../ui/states.tsx';
import { Pager, Table } from '../../ui/table.tsx';

function Rows({ rows }: { rows: readonly QuarantineRow[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <Table
      caption={t('collect:quarantine.title')}
      rows={rows}
      rowKey={row => `${row.rowNumber}-${row.code}`}
      dense
      columns={[
        {
          key: 'row',
          title: t('collect:quarantine.row'),
          align: 'right',
          head: true,
          render: row => f.count(row.rowNumber),
        },
        {
          key: 'column',
          title: t('collect:quarantine.column'),
          render: row => <span className="nowrap">{row.column ?? ''}</span>,
        },
        {
          key: 'message',
          title: t('collect:reasons.reason'),
          render: row => withoutEmptyQuotes(row.message),
        },
        {
          key: 'value',
          title: t('collect:quarantine.value'),
          render: row => <code>{row.column ? (row.values[row.column] ?? '') : ''}</code>,
        },
        { key: 'remedy', title: t('collect:reasons.remedy'), render: row => row.remedy ?? '' },
        {
          key: 'values',
          title: t('collect:quarantine.values'),
          width: '30%',
          render: row => (
            <details>
              <summary>{t('collect:quarantine.whole')}</summary>
              <code>
                {Object.entries(row.values)
                  .filter(([, value]) => value !== '')
                  .map(([name, value]) => `${name}: ${value}`)
                  .join(' · ')}
              </code>
            </details>
          ),
        },
      ]}
    />
  );
}

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
  const texts = useCodeTexts();
  const id = useId();
  const [search, setSearch] = useSearchParams();
  const after = Number(search.get('after') ?? 0);
  const code = search.get('code') ?? undefined;
  const rows = useQuarantine(importId, after, code);
  const go = (next: Record<string, string>) => setSearch({ tab: 'quarantine', ...next });
  if (reasons.length === 0) return null;
  return (
    <Section
      title={t('collect:quarantine.title')}
      note={t('collect:quarantine.note')}
      actions={<Download importId={importId} />}
    >
      <div className="stack">
        <div className="row">
          <label htmlFor={id}>{t('collect:quarantine.filter')}</label>
          <Select
            id={id}
            style={{ minWidth: 280 }}
            allowClear
            value={code ?? null}
            placeholder={t('collect:quarantine.all')}
            options={reasons.map(reason => ({
              value: reason.code,
              label: reason.message ?? texts(reason.code).message,
            }))}
            onChange={(value: string | null) => go(value ? { code: value } : {})}
          />
        </div>
        <QueryView query={rows}>
          {data => (
            <>
              <Rows rows={data.rows} />
              <Pager
                shown={data.rows.length}
                hasPrevious={after > 0}
                hasNext={data.nextAfter !== null}
                onPrevious={() => go(code ? { code } : {})}
                onNext={() => go({ ...(code ? { code } : {}), after: String(data.nextAfter) })}
              />
            </>
          )}
        </QueryView>
      </div>
    </Section>
  );
}
