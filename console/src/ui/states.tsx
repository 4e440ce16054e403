/** The states every page has besides its data: waiting, nothing there, gone wrong, gone old. */
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorBody } from '../../../src/records/job.ts';
import { ApiError } from '../api/client.ts';

const bones = ['72%', '94%', '88%', '60%', '91%', '76%'];

/** The shape of what is coming: lines, or a table of rows. */
export function Skeleton({ lines = 4, title = true }: { lines?: number; title?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status" aria-live="polite">
      <span className="sr-only">{t('common:loading')}</span>
      {title && <div className="bone" style={{ width: '34%', height: 22 }} />}
      {Array.from({ length: lines }, (_, line) => line).map(line => (
        <div key={line} className="bone" style={{ width: bones[line % bones.length] }} />
      ))}
    </div>
  );
}

/** What this place is for, and the one thing to do about its being empty. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="empty">
      <h3>{title}</h3>
      {children && <p>{children}</p>}
      {action && <div className="row">{action}</div>}
    </div>
  );
}

const partNames = ['path', 'expected', 'received'] as const;

/** What the server said: of a refused request, or of work that failed and kept its reason. */
function bodyOf(error: unknown): ErrorBody | null {
  if (error instanceof ApiError) return error.body;
  const isBody = typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
  return isBody ? (error as ErrorBody) : null;
}

/** Refusals whose values are names of ours: where their words stand. */
const vocabularies: Readonly<Record<string, (name: string) => string>> = {
  'campaign-state': name => `act:state.${name}`,
  'approval-needed': name => `shell:role.${name}`,
  'permission-missing': name => `shell:role.${name}`,
};

/** What was expected or came, names of ours in words: `draft, approved` of a campaign's states. */
function valueInWords(body: ErrorBody, name: (typeof partNames)[number], t: TFunction): string {
  const value = body[name] ?? '';
  const words = name === 'path' ? undefined : vocabularies[body.code];
  if (!words) return value;
  return value
    .split(', ')
    .map(part => t(words(part), { defaultValue: part }))
    .join(t('access:dataScope.comma'));
}

/**
 * Answers that are no fault and nothing to try again: a person who sees a part of the customers asked for what is about
 * all, or a second person has to decide first.
 */
const calmCodes: ReadonlySet<string> = new Set(['scope-whole-base', 'approval-needed']);

/** The remedy, with what it repeats of `expected` in words too. */
function remedyInWords(body: ErrorBody, t: TFunction): string | undefined {
  const { remedy, expected } = body;
  return expected ? remedy?.replace(expected, valueInWords(body, 'expected', t)) : remedy;
}

/** A failure as the error contract says it: what, where, what was expected, what came, how to mend it. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const body = bodyOf(error);
  const unreachable = body?.code === 'server-unreachable';
  const message = unreachable ? t('common:error.unreachable') : body?.message || t('common:error.unexpected');
  const remedy = unreachable ? t('common:error.unreachableRemedy') : body && remedyInWords(body, t);
  const parts = partNames.filter(name => body?.[name]);
  if (body && calmCodes.has(body.code)) {
    return (
      <div role="status">
        <Notice tone={body.code === 'approval-needed' ? 'info' : 'plain'}>
          {body.message} {remedy}
        </Notice>
      </div>
    );
  }
  return (
    <div className="problem" role="alert">
      <strong>{message}</strong>
      {parts.length > 0 && (
        <dl>
          {parts.map(name => (
            <Part
              key={name}
              label={t(`common:error.${name}`)}
              text={body ? valueInWords(body, name, t) : ''}
            />
          ))}
        </dl>
      )}
      {remedy && <p>{remedy}</p>}
      <div className="row small muted">
        {onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('common:retry')}
          </Button>
        )}
        {body && <span className="mono">{body.code}</span>}
      </div>
    </div>
  );
}

const Part = ({ label, text }: { label: string; text: string }) => (
  <>
    <dt>{label}</dt>
    <dd>{text}</dd>
  </>
);

type Tone = 'info' | 'warn' | 'less' | 'plain';

/** A remark above the data: old figures, an assumption, a limit. */
export function Notice({
  tone = 'plain',
  children,
  action,
}: {
  tone?: Tone;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={`notice ${tone}`} role="note">
      <div className="grow">{children}</div>
      {action}
    </div>
  );
}

/** What `ui` needs to know of a query; pages pass the query itself. */
export interface QueryLike<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  /** When the data came, in milliseconds of this machine's clock. */
  readonly dataUpdatedAt?: number;
  readonly refetch: () => unknown;
}

interface QueryViewProps<T> {
  readonly query: QueryLike<T>;
  readonly skeleton?: ReactNode;
  /** Answers the empty state instead of the data when it applies. */
  readonly empty?: (data: T) => ReactNode | null;
  readonly children: (data: T) => ReactNode;
}

/** Figures that lie on a page longer than this say so. */
const staleAfterMinutes = 10;
const lookAgainMs = 30_000;

/** Whole minutes since the data came; looks at the clock twice a minute. */
function useMinutesOld(updatedAt: number | undefined): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), lookAgainMs);
    return () => clearInterval(timer);
  }, []);
  return updatedAt ? Math.max(0, Math.floor((now - updatedAt) / 60_000)) : 0;
}

function StaleNote({ busy, minutes, onRefresh }: { busy: boolean; minutes: number; onRefresh: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="no-print">
      <Notice
        action={
          <Button size="small" loading={busy} onClick={onRefresh}>
            {t('common:stale.refresh')}
          </Button>
        }
      >
        {t('common:stale.text', { minutes })}
      </Notice>
    </div>
  );
}

type Refetch = () => unknown;

interface Surrounding {
  readonly register: (refetch: Refetch) => () => void;
  readonly saysOld: boolean;
}

/** The view around this one: when it says that it grew old, it says so for both and refreshes both. */
const Around = createContext<Surrounding | null>(null);

/** One of skeleton, problem, empty or data; data that grew old say so; when a refresh fails the old data stay, with the problem above them. */
export function QueryView<T>({ query, skeleton, empty, children }: QueryViewProps<T>) {
  const minutes = useMinutesOld(query.dataUpdatedAt);
  const around = useContext(Around);
  const [inside] = useState(() => new Set<Refetch>());
  const [register] = useState(() => (refetch: Refetch) => {
    inside.add(refetch);
    return () => void inside.delete(refetch);
  });
  const { refetch } = query;
  const registerAround = around?.register;
  useEffect(() => registerAround?.(refetch), [registerAround, refetch]);
  const isOld = minutes >= staleAfterMinutes;
  const refreshAll = () => {
    for (const each of [refetch, ...inside]) void each();
  };
  if (query.data !== undefined) {
    return (
      <>
        {query.error ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : null}
        {isOld && !around?.saysOld && (
          <StaleNote busy={query.isFetching} minutes={minutes} onRefresh={refreshAll} />
        )}
        <Around value={around?.saysOld ? around : { register, saysOld: isOld }}>
          {empty?.(query.data) ?? children(query.data)}
        </Around>
      </>
    );
  }
  if (query.error) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  return skeleton ?? <Skeleton />;
}
