/** Personas: who the customers are by stated rules, what sets each group apart, and one press to a segment of it. */
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Persona, ReviewPersonas } from '../../../../src/records/review-persona.ts';
import type { SegmentRule } from '../../../../src/records/segment.ts';
import { useSaveSegment } from '../../api/decide.ts';
import { useReviewPersonas } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { May } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Empty, Problem, QueryView, Skeleton } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

type Trait = Persona['traits'][number];

function Traits({ traits }: { traits: readonly Trait[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (traits.length === 0) return <span className="muted">{t('understand:personas.noTraits')}</span>;
  return (
    <ul className="plain-list">
      {traits.map(({ trait, name, share, index }) => (
        <li key={`${trait} ${name}`}>
          {t('understand:personas.trait', {
            trait: t(`decide:feature.${trait}`),
            name,
            share: f.percent(share, 0),
            index: f.count(index),
          })}
        </li>
      ))}
    </ul>
  );
}

function MakeSegment({ persona, day }: { persona: Persona; day: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const save = useSaveSegment(made => navigate(`/decide/segments/${made.name}`));
  const title = t(`understand:personas.of.${persona.kind}`);
  const make = (rule: SegmentRule, suffix: string, name: string) =>
    save.mutate({ name: `persona-${persona.kind}${suffix}-${day}`, title: `${name} ${day}`, rule });
  const [first] = persona.traits;
  return (
    <>
      <Button
        size="small"
        loading={save.isPending}
        aria-label={t('understand:personas.segmentOf', { name: title })}
        onClick={() => make(persona.rule, '', title)}
      >
        {t('understand:personas.segment')}
      </Button>
      {first && (
        <Button
          size="small"
          type="link"
          loading={save.isPending}
          onClick={() =>
            make(
              { all: [persona.rule, { feature: first.trait, op: 'eq', value: first.name }] },
              '-first-trait',
              `${title} · ${first.name}`,
            )
          }
        >
          {t('understand:personas.only', { name: first.name })}
        </Button>
      )}
      {save.error && <Problem error={save.error} />}
    </>
  );
}

function PersonaTable({ document, day }: { document: ReviewPersonas; day: string }) {
  const { t } = useTranslation();
  const f = useFormat(document.currency);
  const columns: Column<Persona>[] = [
    {
      key: 'persona',
      title: t('understand:personas.persona'),
      head: true,
      render: row => (
        <>
          {t(`understand:personas.of.${row.kind}`)}
          <div className="small muted">{t(`understand:personas.who.${row.kind}`)}</div>
          <May needs="segment.change">
            <MakeSegment persona={row} day={day} />
          </May>
        </>
      ),
    },
    {
      key: 'customers',
      title: t('understand:stages.customers'),
      align: 'right',
      nowrap: true,
      render: row => `${f.count(row.customers)} (${f.percent(row.share)})`,
    },
    {
      key: 'value',
      title: t('understand:personas.valueShare'),
      align: 'right',
      render: row => f.percent(row.valueShare),
    },
    {
      key: 'index',
      title: t('understand:personas.valueIndex'),
      align: 'right',
      render: row => (row.valueIndex === null ? '–' : f.count(row.valueIndex)),
    },
    {
      key: 'recency',
      title: t('understand:personas.recency'),
      align: 'right',
      render: ({ medians }) => (medians.recencyDays === null ? '–' : f.fixed(medians.recencyDays, 0)),
    },
    {
      key: 'traits',
      title: t('understand:personas.traits'),
      render: row => <Traits traits={row.traits} />,
    },
  ];
  return (
    <Table
      dense
      foldAt={4}
      caption={t('understand:personas.title')}
      rows={document.personas}
      rowKey={row => row.kind}
      columns={columns}
    />
  );
}

export function ReviewPersonasSection({ reviewId }: { reviewId: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const chapter = useReviewPersonas(reviewId);
  return (
    <Section title={t('understand:personas.title')} note={t('understand:personas.note')}>
      <QueryView query={chapter} skeleton={<Skeleton lines={6} />}>
        {({ document, asOf }) => (
          <div className="stack">
            {document.personas.length === 0 ? (
              <Empty title={t('understand:personas.emptyTitle')}>{t('understand:personas.empty')}</Empty>
            ) : (
              <PersonaTable document={document} day={f.day(asOf)} />
            )}
            {document.suppressed.length > 0 && (
              <p className="small muted">
                {t('understand:personas.suppressed', {
                  list: f.join(
                    document.suppressed.map(
                      each => `${t(`understand:personas.of.${each.kind}`)} ${f.count(each.customers)}`,
                    ),
                  ),
                })}
              </p>
            )}
            <p className="small muted">{t('understand:personas.means')}</p>
          </div>
        )}
      </QueryView>
    </Section>
  );
}
