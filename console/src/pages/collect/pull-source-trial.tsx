/** A source called: that it answers and what may be read there, or what is wrong and how to mend it. */
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PullSource } from '../../../../src/records/pull.ts';
import { type SourceTest, useTestSource } from '../../api/pulls.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { pullsPath } from './pull-words.ts';

function Answer({ source, test }: { source: PullSource; test: SourceTest }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <div className="stack" role="status">
      <Notice tone={test.tables.length === 0 ? 'warn' : 'info'}>
        {t('pulls:source.answers', { version: test.version, time: f.duration(test.seconds) })}{' '}
        {t(test.encrypted ? 'pulls:source.encrypted' : 'pulls:source.plain')}{' '}
        {test.tables.length === 0
          ? t('pulls:source.noTables')
          : t('pulls:source.tables', { count: test.tables.length, n: f.count(test.tables.length) })}
      </Notice>
      {test.tables.length > 0 && (
        <div className="row">
          <LinkButton to={`${pullsPath}/new?source=${source.id}`} type="primary">
            {t('pulls:source.pullFrom')}
          </LinkButton>
        </div>
      )}
    </div>
  );
}

export function SourceTrial({ source, atOnce }: { source: PullSource; atOnce: boolean }) {
  const { t } = useTranslation();
  const trial = useTestSource(source.id);
  const { mutate } = trial;
  useEffect(() => {
    if (atOnce) mutate(null);
  }, [atOnce, mutate]);
  const place = useRef<HTMLElement>(null);
  // The answer comes below the form, often out of sight.
  useEffect(() => {
    if (trial.data || trial.error) place.current?.scrollIntoView({ block: 'nearest' });
  }, [trial.data, trial.error]);
  return (
    <section className="stack" aria-label={t('pulls:source.test')} ref={place}>
      <div className="row">
        <Button loading={trial.isPending} onClick={() => mutate(null)}>
          {t('pulls:source.test')}
        </Button>
        {trial.isPending && <span className="muted small">{t('pulls:source.calling')}</span>}
      </div>
      {trial.error && <Problem error={trial.error} />}
      {trial.data && !trial.isPending && <Answer source={source} test={trial.data} />}
    </section>
  );
}
