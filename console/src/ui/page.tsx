/** The frame of one page: one question in its title, what can be done at the right, the way back above. */
import { type ReactNode, useEffect, useId } from 'react';
import { Link } from 'react-router';

interface PageProps {
  readonly title: string;
  /** What this page answers, in one line. */
  readonly question?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
  readonly actions?: ReactNode;
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, question, back, actions, narrow = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Rekindle`;
  }, [title]);
  return (
    <div className={narrow ? 'page narrow' : 'page'}>
      <header className="page-head">
        <div className="grow">
          {back && (
            <p className="crumb">
              <Link to={back.to}>‹ {back.label}</Link>
            </p>
          )}
          <h1>{title}</h1>
          {question && <p className="question">{question}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Section({ title, note, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head">
        <div>
          <h2 id={id}>{title}</h2>
          {note && <p className="note">{note}</p>}
        </div>
        {actions && <div className="row no-print">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** The answer of a page in one sentence, with what it rests on underneath. */
export function Answer({ children, basis, tone }: { children: ReactNode; basis?: ReactNode; tone?: 'less' }) {
  return (
    <div>
      <p className={tone ? `answer ${tone}` : 'answer'}>{children}</p>
      {basis && <p className="answer-basis">{basis}</p>}
    </div>
  );
}
