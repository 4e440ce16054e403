/** A mapping as text, with the ready one to begin with; and an example to try it on before anything depends on it. */
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HookShop } from '../../../../src/records/hook-names.ts';
import { loadReadyMapping, useTryHook } from '../../api/hooks.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { HookTrialView } from './hook-trial.tsx';

/** The mapping as JSON; undefined where the text is empty: the ready one; null where it is no JSON object. */
export function mappingOf(text: string): Record<string, unknown> | undefined | null {
  if (text.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** A shop's ready mapping stands in for no text; without a shop there has to be one. */
export const isOpen = (text: string, shop: HookShop | null): boolean => {
  const mapping = mappingOf(text);
  return mapping === null || (shop === null && mapping === undefined);
};

interface MappingProps {
  readonly shop: HookShop | null;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** What the server said of it. */
  readonly error: unknown;
}

export function MappingField({ shop, value, onChange, error }: MappingProps) {
  const { t } = useTranslation();
  const id = useId();
  const begin = async (from: HookShop) => {
    const { mapping } = await loadReadyMapping(from);
    onChange(JSON.stringify(mapping, null, 2));
  };
  return (
    <div className="stack-tight">
      <Field
        id={id}
        label={t('hooks:mapping')}
        hint={t(shop ? 'hooks:hint.mappingReady' : 'hooks:hint.mappingOwn')}
        fault={mappingOf(value) === null ? t('hooks:noJson') : faultAt(error, 'mapping')}
      >
        <Input.TextArea
          id={id}
          rows={value ? 14 : 3}
          className="mono"
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      </Field>
      <div>
        <Button size="small" onClick={() => void begin(shop ?? 'shopify')}>
          {t('hooks:showReady', { shop: t(`hooks:shops.${shop ?? 'shopify'}`) })}
        </Button>
      </div>
    </div>
  );
}

type Trial = ReturnType<typeof useTryHook>;

interface ExampleProps {
  /** The trial is the form's, so that what it says of the mapping can stand with the mapping. */
  readonly trial: Trial;
  readonly shop: HookShop | null;
  readonly source: string;
  readonly mapping: string;
  readonly children?: React.ReactNode;
}

/** An example, what would be stored of it, and what else can be done with the form. */
export function HookExample({ trial, shop, source, mapping, children }: ExampleProps) {
  const { t } = useTranslation();
  const id = useId();
  const [example, setExample] = useState('');
  const own = mappingOf(mapping);
  return (
    <>
      <Field
        id={id}
        label={t('hooks:pasted')}
        hint={t('hooks:hint.example')}
        fault={faultAt(trial.error, 'body')}
      >
        <Input.TextArea
          id={id}
          rows={8}
          className="mono"
          value={example}
          onChange={event => setExample(event.target.value)}
        />
      </Field>
      <div className="row">
        <Button
          disabled={isOpen(mapping, shop) || example.trim() === ''}
          loading={trial.isPending}
          onClick={() => trial.mutate({ shop, source, ...(own ? { mapping: own } : {}), body: example })}
        >
          {t('hooks:try')}
        </Button>
        {children}
      </div>
      {trial.error && <Problem error={trial.error} />}
      {trial.data &&
        (trial.data.wanted ? (
          <HookTrialView trial={trial.data} />
        ) : (
          <Notice tone="info">{t('hooks:unwanted')}</Notice>
        ))}
    </>
  );
}
