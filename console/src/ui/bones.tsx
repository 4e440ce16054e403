/** Skeletons in the shape of what is coming: a card of lines, a row of figures, a grid of cards. */
import { useTranslation } from 'react-i18next';
import { Skeleton } from './states.tsx';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);

export const CardBones = ({ lines = 4 }: { lines?: number }) => (
  <div className="card">
    <Skeleton lines={lines} />
  </div>
);

export const FigureBones = ({ count = 4 }: { count?: number }) => (
  <div className="card">
    <div className="stats skeleton-figures" aria-hidden>
      {numbered(count).map(index => (
        <div key={index} className="stat skeleton">
          <div className="bone" style={{ width: '60%' }} />
          <div className="bone" style={{ width: '80%', height: 26 }} />
        </div>
      ))}
    </div>
  </div>
);

/** A table that is on its way: as many columns, some rows. */
export function TableBones({ columns, rows = 8 }: { columns: number; rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton table-bones" role="status" aria-live="polite">
      <span className="sr-only">{t('common:loading')}</span>
      {numbered(rows).map(row => (
        <div key={row} style={{ gridTemplateColumns: `2fr repeat(${Math.max(1, columns - 1)}, 1fr)` }}>
          {numbered(columns).map(column => (
            <div key={column} className="bone" />
          ))}
        </div>
      ))}
    </div>
  );
}
