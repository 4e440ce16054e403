/** The frame around every page of a logged-in person. */
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, ScrollRestoration, useLocation } from 'react-router';
import type { Session } from '../../../src/records/session.ts';
import { useHome } from '../api/home.ts';
import { Skeleton } from '../ui/states.tsx';
import { RefusedPage, useRefused } from './refused-page.tsx';
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

const suffix = / · Rekindle$/;

/** Says the title of the page that was gone to, for those who hear it; the first page is said by the browser itself. */
function PageAnnouncer() {
  const [title, setTitle] = useState('');
  useEffect(() => {
    const element = document.querySelector('title');
    if (!element) return;
    const observer = new MutationObserver(() => setTitle(document.title.replace(suffix, '')));
    observer.observe(element, { childList: true, characterData: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return (
    <div className="sr-only" role="status">
      {title}
    </div>
  );
}

/** The sheet of pages on a small screen: takes the focus when it opens, gives it back on Escape, goes with the page. */
function useNavSheet() {
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  useEffect(() => setOpen(false), [pathname]);
  useEffect(() => {
    if (!open) return;
    document.querySelector<HTMLElement>('#side a')?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      document.querySelector<HTMLElement>('.menu-button')?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
  return { open, toggle: () => setOpen(!open) };
}

export function Shell({ session }: { session: Session }) {
  const { t } = useTranslation();
  const shortcuts = useShortcuts();
  const nav = useNavSheet();
  const main = useFocusOnPage();
  const home = useHome();
  const refused = useRefused(session);
  return (
    <div className="shell">
      <PageAnnouncer />
      <a className="skip" href="#main">
        {t('shell:skip')}
      </a>
      <SideNav
        organisation={session.settings.organisation}
        dataScope={session.dataScope}
        waiting={home.data?.needs.length ?? 0}
        open={nav.open}
      />
      <div className="main-column">
        <TopBar
          session={session}
          navOpen={nav.open}
          onMenu={nav.toggle}
          onHelp={() => shortcuts.setHelpOpen(true)}
        />
        <main id="main" ref={main} tabIndex={-1}>
          <Suspense
            fallback={
              <div className="page">
                <Skeleton lines={8} />
              </div>
            }
          >
            {refused ? <RefusedPage refused={refused} /> : <Outlet />}
          </Suspense>
        </main>
      </div>
      <ShortcutHelp shortcuts={shortcuts} />
      <ScrollRestoration />
    </div>
  );
}
