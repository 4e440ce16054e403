/** The channels in one sentence, with the figures it stands on and what a reader must know before quoting them. */
import { Trans, useTranslation } from 'react-i18next';
import type { ChannelSummary } from '../../../../src/records/channel-summary.ts';
import { useFormat } from '../../format/use-format.ts';
import { CodeSentence } from '../../ui/code-sentence.tsx';
import { Answer, Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { Notice } from '../../ui/states.tsx';
import { channelName, definitionOf } from './channel-words.ts';

function Figures({ summary }: { summary: ChannelSummary }) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const { totals, overlap, coverage, costs, priceConflicts } = summary;
  const several = overlap.combos.filter(combo => combo.channels.length > 1);
  const shared = several.reduce((sum, combo) => sum + combo.buyers, 0);
  const share = (n: number, of: number) => (of > 0 ? f.percent(n / of, 0) : '–');
  return (
    <Stats>
      <Stat
        label={t('channels:figure.net')}
        value={f.money(totals.netMinor)}
        range={t('channels:figure.orders', {
          n: f.count(totals.orders),
          channels: f.count(summary.channels.length),
        })}
        definition={definitionOf(summary, 'channels', f)}
      />
      <Stat
        label={t('channels:figure.several')}
        value={share(shared, overlap.buyers)}
        range={t('channels:figure.ofBuyers', { n: f.count(overlap.buyers) })}
        definition={definitionOf(summary, 'overlap', f)}
      />
      <Stat
        label={t('channels:figure.deliverable')}
        value={share(coverage.any.deliverable, coverage.target)}
        range={t('channels:figure.ofCustomers', { n: f.count(coverage.target) })}
        definition={definitionOf(summary, 'coverage', f)}
      />
      <Stat
        label={t('channels:figure.spend')}
        value={costs.state === 'known' ? f.money(costs.totalMinor) : '–'}
        range={t(`channels:figure.spendIs.${costs.state}`)}
        definition={definitionOf(summary, 'allocation', f)}
      />
      <Stat
        label={t('channels:figure.conflicts')}
        value={f.count(priceConflicts.conflictDays)}
        range={t('channels:figure.ofShared', { n: f.count(priceConflicts.sharedDays) })}
        definition={definitionOf(summary, 'price-conflict', f)}
      />
    </Stats>
  );
}

export function ChannelAnswer({ summary }: { summary: ChannelSummary }) {
  const { t } = useTranslation();
  const f = useFormat(summary.currency);
  const [first] = summary.channels;
  return (
    <>
      <Answer
        basis={t('channels:answer.basis', {
          from: summary.window.from,
          to: summary.window.to,
          asOf: f.time(summary.asOf),
          version: summary.definitionVersion,
        })}
      >
        <Trans
          i18nKey={first && first.netShare !== null ? 'channels:answer.sentence' : 'channels:answer.none'}
          components={{ b: <b /> }}
          values={{
            channels: f.count(summary.channels.length),
            first: first ? channelName(summary, first.channel, t) : '',
            share: f.percent(first?.netShare ?? 0, 0),
            alone: f.count(first?.aloneBuyers ?? 0),
            deliverable: f.count(summary.coverage.any.deliverable),
            target: f.count(summary.coverage.target),
          }}
        />
      </Answer>
      <Section title={t('channels:figure.title')} note={t('channels:figure.note')}>
        <Figures summary={summary} />
      </Section>
      {summary.warnings.length > 0 && (
        <Notice>
          <ul>
            {summary.warnings.map(({ code, params }, at) => (
              <li key={`${code}-${at}`}>
                <CodeSentence code={code} params={params} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
