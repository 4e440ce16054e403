/** Views of one thing, each with its own address (`?tab=`). */
import { Link, useSearchParams } from 'react-router';

export interface TabItem {
  readonly key: string;
  readonly label: string;
}

export function useTab(items: readonly TabItem[]): string {
  const [search] = useSearchParams();
  const asked = search.get('tab');
  return items.find(item => item.key === asked)?.key ?? items[0]?.key ?? '';
}

export function Tabs({
  label,
  items,
  current,
}: {
  label: string;
  items: readonly TabItem[];
  current: string;
}) {
  const [search] = useSearchParams();
  const addressOf = (key: string) => {
    const next = new URLSearchParams(search);
    next.set('tab', key);
    return `?${next.toString()}`;
  };
  return (
    <nav className="tabs" aria-label={label}>
      {items.map(item => (
        <Link
          key={item.key}
          to={addressOf(item.key)}
          replace
          {...(item.key === current ? { 'aria-current': 'page' } : {})}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
