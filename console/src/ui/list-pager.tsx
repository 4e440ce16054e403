/** Under a list: which rows these are among how many, how old they are, and the way to the next ones. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { ListAddress } from './list-address.ts';
import type { ListRows } from './list-rows.ts';

function usePlace({ rows, offset, total }: ListRows<unknown>): string {
  const { t } = useTranslation();
  const f = useFormat();
  if (offset === undefined) return t('common:pager.shown', { shown: f.count(rows.length) });
  const from = f.count(offset + 1);
  const to = f.count(offset + rows.length);
  if (total === undefined) return t('common:pager.range', { from, to });
  return t('common:pager.rangeOf', { from, to, total: f.count(total) });
}

export function ListPager<T>({ page, address }: { page: ListRows<T>; address: ListAddress }) {
  const { t } = useTranslation();
  const place = usePlace(page);
  // Where the server names no page before this one, the way back is to the first.
  const { previousCursor: before } = page;
  const hasPrevious = before === undefined ? address.request.cursor !== undefined : before !== null;
  const hasNext = page.nextCursor !== null;
  return (
    <nav className="row spread no-print" aria-label={t('common:pager.label')}>
      <span className="muted small">{place}</span>
      {(hasPrevious || hasNext) && (
        <span className="row">
          <Button size="small" disabled={!hasPrevious} onClick={() => address.page(before ?? null)}>
            {t('common:pager.previous')}
          </Button>
          <Button size="small" disabled={!hasNext} onClick={() => address.page(page.nextCursor)}>
            {t('common:pager.next')}
          </Button>
        </span>
      )}
    </nav>
  );
}
