/** Making or changing a segment: conditions joined by all or any, kept as a draft until saved. */
import { Button, Checkbox, Input, Radio } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { SegmentDefinition, SegmentRule } from '../../../../src/records/segment.ts';
import { useOpportunities, useSaveSegment, useSegment } from '../../api/decide.ts';
import { slugFrom } from '../../format/slug.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { useUnsaved } from '../../ui/use-unsaved.tsx';
import { ConditionEditor } from './condition-editor.tsx';
import { joinRule, splitRule } from './rule-draft.ts';

interface EditorProps {
  readonly start: SegmentDefinition;
  readonly isNew: boolean;
}

function Editor({ start, isNew }: EditorProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const navigate = useNavigate();
  const id = useId();
  const [title, setTitle] = useState(start.title);
  const [ownName, setOwnName] = useState(start.name);
  const [draft, setDraft] = useState(() => splitRule(start.rule));
  const [dirty, setDirty] = useState(false);
  const name = isNew && ownName === '' ? slugFrom(title, `segment-${f.day(f.now)}`) : ownName;
  const unsaved = useUnsaved(dirty);
  const opportunities = useOpportunities();
  const firstList = opportunities.data?.opportunities.find(card => card.customers > 0);
  const save = useSaveSegment(saved => {
    unsaved.release();
    navigate(`/decide/segments/${saved.name}`);
  });
  const change = (next: Partial<typeof draft>) => {
    setDirty(true);
    setDraft({ ...draft, ...next });
  };
  const setCondition = (index: number, rule: SegmentRule | null) =>
    change({
      conditions: rule
        ? draft.conditions.map((old, at) => (at === index ? rule : old))
        : draft.conditions.filter((_, at) => at !== index),
    });
  return (
    <Page
      title={isNew ? t('decide:edit.newTitle') : t('decide:edit.title', { title: start.title })}
      question={t('decide:edit.question')}
      back={
        isNew
          ? { to: '/decide/segments', label: t('decide:segments.title') }
          : { to: `/decide/segments/${start.name}`, label: start.title }
      }
      actions={
        <Button
          type="primary"
          loading={save.isPending}
          disabled={title.trim() === '' || draft.conditions.length === 0}
          onClick={() => save.mutate({ name, title, rule: joinRule(draft) })}
        >
          {t('decide:edit.save')}
        </Button>
      }
    >
      {unsaved.dialog}
      {save.error && <Problem error={save.error} />}
      <Section title={t('decide:edit.name')}>
        <div className="form-grid">
          <Field id={`${id}-title`} label={t('decide:edit.titleLabel')} fault={faultAt(save.error, 'title')}>
            <Input
              id={`${id}-title`}
              value={title}
              onChange={event => {
                setDirty(true);
                setTitle(event.target.value);
              }}
            />
          </Field>
          <Field
            id={`${id}-name`}
            label={t('decide:edit.nameLabel')}
            hint={t('decide:edit.nameHint')}
            fault={faultAt(save.error, 'name')}
          >
            <Input
              id={`${id}-name`}
              disabled={!isNew}
              value={name}
              onChange={event => setOwnName(event.target.value)}
            />
          </Field>
        </div>
      </Section>
      <Section title={t('decide:edit.conditions')} note={t('decide:edit.conditionsNote')}>
        <div className="stack">
          <Radio.Group value={draft.join} onChange={event => change({ join: event.target.value })}>
            <Radio value="all">{t('decide:rule.all')}</Radio>
            <Radio value="any">{t('decide:rule.any')}</Radio>
          </Radio.Group>
          {draft.conditions.map((rule, index) => (
            <ConditionEditor key={index} rule={rule} onChange={next => setCondition(index, next)} />
          ))}
          <div className="row">
            <Button
              onClick={() =>
                change({ conditions: [...draft.conditions, { feature: 'tier', op: 'eq', value: 'high' }] })
              }
            >
              {t('decide:edit.addFeature')}
            </Button>
            <Button
              onClick={() =>
                change({
                  conditions: [
                    ...draft.conditions,
                    { purchases: { measure: 'orders', op: 'gte', value: 1, withinDays: 365 } },
                  ],
                })
              }
            >
              {t('decide:edit.addPurchase')}
            </Button>
            <Button
              onClick={() =>
                change({ conditions: [...draft.conditions, { household: { op: 'gte', people: 2 } }] })
              }
            >
              {t('decide:edit.addHousehold')}
            </Button>
            {firstList && (
              <Button
                onClick={() =>
                  change({ conditions: [...draft.conditions, { not: { inOpportunity: firstList.id } }] })
                }
              >
                {t('decide:edit.addOpportunity')}
              </Button>
            )}
          </div>
          <Checkbox
            checked={draft.onePerHousehold}
            onChange={event => change({ onePerHousehold: event.target.checked })}
          >
            {t('decide:edit.onePerHousehold')}
          </Checkbox>
        </div>
      </Section>
    </Page>
  );
}

export function Component() {
  const { name = '' } = useParams();
  const segment = useSegment(name);
  if (name === '') {
    const start = {
      name: '',
      title: '',
      rule: { all: [{ feature: 'stage', op: 'in', value: ['dormant'] }] },
    } as const;
    return <Editor isNew start={{ ...start, rule: start.rule as unknown as SegmentRule }} />;
  }
  if (segment.data) return <Editor isNew={false} start={segment.data} />;
  return (
    <div className="page">
      <QueryView query={segment} skeleton={<Skeleton lines={8} />}>
        {() => null}
      </QueryView>
    </div>
  );
}
