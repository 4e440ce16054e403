/** Why net sales changed between two spans: volume, mix, price, what came, what went, returns; adds up exactly. */
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { ProductBridge, ProductSummary } from '../../../../src/records/product.ts';
import { useBridge } from '../../api/products.ts';
import { useFormat } from '../../format/use-format.ts';
import { BridgeChart } from '../../ui/bridge-chart.tsx';
import { Field } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { Empty, QueryView } from '../../ui/states.tsx';

const parts = ['volume', 'mix', 'price', 'entered', 'left', 'returns'] as const;
const spanKeys = ['beforeFrom', 'beforeTo', 'afterFrom', 'afterTo'] as const;

function ProductBridgeChart({ bridge }: { bridge: ProductBridge }) {
  const { t } = useTranslation();
  const f = useFormat(bridge.currency);
  const { before, after, beforeMinor, afterMinor, products } = bridge;
  return (
    <BridgeChart
      title={t('products:bridge.title')}
      summary={t('products:bridge.summary', {
        change: f.moneySigned(afterMinor - beforeMinor),
        both: f.count(products.both),
        entered: f.count(products.entered),
        left: f.count(products.left),
      })}
      currency={bridge.currency}
      before={{ key: 'before', label: `${before.from} –\n${before.to}`, amount: beforeMinor }}
      parts={parts.map(key => ({ key, label: t(`products:bridge.${key}`), amount: bridge.parts[key] }))}
      after={{ key: 'after', label: `${after.from} –\n${after.to}`, amount: afterMinor }}
    />
  );
}

/** Four months, typed as `2026-01`; empty ones take the check-up's own choice. */
function Spans({ bridge }: { bridge: ProductBridge | undefined }) {
  const { t } = useTranslation();
  const id = useId();
  const [search, setSearch] = useSearchParams();
  const shown = {
    beforeFrom: bridge?.before.from,
    beforeTo: bridge?.before.to,
    afterFrom: bridge?.after.from,
    afterTo: bridge?.after.to,
  };
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const valueOf = (key: (typeof spanKeys)[number]) => typed[key] ?? search.get(key) ?? shown[key] ?? '';
  const isMonth = (text: string) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
  const apply = () => {
    const next = new URLSearchParams(search);
    for (const key of spanKeys) next.set(key, valueOf(key));
    setTyped({});
    setSearch(next);
  };
  return (
    <form
      className="row no-print"
      onSubmit={event => {
        event.preventDefault();
        if (spanKeys.every(key => isMonth(valueOf(key)))) apply();
      }}
    >
      {spanKeys.map(key => (
        <Field
          key={key}
          id={`${id}-${key}`}
          label={t(`products:bridge.${key}`)}
          fault={valueOf(key) === '' || isMonth(valueOf(key)) ? undefined : t('products:bridge.form')}
        >
          <Input
            id={`${id}-${key}`}
            style={{ width: 110 }}
            inputMode="numeric"
            placeholder="2026-01"
            value={valueOf(key)}
            onChange={event => setTyped({ ...typed, [key]: event.target.value.trim() })}
          />
        </Field>
      ))}
      <Button htmlType="submit">{t('products:bridge.compare')}</Button>
    </form>
  );
}

export function ProductBridgeSection({ summary, review }: { summary: ProductSummary; review: string }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const asked = Object.fromEntries(spanKeys.map(key => [key, search.get(key)]));
  const isAsked = spanKeys.some(key => asked[key]);
  const bridge = useBridge(review, asked);
  const isShort = summary.spans === null && !isAsked;
  return (
    <Section title={t('products:bridge.title')} note={t('products:bridge.note')}>
      {isShort ? (
        <Empty title={t('products:bridge.emptyTitle')}>{t('products:bridge.empty')}</Empty>
      ) : (
        <div className="stack">
          <Spans bridge={bridge.data} />
          <QueryView query={bridge}>{data => <ProductBridgeChart bridge={data} />}</QueryView>
          <ul className="small muted">
            {parts.map(key => (
              <li key={key}>{t(`products:bridge.means.${key}`)}</li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}
