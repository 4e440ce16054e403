/** A form field: name, control, what it means, and what is wrong with it, right beside it. */
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';

interface FieldProps {
  /** Id of the control inside. */
  readonly id: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
  readonly children: ReactNode;
}

export function Field({ id, label, hint, fault, children }: FieldProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && <span className="hint">{hint}</span>}
      {fault && (
        <span className="fault" role="alert">
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
