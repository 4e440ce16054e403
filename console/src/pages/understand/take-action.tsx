/** Takes an action on for one product: what, who, until when; the advice is proposed and may be overruled. */
import { Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Product, ProductAction } from '../../../../src/records/product.ts';
import { productActions } from '../../../../src/records/product-names.ts';
import { useTakeAction } from '../../api/products.ts';
import { useFormat } from '../../format/use-format.ts';
import { DateInput } from '../../ui/date-field.tsx';
import { Field, faultAt } from '../../ui/field.tsx';
import { Notice, Problem } from '../../ui/states.tsx';

const usualDays = 14;

export function TakeAction({ product, review }: { product: Product; review: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const [kind, setKind] = useState<ProductAction>(product.action ?? 'fix');
  const [owner, setOwner] = useState('');
  const [dueOn, setDueOn] = useState(
    f.day(new Date(Date.parse(f.now) + usualDays * 86_400_000).toISOString()),
  );
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const [taken, setTaken] = useState(false);
  const take = useTakeAction(() => setTaken(true));
  const send = () => {
    setMissing(owner.trim() === '');
    if (owner.trim() !== '') take.mutate({ review, sku: product.sku, kind, owner, dueOn, note });
  };
  if (taken) return <Notice>{t('products:take.taken')}</Notice>;
  const dueFault = faultAt(take.error, 'dueOn');
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      <div className="row">
        <Field id={`${id}-kind`} label={t('products:actions.kind')}>
          <Select
            id={`${id}-kind`}
            style={{ minWidth: 120 }}
            value={kind}
            options={productActions.map(value => ({ value, label: t(`products:action.${value}`) }))}
            onChange={setKind}
          />
        </Field>
        <Field
          id={`${id}-owner`}
          label={t('products:actions.owner')}
          fault={missing ? t('products:take.ownerMissing') : undefined}
        >
          <Input
            id={`${id}-owner`}
            maxLength={80}
            value={owner}
            onChange={event => setOwner(event.target.value)}
          />
        </Field>
        <Field id={`${id}-due`} label={t('products:actions.due')} fault={dueFault}>
          <DateInput id={`${id}-due`} value={dueOn} onChange={setDueOn} />
        </Field>
      </div>
      <Field id={`${id}-note`} label={t('products:take.note')}>
        <Input
          id={`${id}-note`}
          maxLength={500}
          value={note}
          onChange={event => setNote(event.target.value)}
        />
      </Field>
      {take.error && !dueFault && <Problem error={take.error} />}
      <div>
        <Button type="primary" htmlType="submit" loading={take.isPending}>
          {t('products:take.take')}
        </Button>
      </div>
    </form>
  );
}
