/** A condition on a list of opportunities: whose it is, chosen from the latest check-up. */
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { SegmentRule } from '../../../../src/records/segment.ts';
import { useOpportunities } from '../../api/decide.ts';
import { useFormat } from '../../format/use-format.ts';

interface ConditionProps {
  readonly rule: { readonly inOpportunity: string };
  readonly onChange: (rule: SegmentRule) => void;
}

export function OpportunityCondition({ rule, onChange }: ConditionProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const list = useOpportunities();
  const options = (list.data?.opportunities ?? [])
    .filter(card => card.customers > 0 || card.id === rule.inOpportunity)
    .map(card => ({
      value: card.id,
      label: t('decide:edit.opportunityOption', {
        title: f.locale === 'en' ? card.title.en : card.title.zh,
        day: f.day(card.asOf),
        n: f.count(card.customers),
      }),
    }));
  const isOld = list.isSuccess && options.every(option => option.value !== rule.inOpportunity);
  return (
    <>
      <span>{t('decide:edit.inOpportunity')}</span>
      <Select
        aria-label={t('decide:edit.inOpportunity')}
        style={{ minWidth: 280 }}
        loading={list.isPending}
        value={rule.inOpportunity}
        options={
          isOld
            ? [{ value: rule.inOpportunity, label: t('decide:edit.earlierOpportunity') }, ...options]
            : options
        }
        onChange={id => onChange({ inOpportunity: id })}
      />
    </>
  );
}
