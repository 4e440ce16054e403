/** The form of a campaign; its sections change parts of one definition. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CampaignDefinition } from '../../../../src/records/campaign.ts';
import { useSaveCampaign } from '../../api/act.ts';
import { Page } from '../../ui/page.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { useUnsaved } from '../../ui/use-unsaved.tsx';
import { MessageSection } from './form-message.tsx';
import { BasicsSection, ControlSection, GoalSection } from './form-plan.tsx';
import { BudgetSection, ScheduleSection } from './form-schedule.tsx';

interface CampaignFormProps {
  readonly start: CampaignDefinition;
  readonly isNew: boolean;
  readonly draftKey: string;
}

export function CampaignForm({ start, isNew, draftKey }: CampaignFormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const draft = useDraft(`rekindle.campaign.${draftKey}`, start);
  const unsaved = useUnsaved(draft.dirty);
  const save = useSaveCampaign(view => {
    draft.clear();
    unsaved.release();
    navigate(`/act/campaigns/${view.definition.name}?tab=audience`);
  });
  const parts = { value: draft.value, error: save.error, onChange: draft.change };
  return (
    <Page
      title={isNew ? t('act:edit.newTitle') : t('act:edit.title', { title: start.title })}
      question={t('act:edit.question')}
      back={
        isNew
          ? { to: '/act/campaigns', label: t('act:campaigns.title') }
          : { to: `/act/campaigns/${start.name}`, label: start.title }
      }
      actions={
        <>
          {draft.dirty && <Button onClick={draft.clear}>{t('act:edit.discard')}</Button>}
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate(draft.value)}>
            {t('act:edit.save')}
          </Button>
        </>
      }
    >
      {unsaved.dialog}
      {draft.restored && <Notice tone="info">{t('act:edit.restored')}</Notice>}
      {save.error && <Problem error={save.error} />}
      <BasicsSection {...parts} isNew={isNew} />
      <GoalSection {...parts} />
      <ControlSection {...parts} />
      <MessageSection {...parts} />
      <ScheduleSection {...parts} />
      <BudgetSection {...parts} />
      <div className="row">
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate(draft.value)}>
          {t('act:edit.save')}
        </Button>
        <span className="muted small">{t('act:edit.next')}</span>
      </div>
    </Page>
  );
}
