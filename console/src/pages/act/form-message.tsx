/** What is said, through which channel, and the offer in it. */
import { Input, Radio, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignDefinition } from '../../../../src/records/campaign.ts';
import { useFormat } from '../../format/use-format.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { MoneyField } from '../../ui/number-field.tsx';
import { Section } from '../../ui/page.tsx';
import type { FormPartProps } from './form-part.ts';

type Message = CampaignDefinition['message'];
interface PartProps {
  readonly message: Message;
  readonly error: unknown;
  readonly set: (change: Partial<Message>) => void;
}

function Letter({ message, error, set }: PartProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <div className="form-grid">
        {(['senderName', 'senderAddress', 'subject'] as const).map(name => (
          <Field
            key={name}
            id={`${id}-${name}`}
            label={t(`act:form.${name}`)}
            fault={faultAt(error, `message.${name}`)}
          >
            <Input
              id={`${id}-${name}`}
              value={message[name]}
              onChange={event => set({ [name]: event.target.value })}
            />
          </Field>
        ))}
      </div>
      <Field
        id={`${id}-mjml`}
        label={t('act:form.body')}
        hint={t('act:form.variables')}
        fault={faultAt(error, 'message.mjml')}
      >
        <Input.TextArea
          id={`${id}-mjml`}
          className="mono"
          autoSize={{ minRows: 10, maxRows: 28 }}
          spellCheck={false}
          value={message.mjml}
          onChange={event => set({ mjml: event.target.value })}
        />
      </Field>
    </>
  );
}

function ShortText({ message, error, set }: PartProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Field
      id={id}
      label={t('act:form.text')}
      hint={t('act:form.variables')}
      fault={faultAt(error, 'message.text')}
    >
      <Input.TextArea
        id={id}
        autoSize={{ minRows: 3, maxRows: 10 }}
        count={{ show: true }}
        value={message.text}
        onChange={event => set({ text: event.target.value })}
      />
    </Field>
  );
}

function Offer({ message, error, set }: PartProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const id = useId();
  const { offer } = message;
  const change = (next: Partial<typeof offer>) => set({ offer: { ...offer, ...next } });
  return (
    <div className="form-grid">
      <Field id={`${id}-kind`} label={t('act:form.offer')}>
        <Select
          id={`${id}-kind`}
          value={offer.kind}
          options={(['none', 'coupon'] as const).map(kind => ({
            value: kind,
            label: t(`act:offer.${kind}`),
          }))}
          onChange={kind => change({ kind })}
        />
      </Field>
      {offer.kind === 'coupon' && (
        <>
          <MoneyField
            label={t('act:form.faceValue')}
            fault={faultAt(error, 'message.offer.faceValueMinor')}
            currency={f.currency}
            value={offer.faceValueMinor}
            onChange={faceValueMinor => faceValueMinor !== null && change({ faceValueMinor })}
          />
          <MoneyField
            label={t('act:form.threshold')}
            fault={faultAt(error, 'message.offer.thresholdMinor')}
            currency={f.currency}
            value={offer.thresholdMinor}
            onChange={thresholdMinor => thresholdMinor !== null && change({ thresholdMinor })}
          />
          <Field id={`${id}-code`} label={t('act:form.code')} fault={faultAt(error, 'message.offer.code')}>
            <Input
              id={`${id}-code`}
              value={offer.code}
              onChange={event => change({ code: event.target.value })}
            />
          </Field>
        </>
      )}
    </div>
  );
}

export function MessageSection({ value, error, onChange }: FormPartProps) {
  const { t } = useTranslation();
  const { message } = value;
  const part = {
    message,
    error,
    set: (change: Partial<Message>) => onChange({ message: { ...message, ...change } }),
  };
  return (
    <Section title={t('act:form.message')} note={t('act:form.messageNote')}>
      <div className="stack">
        <Radio.Group
          aria-label={t('act:campaigns.channel')}
          value={message.channel}
          onChange={event => part.set({ channel: event.target.value })}
        >
          {(['sandbox', 'smtp', 'file'] as const).map(channel => (
            <Radio key={channel} value={channel}>
              {t(`act:channel.${channel}`)} <span className="muted">{t(`act:channelMeans.${channel}`)}</span>
            </Radio>
          ))}
        </Radio.Group>
        <Offer {...part} />
        {message.channel === 'file' ? <ShortText {...part} /> : <Letter {...part} />}
      </div>
    </Section>
  );
}
