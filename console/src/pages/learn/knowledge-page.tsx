/** The knowledge base: what closed retrospectives taught, with the figure each lesson rests on. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { KnowledgeEntry } from '../../../../src/records/retrospective.ts';
import { loadKnowledge, useKnowledgeTags } from '../../api/measure.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { List } from '../../ui/list.tsx';
import { type ListColumn, queryOf } from '../../ui/list-rows.ts';
import { Page, Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';
import { VerdictTag } from '../measure/verdict-tag.tsx';

function Entry({ entry, onTag }: { entry: KnowledgeEntry; onTag: (tag: string) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { estimate, lo, hi } = entry.buyers;
  return (
    <article className="card stack-tight">
      <div className="row spread">
        <h2>
          <Link to={`/learn/retrospectives/${entry.campaign}`}>{entry.title}</Link>
        </h2>
        <span className="row">
          {entry.verdict && <VerdictTag word={entry.verdict.word} />}
          <time className="muted small">{f.day(entry.createdAt)}</time>
        </span>
      </div>
      {estimate !== null && lo !== null && hi !== null && (
        <p className="muted">
          {t('learn:knowledge.lift', { lift: f.points(estimate), range: f.pointsRange(lo, hi) })}
        </p>
      )}
      <p style={{ whiteSpace: 'pre-wrap', maxWidth: '80ch' }}>{entry.body}</p>
      <div className="row">
        {entry.tags.map(tag => (
          <button key={tag} type="button" className="link-button" onClick={() => onTag(tag)}>
            <Tag tone="outline">{tag}</Tag>
          </button>
        ))}
      </div>
    </article>
  );
}

const columnsOf = (t: TFunction, f: Format): ListColumn<KnowledgeEntry>[] => [
  { key: 'title', title: t('act:campaigns.campaign'), render: row => row.title, plain: row => row.title },
  {
    key: 'word',
    title: t('measure:results.word'),
    render: () => null,
    plain: row => (row.verdict ? t(`measure:word.${row.verdict.word}`) : ''),
  },
  {
    key: 'lift',
    title: t('measure:results.lift'),
    render: () => null,
    plain: row => row.buyers.estimate ?? '',
  },
  { key: 'body', title: t('learn:knowledge.lesson'), render: row => row.body, plain: row => row.body },
  {
    key: 'tags',
    title: t('learn:knowledge.tag'),
    render: () => null,
    plain: row => row.tags.join(' '),
  },
  {
    key: 'created',
    title: t('learn:knowledge.kept'),
    render: row => f.day(row.createdAt),
    plain: row => f.day(row.createdAt),
  },
];

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const tags = useKnowledgeTags();
  const [search, setSearch] = useSearchParams();
  const onTag = (tag: string) => setSearch({ ...Object.fromEntries(search), tag });
  return (
    <Page title={t('learn:knowledge.title')} question={t('learn:knowledge.question')}>
      <List
        list="knowledge"
        caption={t('learn:knowledge.title')}
        queryKey={['knowledge']}
        load={async request => {
          const { entries, ...page } = await loadKnowledge(queryOf(request));
          return { rows: entries, ...page };
        }}
        rowKey={row => row.entryId}
        columns={columnsOf(t, f)}
        renderRows={rows => rows.map(entry => <Entry key={entry.entryId} entry={entry} onTag={onTag} />)}
        searchLabel={t('learn:knowledge.search')}
        filters={[
          {
            key: 'tag',
            label: t('learn:knowledge.tag'),
            options: (tags.data ?? []).map(value => ({ value, label: value })),
          },
        ]}
        empty={
          <Section title={t('learn:knowledge.all')}>
            <Empty
              title={t('learn:knowledge.emptyTitle')}
              action={<LinkButton to="/learn/retrospectives">{t('learn:knowledge.emptyAction')}</LinkButton>}
            >
              {t('learn:knowledge.empty')}
            </Empty>
          </Section>
        }
      />
    </Page>
  );
}
