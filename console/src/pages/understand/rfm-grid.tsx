/** The eight cells of recency, frequency and money, with the cut-points in words beside the names. */
import { useTranslation } from 'react-i18next';
import type { RfmCell } from '../../../../src/records/feature.ts';
import type { Review } from '../../../../src/records/review.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { ShareBar } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';
import { CutPointsDrawer } from './cut-points-drawer.tsx';
import { RfmChart } from './rfm-chart.tsx';

const cells: readonly RfmCell[] = ['HHH', 'LHH', 'HLH', 'LLH', 'HHL', 'LHL', 'HLL', 'LLL'];

/** `HLH` in words: near, occasional, high. */
const words = (cell: RfmCell) =>
  [
    cell[0] === 'H' ? 'near' : 'far',
    cell[1] === 'H' ? 'frequent' : 'occasional',
    cell[2] === 'H' ? 'high' : 'low',
  ] as const;

export function RfmGrid({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat(review.currency);
  const counts = review.customers.rfmCells;
  const total = cells.reduce((sum, cell) => sum + counts[cell], 0);
  const medians = review.cuts?.medians;
  return (
    <Section
      title={t('understand:rfm.title')}
      actions={<CutPointsDrawer review={review} />}
      note={
        medians
          ? t(`understand:rfm.note.${review.cuts?.chosen?.includes('cells') ? 'chosen' : 'medians'}`, {
              n: f.count(total),
              days: f.fixed(medians.recencyDays, 0),
              frequency: f.short(medians.frequency),
              money: f.amount(String(medians.monetary)),
              valueIs: t(`understand:valueIs.${review.valueIs}`),
              version: review.cuts?.version,
            })
          : undefined
      }
    >
      {review.cuts && (review.customers.rfmGrid ?? []).length > 0 && (
        <RfmChart review={review} cuts={review.cuts} />
      )}
      <Table
        caption={t('understand:rfm.title')}
        rows={cells}
        rowKey={cell => cell}
        dense
        columns={[
          {
            key: 'cell',
            title: t('understand:rfm.cell'),
            head: true,
            render: cell => t(`understand:cell.${cell}`),
          },
          {
            key: 'words',
            title: t('understand:rfm.words'),
            render: cell =>
              words(cell)
                .map(word => t(`understand:rfmWord.${word}`))
                .join(' · '),
          },
          {
            key: 'n',
            title: t('understand:stages.customers'),
            align: 'right',
            render: cell => f.count(counts[cell]),
          },
          {
            key: 'share',
            title: t('understand:rfm.share'),
            align: 'right',
            render: cell => f.percent(total > 0 ? counts[cell] / total : 0),
          },
          {
            key: 'bar',
            title: <span className="sr-only">{t('common:waterfall.bar')}</span>,
            width: '28%',
            render: cell => <ShareBar share={total > 0 ? counts[cell] / total : 0} />,
          },
        ]}
      />
    </Section>
  );
}
