/** What an opportunity's figures were averaged over, past origins and cells, and how the same estimate did before. */
import { useTranslation } from 'react-i18next';
import type { Opportunity } from '../../../../src/records/opportunity.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { type Column, Table } from '../../ui/table.tsx';

export function OriginTable({ card }: { card: Opportunity }) {
  const { t } = useTranslation();
  const f = useFormat(card.currency);
  if (card.origins.length === 0) return null;
  return (
    <Section title={t('decide:origins.title')} note={t('decide:origins.note')}>
      <Table
        dense
        caption={t('decide:origins.title')}
        rows={card.origins}
        rowKey={row => row.at}
        columns={[
          {
            key: 'at',
            title: t('decide:origins.at'),
            head: true,
            nowrap: true,
            render: row => f.day(row.at),
          },
          {
            key: 'n',
            title: t('decide:origins.customers'),
            align: 'right',
            render: row => f.count(row.comparedCustomers),
          },
          {
            key: 'season',
            title: t('decide:origins.season'),
            align: 'right',
            render: row => f.fixed(row.seasonFactor, 2),
          },
          {
            key: 'baseline',
            title: t('decide:gap.baseline'),
            align: 'right',
            render: row => f.money(row.baselineMinor),
          },
          {
            key: 'reference',
            title: t(`decide:held.${card.kind}`),
            align: 'right',
            render: row => f.money(row.referenceMinor),
          },
          {
            key: 'stake',
            title: t(card.kind === 'stop-spending' ? 'decide:gap.overspent' : 'decide:gap.valueAtStake'),
            align: 'right',
            render: row => f.money(row.stakeMinor),
          },
        ]}
      />
    </Section>
  );
}

export function BacktestTable({ card }: { card: Opportunity }) {
  const { t } = useTranslation();
  const f = useFormat(card.currency);
  if (card.backtests.length === 0) return null;
  const held = card.backtests.filter(test => test.inside).length;
  const hasTwins = card.backtests.some(test => test.twins);
  const twinColumns: Column<Opportunity['backtests'][number]>[] = [
    {
      key: 'twinsExpected',
      title: t('decide:backtest.twinsExpected'),
      align: 'right',
      render: row => (row.twins ? f.money(row.twins.estimateMinor) : '–'),
    },
    {
      key: 'twinsRealised',
      title: t('decide:backtest.twinsRealised'),
      align: 'right',
      render: row => (row.twins ? f.money(row.twins.realisedMinor) : '–'),
    },
  ];
  return (
    <Section
      title={t('decide:backtest.title')}
      note={t(hasTwins ? 'decide:backtest.note' : 'decide:backtest.noteAlone', {
        held,
        n: card.backtests.length,
        baseline: f.fixed(card.corrections.baseline, 2),
        reference: f.fixed(card.corrections.reference, 2),
      })}
    >
      <Table
        dense
        caption={t('decide:backtest.title')}
        rows={card.backtests}
        rowKey={row => row.at}
        columns={[
          {
            key: 'at',
            title: t('decide:origins.at'),
            head: true,
            nowrap: true,
            render: row => f.day(row.at),
          },
          {
            key: 'n',
            title: t('decide:origins.customers'),
            align: 'right',
            render: row => f.count(row.customers),
          },
          {
            key: 'expected',
            title: t('decide:backtest.expected'),
            align: 'right',
            render: row => f.money(row.baselineMinor.estimate),
          },
          {
            key: 'range',
            title: t('decide:backtest.range'),
            align: 'right',
            nowrap: true,
            render: row => f.moneyRange(row.baselineMinor.lo ?? '0', row.baselineMinor.hi ?? '0'),
          },
          {
            key: 'realised',
            title: t('decide:backtest.realised'),
            align: 'right',
            render: row => f.money(row.realisedMinor),
          },
          {
            key: 'inside',
            title: t('decide:backtest.held'),
            render: row => t(row.inside ? 'decide:backtest.inside' : 'decide:backtest.outside'),
          },
          ...(hasTwins ? twinColumns : []),
        ]}
      />
    </Section>
  );
}

export function CellTable({ card }: { card: Opportunity }) {
  const { t } = useTranslation();
  /** `2–3, 4–9 · .95–.99 · top` with what each of its coordinates counts, and categories of first purchases after them. */
  const inWords = (label: string) => {
    const [occasions = '', rhythm = '', thirds = '', ...categories] = label.split(' · ');
    const percent = rhythm.replace(/\.(\d\d)/g, (_, digits: string) => `${Number(digits)}%`);
    return [
      t('decide:cells.occasions', { n: occasions }),
      t('decide:cells.overdue', { q: percent.replace(/([<≥])/g, '$1 ') }),
      thirds.replace(/\b(low|middle|top)\b/g, third => t(`decide:third.${third}`)),
      ...categories.map(names => names.replace('*', t('decide:cells.otherCategories'))),
    ].join(' · ');
  };
  const f = useFormat(card.currency);
  if (card.cells.length === 0) return null;
  return (
    <Section
      title={t('decide:cells.title')}
      note={t(card.kind === 'first-not-repeated' ? 'decide:cells.noteCategory' : 'decide:cells.note')}
    >
      <Table
        dense
        caption={t('decide:cells.title')}
        rows={card.cells}
        rowKey={row => row.label}
        columns={[
          { key: 'label', title: t('decide:cells.cell'), head: true, render: row => inWords(row.label) },
          {
            key: 'n',
            title: t('decide:origins.customers'),
            align: 'right',
            render: row => f.count(row.customers),
          },
          {
            key: 'own',
            title: t('decide:cells.own'),
            align: 'right',
            render: row => f.money(row.baselinePerCustomerMinor),
          },
          {
            key: 'reference',
            title: t('decide:cells.reference', { held: t(`decide:held.${card.kind}`) }),
            align: 'right',
            render: row => f.money(row.referencePerCustomerMinor),
          },
          {
            key: 'buy',
            title: t('decide:cells.buying'),
            align: 'right',
            render: row => f.percent(row.buyingShare),
          },
          {
            key: 'buyReference',
            title: t('decide:cells.buyingReference', { held: t(`decide:held.${card.kind}`) }),
            align: 'right',
            render: row => f.percent(row.referenceBuyingShare),
          },
        ]}
      />
    </Section>
  );
}
