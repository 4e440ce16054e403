/** Who the customers are and how they buy: spread by attribute, then times, baskets, categories, prices and channels. */
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useReviewBehaviour } from '../../api/understand.ts';
import { useFormat } from '../../format/use-format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView, Skeleton } from '../../ui/states.tsx';
import {
  BehaviourBasket,
  BehaviourCategories,
  BehaviourChannels,
  BehaviourPrices,
  BehaviourTimes,
} from './behaviour-buying.tsx';
import { BehaviourSpread } from './behaviour-spread.tsx';

export function Component() {
  const { t } = useTranslation();
  const f = useFormat();
  const [search] = useSearchParams();
  const id = search.get('review') ?? 'latest';
  const chapter = useReviewBehaviour(id);
  const back = id === 'latest' ? '/understand/review' : `/understand/review?review=${id}`;
  return (
    <Page
      title={t('understand:behaviour.title')}
      question={t('understand:behaviour.question')}
      back={{ to: back, label: t('understand:review.title') }}
      actions={<LinkButton to="/understand/products">{t('understand:behaviour.toPairs')}</LinkButton>}
    >
      <QueryView query={chapter} skeleton={<Skeleton lines={10} />}>
        {({ document }) => (
          <>
            <p className="muted small">
              {t('understand:behaviour.window', {
                from: document.window.from,
                to: document.window.to,
                buyers: f.count(document.buyers),
                orders: f.count(document.orders),
              })}
            </p>
            <BehaviourSpread chapter={document} />
            <BehaviourTimes chapter={document} />
            <BehaviourBasket chapter={document} />
            <BehaviourCategories chapter={document} />
            <BehaviourPrices chapter={document} />
            <BehaviourChannels chapter={document} />
          </>
        )}
      </QueryView>
    </Page>
  );
}
