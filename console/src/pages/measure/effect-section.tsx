/** The differences with their intervals: would-send population first, all assigned beside it. */
import { useTranslation } from 'react-i18next';
import type { PopulationResult, ResultDocument } from '../../../../src/records/result.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { CodeSentence } from '../../ui/code-sentence.tsx';
import { IntervalChart, type IntervalRow } from '../../ui/interval.tsx';
import { Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Notice } from '../../ui/states.tsx';

const num = (text: string | null) => (text === null ? null : Number(text));

function buyerRow(entry: PopulationResult, name: string, f: Format): IntervalRow {
  const { estimate, lo, hi } = entry.buyers;
  return {
    key: entry.population,
    name,
    estimate,
    lo,
    hi,
    text:
      estimate === null
        ? '–'
        : lo === null || hi === null
          ? f.points(estimate)
          : `${f.points(estimate)} (${f.pointsRange(lo, hi)})`,
  };
}

function moneyRow(entry: PopulationResult, name: string, f: Format): IntervalRow {
  const { estimateMinor, loMinor, hiMinor } = entry.value;
  return {
    key: entry.population,
    name,
    estimate: num(estimateMinor),
    lo: num(loMinor),
    hi: num(hiMinor),
    text:
      estimateMinor === null
        ? '–'
        : loMinor === null || hiMinor === null
          ? f.moneySigned(estimateMinor)
          : `${f.moneySigned(estimateMinor)} (${f.moneyRange(loMinor, hiMinor)})`,
  };
}

function Effects({ result }: { result: ResultDocument }) {
  const { t } = useTranslation();
  const f = useFormat(result.currency);
  const nameOf = (entry: PopulationResult) => t(`measure:population.${entry.population}`);
  const buyers = result.populations.map(entry => buyerRow(entry, nameOf(entry), f));
  const money = result.populations.map(entry => moneyRow(entry, nameOf(entry), f));
  const refusal = result.populations[0]?.value.refusal;
  const summary = (rows: readonly IntervalRow[]) => rows.map(row => `${row.name}: ${row.text}`).join('; ');
  return (
    <div className="stack">
      <h3>{t('measure:effect.buyers')}</h3>
      <IntervalChart
        title={t('measure:effect.buyers')}
        summary={summary(buyers)}
        rows={buyers}
        tick={value => f.fixed(value * 100, 1)}
      />
      <h3>{t('measure:effect.money', { money: t(`understand:valueIs.${result.value}`) })}</h3>
      {refusal ? (
        <Notice tone="warn">
          <CodeSentence code={refusal} />
        </Notice>
      ) : (
        <IntervalChart
          title={t('measure:effect.money', { money: t(`understand:valueIs.${result.value}`) })}
          summary={summary(money)}
          rows={money}
          tick={value => f.moneyAxis(value)}
        />
      )}
    </div>
  );
}

function Profit({ result }: { result: ResultDocument }) {
  const { t } = useTranslation();
  const f = useFormat(result.currency);
  const { profit } = result;
  if (!profit) return null;
  if (profit.status === 'refused') {
    const isSaid = profit.refusal === null || profit.refusal === result.populations[0]?.value.refusal;
    return isSaid ? null : (
      <Notice>
        <CodeSentence code={profit.refusal ?? ''} />
      </Notice>
    );
  }
  const withRange = (money: typeof profit.total) =>
    money.estimateMinor === null
      ? '–'
      : money.loMinor === null || money.hiMinor === null
        ? f.moneySigned(money.estimateMinor)
        : `${f.moneySigned(money.estimateMinor)} (${f.moneyRange(money.loMinor, money.hiMinor)})`;
  return (
    <Facts
      facts={[
        {
          label: t('measure:profit.total', { n: f.count(profit.treated) }),
          value: <strong>{withRange(profit.total)}</strong>,
        },
        { label: t('measure:profit.perThousand'), value: withRange(profit.perThousand) },
        { label: t('measure:profit.fixed'), value: f.moneyExact(profit.fixedCostMinor) },
        ...(profit.subsidyBoundMinor === null
          ? []
          : [
              {
                label: t('measure:profit.subsidy'),
                value: t('measure:profit.subsidyAtMost', { amount: f.money(profit.subsidyBoundMinor) }),
              },
            ]),
      ]}
    />
  );
}

export function EffectSection({ result }: { result: ResultDocument }) {
  const { t } = useTranslation();
  const f = useFormat();
  const level = result.populations[0]?.buyers.level ?? 0.95;
  return (
    <Section
      title={t('measure:effect.title')}
      note={t('measure:effect.note', { level: f.percent(level, 0), day: f.day(result.asOf) })}
    >
      <div className="stack">
        <Effects result={result} />
        <Profit result={result} />
      </div>
    </Section>
  );
}
