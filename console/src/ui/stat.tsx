/** One figure with its name, its range and its definition at hand. */
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface StatProps {
  readonly label: ReactNode;
  readonly value: ReactNode;
  readonly range?: ReactNode;
  readonly definition?: string | undefined;
}

/** A small mark that says, on hover and on focus, how the figure is defined. */
export function Definition({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <Tooltip title={text} trigger={['hover', 'focus', 'click']}>
      <button type="button" className="definition-button" aria-label={`${t('common:definition')}: ${text}`}>
        ?
      </button>
    </Tooltip>
  );
}

export const Stats = ({ children }: { children: ReactNode }) => <dl className="stats">{children}</dl>;

export function Stat({ label, value, range, definition }: StatProps) {
  return (
    <div className="stat">
      <dt>
        {label}
        {definition && <Definition text={definition} />}
      </dt>
      <dd className="value">{value}</dd>
      {range && <dd className="range">{range}</dd>}
    </div>
  );
}

export interface Fact {
  readonly label: ReactNode;
  readonly value: ReactNode;
}

/** Pairs of name and value. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="kv">
      {facts.map((fact, index) => (
        <Pair key={index} {...fact} />
      ))}
    </dl>
  );
}

const Pair = ({ label, value }: Fact) => (
  <>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </>
);

export type TagTone = 'more' | 'less' | 'warn' | 'outline' | 'plain';

/** A state or class in a word. */
export const Tag = ({ tone = 'plain', children }: { tone?: TagTone; children: ReactNode }) => (
  <span className={`tag ${tone}`}>{children}</span>
);

/** A share as a bar beside its number; the number carries the meaning. */
export function ShareBar({ share, tone }: { share: number; tone?: 'less' }) {
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return (
    <div className={tone ? `bar ${tone}` : 'bar'} aria-hidden>
      <span style={{ width }} />
    </div>
  );
}
