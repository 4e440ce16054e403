/** The rules by which spend is laid on channels: one a spend channel, changed together, each set a version. */
import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CostRule, CostRules } from '../../../../src/records/channel-cost.ts';
import { costBases, costPurposes } from '../../../../src/records/channel-cost-names.ts';
import { useChannelNames, useChannelSummary, useCostRules, useSaveRules } from '../../api/channel-review.ts';
import { Field } from '../../ui/field.tsx';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Problem, QueryView } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

type Change = (rule: CostRule) => void;

function RuleCells({ rule, onChange }: { rule: CostRule; onChange: Change }) {
  const { t } = useTranslation();
  const names = useChannelNames();
  const id = useId();
  const channels = names.data?.channels.map(each => each.channel) ?? [];
  return (
    <div className="row">
      <Select
        aria-label={t('channels:rules.purposeOf', { channel: rule.channel })}
        style={{ minWidth: 110 }}
        value={rule.purpose}
        options={costPurposes.map(value => ({ value, label: t(`channels:purpose.${value}`) }))}
        onChange={purpose => onChange({ ...rule, purpose })}
      />
      {rule.purpose === 'service' ? (
        <Field id={`${id}-events`} label={t('channels:rules.events')} hint={t('channels:rules.eventsHint')}>
          <Select
            id={`${id}-events`}
            mode="tags"
            style={{ minWidth: 240 }}
            value={rule.serviceEvents}
            onChange={serviceEvents => onChange({ ...rule, serviceEvents })}
          />
        </Field>
      ) : (
        <>
          <Select
            aria-label={t('channels:rules.basisOf', { channel: rule.channel })}
            style={{ minWidth: 200 }}
            value={rule.basis}
            options={costBases.map(value => ({ value, label: t(`channels:basisOf.${value}`) }))}
            onChange={basis => onChange({ ...rule, basis })}
          />
          <Select
            aria-label={t('channels:rules.targetsOf', { channel: rule.channel })}
            mode="multiple"
            style={{ minWidth: 220 }}
            placeholder={t('channels:rules.allChannels')}
            value={rule.targets}
            options={channels.map(value => ({ value, label: value }))}
            onChange={targets => onChange({ ...rule, targets })}
          />
        </>
      )}
    </div>
  );
}

function Editor({ stored }: { stored: CostRules }) {
  const { t } = useTranslation();
  const id = useId();
  const [rules, setRules] = useState<readonly CostRule[]>(stored.rules);
  const summary = useChannelSummary('latest');
  const save = useSaveRules();
  const isChanged = JSON.stringify(rules) !== JSON.stringify(stored.rules);
  const known = summary.data?.costs.lines.map(line => line.channel) ?? [];
  const free = known.filter(channel => !rules.some(rule => rule.channel === channel));
  const replace: Change = next => setRules(rules.map(rule => (rule.channel === next.channel ? next : rule)));
  const add = (channel: string) => {
    const name = channel.trim();
    if (name && !rules.some(rule => rule.channel === name))
      setRules([...rules, { channel: name, purpose: 'media', basis: 'own', targets: [], serviceEvents: [] }]);
  };
  return (
    <div className="stack">
      {rules.length === 0 ? (
        <p className="muted">{t('channels:rules.none')}</p>
      ) : (
        <Table
          dense
          caption={t('channels:rules.title')}
          rows={rules}
          rowKey={rule => rule.channel}
          columns={[
            { key: 'channel', title: t('channels:lines.channel'), head: true, render: rule => rule.channel },
            {
              key: 'rule',
              title: t('channels:lines.rule'),
              render: rule => <RuleCells rule={rule} onChange={replace} />,
            },
            {
              key: 'drop',
              title: <span className="sr-only">{t('channels:rules.drop')}</span>,
              render: rule => (
                <Button
                  size="small"
                  type="text"
                  onClick={() => setRules(rules.filter(each => each !== rule))}
                >
                  {t('channels:rules.drop')}
                </Button>
              ),
            },
          ]}
        />
      )}
      <May needs="spend.change">
        <div className="row">
          <Field id={`${id}-add`} label={t('channels:rules.add')}>
            <Select
              id={`${id}-add`}
              mode="tags"
              maxCount={1}
              style={{ minWidth: 260 }}
              placeholder={t('channels:rules.addHint')}
              value={[]}
              options={free.map(value => ({ value, label: value }))}
              onChange={(values: string[]) => add(values[0] ?? '')}
            />
          </Field>
          <Button
            type="primary"
            disabled={!isChanged}
            loading={save.isPending}
            onClick={() => save.mutate({ version: stored.version, rules: [...rules] })}
          >
            {t('channels:rules.save')}
          </Button>
        </div>
        {save.error && <Problem error={save.error} />}
      </May>
    </div>
  );
}

export function ChannelRules() {
  const { t } = useTranslation();
  const rules = useCostRules();
  return (
    <Section title={t('channels:rules.title')} note={t('channels:rules.note')}>
      <QueryView query={rules}>{stored => <Editor key={stored.version} stored={stored} />}</QueryView>
    </Section>
  );
}
