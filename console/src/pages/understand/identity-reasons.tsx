/** Why records are one person and why others are not: keys, decisions, doubts and what changed when. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { IdentityBond, IdentityOfCustomer } from '../../../../src/records/identity.ts';
import { useFormat } from '../../format/use-format.ts';
import { Tag } from '../../ui/stat.tsx';
import { Decide } from './identity-decision.tsx';
import { kindWord, recordWords } from './identity-words.ts';

interface Props {
  readonly identity: IdentityOfCustomer;
}

function useWords({ records, others }: IdentityOfCustomer) {
  const { t } = useTranslation();
  return recordWords(t, [...records, ...others]);
}

function Bond({ bond, identity }: Props & { bond: IdentityBond }) {
  const { t } = useTranslation();
  const f = useFormat();
  const word = useWords(identity);
  const kind = kindWord(t, bond.keyKind);
  return (
    <li>
      <Tag tone={bond.joins ? 'more' : 'outline'}>{t(`identity:joins.${bond.joins ? 'yes' : 'no'}`)}</Tag>{' '}
      {t('identity:bond', { kind, records: bond.records.map(word).join(t('identity:and')) })}
      <div className="small muted">
        {[
          t(`identity:strength.${bond.strength}`),
          t(`identity:trust.${bond.trust}`),
          t('identity:seen', { first: f.day(bond.firstSeenAt), last: f.day(bond.lastSeenAt) }),
          ...(bond.sources.length > 0 ? [t('identity:saidBy', { sources: bond.sources.join(', ') })] : []),
        ].join(' · ')}
      </div>
    </li>
  );
}

function Rulings({ identity }: Props) {
  const { t } = useTranslation();
  const f = useFormat();
  const word = useWords(identity);
  const decisions = [...Map.groupBy(identity.rulings, ruling => ruling.decisionId).values()];
  return decisions.flatMap(same => {
    const [first] = same;
    if (!first) return [];
    const { decisionId, kind, left, at, reason, actorEmail } = first;
    const values = { left: word(left), right: same.map(({ right }) => word(right)).join(t('identity:and')) };
    const text = t(`identity:ruling.${kind}`, values);
    return [
      <li key={decisionId}>
        <Tag tone={kind === 'same' ? 'more' : 'less'}>{t(`identity:ruled.${kind}`)}</Tag> {text}{' '}
        <Decide deed="undo" wish={{ kind: 'undo', decision: decisionId }} about={text} />
        <div className="small muted">
          {t('identity:ruledBy', { who: actorEmail ?? t('identity:program'), at: f.time(at), reason })}
        </div>
      </li>,
    ];
  });
}

/** Keys and decisions, in the order in which one would name them. */
export function Reasons({ identity }: Props) {
  const { t } = useTranslation();
  if (identity.bonds.length === 0 && identity.rulings.length === 0) return null;
  return (
    <div className="stack-tight">
      <h3>{t('identity:reasons')}</h3>
      <ul className="plain-list stack-tight">
        {identity.bonds.map(bond => (
          <Bond key={`${bond.keyKind} ${bond.records.join(' ')}`} bond={bond} identity={identity} />
        ))}
        <Rulings identity={identity} />
      </ul>
    </div>
  );
}

/** Records that may be the same person. */
export function Doubts({ identity }: Props) {
  const { t } = useTranslation();
  const word = useWords(identity);
  const own = new Set(identity.records.map(record => record.customerId));
  if (identity.doubts.length === 0) return null;
  return (
    <div className="stack-tight">
      <h3>{t('identity:maybeTitle')}</h3>
      <ul className="plain-list stack-tight">
        {identity.doubts.map(({ recordId, otherId, keyKind, why }) => {
          const other = own.has(recordId) ? otherId : recordId;
          const pair = { record: recordId, other: otherId };
          return (
            <li key={`${recordId} ${otherId} ${keyKind}`}>
              <Link to={`/understand/customers/${other}`}>{word(other)}</Link>{' '}
              <Decide deed="join" wish={{ kind: 'same', ...pair }} about={word(other)} />{' '}
              <Decide deed="part" wish={{ kind: 'apart', ...pair }} about={word(other)} />
              <div className="small muted">
                {t('identity:maybe', { kind: kindWord(t, keyKind), why: t(`identity:why.${why}`) })}
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

export function History({ identity }: Props) {
  const { t } = useTranslation();
  const f = useFormat();
  const word = useWords(identity);
  if (identity.history.length === 0) return null;
  return (
    <details>
      <summary>{t('identity:history', { count: identity.history.length })}</summary>
      <ul className="small muted">
        {identity.history.map(({ recordId, to, at }) => (
          <li key={`${recordId} ${to} ${at}`}>
            {f.time(at)}{' '}
            {recordId === to
              ? t('identity:became.alone', { record: word(recordId) })
              : t('identity:became.part', { record: word(recordId), person: word(to) })}
          </li>
        ))}
      </ul>
    </details>
  );
}
