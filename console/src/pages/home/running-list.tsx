/** Campaigns that send or wait for their final read, and long work that has not ended. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Home } from '../../../../src/records/home.ts';
import { useFormat } from '../../format/use-format.ts';
import { useMay } from '../../ui/may.tsx';
import { JobProgress } from '../../ui/progress.tsx';
import { ShareBar, Tag } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';

type Running = Home['running'];

function RunningCampaign({ campaign }: { campaign: Running['campaigns'][number] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const people = campaign.sent + campaign.waiting;
  return (
    <li className="stack-tight">
      <div className="row spread">
        <Link to={`/act/campaigns/${campaign.name}`}>{campaign.title}</Link>
        <Tag>{t(`act:state.${campaign.state}`)}</Tag>
      </div>
      <ShareBar share={people > 0 ? campaign.sent / people : 0} />
      <span className="muted small">
        {t('home:running.sent', { sent: f.count(campaign.sent), waiting: f.count(campaign.waiting) })}
        {campaign.finalReadAt && ` · ${t('home:running.finalRead', { day: f.day(campaign.finalReadAt) })}`}
      </span>
    </li>
  );
}

export function RunningList({ campaigns, jobs }: Running) {
  const { t } = useTranslation();
  const may = useMay();
  if (campaigns.length === 0 && jobs.length === 0) {
    return (
      <Empty
        title={t('home:running.emptyTitle')}
        action={
          may('opportunity.read') && <Link to="/decide/opportunities">{t('home:running.emptyAction')}</Link>
        }
      >
        {may('opportunity.read') && t('home:running.empty')}
      </Empty>
    );
  }
  return (
    <ul className="plain-list stack">
      {campaigns.map(campaign => (
        <RunningCampaign key={campaign.name} campaign={campaign} />
      ))}
      {jobs.map(job => (
        <li key={job.jobId}>
          <JobProgress job={job} title={t(`jobs:kind.${job.kind}`, { defaultValue: job.kind })} />
        </li>
      ))}
    </ul>
  );
}
