/** The one word of a result and the sentence that goes with it. */
import { Trans, useTranslation } from 'react-i18next';
import type { ResultDocument } from '../../../../src/records/result.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { verdictTones } from './verdict-tag.tsx';
import './verdict.css';

/** Extra buyers and money with their ranges, in the words of the verdict's own basis. */
function Sentence({ result }: { result: ResultDocument }) {
  const f = useFormat(result.currency);
  const primary =
    result.populations.find(entry => entry.population === 'would-send') ?? result.populations[0];
  const buyers = primary?.buyers;
  const profit = result.profit?.status === 'ok' ? result.profit.total : null;
  const money = profit ?? primary?.value;
  return (
    <p className="verdict-sentence">
      {buyers && buyers.estimate !== null && buyers.lo !== null && buyers.hi !== null && (
        <Trans
          i18nKey="measure:sentence.buyers"
          components={{ b: <b /> }}
          values={{
            estimate: f.points(buyers.estimate),
            range: f.pointsRange(buyers.lo, buyers.hi),
            level: f.percent(buyers.level, 0),
          }}
        />
      )}{' '}
      {money && money.estimateMinor !== null && money.loMinor !== null && money.hiMinor !== null && (
        <Trans
          i18nKey={profit ? 'measure:sentence.profit' : `measure:sentence.${result.value}`}
          components={{ b: <b /> }}
          values={{
            estimate: f.moneySigned(money.estimateMinor),
            range: f.moneyRange(money.loMinor, money.hiMinor),
          }}
        />
      )}
    </p>
  );
}

export function VerdictBanner({ result }: { result: ResultDocument }) {
  const { t } = useTranslation();
  const f = useFormat(result.currency);
  const texts = useCodeTexts();
  const { verdict } = result;
  if (!verdict) return null;
  return (
    <section className={`card verdict ${verdictTones[verdict.word]}`} aria-label={t('measure:verdict')}>
      <p className="verdict-word">{t(`measure:word.${verdict.word}`)}</p>
      <div className="stack-tight">
        <Sentence result={result} />
        {verdict.reasons.length > 0 && (
          <ul className="verdict-reasons">
            {verdict.reasons.map(code => (
              <li key={code}>{texts(code).message}</li>
            ))}
          </ul>
        )}
        <p className="muted small">
          {t('measure:until', { day: f.time(result.asOf), days: result.windowDays })}
          {result.read === 'corrected' && ` · ${t('measure:corrected')}`}
        </p>
      </div>
    </section>
  );
}
