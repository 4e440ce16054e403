/** Who the customers are: one attribute at a time, with what each group is worth beside the base. */
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { otherCities } from '../../../../src/records/city-tier-names.ts';
import type { ReviewBehaviour, SpreadGroup } from '../../../../src/records/review-behaviour.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { ShareBar } from '../../ui/stat.tsx';
import { Table } from '../../ui/table.tsx';
import { CityTiersDrawer } from './city-tiers-drawer.tsx';

type Spread = ReviewBehaviour['spread'][number];

const customersOf = ({ groups, unknown }: Spread) =>
  groups.reduce((total, { customers }) => total + customers, unknown);

export function BehaviourSpread({ chapter }: { chapter: ReviewBehaviour }) {
  const { t } = useTranslation();
  const f = useFormat(chapter.currency);
  const known = chapter.spread.filter(({ groups }) => groups.length > 0);
  const [chosen, setChosen] = useState(known[0]?.attribute);
  const spread = known.find(({ attribute }) => attribute === chosen);
  const all = spread ? customersOf(spread) : 0;
  const buyers = spread?.groups.reduce((total, group) => total + group.buyers365, 0) ?? 0;
  const value = spread?.groups.reduce((total, group) => total + group.value365Minor, 0) ?? 0;
  const each = buyers > 0 ? value / buyers : 0;
  const nameOf = ({ name }: SpreadGroup) => {
    if (name === '') return t('understand:behaviour.others');
    if (name === otherCities) return t('understand:behaviour.otherCities');
    return chosen === 'sex' ? t(`understand:behaviour.sexOf.${name}`, { defaultValue: name }) : name;
  };
  return (
    <Section
      title={t('understand:behaviour.spread')}
      note={t('understand:behaviour.spreadNote', { money: t(`understand:valueIs.${chapter.valueIs}`) })}
      actions={chosen === 'city-tier' ? <CityTiersDrawer ofDay={chapter.cityTiersOfDay} /> : undefined}
    >
      {spread ? (
        <div className="stack">
          <div style={{ overflowX: 'auto' }}>
            <Segmented
              aria-label={t('understand:behaviour.attribute')}
              value={spread.attribute}
              options={known.map(({ attribute }) => ({
                value: attribute,
                label: t(`understand:behaviour.of.${attribute}`),
              }))}
              onChange={setChosen}
            />
          </div>
          <Table
            dense
            foldAt={12}
            caption={t(`understand:behaviour.of.${spread.attribute}`)}
            rows={spread.groups}
            rowKey={group => group.name}
            columns={[
              {
                key: 'name',
                title: t(`understand:behaviour.of.${spread.attribute}`),
                head: true,
                render: nameOf,
              },
              {
                key: 'customers',
                title: t('understand:stages.customers'),
                align: 'right',
                render: group => f.count(group.customers),
              },
              {
                key: 'share',
                title: t('understand:behaviour.share'),
                render: group => (
                  <span className="row" style={{ flexWrap: 'nowrap' }}>
                    <ShareBar share={all > 0 ? group.customers / all : 0} />
                    {f.percent(all > 0 ? group.customers / all : 0, 1)}
                  </span>
                ),
              },
              {
                key: 'buyers',
                title: t('understand:behaviour.buyers365'),
                align: 'right',
                render: group => f.count(group.buyers365),
              },
              {
                key: 'value',
                title: t('understand:behaviour.valueEach'),
                align: 'right',
                render: group =>
                  group.buyers365 > 0 ? f.money(Math.round(group.value365Minor / group.buyers365)) : '–',
              },
              {
                key: 'index',
                title: t('understand:behaviour.index'),
                align: 'right',
                render: group =>
                  group.buyers365 > 0 && each > 0
                    ? f.count(Math.round((100 * group.value365Minor) / group.buyers365 / each))
                    : '–',
              },
            ]}
          />
          <p className="small muted">
            {t('understand:behaviour.unknown', {
              n: f.count(spread.unknown),
              share: f.percent(all > 0 ? spread.unknown / all : 0, 1),
            })}
            {spread.attribute === 'city-tier' &&
              ` ${t('understand:behaviour.tierFrom', {
                source: chapter.cityTiersSource || t('understand:behaviour.tierNobody'),
                day: chapter.cityTiersOfDay,
              })}`}
            {spread.suppressed > 0 && ` ${t('understand:behaviour.suppressed')}`}
          </p>
        </div>
      ) : (
        <p className="muted">{t('understand:behaviour.noAttributes')}</p>
      )}
    </Section>
  );
}
