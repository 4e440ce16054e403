/** People, buyers, orders and money per arm, and whether both arms were contacted alike by others. */
import { useTranslation } from 'react-i18next';
import type { ArmTotals, Population, ResultDocument } from '../../../../src/records/result.ts';
import { useFormat } from '../../format/use-format.ts';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';

interface ArmRow extends ArmTotals {
  readonly population: Population;
}

export function ArmTable({ result }: { result: ResultDocument }) {
  const { t } = useTranslation();
  const f = useFormat(result.currency);
  const rows: ArmRow[] = result.populations.flatMap(entry =>
    entry.arms.map(arm => ({ ...arm, population: entry.population })),
  );
  const perPerson = (row: ArmRow, minor: string) =>
    row.people > 0 ? f.moneyExact(Number(minor) / row.people) : '–';
  if (rows.length === 0) return null;
  return (
    <Section
      title={t('measure:arms.title')}
      note={t('measure:arms.note', { days: result.windowDays, day: f.day(result.asOf) })}
    >
      <Table
        caption={t('measure:arms.title')}
        rows={rows}
        rowKey={row => `${row.population}-${row.arm}`}
        columns={[
          {
            key: 'population',
            title: t('measure:arms.population'),
            head: true,
            render: row => t(`measure:population.${row.population}`),
          },
          { key: 'arm', title: t('act:audience.arm'), render: row => t(`measure:arm.${row.arm}`) },
          {
            key: 'people',
            title: t('measure:arms.people'),
            align: 'right',
            render: row => f.count(row.people),
          },
          {
            key: 'buyers',
            title: t('measure:arms.buyers'),
            align: 'right',
            render: row => f.count(row.buyers),
          },
          {
            key: 'rate',
            title: t('measure:arms.rate'),
            align: 'right',
            render: row => (row.people > 0 ? f.percent(row.buyers / row.people) : '–'),
          },
          {
            key: 'orders',
            title: t('measure:arms.orders'),
            align: 'right',
            render: row => f.count(row.orders),
          },
          {
            key: 'value',
            title: t('measure:arms.value', { money: t(`understand:valueIs.${result.value}`) }),
            align: 'right',
            render: row => perPerson(row, row.valueMinor),
          },
          {
            key: 'cost',
            title: t('measure:arms.cost'),
            align: 'right',
            render: row => f.moneyExact(row.contactCostMinor),
          },
        ]}
      />
    </Section>
  );
}

export function ContactsNote({ result }: { result: ResultDocument }) {
  const { t } = useTranslation();
  const f = useFormat();
  if (result.contacts.length === 0) return null;
  return (
    <Section title={t('measure:contacts.title')} note={t('measure:contacts.note')}>
      <Table
        dense
        caption={t('measure:contacts.title')}
        rows={result.contacts}
        rowKey={row => row.arm}
        columns={[
          {
            key: 'arm',
            title: t('act:audience.arm'),
            head: true,
            render: row => t(`measure:arm.${row.arm}`),
          },
          {
            key: 'people',
            title: t('measure:arms.people'),
            align: 'right',
            render: row => f.count(row.people),
          },
          {
            key: 'own',
            title: t('measure:contacts.own'),
            align: 'right',
            render: row => f.fixed(row.own, 2),
          },
          {
            key: 'others',
            title: t('measure:contacts.others'),
            align: 'right',
            render: row => f.fixed(row.others, 2),
          },
        ]}
      />
    </Section>
  );
}
