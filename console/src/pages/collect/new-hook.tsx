/** Setting a hook up: which shop, its secret, an example pasted and looked at, then live. */
import { Button, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HookSigning } from '../../../../src/records/hook.ts';
import { type HookShop, hookShops } from '../../../../src/records/hook-names.ts';
import { type MadeHook, useAddHook, useChangeHook, useTryHook } from '../../api/hooks.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { SecretOnce } from '../../ui/secret-once.tsx';
import { Problem } from '../../ui/states.tsx';
import { HookExample, isOpen, MappingField, mappingOf } from './hook-mapping-field.tsx';

const kinds = [...hookShops, 'standard', 'hmac'] as const;
type Kind = (typeof kinds)[number];

const blank = {
  kind: 'shopify' as Kind,
  name: '',
  source: '',
  secret: '',
  clientId: '',
  header: 'X-Signature',
  mapping: '',
};
type Draft = typeof blank;

const shopOf = (kind: Kind): HookShop | null => hookShops.find(shop => shop === kind) ?? null;

function signingOf({ kind, clientId, header }: Draft): HookSigning {
  if (kind === 'youzan') return { scheme: kind, clientId };
  return kind === 'hmac' ? { scheme: kind, header, encoding: 'hex' } : { scheme: kind };
}

interface MadeProps {
  readonly made: MadeHook;
  /** The secret was made here and has to be entered in the shop. */
  readonly withSecret: boolean;
  readonly onDone: () => void;
}

function Made({ made, withSecret, onDone }: MadeProps) {
  const { t } = useTranslation();
  const change = useChangeHook(made.id);
  return (
    <div className="stack">
      <SecretOnce
        title={t('hooks:addressMade')}
        text={`${location.origin}${made.path}`}
        note={t(`hooks:how.${made.signing.scheme}`)}
      />
      {withSecret && <SecretOnce title={t('hooks:secretMade')} text={made.secret} />}
      {change.error && <Problem error={change.error} />}
      <div className="row">
        <Button
          type="primary"
          loading={change.isPending}
          onClick={() => change.mutate({ live: true }, { onSuccess: onDone })}
        >
          {t('hooks:goLive')}
        </Button>
        <Button onClick={onDone}>{t('hooks:leavePaused')}</Button>
      </div>
    </div>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly set: (next: Partial<Draft>) => void;
  readonly error: unknown;
}

function TextField({
  draft,
  set,
  error,
  name,
  at = name,
  needed = true,
}: PartProps & {
  name: 'name' | 'source' | 'secret' | 'clientId' | 'header';
  at?: string;
  needed?: boolean;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Field id={id} label={t(`hooks:field.${name}`)} hint={t(`hooks:hint.${name}`)} fault={faultAt(error, at)}>
      <Input
        id={id}
        required={needed}
        autoComplete="off"
        value={draft[name]}
        onChange={event => set({ [name]: event.target.value })}
      />
    </Field>
  );
}

export function NewHook() {
  const { t } = useTranslation();
  const id = useId();
  const [draft, setDraft] = useState(blank);
  const [made, setMade] = useState<MadeHook | null>(null);
  const trial = useTryHook();
  const add = useAddHook();
  const set = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const shop = shopOf(draft.kind);
  const mapping = mappingOf(draft.mapping);
  const lacks = isOpen(draft.mapping, shop);
  const source = draft.source || draft.kind;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const secret = draft.secret ? { secret: draft.secret } : {};
    add.mutate(
      {
        shop,
        source,
        ...(mapping ? { mapping } : {}),
        name: draft.name,
        signing: signingOf(draft),
        ...secret,
      },
      { onSuccess: hook => setMade(hook) },
    );
  };
  const restart = () => {
    setMade(null);
    setDraft(blank);
    trial.reset();
    add.reset();
  };
  if (made)
    return (
      <Section title={t('hooks:madeTitle', { name: made.name })}>
        <Made made={made} withSecret={draft.secret === ''} onDone={restart} />
      </Section>
    );
  const part = { draft, set, error: add.error ?? trial.error };
  return (
    <Section title={t('hooks:new')} note={t('hooks:newNote')}>
      <form className="stack" onSubmit={submit}>
        <div className="form-grid">
          <Field id={`${id}-kind`} label={t('hooks:shop')} hint={t(`hooks:topics.${draft.kind}`)}>
            <Select
              id={`${id}-kind`}
              value={draft.kind}
              onChange={kind => set({ kind })}
              options={kinds.map(value => ({ value, label: t(`hooks:kinds.${value}`) }))}
            />
          </Field>
          <TextField {...part} name="name" />
          <TextField {...part} name="source" />
          {draft.kind === 'youzan' && <TextField {...part} name="clientId" at="signing.clientId" />}
          {draft.kind === 'hmac' && <TextField {...part} name="header" at="signing.header" />}
          <TextField {...part} name="secret" needed={false} />
        </div>
        <MappingField
          shop={shop}
          value={draft.mapping}
          onChange={text => set({ mapping: text })}
          error={part.error}
        />
        <HookExample trial={trial} shop={shop} source={source} mapping={draft.mapping}>
          <Button type="primary" htmlType="submit" disabled={lacks} loading={add.isPending}>
            {t('hooks:make')}
          </Button>
          {lacks && <span className="muted small">{t('hooks:needsMapping')}</span>}
        </HookExample>
        {add.error && <Problem error={add.error} />}
      </form>
    </Section>
  );
}
