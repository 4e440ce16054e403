/** One rule of the organisation: written, tried on the rows as they stand, put in force, taken out. */
import { Button, Drawer } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { QualityPreview, QualityRule, QualityRulesView } from '../../../../src/records/quality.ts';
import { useSaveQualityRules, useTryQualityRule } from '../../api/quality.ts';
import { useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { faultAt } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { FailingRows } from './quality-rows.tsx';
import { blankRule, draftOf, type RuleDraft, ruleOf } from './quality-rule-draft.ts';
import { RuleFields } from './quality-rule-fields.tsx';

function Tried({ found }: { found: QualityPreview }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { check, failing } = found;
  const asked = f.percent(check.threshold, 1);
  return (
    <div className="stack" role="status" aria-label={t('quality:form.result')}>
      {check.score === null ? (
        <Notice tone="info">{t('quality:form.resultNone')}</Notice>
      ) : (
        <Notice tone={check.state === 'failed' ? 'warn' : 'info'}>
          {t(`quality:form.result-${check.state}`, {
            failed: f.count(check.checked - check.passed),
            checked: f.count(check.checked),
            score: f.percent(check.score, 2),
            asked,
          })}
        </Notice>
      )}
      {failing.rows.length > 0 && (
        <>
          <p className="muted">{t('quality:form.examples', { count: failing.rows.length })}</p>
          <FailingRows found={failing} />
        </>
      )}
    </div>
  );
}

function Remove({ view, name, onDone }: { view: QualityRulesView; name: string; onDone: () => void }) {
  const { t } = useTranslation();
  const save = useSaveQualityRules(onDone);
  return (
    <Confirm
      label={t('quality:form.remove')}
      title={t('quality:form.removeTitle', { name })}
      confirmLabel={t('quality:form.remove')}
      danger
      run={() =>
        save.mutateAsync({ version: view.version, rules: view.rules.filter(rule => rule.name !== name) })
      }
    >
      {t('quality:form.removeText')}
    </Confirm>
  );
}

interface FormProps {
  readonly view: QualityRulesView;
  readonly rule: QualityRule | null;
  readonly onDone: () => void;
}

function Form({ view, rule, onDone }: FormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<RuleDraft>(rule ? draftOf(rule) : blankRule);
  const attempt = useTryQualityRule();
  const save = useSaveQualityRules(onDone);
  const mayChange = useMay()('quality.rules.change');
  const at = rule ? view.rules.indexOf(rule) : view.rules.length;
  const error = save.error ?? attempt.error;
  const faultOf = (field: string) => {
    const below = field === '' ? '' : `.${field}`;
    return (
      faultAt(save.error, `rules.${at}${below}`) ??
      faultAt(attempt.error, `rules.0${below}`) ??
      faultAt(attempt.error, `rule${below}`)
    );
  };
  const change = (next: Partial<RuleDraft>) => {
    setDraft({ ...draft, ...next });
    // What was found was found of another rule.
    attempt.reset();
    save.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.reset();
    save.mutate({ version: view.version, rules: view.rules.toSpliced(at, 1, ruleOf(draft)) });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <fieldset disabled={!mayChange} className="stack bare">
        <RuleFields
          draft={draft}
          columns={view.columns}
          faultOf={faultOf}
          change={change}
          isNew={rule === null}
        />
      </fieldset>
      {error && <Problem error={error} />}
      {mayChange && (
        <div className="row">
          <Button
            loading={attempt.isPending}
            onClick={() => {
              save.reset();
              attempt.mutate(ruleOf({ ...draft, name: draft.name || 'new' }));
            }}
          >
            {t('quality:form.try')}
          </Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('quality:form.save')}
          </Button>
          {rule && <Remove view={view} name={rule.name} onDone={onDone} />}
        </div>
      )}
      {attempt.data && <Tried found={attempt.data} />}
    </form>
  );
}

/** Opens by the address: the rule's name, or nothing for a new one. */
export function QualityRuleDrawer({ view }: { view: QualityRulesView }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const name = search.get('own');
  const rule = view.rules.find(each => each.name === name) ?? null;
  const close = () => {
    const next = new URLSearchParams(search);
    next.delete('own');
    setSearch(next, { preventScrollReset: true });
  };
  return (
    <Drawer
      title={rule ? rule.name : t('quality:own.add')}
      open={name !== null}
      onClose={close}
      size={820}
      destroyOnHidden
    >
      {name !== null && <Form key={`${name} ${view.version}`} view={view} rule={rule} onDone={close} />}
    </Drawer>
  );
}
