/** What the server does by itself at set times: how it stands in words, and for who may, setting, changing and ending it. */
import { Input, Space } from 'antd';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { ApiError } from '../api/client.ts';
import { Confirm } from './confirm.tsx';
import { Field } from './field.tsx';
import { Section } from './page.tsx';
import { QueryView } from './states.tsx';

type Query<S> = ComponentProps<typeof QueryView<{ schedule: S | null }>>['query'];

interface ScheduleSectionProps<S> {
  readonly title: string;
  readonly note: string;
  readonly query: Query<S>;
  readonly mayChange: boolean;
  /** The dialog that sets or changes it; made anew when another schedule stands. */
  readonly dialog: (standing: S | null) => ReactNode;
  readonly end: { readonly label: string; readonly note: string; readonly run: () => Promise<unknown> };
  readonly children: (standing: S | null) => ReactNode;
}

export function ScheduleSection<S extends { readonly since: string }>(props: ScheduleSectionProps<S>) {
  const { title, note, query, mayChange, dialog, end, children } = props;
  const standing = query.data?.schedule ?? null;
  return (
    <Section
      title={title}
      note={note}
      actions={
        mayChange &&
        query.data && (
          <Space>
            <span key={standing?.since ?? ''}>{dialog(standing)}</span>
            {standing && (
              <Confirm label={end.label} title={end.label} confirmLabel={end.label} danger run={end.run}>
                <p>{end.note}</p>
              </Confirm>
            )}
          </Space>
        )
      }
    >
      <QueryView query={query}>{data => children(data.schedule)}</QueryView>
    </Section>
  );
}

interface ScheduleDialogProps {
  readonly isNew: boolean;
  readonly label: string;
  readonly saveLabel: string;
  /** What is to be mended before it can be saved; null where nothing is. */
  readonly fault: string | null;
  readonly save: () => Promise<void>;
  readonly children: ReactNode;
}

/** The dialog around a schedule's fields: nothing is sent while a field has a fault. */
export function ScheduleDialog({ isNew, label, saveLabel, fault, save, children }: ScheduleDialogProps) {
  const run = async () => {
    if (fault !== null) throw new ApiError(0, { code: 'field-invalid', message: fault });
    await save();
  };
  return (
    <Confirm
      label={label}
      title={label}
      confirmLabel={saveLabel}
      button={isNew ? { type: 'primary' } : {}}
      run={run}
    >
      <div className="stack">{children}</div>
    </Confirm>
  );
}

/** Whether a text is a time of day, `HH:MM`. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

interface TimeFieldProps {
  readonly label: string;
  /** Shown while the text is no time of day. */
  readonly fault: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TimeField({ label, fault, value, onChange }: TimeFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} fault={isTimeOfDay(value) ? undefined : fault}>
      <Input id={id} value={value} onChange={event => onChange(event.target.value.trim())} />
    </Field>
  );
}
