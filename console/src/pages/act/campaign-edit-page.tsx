/** Planning a campaign: one section after the other, kept as a draft in this tab until it is saved. */
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { useCampaign } from '../../api/act.ts';
import { useOpportunity, useSegment } from '../../api/decide.ts';
import { useSession } from '../../api/session.ts';
import { useFormat } from '../../format/use-format.ts';
import { Page } from '../../ui/page.tsx';
import { QueryView, Skeleton } from '../../ui/states.tsx';
import { CampaignForm } from './campaign-form.tsx';
import { newCampaign } from './new-campaign.ts';

/** A new campaign starts from its segment, and from the figures of the opportunity the segment came from. */
function NewCampaign({ segmentName }: { segmentName: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const session = useSession();
  const segment = useSegment(segmentName);
  const opportunityId = segment.data?.opportunityId ?? '';
  const opportunity = useOpportunity(opportunityId);
  const waiting =
    segmentName !== '' && (segment.isPending || (opportunityId !== '' && opportunity.isPending));
  if (waiting) {
    return (
      <Page title={t('act:edit.newTitle')}>
        <QueryView query={segment} skeleton={<Skeleton lines={10} />}>
          {() => <Skeleton lines={10} />}
        </QueryView>
      </Page>
    );
  }
  const start = newCampaign({
    senderName: session.data?.settings.organisation ?? '',
    segment: segment.data ?? null,
    opportunity: opportunityId ? (opportunity.data ?? null) : null,
    now: f.now,
    zone: f.zone,
    locale: f.locale,
    title: segment.data ? t('act:edit.suggestedTitle', { segment: segment.data.title }) : '',
    statement: segment.data ? t('act:edit.suggestedGoal', { segment: segment.data.title }) : '',
  });
  return <CampaignForm start={start} isNew draftKey={`new-${segmentName}`} />;
}

export function Component() {
  const { name = '' } = useParams();
  const [search] = useSearchParams();
  const campaign = useCampaign(name);
  if (name === '') return <NewCampaign segmentName={search.get('segment') ?? ''} />;
  if (campaign.data) {
    const { version, definition } = campaign.data;
    return <CampaignForm start={definition} isNew={false} draftKey={`${name}-${version}`} />;
  }
  return (
    <div className="page">
      <QueryView query={campaign} skeleton={<Skeleton lines={10} />}>
        {() => null}
      </QueryView>
    </div>
  );
}
