/** How the system is: one line a check, worst first said in a sentence, each with what to do; and the backups. */
import { useTranslation } from 'react-i18next';
import type { Health } from '../../../../src/records/health.ts';
import { useHealth } from '../../api/health.ts';
import { useFormat } from '../../format/use-format.ts';
import { useMay } from '../../ui/may.tsx';
import { Answer, Page, Section } from '../../ui/page.tsx';
import { Tag, type TagTone } from '../../ui/stat.tsx';
import { QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { BackupsSection } from './backups-section.tsx';

type Check = Health['checks'][number];
const tones: Record<Check['status'], TagTone> = { ok: 'plain', warn: 'warn', fail: 'less' };

function useColumns(): Column<Check>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('health:check'),
      head: true,
      width: 160,
      render: check => t(`health:name.${check.name}`),
    },
    {
      key: 'status',
      title: t('health:state'),
      width: 110,
      render: check => <Tag tone={tones[check.status]}>{t(`health:status.${check.status}`)}</Tag>,
    },
    {
      key: 'message',
      title: t('health:found'),
      render: check => (
        <>
          {check.message}
          {check.remedy && check.status !== 'ok' && <div className="muted small">{check.remedy}</div>}
        </>
      ),
    },
  ];
}

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const health = useHealth();
  const columns = useColumns();
  const may = useMay();
  return (
    <Page title={t('health:title')} question={t('health:question')}>
      <QueryView query={health}>
        {data => {
          const count = data.checks.filter(check => check.status !== 'ok').length;
          return (
            <>
              <Answer
                {...(data.status === 'fail' ? { tone: 'less' as const } : {})}
                basis={t('health:checkedAt', { time: f.time(data.checkedAt) })}
              >
                {t(`health:answer.${data.status}`, { count })}
              </Answer>
              <Section title={t('health:checks')}>
                <Table
                  caption={t('health:checks')}
                  columns={columns}
                  rows={data.checks}
                  rowKey={check => check.name}
                />
              </Section>
            </>
          );
        }}
      </QueryView>
      {may('backup.read') && <BackupsSection mayMake={may('backup.change')} />}
    </Page>
  );
}
