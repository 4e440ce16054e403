/** How sending goes: people, messages, reasons of what was not sent, cost against the cap. No verdict here. */
import { useTranslation } from 'react-i18next';
import type { CampaignStatus, CampaignView } from '../../../../src/records/campaign.ts';
import { useCampaignStatus } from '../../api/act.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { Answer, Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

function Counts({ status, view }: { status: CampaignStatus; view: CampaignView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const waiting = status.queued + status.undecided;
  return (
    <>
      <Answer basis={t('act:progress.basis')}>
        {t(waiting === 0 ? 'act:progress.answerDone' : 'act:progress.answer', {
          delivered: f.count(status.delivered),
          audience: f.count(status.audience),
          waiting: f.count(waiting),
        })}
      </Answer>
      <Section title={t('act:progress.title')}>
        <Stats>
          <Stat
            label={t('act:progress.audience')}
            value={f.count(status.audience)}
            range={t('act:progress.control', { n: f.count(status.control) })}
          />
          <Stat
            label={t('act:progress.intents')}
            value={f.count(status.intents)}
            definition={t('act:progress.intentsDefinition')}
          />
          <Stat label={t('act:progress.delivered')} value={f.count(status.delivered)} />
          <Stat label={t('act:progress.failed')} value={f.count(status.failed)} />
          <Stat
            label={t('act:progress.unknown')}
            value={f.count(status.unknown)}
            definition={t('act:progress.unknownDefinition')}
          />
          <Stat label={t('act:progress.waiting')} value={f.count(waiting)} />
          <Stat
            label={t('act:progress.spent')}
            value={f.moneyExact(status.spentMinor)}
            range={t('act:progress.cap', { cap: f.money(view.definition.budget.capMinor) })}
          />
        </Stats>
      </Section>
      {status.unknown > 0 && (
        <Notice tone="warn">{t('act:progress.unknownNotice', { n: f.count(status.unknown) })}</Notice>
      )}
    </>
  );
}

function Skipped({ status }: { status: CampaignStatus }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  const rows = Object.entries(status.skipped).sort(([, a], [, b]) => b - a);
  return (
    <Section title={t('act:skipped.title')} note={t('act:skipped.note')}>
      {rows.length === 0 ? (
        <p className="muted">{t('act:skipped.none')}</p>
      ) : (
        <Table
          dense
          caption={t('act:skipped.title')}
          rows={rows}
          rowKey={([code]) => code}
          columns={[
            {
              key: 'reason',
              title: t('act:skipped.reason'),
              head: true,
              render: ([code]) => texts(code).message,
            },
            { key: 'n', title: t('act:skipped.people'), align: 'right', render: ([, n]) => f.count(n) },
          ]}
        />
      )}
    </Section>
  );
}

export function CampaignProgress({ view }: { view: CampaignView }) {
  const status = useCampaignStatus(view.definition.name, view.state === 'running');
  return (
    <QueryView query={status} skeleton={<Skeleton lines={6} />}>
      {data => (
        <>
          <Counts status={data} view={view} />
          <Skipped status={data} />
        </>
      )}
    </QueryView>
  );
}
