/** A page somebody came to by its address and may not see: why, in words, and the way on; nothing is asked of the server. */
import { useTranslation } from 'react-i18next';
import { Link, matchPath, useLocation } from 'react-router';
import type { Session } from '../../../src/records/session.ts';
import { CodeSentence } from '../ui/code-sentence.tsx';
import { Page } from '../ui/page.tsx';
import { Notice } from '../ui/states.tsx';
import { addressNeeds, navigation } from './navigation.ts';

interface Refused {
  /** The page's name in the shell's texts. */
  readonly page: string;
  /** Whether it is the data scope that stands in the way and not the role. */
  readonly byScope: boolean;
}

const items = navigation.flatMap(group => group.items);

/** The page at this address if the person may not see it; null for every other. */
export function useRefused({ permissions, beyondScope }: Session): Refused | null {
  const { pathname } = useLocation();
  const item = items.find(({ to }) => matchPath({ path: to, end: to === '/' }, pathname));
  if (!item) return null;
  const own = addressNeeds.find(({ path }) => matchPath(path, pathname))?.needs;
  const missing = [item.needs, ...(own ? [own] : [])].find(needs => !permissions.includes(needs));
  return missing ? { page: item.page, byScope: beyondScope.includes(missing) } : null;
}

export function RefusedPage({ refused }: { refused: Refused }) {
  const { t } = useTranslation();
  return (
    <Page title={t(`shell:nav.${refused.page}`)} narrow>
      <Notice>{refused.byScope ? <CodeSentence code="scope-whole-base" /> : t('shell:refused.role')}</Notice>
      <p>
        <Link to="/">{t('shell:missing.home')}</Link>
      </p>
    </Page>
  );
}
