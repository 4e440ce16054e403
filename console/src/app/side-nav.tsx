/** The left navigation: real links in the order of the loop, with what waits on the home page counted. */
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import type { DataScope } from '../../../src/records/data-scope.ts';
import { BrandMark } from '../ui/icons.tsx';
import { useMay } from '../ui/may.tsx';
import { useScopeWords } from '../ui/scope-words.ts';
import { type NavGroup, navigation } from './navigation.ts';

function Group({ group, waiting }: { group: NavGroup; waiting: number }) {
  const { t } = useTranslation();
  const may = useMay();
  const items = group.items.filter(item => may(item.needs));
  if (items.length === 0) return null;
  return (
    <div className="nav-group">
      {group.stage && <h2>{t(`shell:stage.${group.stage}`)}</h2>}
      <ul>
        {items.map(item => (
          <li key={item.page}>
            <NavLink to={item.to} end={item.to === '/'}>
              {t(`shell:nav.${item.page}`)}
              {item.page === 'home' && waiting > 0 && (
                <span className="badge" title={t('shell:waiting', { count: waiting })}>
                  {waiting}
                </span>
              )}
            </NavLink>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface SideNavProps {
  readonly organisation: string;
  /** Whom this person sees; null: everybody. */
  readonly dataScope: DataScope | null;
  readonly waiting: number;
  readonly open: boolean;
}

export function SideNav({ organisation, dataScope, waiting, open }: SideNavProps) {
  const { t } = useTranslation();
  const scopeWords = useScopeWords();
  const [above, ...rest] = navigation;
  return (
    <nav id="side" className={open ? 'side open' : 'side'} aria-label={t('shell:navigation')}>
      <Link to="/" className="brand">
        <BrandMark />
        <span>
          {t('shell:product')}
          <span className="organisation">{organisation}</span>
        </span>
      </Link>
      {dataScope && <p className="scope-note">{t('shell:scope', { scope: scopeWords(dataScope) })}</p>}
      {above && <Group group={above} waiting={waiting} />}
      {rest.map(group => (
        <Group key={group.stage} group={group} waiting={0} />
      ))}
    </nav>
  );
}
