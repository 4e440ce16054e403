/** What the organisation keeps about people and for how long: erasures with their certificates, periods, purges. */
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Certificate, Erasure } from '../../../../src/records/privacy.ts';
import type { Purge, Retention, RetentionPeriod } from '../../../../src/records/retention.ts';
import { saveBlob } from '../../api/client.ts';
import { useErasures, usePurge, useRetention, useSaveRetention } from '../../api/privacy.ts';
import { useFormat } from '../../format/use-format.ts';
import { faultAt } from '../../ui/field.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { SideDrawer } from '../../ui/sql-drawer.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, Problem, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { IncidentsSection } from './incidents-section.tsx';
import { KeysSection } from './keys-section.tsx';

function CertificateView({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const f = useFormat();
  const save = () =>
    saveBlob(
      new Blob([JSON.stringify(certificate, null, 2)], { type: 'application/json' }),
      `erasure-${certificate.erasureId}.json`,
    );
  return (
    <SideDrawer
      type="link"
      label={t('privacy:erasures.certificate')}
      title={t('privacy:erasures.certificate')}
    >
      <p>{t('privacy:erasures.said', { at: f.time(certificate.finishedAt), reason: certificate.reason })}</p>
      <Table
        caption={t('privacy:erasures.tables')}
        dense
        rows={certificate.tables}
        rowKey={row => `${row.store}.${row.table}.${row.did}`}
        columns={[
          {
            key: 'table',
            title: t('privacy:erasures.table'),
            head: true,
            render: row => (
              <span className="mono small">
                {row.store}.{row.table}
              </span>
            ),
          },
          { key: 'did', title: t('privacy:erasures.did'), render: row => t(`privacy:did.${row.did}`) },
          {
            key: 'rows',
            title: t('privacy:erasures.rows'),
            align: 'right',
            render: row => f.count(row.rows),
          },
        ]}
      />
      <div>
        <Button onClick={save}>{t('privacy:erasures.save')}</Button>
      </div>
    </SideDrawer>
  );
}

function Erasures({ erasures }: { erasures: readonly Erasure[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (erasures.length === 0)
    return <Empty title={t('privacy:erasures.emptyTitle')}>{t('privacy:erasures.empty')}</Empty>;
  return (
    <Table
      caption={t('privacy:erasures.title')}
      rows={erasures}
      rowKey={row => row.erasureId}
      columns={[
        {
          key: 'at',
          title: t('privacy:erasures.at'),
          head: true,
          render: row => <time className="nowrap">{f.time(row.requestedAt)}</time>,
        },
        {
          key: 'who',
          title: t('privacy:erasures.pseudonym'),
          render: row => (
            <Link to={`/understand/customers/${row.customerId}`} className="mono small">
              {row.customerId}
            </Link>
          ),
        },
        { key: 'why', title: t('privacy:erasures.reason'), render: row => row.reason },
        {
          key: 'state',
          title: t('privacy:erasures.state'),
          render: row =>
            row.certificate ? (
              <CertificateView certificate={row.certificate} />
            ) : (
              <Tag tone="warn">{t('privacy:erasures.open')}</Tag>
            ),
        },
      ]}
    />
  );
}

function Periods({ kept }: { kept: Retention }) {
  const { t } = useTranslation();
  const [change, setChange] = useState<Partial<Retention>>({});
  const save = useSaveRetention();
  const mayChange = useMay()('privacy.change');
  const dirty = Object.keys(change).length > 0;
  return (
    <Section
      title={t('privacy:retention.title')}
      note={t('privacy:retention.note')}
      actions={
        mayChange && (
          <Button
            type="primary"
            disabled={!dirty}
            loading={save.isPending}
            onClick={() => save.mutate(change, { onSuccess: () => setChange({}) })}
          >
            {t('privacy:retention.save')}
          </Button>
        )
      }
    >
      {save.error && <Problem error={save.error} />}
      <div className="form-grid">
        {(Object.keys(kept) as RetentionPeriod[]).map(period => (
          <NumberField
            key={period}
            label={t(`privacy:period.${period}`)}
            unit={t('privacy:retention.days')}
            fault={faultAt(save.error, period)}
            value={change[period] ?? kept[period]}
            onChange={days => mayChange && days !== null && setChange({ ...change, [period]: days })}
          />
        ))}
      </div>
    </Section>
  );
}

function Purges({ purges }: { purges: readonly Purge[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const purge = usePurge();
  const periodOf = (period: string) => t(`privacy:period.${period}`, { defaultValue: period });
  return (
    <Section
      title={t('privacy:purges.title')}
      note={t('privacy:purges.note')}
      actions={
        <May needs="privacy.change">
          <Button loading={purge.isPending} onClick={() => purge.mutate(null)}>
            {t('privacy:purges.now')}
          </Button>
        </May>
      }
    >
      {purge.error && <Problem error={purge.error} />}
      {purges.length === 0 && (
        <Empty title={t('privacy:purges.emptyTitle')}>{t('privacy:purges.empty')}</Empty>
      )}
      {purges.length > 0 && (
        <Table
          caption={t('privacy:purges.title')}
          dense
          rows={purges}
          rowKey={row => row.purgeId}
          columns={[
            {
              key: 'at',
              title: t('privacy:purges.at'),
              head: true,
              render: row => <time className="nowrap">{f.time(row.at)}</time>,
            },
            {
              key: 'what',
              title: t('privacy:purges.removed'),
              render: row =>
                row.tables.length === 0 ? (
                  <span className="muted">{t('privacy:purges.nothing')}</span>
                ) : (
                  <ul className="plain-list">
                    {row.tables.map(each => (
                      <li key={`${each.period}${each.table}`}>
                        {periodOf(each.period)}: {t(`privacy:did.${each.did}`)} {f.count(each.rows)}{' '}
                        <span className="mono small muted">{each.table}</span>
                      </li>
                    ))}
                  </ul>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

export function Component() {
  const { t } = useTranslation();
  const erasures = useErasures();
  const kept = useRetention();
  return (
    <Page title={t('privacy:page.title')} question={t('privacy:page.question')}>
      <Section title={t('privacy:erasures.title')} note={t('privacy:erasures.note')}>
        <QueryView query={erasures}>{data => <Erasures erasures={data.erasures} />}</QueryView>
      </Section>
      <IncidentsSection />
      <KeysSection />
      <QueryView query={kept}>
        {data => (
          <>
            <Periods kept={data.retention} />
            <Purges purges={data.purges} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
