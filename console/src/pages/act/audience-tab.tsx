/** The people of a launched campaign: arm, slot, decision and what became of the message. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { type AudienceRow, loadAudience, useCampaignStatus } from '../../api/act.ts';
import { type CodeTexts, useCodeTexts } from '../../api/texts.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { List } from '../../ui/list.tsx';
import { type ListColumn, nextPlace, placeOf } from '../../ui/list-rows.ts';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty } from '../../ui/states.tsx';

interface Words {
  readonly t: TFunction;
  readonly f: Format;
  readonly texts: CodeTexts;
}

function decisionOf(row: AudienceRow, { t, texts }: Words): string {
  if (row.reason) return texts(row.reason).message;
  if (row.wouldSend === null) return t('act:audience.undecided');
  return t(row.wouldSend ? 'act:audience.send' : 'act:audience.notSend');
}

const messageOf = (row: AudienceRow, { t }: Words): string =>
  row.intentState ? t(`act:intent.${row.intentState}`, { defaultValue: row.intentState }) : '';

const columnsOf = (words: Words): ListColumn<AudienceRow>[] => {
  const { t, f } = words;
  return [
    {
      key: 'who',
      title: t('understand:customers.customer'),
      head: true,
      render: row => (
        <Link to={`/understand/customers/${row.customerId}`}>
          {row.name || t('understand:customers.unnamed')}
        </Link>
      ),
      plain: row => row.name,
    },
    {
      key: 'address',
      title: t('act:audience.address'),
      render: row => row.address || '–',
      plain: row => row.address,
    },
    {
      key: 'arm',
      title: t('act:audience.arm'),
      render: row =>
        row.arm ? (
          <Tag tone={row.arm === 'control' ? 'outline' : 'more'}>{t(`measure:arm.${row.arm}`)}</Tag>
        ) : (
          '–'
        ),
      plain: row => (row.arm ? t(`measure:arm.${row.arm}`) : ''),
    },
    {
      key: 'slot',
      title: t('common:inZone', { what: t('act:audience.slot'), zone: f.zone }),
      render: row => (row.slotAt ? <span className="nowrap">{f.minute(row.slotAt)}</span> : '–'),
      plain: row => (row.slotAt ? f.minute(row.slotAt) : ''),
    },
    {
      key: 'decision',
      title: t('act:audience.decision'),
      render: row => decisionOf(row, words),
      plain: row => decisionOf(row, words),
    },
    {
      key: 'message',
      title: t('act:audience.message'),
      render: row => messageOf(row, words) || '–',
      plain: row => messageOf(row, words),
    },
  ];
};

export function AudienceTab({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const texts = useCodeTexts();
  const { name } = view.definition;
  const status = useCampaignStatus(name, false);
  return (
    <Section title={t('act:audience.title')} note={t('act:audience.note')}>
      <List
        list="campaign-audience"
        of={name}
        caption={t('act:audience.title')}
        queryKey={['audience', name]}
        load={async ({ filters, limit, cursor: asked }) => {
          const { offset, cursor } = placeOf(asked);
          const page = await loadAudience(name, { cursor, reason: filters['reason'], limit });
          return { rows: page.rows, nextCursor: nextPlace(offset, page.rows, page.nextCursor), offset };
        }}
        rowKey={row => row.customerId}
        columns={columnsOf({ t, f, texts })}
        dense
        filters={[
          {
            key: 'reason',
            label: t('act:audience.reason'),
            options: Object.keys(status.data?.skipped ?? {}).map(code => ({
              value: code,
              label: texts(code).message,
            })),
          },
        ]}
        empty={<Empty title={t('act:audience.none')} />}
      />
    </Section>
  );
}
