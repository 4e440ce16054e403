/** The cut points of a check-up, and what the organisation fixes of them itself; the next check-up freezes a version by it. */
import { Button, Drawer, Input, Segmented } from 'antd';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CutChoice } from '../../../../src/records/cut-choice.ts';
import { defaultCutChoice } from '../../../../src/records/cut-choice-default.ts';
import type { Review } from '../../../../src/records/review.ts';
import { useCutChoice, useSaveCutChoice } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { NumberField, PercentField } from '../../ui/number-field.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Notice, Problem, QueryView } from '../../ui/states.tsx';

const parts = ['recencyDays', 'frequency', 'monetary'] as const;
type Part = (typeof parts)[number];
type Cuts = NonNullable<Review['cuts']>;

const separators = /[\s,，、;；|]+/u;
/** Null where nothing is written, so that the buyers decide; what is no number is sent as it is and refused beside its field. */
const cutsOf = (text: string): number[] | null => {
  const words = text.split(separators).filter(word => word !== '');
  return words.length === 0 ? null : words.map(Number);
};
const textOf = (cuts: readonly number[] | null) => (cuts ?? []).join(' ');

function InForce({ cuts, currency }: { cuts: Cuts; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const numbers = (values: readonly number[]) => values.map(value => f.short(value)).join(' | ');
  const money = cuts.tierMoney;
  const tiers = money
    ? t('understand:cuts.byMoney', { high: f.amount(String(money.high)), mid: f.amount(String(money.mid)) })
    : t('understand:cuts.byScore', {
        high: f.fixed(cuts.tierCuts.high, 3),
        mid: f.fixed(cuts.tierCuts.mid, 3),
        top: f.percent(cuts.tierShares?.high ?? 0.2, 0),
        next: f.percent(cuts.tierShares?.mid ?? 0.3, 0),
      });
  const chosen = cuts.chosen ?? [];
  return (
    <Facts
      facts={[
        { label: t('understand:cuts.version'), value: `${cuts.version} · ${f.day(cuts.asOf)}` },
        { label: t('understand:cuts.buyers'), value: f.count(cuts.buyers) },
        ...parts.map(part => ({
          label: t(`understand:cuts.${part}`),
          value: t('understand:cuts.levels', { cuts: numbers(cuts[part]), count: cuts[part].length + 1 }),
        })),
        {
          label: t('understand:cuts.cells'),
          value: t('understand:cuts.borders', {
            days: f.fixed(cuts.medians.recencyDays, 0),
            n: f.short(cuts.medians.frequency),
            money: f.amount(String(cuts.medians.monetary)),
          }),
        },
        { label: t('understand:cuts.tiers'), value: tiers },
        {
          label: t('understand:cuts.chosen'),
          value:
            chosen.length === 0
              ? t('understand:cuts.nothing')
              : chosen.map(part => t(`understand:cuts.${part}`)).join('；'),
        },
      ]}
    />
  );
}

interface FormProps {
  readonly saved: CutChoice;
  readonly currency: string;
  readonly valueIs: string;
  readonly onDone: () => void;
}

function useChoice(saved: CutChoice) {
  const [texts, setTexts] = useState<Record<Part, string>>({
    recencyDays: textOf(saved.recencyDays),
    frequency: textOf(saved.frequency),
    monetary: textOf(saved.monetary),
  });
  const [cells, setCells] = useState(saved.cells);
  const [tiers, setTiers] = useState(saved.tiers);
  const choice = {
    recencyDays: cutsOf(texts.recencyDays),
    frequency: cutsOf(texts.frequency),
    monetary: cutsOf(texts.monetary),
    cells,
    tiers,
  };
  return { texts, setTexts, cells, setCells, tiers, setTiers, choice };
}

function Group({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section className="stack-tight">
      <h3>{title}</h3>
      <p className="muted small">{note}</p>
      {children}
    </section>
  );
}

function Form({ saved, currency, valueIs, onDone }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const mayChange = useMay()('definition.change');
  const draft = useChoice(saved);
  const { texts, setTexts, cells, setCells, tiers, setTiers, choice } = draft;
  const save = useSaveCutChoice();
  const put = (next: CutChoice) => save.mutate(next, { onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put(choice);
  };
  const unit = (part: Part) =>
    part === 'recencyDays'
      ? t('understand:cuts.unit.days')
      : part === 'frequency'
        ? t('understand:cuts.unit.times')
        : `${currency}, ${valueIs}`;
  const switchTiers = (by: string) =>
    setTiers(by === 'money' ? { by: 'money', high: 1000, mid: 300 } : defaultCutChoice.tiers);
  return (
    <form className="stack" onSubmit={submit}>
      <fieldset disabled={!mayChange} className="stack bare">
        <Group title={t('understand:cuts.scores')} note={t('understand:cuts.scoresNote')}>
          {parts.map(part => (
            <Field
              key={part}
              id={`${id}${part}`}
              label={`${t(`understand:cuts.${part}`)} (${unit(part)})`}
              fault={faultAt(save.error, part)}
            >
              <Input
                id={`${id}${part}`}
                placeholder={t('understand:cuts.fromBuyers')}
                value={texts[part]}
                onChange={event => setTexts({ ...texts, [part]: event.target.value })}
              />
            </Field>
          ))}
        </Group>
        <Group title={t('understand:cuts.cells')} note={t('understand:cuts.cellsNote')}>
          {parts.map(part => (
            <NumberField
              key={part}
              label={t(`understand:cuts.border.${part}`)}
              unit={unit(part)}
              min={0}
              value={cells[part]}
              fault={faultAt(save.error, `cells.${part}`)}
              onChange={value => setCells({ ...cells, [part]: value })}
            />
          ))}
        </Group>
        <Group title={t('understand:cuts.tiers')} note={t(`understand:cuts.tiersNote.${tiers.by}`)}>
          <Segmented
            aria-label={t('understand:cuts.tiers')}
            value={tiers.by}
            disabled={!mayChange}
            options={(['score', 'money'] as const).map(by => ({
              value: by,
              label: t(`understand:cuts.by.${by}`),
            }))}
            onChange={switchTiers}
          />
          {(['high', 'mid'] as const).map(tier =>
            tiers.by === 'score' ? (
              <PercentField
                key={tier}
                label={t(`understand:cuts.share.${tier}`)}
                min={0}
                max={100}
                value={tiers[tier]}
                fault={faultAt(save.error, `tiers.${tier}`)}
                onChange={value => setTiers({ ...tiers, [tier]: value ?? 0 })}
              />
            ) : (
              <NumberField
                key={tier}
                label={t(`understand:cuts.from.${tier}`)}
                unit={unit('monetary')}
                min={0}
                value={tiers[tier]}
                fault={faultAt(save.error, `tiers.${tier}`)}
                onChange={value => setTiers({ ...tiers, [tier]: value ?? 0 })}
              />
            ),
          )}
        </Group>
      </fieldset>
      {save.error && <Problem error={save.error} />}
      {mayChange && (
        <div className="row">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('understand:cuts.save')}
          </Button>
          <Button disabled={save.isPending} onClick={() => put(defaultCutChoice)}>
            {t('understand:cuts.reset')}
          </Button>
        </div>
      )}
    </form>
  );
}

export function CutPointsDrawer({ review }: { review: Review }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const choice = useCutChoice();
  const { cuts, currency } = review;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('understand:cuts.title')}</Button>
      <Drawer
        title={t('understand:cuts.title')}
        open={open}
        onClose={() => setOpen(false)}
        size={640}
        destroyOnHidden
      >
        <div className="stack">
          {cuts && <InForce cuts={cuts} currency={currency} />}
          <Notice>{t('understand:cuts.note')}</Notice>
          <QueryView query={choice}>
            {saved => (
              <Form
                saved={saved}
                currency={currency}
                valueIs={t(`understand:valueIs.${review.valueIs}`)}
                onDone={() => setOpen(false)}
              />
            )}
          </QueryView>
        </div>
      </Drawer>
    </>
  );
}
