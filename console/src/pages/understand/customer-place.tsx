/** Whose customer this is: owner, store and region, which data scopes go by. */
import { AutoComplete, Button, Input, Modal } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerPage } from '../../../../src/records/customer.ts';
import { useAccounts } from '../../api/access.ts';
import { useSavePlace } from '../../api/collect.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { May, useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Problem } from '../../ui/states.tsx';

interface OwnerProps {
  readonly id: string;
  readonly value: string;
  readonly onChange: (email: string) => void;
}

/** Offers the addresses of those who log in. */
function ListedOwner({ id, value, onChange }: OwnerProps) {
  const accounts = useAccounts();
  const options = (accounts.data?.accounts ?? [])
    .filter(row => row.state !== 'deactivated' && row.email.includes(value.trim().toLowerCase()))
    .map(row => ({ value: row.email }));
  return <AutoComplete id={id} allowClear value={value} options={options} onChange={onChange} />;
}

/** Those who may not see the accounts type the whole address. */
function OwnerInput(props: OwnerProps) {
  const { id, value, onChange } = props;
  if (useMay()('account.read')) return <ListedOwner {...props} />;
  return <Input id={id} allowClear value={value} onChange={event => onChange(event.target.value)} />;
}

const paths = ['ownerEmail', 'store', 'region'] as const;

function PlaceForm({ customer, onDone }: { customer: CustomerPage; onDone: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const { place } = customer;
  const [owner, setOwner] = useState(place.ownerEmail ?? '');
  const [store, setStore] = useState(place.store ?? '');
  const [region, setRegion] = useState(place.region ?? '');
  const save = useSavePlace(customer.customerId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = (text: string) => text.trim() || null;
    // An owner that was not touched stays, also one whose address cannot be shown.
    const touched = owner.trim() !== (place.ownerEmail ?? '');
    const body = { store: given(store), region: given(region), ...(touched && { ownerEmail: given(owner) }) };
    save.mutate(body, { onSuccess: onDone });
  };
  const isPlaced = paths.some(path => faultAt(save.error, path));
  return (
    <form className="stack" onSubmit={submit}>
      <p>{t('understand:place.text')}</p>
      <Field
        id={`${id}-owner`}
        label={t('understand:place.owner')}
        hint={t('understand:place.ownerHint')}
        fault={faultAt(save.error, 'ownerEmail')}
      >
        <OwnerInput id={`${id}-owner`} value={owner} onChange={setOwner} />
      </Field>
      <Field id={`${id}-store`} label={t('understand:place.store')} fault={faultAt(save.error, 'store')}>
        <Input
          id={`${id}-store`}
          allowClear
          maxLength={200}
          value={store}
          onChange={event => setStore(event.target.value)}
        />
      </Field>
      <Field id={`${id}-region`} label={t('understand:place.region')} fault={faultAt(save.error, 'region')}>
        <Input
          id={`${id}-region`}
          allowClear
          maxLength={200}
          value={region}
          onChange={event => setRegion(event.target.value)}
        />
      </Field>
      {save.error && !isPlaced && <Problem error={save.error} />}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('understand:place.save')}
        </Button>
      </div>
    </form>
  );
}

function Change({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <May needs="customer.place.change">
      <Button onClick={() => setOpen(true)}>{t('understand:place.change')}</Button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        title={t('understand:place.title')}
        destroyOnHidden
      >
        <PlaceForm customer={customer} onDone={() => setOpen(false)} />
      </Modal>
    </May>
  );
}

export function CustomerPlace({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const { ownerId, ownerEmail, store, region } = customer.place;
  return (
    <Section
      title={t('understand:place.title')}
      note={t('understand:place.note')}
      actions={customer.erasedAt === null && <Change customer={customer} />}
    >
      <Facts
        facts={[
          {
            label: t('understand:place.owner'),
            value: ownerEmail ?? (ownerId ? t('understand:place.colleague') : '–'),
          },
          { label: t('understand:place.store'), value: store ?? '–' },
          { label: t('understand:place.region'), value: region ?? '–' },
        ]}
      />
    </Section>
  );
}
