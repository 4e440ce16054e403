/** The products in one sentence, with the figures it stands on and what a reader must know before quoting them. */
import { Trans, useTranslation } from 'react-i18next';
import type { ProductSummary } from '../../../../src/records/product.ts';
import { useFormat } from '../../format/use-format.ts';
import { CodeSentence } from '../../ui/code-sentence.tsx';
import { Answer, Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Notice } from '../../ui/states.tsx';
import { definitionOf } from './product-words.ts';

function Figures({ summary }: { summary: ProductSummary }) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { totals, costs, concentration, products, base } = summary;
  const define = (figure: string) => definitionOf(summary, figure, f);
  return (
    <Stats>
      <Stat
        label={t('products:figure.sold')}
        value={f.count(products.sold)}
        range={t('products:figure.known', { n: f.count(products.known) })}
        definition={define('window')}
      />
      <Stat
        label={t('products:figure.net')}
        value={f.money(totals.netMinor)}
        range={t('products:figure.returns', {
          amount: f.money(totals.returnsMinor),
          rate: base.returnRate === null ? '–' : f.percent(base.returnRate),
        })}
        definition={define('net')}
      />
      <Stat
        label={t('products:figure.contribution')}
        value={totals.contributionMinor === null ? '–' : f.money(totals.contributionMinor)}
        range={t(`products:figure.costs.${costs.channel.state}.${costs.service.state}`, {
          share: f.percent(costs.goodsKnownShare, 0),
        })}
        definition={define('contribution')}
      />
      <Stat
        label={t('products:figure.concentration')}
        value={concentration.hhi === null ? '–' : f.count(Math.round(1 / concentration.hhi))}
        range={
          concentration.hhi === null
            ? undefined
            : t('products:figure.hhi', {
                hhi: f.fixed(concentration.hhi, 3),
                gini: f.fixed(concentration.gini ?? 0, 2),
              })
        }
        definition={define('hhi')}
      />
      <Stat
        label={t('products:figure.secondOrder')}
        value={base.secondOrder.rate === null ? '–' : f.percent(base.secondOrder.rate, 0)}
        range={t('products:figure.secondOrderOf', { n: f.count(base.secondOrder.n) })}
        definition={define('second-order')}
      />
    </Stats>
  );
}

export function ProductAnswer({ summary }: { summary: ProductSummary }) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const classed = (name: string) => summary.classes.find(each => each.class === name)?.products ?? 0;
  return (
    <>
      <Answer
        basis={t('products:answer.basis', {
          from: summary.window.from,
          to: summary.window.to,
          asOf: f.time(summary.asOf),
          version: summary.definitionVersion,
        })}
      >
        <Trans
          i18nKey={`products:answer.${summary.rankedBy}`}
          components={{ b: <b /> }}
          values={{
            a: f.count(classed('A')),
            sold: f.count(summary.products.sold),
            negative: f.count(classed('negative')),
          }}
        />
      </Answer>
      <Section title={t('products:figure.title')} note={t('products:figure.note')}>
        <Figures summary={summary} />
      </Section>
      {summary.warnings.length > 0 && (
        <Notice>
          <ul>
            {summary.warnings.map(({ code, params }) => (
              <li key={code}>
                <CodeSentence code={code} params={params} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
