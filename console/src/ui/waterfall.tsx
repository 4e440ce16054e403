/** From everybody matched to those expected to be sent to: each step's loss, its reasons, and who they are. */
import { Fragment, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TableWrap } from './table-wrap.tsx';

export interface WaterfallReason {
  readonly key: string;
  readonly label: ReactNode;
  readonly count: string;
  readonly people: ReactNode;
}
export interface WaterfallRow {
  readonly key: string;
  readonly label: ReactNode;
  readonly note?: ReactNode;
  readonly lost: number;
  readonly left: number;
  readonly lostText: string;
  readonly leftText: string;
  readonly total?: boolean;
  readonly reasons: readonly WaterfallReason[];
}

function Track({ row, whole }: { row: WaterfallRow; whole: number }) {
  const left = whole > 0 ? (row.left / whole) * 100 : 0;
  const lost = whole > 0 ? (row.lost / whole) * 100 : 0;
  return (
    <div className="track" aria-hidden>
      <span className="left-bar" style={{ left: 0, width: `${left}%` }} />
      {row.lost > 0 && <span className="lost-bar" style={{ left: `${left}%`, width: `${lost}%` }} />}
    </div>
  );
}

function Row({ row, whole }: { row: WaterfallRow; whole: number }) {
  const [open, setOpen] = useState(false);
  const opens = row.reasons.length > 0;
  return (
    <Fragment>
      <tr className={row.total ? 'total' : undefined}>
        <th scope="row">
          {opens ? (
            <button type="button" className="toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
              <span className="mark" aria-hidden>
                {open ? '▾' : '▸'}
              </span>
              {row.label}
            </button>
          ) : (
            <span style={{ paddingLeft: 14 }}>{row.label}</span>
          )}
          {row.note && (
            <div className="small muted" style={{ paddingLeft: 14 }}>
              {row.note}
            </div>
          )}
        </th>
        <td className="right">{row.lostText}</td>
        <td className="right">{row.leftText}</td>
        <td style={{ width: '45%' }}>
          <Track row={row} whole={whole} />
        </td>
      </tr>
      {open &&
        row.reasons.map(reason => (
          <tr key={reason.key} className="reason">
            <th scope="row">{reason.label}</th>
            <td className="right">{reason.count}</td>
            <td colSpan={2}>{reason.people}</td>
          </tr>
        ))}
    </Fragment>
  );
}

export function Waterfall({ caption, rows }: { caption: string; rows: readonly WaterfallRow[] }) {
  const { t } = useTranslation();
  const whole = Math.max(...rows.map(row => row.left + row.lost), 0);
  return (
    <TableWrap label={caption}>
      <table className="waterfall">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('common:waterfall.step')}</th>
            <th scope="col" className="right">
              {t('common:waterfall.lost')}
            </th>
            <th scope="col" className="right">
              {t('common:waterfall.left')}
            </th>
            <th scope="col">
              <span className="sr-only">{t('common:waterfall.bar')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <Row key={row.key} row={row} whole={whole} />
          ))}
        </tbody>
      </table>
    </TableWrap>
  );
}
