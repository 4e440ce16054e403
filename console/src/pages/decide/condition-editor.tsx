/** One condition of a segment as controls; nested rules are shown in words and can be removed. */
import { Button, Checkbox, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type {
  FeatureRule,
  HouseholdRule,
  PurchaseRule,
  SegmentRule,
} from '../../../../src/records/segment.ts';
import { DateInput } from '../../ui/date-field.tsx';
import { featureNames, features } from './feature-list.ts';
import { useValueText } from './feature-words.ts';
import { OpportunityCondition } from './opportunity-condition.tsx';
import { RuleText } from './rule-text.tsx';

const opsOf: Record<string, readonly FeatureRule['op'][]> = {
  number: ['gte', 'lte', 'gt', 'lt', 'eq', 'ne', 'between', 'is-null', 'not-null'],
  day: ['gte', 'lte', 'between', 'is-null', 'not-null'],
  text: ['in', 'eq', 'ne', 'is-null', 'not-null'],
  list: ['has'],
};
const measures = ['orders', 'days', 'lines', 'quantity', 'net'] as const;
const comparisons = ['gte', 'lte', 'gt', 'lt', 'eq', 'ne'] as const;

interface EditorProps<R> {
  readonly rule: R;
  readonly onChange: (rule: SegmentRule) => void;
}

const asList = (value: FeatureRule['value']): (string | number)[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

function NumberOrDay({ rule, onChange }: EditorProps<FeatureRule>) {
  const { t } = useTranslation();
  const isDay = features[rule.feature].type === 'day';
  const parts = rule.op === 'between' ? [0, 1] : [0];
  const values = asList(rule.value);
  const set = (index: number, value: string | number) => {
    const next = parts.map(at => (at === index ? value : (values[at] ?? value)));
    onChange({ ...rule, value: rule.op === 'between' ? next : value });
  };
  return (
    <>
      {parts.map(index => {
        const label = t('decide:edit.value');
        const value = values[index];
        return isDay ? (
          <DateInput
            key={index}
            label={label}
            value={typeof value === 'string' ? value : ''}
            onChange={date => set(index, date)}
          />
        ) : (
          <InputNumber
            key={index}
            aria-label={label}
            value={typeof value === 'number' ? value : null}
            onChange={next => next !== null && set(index, next)}
          />
        );
      })}
    </>
  );
}

function FeatureValue({ rule, onChange }: EditorProps<FeatureRule>) {
  const { t } = useTranslation();
  const valueText = useValueText();
  const { type, values } = features[rule.feature];
  if (rule.op === 'is-null' || rule.op === 'not-null') return null;
  if (type === 'number' || type === 'day') return <NumberOrDay rule={rule} onChange={onChange} />;
  const many = rule.op === 'in';
  const known = (values ?? []).map(value => ({ value, label: valueText(rule.feature, value) }));
  return (
    <Select
      aria-label={t('decide:edit.value')}
      style={{ minWidth: 260 }}
      mode={values ? (many ? 'multiple' : undefined) : 'tags'}
      value={many || !values ? asList(rule.value).map(String) : String(rule.value ?? '')}
      options={known}
      onChange={(next: string | string[]) =>
        onChange({ ...rule, value: many ? [next].flat() : Array.isArray(next) ? (next.at(-1) ?? '') : next })
      }
    />
  );
}

function FeatureEditor({ rule, onChange }: EditorProps<FeatureRule>) {
  const { t } = useTranslation();
  const setFeature = (feature: FeatureRule['feature']) => {
    const op = opsOf[features[feature].type]?.[0] ?? 'eq';
    onChange({ feature, op, ...(op === 'in' ? { value: [] } : {}) });
  };
  return (
    <>
      <Select
        aria-label={t('decide:edit.feature')}
        showSearch={{ optionFilterProp: 'label' }}
        style={{ minWidth: 200 }}
        value={rule.feature}
        options={featureNames.map(value => ({ value, label: t(`decide:feature.${value}`) }))}
        onChange={setFeature}
      />
      <Select
        aria-label={t('decide:edit.op')}
        style={{ minWidth: 120 }}
        value={rule.op}
        options={(opsOf[features[rule.feature].type] ?? []).map(value => ({
          value,
          label: t(`decide:op.${value}`),
        }))}
        onChange={op =>
          onChange({ feature: rule.feature, op, ...(op === 'in' ? { value: asList(rule.value) } : {}) })
        }
      />
      <FeatureValue rule={rule} onChange={onChange} />
    </>
  );
}

function PurchaseEditor({ rule, onChange }: EditorProps<PurchaseRule>) {
  const { t } = useTranslation();
  const p = rule.purchases;
  const set = (change: Partial<typeof p>) => onChange({ purchases: { ...p, ...change } });
  const { withinDays, ...always } = p;
  return (
    <>
      <Checkbox
        checked={withinDays !== undefined}
        onChange={event =>
          event.target.checked ? set({ withinDays: 365 }) : onChange({ purchases: always })
        }
      >
        {t('decide:edit.within')}
      </Checkbox>
      {withinDays !== undefined && (
        <InputNumber
          aria-label={t('decide:edit.days')}
          min={1}
          suffix={t('decide:edit.daysUnit')}
          value={withinDays}
          onChange={days => days && set({ withinDays: days })}
        />
      )}
      <Select
        aria-label={t('decide:edit.measure')}
        style={{ minWidth: 130 }}
        value={p.measure}
        options={measures.map(value => ({ value, label: t(`decide:measure.${value}`) }))}
        onChange={measure => set({ measure })}
      />
      <Select
        aria-label={t('decide:edit.op')}
        style={{ minWidth: 110 }}
        value={p.op}
        options={comparisons.map(value => ({ value, label: t(`decide:op.${value}`) }))}
        onChange={op => set({ op })}
      />
      <InputNumber
        aria-label={t('decide:edit.value')}
        value={p.value}
        onChange={value => value !== null && set({ value })}
      />
      <Select
        mode="tags"
        aria-label={t('decide:filter.category')}
        placeholder={t('decide:edit.anyCategory')}
        style={{ minWidth: 180 }}
        value={p.where?.category ?? []}
        onChange={(category: string[]) =>
          category.length > 0
            ? set({ where: { ...p.where, category } })
            : onChange({ purchases: withoutCategory(p) })
        }
      />
    </>
  );
}

function HouseholdEditor({ rule, onChange }: EditorProps<HouseholdRule>) {
  const { t } = useTranslation();
  const { op, people } = rule.household;
  return (
    <>
      {t('decide:rule.household')}
      <Select
        aria-label={t('decide:edit.op')}
        style={{ minWidth: 110 }}
        value={op}
        options={comparisons.map(value => ({ value, label: t(`decide:op.${value}`) }))}
        onChange={next => onChange({ household: { op: next, people } })}
      />
      <InputNumber
        aria-label={t('decide:edit.value')}
        min={1}
        max={100}
        precision={0}
        value={people}
        onChange={next => next !== null && onChange({ household: { op, people: next } })}
      />
    </>
  );
}

function withoutCategory(p: PurchaseRule['purchases']): PurchaseRule['purchases'] {
  const { where, ...rest } = p;
  const { category: _, ...others } = where ?? {};
  return Object.keys(others).length > 0 ? { ...rest, where: others } : rest;
}

interface ConditionProps {
  readonly rule: SegmentRule;
  /** Null removes the condition. */
  readonly onChange: (rule: SegmentRule | null) => void;
}

/** Rules with controls of their own. */
const edited = ['feature', 'purchases', 'household', 'inOpportunity'];

export function ConditionEditor({ rule, onChange }: ConditionProps) {
  const { t } = useTranslation();
  const isNot = 'not' in rule;
  const inner = isNot ? rule.not : rule;
  const put = (next: SegmentRule) => onChange(isNot ? { not: next } : next);
  return (
    <div className="row notice">
      <Checkbox checked={isNot} onChange={event => onChange(event.target.checked ? { not: inner } : inner)}>
        {t('decide:rule.not')}
      </Checkbox>
      {'feature' in inner && <FeatureEditor rule={inner} onChange={put} />}
      {'purchases' in inner && <PurchaseEditor rule={inner} onChange={put} />}
      {'household' in inner && <HouseholdEditor rule={inner} onChange={put} />}
      {'inOpportunity' in inner && <OpportunityCondition rule={inner} onChange={put} />}
      {edited.every(name => !(name in inner)) && <RuleText rule={inner} />}
      <Button type="text" onClick={() => onChange(null)}>
        {t('decide:edit.remove')}
      </Button>
    </div>
  );
}
