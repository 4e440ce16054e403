/** The roles whose people see only their own customers unless their account names a scope. */
import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLimitedRoles, useSaveLimitedRoles } from '../../api/access.ts';
import { Field } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { Section } from '../../ui/page.tsx';
import { Problem, QueryView } from '../../ui/states.tsx';
import { roleNames } from './role-names.ts';

/** An owner always sees everybody. */
const choices = roleNames.filter(role => role !== 'owner');

function Roles({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation();
  const id = useId();
  const mayChange = useMay()('account.change');
  const [chosen, setChosen] = useState(roles);
  const save = useSaveLimitedRoles();
  const label = (role: string) => t(`shell:role.${role}`);
  if (!mayChange) return <p>{roles.map(label).join(t('access:dataScope.comma')) || t('common:none')}</p>;
  const same = [...chosen].sort().join() === [...roles].sort().join();
  return (
    <div className="stack-tight">
      <Field id={id} label={t('access:limitedRoles.label')}>
        <Select
          id={id}
          mode="multiple"
          optionFilterProp="label"
          value={[...chosen]}
          onChange={setChosen}
          options={choices.map(value => ({ value, label: label(value) }))}
        />
      </Field>
      {save.error && <Problem error={save.error} />}
      <div className="row">
        <Button disabled={same} loading={save.isPending} onClick={() => save.mutate(chosen)}>
          {t('access:limitedRoles.save')}
        </Button>
      </div>
    </div>
  );
}

export function LimitedRoles() {
  const { t } = useTranslation();
  const limited = useLimitedRoles();
  return (
    <Section title={t('access:limitedRoles.title')} note={t('access:limitedRoles.note')}>
      <QueryView query={limited}>{({ roles }) => <Roles key={roles.join()} roles={roles} />}</QueryView>
    </Section>
  );
}
