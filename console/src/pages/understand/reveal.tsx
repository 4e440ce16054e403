/** Seeing one customer in clear: a reason first, then the values for as long as the dialog is open. */
import { Button, Input, Modal } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RevealedCustomer } from '../../../../src/records/customer.ts';
import { useReveal } from '../../api/collect.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { May } from '../../ui/may.tsx';
import { Facts } from '../../ui/stat.tsx';
import { Problem } from '../../ui/states.tsx';

function Clear({ customer }: { customer: RevealedCustomer }) {
  const { t } = useTranslation();
  return (
    <Facts
      facts={[
        { label: t('understand:reveal.name'), value: customer.name ?? '–' },
        { label: t('understand:customers.number'), value: customer.externalId ?? '–' },
        ...customer.contacts.map(contact => ({
          label: t(`understand:channel.${contact.kind}`, { defaultValue: contact.kind }),
          value: `${contact.value} (${t(`understand:contact.${contact.status}`)})`,
        })),
      ]}
    />
  );
}

function Ask({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const reveal = useReveal(customerId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reveal.mutate({ reason });
  };
  if (reveal.data) return <Clear customer={reveal.data} />;
  return (
    <form className="stack" onSubmit={submit}>
      <p>{t('understand:reveal.text')}</p>
      <Field
        id={id}
        label={t('understand:reveal.reason')}
        hint={t('understand:reveal.reasonHint')}
        fault={faultAt(reveal.error, 'reason')}
      >
        <Input
          id={id}
          required
          minLength={4}
          maxLength={300}
          autoFocus
          value={reason}
          onChange={event => setReason(event.target.value)}
        />
      </Field>
      {reveal.error && !faultAt(reveal.error, 'reason') && <Problem error={reveal.error} />}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={reveal.isPending}>
          {t('understand:reveal.submit')}
        </Button>
      </div>
    </form>
  );
}

export function Reveal({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <May needs="customer.contact.reveal">
      <Button onClick={() => setOpen(true)}>{t('understand:reveal.open')}</Button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        footer={null}
        title={t('understand:reveal.title')}
        destroyOnHidden
      >
        <Ask customerId={customerId} />
      </Modal>
    </May>
  );
}
