/** The knowledge base: what closed retrospectives taught, with the figure each lesson rests on. */
import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { KnowledgeEntry } from '../../../../src/records/retrospective.ts';
import { useKnowledge } from '../../api/measure.ts';
import { useFormat } from '../../format/use-format.ts';
import { Page } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';
import { Pager } from '../../ui/table.tsx';
import { VerdictTag } from '../measure/verdict.tsx';

function Entry({ entry, onTag }: { entry: KnowledgeEntry; onTag: (tag: string) => void }) {
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
          {f.points(estimate)} ({f.pointsRange(lo, hi)})
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

export function Component() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const query = search.get('query') ?? '';
  const tag = search.get('tag') ?? '';
  const cursor = search.get('cursor') ?? undefined;
  const knowledge = useKnowledge({ query, tag, cursor });
  const go = (next: Record<string, string>) =>
    setSearch(
      Object.fromEntries(Object.entries({ query, tag, ...next }).filter(([, value]) => value !== '')),
    );
  return (
    <Page title={t('learn:knowledge.title')} question={t('learn:knowledge.question')}>
      <search data-search className="row" style={{ maxWidth: 560 }}>
        <Input.Search
          style={{ flex: 1 }}
          allowClear
          aria-label={t('learn:knowledge.search')}
          placeholder={t('learn:knowledge.search')}
          defaultValue={query}
          onSearch={value => go({ query: value.trim() })}
        />
        {tag && (
          <button type="button" className="link-button" onClick={() => go({ tag: '' })}>
            <Tag>
              {t('learn:knowledge.tag')}: {tag} ×
            </Tag>
          </button>
        )}
      </search>
      <QueryView
        query={knowledge}
        empty={data =>
          data.entries.length === 0 ? (
            <Empty title={t(query || tag ? 'learn:knowledge.noneTitle' : 'learn:knowledge.emptyTitle')}>
              {t(query || tag ? 'learn:knowledge.none' : 'learn:knowledge.empty')}
            </Empty>
          ) : null
        }
      >
        {data => (
          <>
            {data.entries.map(entry => (
              <Entry key={entry.entryId} entry={entry} onTag={next => go({ tag: next })} />
            ))}
            <Pager
              shown={data.entries.length}
              hasPrevious={cursor !== undefined}
              hasNext={data.nextCursor !== null}
              onPrevious={() => go({})}
              onNext={() => go({ cursor: data.nextCursor ?? '' })}
            />
          </>
        )}
      </QueryView>
    </Page>
  );
}
