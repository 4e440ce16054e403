/** What stores are measured by: inputs and outputs chosen by hand, or whatever the data have. Stored with the rules of costs. */
import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FrontierChoice as Choice, CostRules } from '../../../../src/records/channel-cost.ts';
import { unitInputs, unitOutputs } from '../../../../src/records/channel-cost-names.ts';
import type { ChannelSummary } from '../../../../src/records/channel-summary.ts';
import { useCostRules, useSaveRules } from '../../api/channel-review.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field } from '../../ui/field.tsx';
import { May } from '../../ui/may.tsx';
import { Problem, QueryView } from '../../ui/states.tsx';

type Props = { readonly summary: ChannelSummary };

function Editor({ summary, stored }: Props & { stored: CostRules }) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const save = useSaveRules();
  const [inputs, setInputs] = useState<Choice['inputs']>(stored.frontier?.inputs ?? []);
  const [outputs, setOutputs] = useState<Choice['outputs']>(stored.frontier?.outputs ?? []);
  const choice = inputs.length > 0 && outputs.length > 0 ? { inputs, outputs } : null;
  const isHalf = choice === null && inputs.length + outputs.length > 0;
  const isChanged = JSON.stringify(choice) !== JSON.stringify(stored.frontier ?? null);
  const unitsOf = (name: string) => summary.efficiency.known?.find(each => each.name === name)?.units;
  const labelled = (name: string, title: string) => {
    const units = unitsOf(name);
    return units === undefined ? title : t('channels:choice.has', { title, n: f.count(units) });
  };
  return (
    <form
      className="stack-tight"
      onSubmit={event => {
        event.preventDefault();
        save.mutate({ version: stored.version, rules: stored.rules, frontier: choice });
      }}
    >
      <div className="row">
        <Field id={`${id}-in`} label={t('channels:choice.inputs')}>
          <Select
            id={`${id}-in`}
            mode="multiple"
            style={{ minWidth: 280 }}
            placeholder={t('channels:choice.automatic')}
            value={inputs}
            options={unitInputs.map(value => ({
              value,
              label: labelled(value, t(`channels:input.${value}`)),
            }))}
            onChange={setInputs}
          />
        </Field>
        <Field id={`${id}-out`} label={t('channels:choice.outputs')}>
          <Select
            id={`${id}-out`}
            mode="multiple"
            style={{ minWidth: 280 }}
            placeholder={t('channels:choice.automatic')}
            value={outputs}
            options={unitOutputs.map(value => ({
              value,
              label: labelled(value, t(`channels:output.${value}`)),
            }))}
            onChange={setOutputs}
          />
        </Field>
        <Button htmlType="submit" disabled={!isChanged || isHalf} loading={save.isPending}>
          {t('channels:choice.save')}
        </Button>
      </div>
      <p className="small muted">
        {t(
          isHalf
            ? 'channels:choice.half'
            : save.isSuccess && !isChanged
              ? 'channels:choice.saved'
              : 'channels:choice.note',
          {
            least: f.count(3 * (inputs.length + outputs.length)),
          },
        )}
      </p>
      {save.error && <Problem error={save.error} />}
    </form>
  );
}

export function FrontierChoice({ summary }: Props) {
  const rules = useCostRules();
  return (
    <May needs="spend.change">
      <QueryView query={rules}>{stored => <Editor summary={summary} stored={stored} />}</QueryView>
    </May>
  );
}
