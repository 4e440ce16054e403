/** An address without a page, a page that broke, a page on its way. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { Page } from '../ui/page.tsx';
import { Empty, Skeleton } from '../ui/states.tsx';

export function MissingPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('shell:missing.title')} narrow>
      <p>{t('shell:missing.text')}</p>
      <p>
        <Link to="/">{t('shell:missing.home')}</Link>
      </p>
    </Page>
  );
}

/** A page whose chunk is gone (a new version was installed) or that failed while drawing. */
export function BrokenPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <Page title={t('shell:broken.title')} narrow>
      <Empty
        title={t('shell:broken.what')}
        action={
          <Button type="primary" onClick={() => window.location.reload()}>
            {t('shell:broken.reload')}
          </Button>
        }
      >
        {error instanceof Error ? error.message : null}
      </Empty>
    </Page>
  );
}

/** Shown for the moment in which the first page's own chunk is fetched. */
export const WaitingPage = () => (
  <main className="page">
    <Skeleton lines={8} />
  </main>
);
