/** Whom the organisation can write to: by medium, by exactly which media, by region and tier. */
import { useTranslation } from 'react-i18next';
import type { ChannelSummary, ReachCounts } from '../../../../src/records/channel-summary.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Definition } from '../../ui/stat.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { definitionOf } from './channel-words.ts';
import { UpsetTable } from './upset-table.tsx';

type Props = { readonly summary: ChannelSummary };
type Counted = ReachCounts & { readonly customers: number };
const steps = ['reachable', 'consented', 'deliverable'] as const;
const shownCells = 60;

/** Reachable, consented and deliverable, each with its share of the customers in its row. */
function useSteps<T extends Counted>(): Column<T>[] {
  const { t } = useTranslation();
  const f = useFormat();
  return [
    {
      key: 'customers',
      title: t('channels:reach.customers'),
      align: 'right',
      render: row => f.count(row.customers),
    },
    ...steps.map(step => ({
      key: step,
      title: t(`channels:reach.${step}`),
      align: 'right' as const,
      render: (row: T) => (
        <>
          {f.count(row[step])}{' '}
          <span className="small muted">
            {row.customers > 0 ? f.percent(row[step] / row.customers, 0) : '–'}
          </span>
        </>
      ),
    })),
  ];
}

function Media({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat();
  const { coverage } = summary;
  const rows = [
    { key: 'any', customers: coverage.target, alone: null, ...coverage.any },
    ...coverage.media.map(row => ({ key: row.medium, customers: coverage.target, ...row })),
  ];
  return (
    <Table
      dense
      caption={t('channels:reach.media')}
      rows={rows}
      rowKey={row => row.key}
      columns={[
        {
          key: 'medium',
          title: t('channels:reach.medium'),
          head: true,
          render: row => t(`channels:medium.${row.key}`),
        },
        ...useSteps<(typeof rows)[number]>(),
        {
          key: 'alone',
          title: t('channels:reach.alone'),
          align: 'right',
          render: row => (row.alone === null ? '–' : f.count(row.alone)),
        },
      ]}
    />
  );
}

export function ChannelReach({ summary }: Props) {
  const { t } = useTranslation();
  const f = useFormat();
  const { coverage } = summary;
  const define = <Definition text={definitionOf(summary, 'coverage', f)} />;
  const when = t('channels:reach.note', { at: f.time(coverage.computedAt), n: f.count(coverage.target) });
  const cells = useSteps<(typeof coverage.cells)[number]>();
  const stages = useSteps<(typeof coverage.stages)[number]>();
  return (
    <>
      <Section title={t('channels:reach.title')} note={when} actions={define}>
        <Media summary={summary} />
      </Section>
      <Section title={t('channels:reach.sets')} note={t('channels:reach.setsNote')} actions={define}>
        <UpsetTable
          caption={t('channels:reach.sets')}
          members={coverage.media.map(({ medium }) => ({
            key: medium,
            label: t(`channels:medium.${medium}`),
          }))}
          rows={coverage.combos.map(combo => ({ members: combo.media, size: combo.customers }))}
          total={coverage.target}
          sizeTitle={t('channels:reach.customers')}
        />
      </Section>
      <Section title={t('channels:reach.cells')} note={t('channels:reach.cellsNote')} actions={define}>
        <Table
          dense
          caption={t('channels:reach.cells')}
          rows={coverage.cells.slice(0, shownCells)}
          rowKey={row => `${row.region}-${row.tier}`}
          columns={[
            {
              key: 'region',
              title: t('channels:reach.region'),
              head: true,
              render: row => row.region || t('common:unknown'),
            },
            {
              key: 'tier',
              title: t('channels:reach.tier'),
              render: row =>
                row.tier === 'none' ? t('channels:reach.noTier') : t(`understand:tier.${row.tier}`),
            },
            ...cells,
          ]}
        />
        {coverage.cells.length > shownCells && (
          <p className="small muted">
            {t('channels:reach.more', { n: f.count(coverage.cells.length - shownCells) })}
          </p>
        )}
      </Section>
      <Section title={t('channels:reach.stages')} actions={define}>
        <Table
          dense
          caption={t('channels:reach.stages')}
          rows={coverage.stages}
          rowKey={row => row.stage}
          columns={[
            {
              key: 'stage',
              title: t('channels:reach.stage'),
              head: true,
              render: row => (row.stage ? t(`understand:stage.${row.stage}`) : t('common:unknown')),
            },
            ...stages,
          ]}
        />
      </Section>
    </>
  );
}
