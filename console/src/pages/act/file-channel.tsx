/** The file channel: the treated list for another tool, with its watermark, and what came back. */
import { Button } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { useExports, useMakeExport, useReceipts } from '../../api/act.ts';
import { download } from '../../api/client.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Notice, Problem, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

function Exports({ name }: { name: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const exports = useExports(name);
  const [error, setError] = useState<unknown>(null);
  const save = (id: string) => download(`/api/campaigns/${name}/exports/${id}`).catch(setError);
  return (
    <QueryView
      query={exports}
      empty={data => (data.exports.length === 0 ? <p className="muted">{t('act:file.none')}</p> : null)}
    >
      {data => (
        <>
          {error !== null && <Problem error={error} />}
          <Table
            dense
            caption={t('act:file.title')}
            rows={data.exports}
            rowKey={row => row.exportId}
            columns={[
              { key: 'at', title: t('act:file.at'), head: true, render: row => f.time(row.createdAt) },
              {
                key: 'n',
                title: t('act:skipped.people'),
                align: 'right',
                render: row => f.count(row.people),
              },
              { key: 'mark', title: t('act:file.watermark'), render: row => <code>{row.watermark}</code> },
              {
                key: 'save',
                title: <span className="sr-only">{t('act:file.download')}</span>,
                render: row => (
                  <Button size="small" onClick={() => void save(row.exportId)}>
                    {t('act:file.download')}
                  </Button>
                ),
              },
            ]}
          />
        </>
      )}
    </QueryView>
  );
}

function Receipts({ name }: { name: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  const id = useId();
  const receipts = useReceipts(name);
  const send = async (file: File | undefined) => {
    if (file) receipts.mutate({ csv: await file.text() });
  };
  return (
    <div className="stack-tight">
      <label htmlFor={id}>
        <strong>{t('act:file.receipts')}</strong>
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        onChange={event => void send(event.target.files?.[0])}
      />
      <p className="muted small">{t('act:file.receiptsHint')}</p>
      {receipts.error && <Problem error={receipts.error} />}
      {receipts.data && (
        <Notice tone={receipts.data.unmatched.length > 0 ? 'warn' : 'info'}>
          {t('act:file.receiptsDone', {
            read: f.count(receipts.data.rowsRead),
            delivered: f.count(receipts.data.delivered),
            failed: f.count(receipts.data.failed),
            repeated: f.count(receipts.data.repeated),
          })}
          <ul>
            {receipts.data.unmatched.slice(0, 20).map(row => (
              <li key={row.row}>
                {t('act:file.unmatched', { row: row.row, reason: texts(row.code).message })}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

export function FileChannel({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const { name } = view.definition;
  const make = useMakeExport(name);
  return (
    <Section
      title={t('act:file.title')}
      note={t('act:file.note')}
      actions={
        <May needs="campaign.export">
          <Confirm
            label={t('act:file.make')}
            title={t('act:file.makeTitle')}
            confirmLabel={t('act:file.makeConfirm')}
            button={{ type: 'primary', disabled: view.state !== 'running' }}
            run={() => make.mutateAsync(null)}
          >
            {t('act:file.makeText')}
          </Confirm>
        </May>
      }
    >
      <div className="stack">
        <Exports name={name} />
        <May needs="campaign.export">
          <Receipts name={name} />
        </May>
      </div>
    </Section>
  );
}
