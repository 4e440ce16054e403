/** Between the address and the pages: waits for the session, shows the login when there is none. */
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../src/records/session.ts';
import { useSession } from '../api/session.ts';
import { OrganisationContext } from '../format/use-format.ts';
import { LoginPage } from '../pages/login/login-page.tsx';
import { Problem, Skeleton } from '../ui/states.tsx';
import { asLocale, speakLocale } from './i18n.ts';
import { Shell } from './shell.tsx';

function Inside({ session }: { session: Session }) {
  const { i18n } = useTranslation();
  const wanted = asLocale(session.user.locale);
  useEffect(() => {
    if (wanted !== i18n.language) void speakLocale(wanted);
  }, [wanted]);
  const { zone, currency } = session.settings;
  const organisation = useMemo(() => ({ zone, currency, now: session.now }), [zone, currency, session.now]);
  return (
    <OrganisationContext value={organisation}>
      <Shell session={session} />
    </OrganisationContext>
  );
}

export function Gate() {
  const session = useSession();
  if (session.data) return <Inside session={session.data} />;
  if (session.data === null) return <LoginPage />;
  return (
    <main className="page narrow">
      {session.error ? (
        <Problem error={session.error} onRetry={() => void session.refetch()} />
      ) : (
        <Skeleton lines={6} />
      )}
    </main>
  );
}
