/** What a boss reads: what stands out, what moved since the last check-up, what to do. Each with what it rests on at the side. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Review } from '../../../../src/records/review.ts';
import type { ReviewFindings, ReviewSince } from '../../../../src/records/review-finding.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { SideDrawer, SqlBlock } from '../../ui/sql-drawer.tsx';
import { Table } from '../../ui/table.tsx';

type Finding = ReviewFindings['findings'][number];

interface FindingProps {
  readonly finding: Finding;
  readonly findings: ReviewFindings;
}

function Basis({ finding, findings }: FindingProps) {
  const { t } = useTranslation();
  const f = useFormat(findings.currency);
  const { lo, hi, estimate } = finding.deviationMinor;
  const rows = [
    { key: 'amount', value: f.moneyExact(finding.amountMinor) },
    { key: 'expected', value: f.moneyExact(finding.expectedMinor) },
    { key: 'deviation', value: f.moneyExact(estimate) },
    { key: 'interval', value: f.between(f.moneyExact(lo), f.moneyExact(hi)) },
    { key: 'surprise', value: f.fixed(finding.surprise, 1) },
    { key: 'size', value: f.percent(finding.sizeShare) },
    { key: 'q', value: f.p(finding.q) },
  ];
  return (
    <>
      <p>{f.locale === 'en' ? finding.definition.en : finding.definition.zh}</p>
      <Table
        dense
        caption={t('understand:findings.basis')}
        rows={rows}
        rowKey={row => row.key}
        columns={[
          {
            key: 'figure',
            title: t('understand:findings.figure'),
            head: true,
            render: row => t(`understand:findings.of.${row.key}`),
          },
          {
            key: 'value',
            title: t('understand:findings.value'),
            align: 'right',
            render: row => row.value,
          },
        ]}
      />
      <p className="small muted">
        {t('understand:findings.versions', {
          rules: findings.rulesVersion,
          definition: findings.definitionVersion,
        })}
      </p>
      {findings.sql
        .filter(entry => finding.statements.includes(entry.figure))
        .map(entry => (
          <SqlBlock
            key={entry.figure}
            title={`${entry.figure} · ${entry.version}`}
            sql={entry.text}
            params={entry.params}
          />
        ))}
    </>
  );
}

function FindingList({ findings }: { findings: ReviewFindings }) {
  const { t } = useTranslation();
  const f = useFormat(findings.currency);
  if (findings.findings.length === 0)
    return (
      <p className="muted">
        {findings.tried > 0
          ? t('understand:findings.none', { count: findings.tried, n: f.count(findings.tried) })
          : t('understand:findings.untried')}
      </p>
    );
  return (
    <ol className="stack">
      {findings.findings.map(finding => {
        const name = t(`understand:findings.kind.${finding.kind}`);
        const about =
          finding.kind === 'festival' ? t(`understand:festivals.of.${finding.about}`) : finding.about;
        const title = about ? `${name} · ${about}` : name;
        return (
          <li key={title}>
            <p>{f.locale === 'en' ? finding.sentence.en : finding.sentence.zh}</p>
            <p className="small muted row no-print">
              {t('understand:findings.weight', {
                surprise: f.fixed(finding.surprise, 1),
                share: f.percent(finding.sizeShare),
              })}
              <SideDrawer type="link" label={t('understand:findings.why')} title={title}>
                <Basis finding={finding} findings={findings} />
              </SideDrawer>
            </p>
          </li>
        );
      })}
    </ol>
  );
}

function Since({ since, currency }: { since: ReviewSince; currency: string }) {
  const { t } = useTranslation();
  const f = useFormat(currency);
  const text = (value: number, unit: string) => (unit === 'minor' ? f.money(value) : f.count(value));
  const signed = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${f.count(Math.abs(value))}`;
  return (
    <>
      {!since.comparable && <p className="muted">{t('understand:findings.otherDefinition')}</p>}
      <Table
        dense
        caption={t('understand:findings.since')}
        rows={since.rows}
        rowKey={row => row.figure}
        columns={[
          {
            key: 'figure',
            title: t('understand:findings.figure'),
            head: true,
            render: row => t(`understand:findings.sinceFigure.${row.figure}`),
          },
          {
            key: 'before',
            title: f.day(since.asOf),
            align: 'right',
            nowrap: true,
            render: row => text(row.before, row.unit),
          },
          {
            key: 'after',
            title: t('understand:findings.now'),
            align: 'right',
            nowrap: true,
            render: row => text(row.after, row.unit),
          },
          {
            key: 'change',
            title: t('understand:findings.change'),
            align: 'right',
            nowrap: true,
            render: row => {
              if (!since.comparable) return '–';
              const change = row.after - row.before;
              return row.unit === 'minor' ? f.moneySigned(change) : signed(change);
            },
          },
        ]}
      />
    </>
  );
}

function Actions({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (review.actions.length === 0) return <p className="muted">{t('understand:findings.noActions')}</p>;
  const text = (both: { zh: string; en: string }) => (f.locale === 'en' ? both.en : both.zh);
  return (
    <ol className="stack">
      {review.actions.map(action => (
        <li key={action.title.en}>
          <h3>
            {action.opportunityId ? (
              <Link to={`/decide/opportunities/${action.opportunityId}`}>{text(action.title)}</Link>
            ) : (
              <Link
                to={
                  action.code === 'review-value-is-sales'
                    ? '/collect/sales-definition'
                    : '/collect/imports/new'
                }
              >
                {text(action.title)}
              </Link>
            )}
          </h3>
          <p>{text(action.sentence)}</p>
        </li>
      ))}
    </ol>
  );
}

/** The first page of a check-up; a check-up made before there were findings shows what to do alone. */
export function ReviewFindingsSection({ review }: { review: Review }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { findings } = review;
  return (
    <>
      {findings && (
        <Section
          title={t('understand:findings.title')}
          note={t('understand:findings.note', { count: findings.tried, n: f.count(findings.tried) })}
        >
          <FindingList findings={findings} />
        </Section>
      )}
      <div className="grid-2">
        <Section title={t('understand:findings.actions')} note={t('understand:findings.actionsNote')}>
          <Actions review={review} />
        </Section>
        {findings && (
          <Section
            title={t('understand:findings.since')}
            note={
              findings.since
                ? t('understand:findings.sinceNote', {
                    day: f.day(findings.since.asOf),
                    count: findings.since.days,
                  })
                : undefined
            }
          >
            {findings.since ? (
              <Since since={findings.since} currency={findings.currency} />
            ) : (
              <p className="muted">{t('understand:findings.first')}</p>
            )}
          </Section>
        )}
      </div>
    </>
  );
}
