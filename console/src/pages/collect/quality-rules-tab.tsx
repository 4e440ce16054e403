/** The organisation's own rules: which stand, what they ask, whether they are on. */
import { Button, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { QualityRule, QualityRulesView } from '../../../../src/records/quality.ts';
import { useQualityRules, useSaveQualityRules } from '../../api/quality.ts';
import { useCodeTexts } from '../../api/texts.ts';
import { useFormat } from '../../format/use-format.ts';
import { May, useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Tag } from '../../ui/stat.tsx';
import { Empty, Problem, QueryView } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { QualityRuleDrawer } from './quality-rule-drawer.tsx';

function useOpen() {
  const [search, setSearch] = useSearchParams();
  return (name: string) => {
    const next = new URLSearchParams(search);
    next.set('own', name);
    setSearch(next, { preventScrollReset: true });
  };
}

interface SwitchingProps {
  readonly onSwitch: (rule: QualityRule, enabled: boolean) => void;
  readonly isBusy: boolean;
}

function useColumns(view: QualityRulesView, { onSwitch, isBusy }: SwitchingProps): Column<QualityRule>[] {
  const { t } = useTranslation();
  const f = useFormat();
  const say = useCodeTexts();
  const open = useOpen();
  const mayChange = useMay()('quality.rules.change');
  return [
    {
      key: 'name',
      title: t('quality:own.name'),
      head: true,
      render: row => (
        <>
          <button type="button" className="link-button" onClick={() => open(row.name)}>
            {row.name}
          </button>
          {row.note && <div className="small muted">{row.note}</div>}
        </>
      ),
    },
    { key: 'table', title: t('quality:table.name'), render: row => t(`quality:name.${row.table}`) },
    {
      key: 'asks',
      title: t('quality:check.asks'),
      render: row => {
        const asks = view.asks[view.rules.indexOf(row)];
        return asks ? say(asks.code, asks.params).message : '';
      },
    },
    {
      key: 'severity',
      title: t('quality:form.severity'),
      nowrap: true,
      render: row => (
        <Tag tone={row.severity === 'critical' ? 'outline' : 'plain'}>
          {t(`quality:severity.${row.severity}`)}
        </Tag>
      ),
    },
    {
      key: 'threshold',
      title: t('quality:check.threshold'),
      align: 'right',
      render: row => f.percent(row.threshold, 1),
    },
    { key: 'owner', title: t('quality:form.owner'), render: row => row.owner || '–' },
    {
      key: 'enabled',
      title: t('quality:own.enabled'),
      nowrap: true,
      render: row => (
        <Switch
          size="small"
          aria-label={t('quality:own.switch', { name: row.name })}
          checked={row.enabled}
          disabled={!mayChange || isBusy}
          onChange={enabled => onSwitch(row, enabled)}
        />
      ),
    },
  ];
}

function Rules({ view }: { view: QualityRulesView }) {
  const { t } = useTranslation();
  const open = useOpen();
  const save = useSaveQualityRules();
  const columns = useColumns(view, {
    isBusy: save.isPending,
    onSwitch: (rule, enabled) =>
      save.mutate({
        version: view.version,
        rules: view.rules.map(each => (each === rule ? { ...each, enabled } : each)),
      }),
  });
  const add = (
    <May needs="quality.rules.change">
      <Button type="primary" onClick={() => open('')}>
        {t('quality:own.add')}
      </Button>
    </May>
  );
  if (view.rules.length === 0)
    return (
      <Empty title={t('quality:own.noneTitle')} action={add}>
        {t('quality:own.none')}
      </Empty>
    );
  return (
    <div className="stack">
      {save.error && <Problem error={save.error} />}
      <Table
        caption={t('quality:own.title')}
        columns={columns}
        rows={view.rules}
        rowKey={row => row.name}
        dense
      />
      <div className="row">{add}</div>
    </div>
  );
}

export function QualityRulesTab() {
  const { t } = useTranslation();
  const f = useFormat();
  const rules = useQualityRules();
  const mayAudit = useMay()('audit.read');
  const { version = 0, changedAt = null } = rules.data ?? {};
  return (
    <Section
      title={t('quality:own.title')}
      note={
        changedAt ? (
          <>
            {t('quality:own.version', { version: f.count(version), at: f.time(changedAt) })}{' '}
            {mayAudit && <Link to="/audit?action=quality-rules.change">{t('quality:own.audit')}</Link>}
          </>
        ) : (
          t('quality:own.note')
        )
      }
    >
      <QueryView query={rules}>
        {view => (
          <>
            <Rules view={view} />
            <QualityRuleDrawer view={view} />
          </>
        )}
      </QueryView>
    </Section>
  );
}
