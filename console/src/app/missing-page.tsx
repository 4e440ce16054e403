/** An address without a page, and a page that broke. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { Page } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';

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
