/** A segment rule in words, nested as it is nested. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FeatureRule, PurchaseRule, SegmentRule } from '../../../../src/records/segment.ts';
import { useMay } from '../../ui/may.tsx';
import { useValueText } from './feature-words.ts';

function FeatureText({ rule }: { rule: FeatureRule }) {
  const { t } = useTranslation();
  const valueText = useValueText();
  const values = rule.value === undefined ? [] : Array.isArray(rule.value) ? rule.value : [rule.value];
  const joiner = rule.op === 'between' ? ' – ' : t('decide:rule.or');
  return (
    <span>
      {t(`decide:feature.${rule.feature}`)} {t(`decide:op.${rule.op}`)}{' '}
      <strong>{values.map(value => valueText(rule.feature, value)).join(joiner)}</strong>
    </span>
  );
}

function PurchaseText({ rule }: { rule: PurchaseRule }) {
  const { t } = useTranslation();
  const { measure, op, value, withinDays, where } = rule.purchases;
  const filters = Object.entries(where ?? {}).map(
    ([name, list]) => `${t(`decide:filter.${name}`)} ${(list ?? []).join(t('decide:rule.or'))}`,
  );
  return (
    <span>
      {withinDays ? t('decide:rule.within', { count: withinDays }) : t('decide:rule.ever')}{' '}
      {t(`decide:measure.${measure}`)}
      {filters.length > 0 && ` (${filters.join('；')})`} {t(`decide:op.${op}`)} <strong>{value}</strong>
    </span>
  );
}

export function RuleText({ rule }: { rule: SegmentRule }) {
  const { t } = useTranslation();
  const may = useMay();
  if ('feature' in rule) return <FeatureText rule={rule} />;
  if ('purchases' in rule) return <PurchaseText rule={rule} />;
  if ('inOpportunity' in rule) {
    const text = t('decide:rule.inOpportunity');
    return may('opportunity.read') ? (
      <Link to={`/decide/opportunities/${rule.inOpportunity}`}>{text}</Link>
    ) : (
      text
    );
  }
  if ('household' in rule) {
    const { op, people } = rule.household;
    return (
      <span>
        {t('decide:rule.household')} {t(`decide:op.${op}`)} <strong>{people}</strong>
      </span>
    );
  }
  if ('onePerHousehold' in rule) {
    return (
      <div>
        {t('decide:rule.onePerHousehold')} <RuleText rule={rule.onePerHousehold} />
      </div>
    );
  }
  if ('not' in rule) {
    return (
      <div>
        {t('decide:rule.not')} <RuleText rule={rule.not} />
      </div>
    );
  }
  const [word, parts] = 'all' in rule ? (['all', rule.all] as const) : (['any', rule.any] as const);
  return (
    <div>
      {parts.length > 1 && <span className="muted">{t(`decide:rule.${word}`)}</span>}
      <ul
        className="stack-tight"
        style={{ paddingLeft: parts.length > 1 ? 20 : 0, listStyle: parts.length > 1 ? 'disc' : 'none' }}
      >
        {parts.map((part, index) => (
          <li key={index}>
            <RuleText rule={part} />
          </li>
        ))}
      </ul>
    </div>
  );
}
