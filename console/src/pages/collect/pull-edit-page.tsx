/** A new pull, or one that is there changed; what is chosen is kept in this tab. */
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { PullSource, PullStatus } from '../../../../src/records/pull.ts';
import { useAddPull, useChangePull, usePull, usePullSources } from '../../api/pulls.ts';
import { Page } from '../../ui/page.tsx';
import { Notice, QueryView, Skeleton } from '../../ui/states.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { useUnsaved } from '../../ui/use-unsaved.tsx';
import { blankPull, draftOfPull } from './pull-draft.ts';
import { PullForm } from './pull-form.tsx';
import { databasesTab, pullsPath } from './pull-words.ts';

interface EditProps {
  readonly sources: readonly PullSource[];
}

function NewPull({ sources }: EditProps) {
  const go = useNavigate();
  const [search] = useSearchParams();
  const asked = sources.find(each => each.id === search.get('source'))?.id;
  const only = sources.length === 1 ? sources[0]?.id : undefined;
  const draft = useDraft(`rekindle.pull.${asked ?? 'new'}`, blankPull(asked ?? only ?? ''));
  const unsaved = useUnsaved(draft.dirty);
  const add = useAddPull(pull => {
    unsaved.release();
    draft.clear();
    void go(`${pullsPath}/${pull.id}`);
  });
  return (
    <>
      <PullForm
        isNew
        draft={draft.value}
        set={draft.change}
        sources={sources}
        saving={add}
        save={(name, body) => add.mutate({ ...body, name, sourceId: draft.value.sourceId })}
      />
      {unsaved.dialog}
    </>
  );
}

function ChangedPull({ sources, pull }: EditProps & { pull: PullStatus }) {
  const { t } = useTranslation();
  const go = useNavigate();
  const draft = useDraft(`rekindle.pull.${pull.id}`, draftOfPull(pull));
  const unsaved = useUnsaved(draft.dirty);
  const change = useChangePull(pull.id, () => {
    unsaved.release();
    draft.clear();
    void go(`${pullsPath}/${pull.id}`);
  });
  return (
    <>
      <Notice>{t('pulls:form.readsAnew')}</Notice>
      <PullForm
        isNew={false}
        draft={draft.value}
        set={draft.change}
        sources={sources}
        saving={change}
        save={(_, body) => change.mutate(body)}
      />
      {unsaved.dialog}
    </>
  );
}

function Changing({ id, sources }: EditProps & { id: string }) {
  const pull = usePull(id);
  return (
    <QueryView query={pull} skeleton={<Skeleton lines={8} />}>
      {data => <ChangedPull key={data.id} pull={data} sources={sources} />}
    </QueryView>
  );
}

export function Component() {
  const { t } = useTranslation();
  const { id } = useParams();
  const sources = usePullSources();
  return (
    <Page
      title={t(id ? 'pulls:form.changeTitle' : 'pulls:form.newTitle')}
      question={t('pulls:form.question')}
      back={
        id
          ? { to: `${pullsPath}/${id}`, label: t('pulls:one') }
          : { to: databasesTab, label: t('pulls:title') }
      }
    >
      <QueryView query={sources} skeleton={<Skeleton lines={8} />}>
        {data => (id ? <Changing id={id} sources={data.sources} /> : <NewPull sources={data.sources} />)}
      </QueryView>
    </Page>
  );
}
