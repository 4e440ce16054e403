/** The frame around every page of a logged-in person. */
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, ScrollRestoration, useLocation } from 'react-router';
import type { Session } from '../../../src/records/session.ts';
import { useHome } from '../api/home.ts';
import { Skeleton } from '../ui/states.tsx';
import { ShortcutHelp, useShortcuts } from './shortcuts.tsx';
import { SideNav } from './side-nav.tsx';
import { TopBar } from './top-bar.tsx';

/** Moves the focus to the page after navigation, so that a screen reader starts at the new heading. */
function useFocusOnPage() {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const { pathname } = useLocation();
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}

export function Shell({ session }: { session: Session }) {
  const { t } = useTranslation();
  const { helpOpen, setHelpOpen } = useShortcuts();
  const [navOpen, setNavOpen] = useState(false);
  const main = useFocusOnPage();
  const home = useHome();
  const { pathname } = useLocation();
  useEffect(() => setNavOpen(false), [pathname]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('shell:skip')}
      </a>
      <SideNav
        organisation={session.settings.organisation}
        waiting={home.data?.needs.length ?? 0}
        open={navOpen}
      />
      <div className="main-column">
        <TopBar
          session={session}
          navOpen={navOpen}
          onMenu={() => setNavOpen(!navOpen)}
          onHelp={() => setHelpOpen(true)}
        />
        <main id="main" ref={main} tabIndex={-1}>
          <Suspense
            fallback={
              <div className="page">
                <Skeleton lines={8} />
              </div>
            }
          >
            <Outlet />
          </Suspense>
        </main>
      </div>
      <ShortcutHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
      <ScrollRestoration />
    </div>
  );
}
