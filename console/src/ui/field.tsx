/** A form field: name, control, what it means, and what is wrong with it, right beside it. */
import { type ReactNode, useEffect } from 'react';
import { ApiError } from '../api/client.ts';

interface FieldProps {
  /** Id of the control inside. */
  readonly id: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
  readonly children: ReactNode;
}

/** Ties what a field means and what is wrong with it to the control, for those who hear the page. */
function useDescription({ id, hint, fault }: Pick<FieldProps, 'id' | 'hint' | 'fault'>) {
  const isHinted = Boolean(hint);
  const isWrong = Boolean(fault);
  useEffect(() => {
    const control = document.getElementById(id);
    const parts = [isHinted && `${id}-hint`, isWrong && `${id}-fault`].filter(Boolean).join(' ');
    if (parts) control?.setAttribute('aria-describedby', parts);
    else control?.removeAttribute('aria-describedby');
    if (isWrong) control?.setAttribute('aria-invalid', 'true');
    else control?.removeAttribute('aria-invalid');
  }, [id, isHinted, isWrong]);
}

export function Field({ id, label, hint, fault, children }: FieldProps) {
  useDescription({ id, hint, fault });
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {fault && (
        <span className="fault" role="alert" id={`${id}-fault`}>
          {fault}
        </span>
      )}
    </div>
  );
}

/** What the server says about one field: its path is `goal.target`, `body.goal.target` or a part of it. */
export function faultAt(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiError) || !error.body.path) return undefined;
  const at = error.body.path.replace(/^body\.?/, '').replace(/\[(\d+)\]/g, '.$1');
  if (at !== path && !at.startsWith(`${path}.`)) return undefined;
  const { message, expected, remedy } = error.body;
  return [message, expected, remedy].filter(Boolean).join(' · ');
}
