/** The table of city tiers: seen by everybody who reads check-ups, edited by who may change definitions. */
import { Button, Drawer, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CityTiers } from '../../../../src/records/city-tier.ts';
import { useCityTiers, useSaveCityTiers } from '../../api/understand.ts';
import { Field, faultAt } from '../../ui/field.tsx';
import { useMay } from '../../ui/may.tsx';
import { Problem, QueryView } from '../../ui/states.tsx';

/** Cities parted by blanks, commas or lines, as people paste them. */
const citiesOf = (text: string) => text.split(/[\s,，、;；]+/u).filter(city => city !== '');

function Form({ saved, onDone }: { saved: CityTiers; onDone: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const mayChange = useMay()('definition.change');
  const [day, setDay] = useState(saved.asOfDay);
  const [source, setSource] = useState(saved.source);
  const [texts, setTexts] = useState(saved.tiers.map(({ cities }) => cities.join(' ')));
  const save = useSaveCityTiers();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const tiers = saved.tiers.map(({ name }, at) => ({ name, cities: citiesOf(texts[at] ?? '') }));
    save.mutate({ asOfDay: day, source, tiers }, { onSuccess: onDone });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <fieldset disabled={!mayChange} className="stack bare">
        <Field
          id={`${id}day`}
          label={t('understand:behaviour.tierDay')}
          fault={faultAt(save.error, 'asOfDay')}
        >
          <Input id={`${id}day`} type="date" value={day} onChange={event => setDay(event.target.value)} />
        </Field>
        <Field
          id={`${id}source`}
          label={t('understand:behaviour.tierSource')}
          fault={faultAt(save.error, 'source')}
        >
          <Input id={`${id}source`} value={source} onChange={event => setSource(event.target.value)} />
        </Field>
        {saved.tiers.map((tier, at) => (
          <Field
            key={tier.name}
            id={`${id}${at}`}
            label={tier.name}
            fault={faultAt(save.error, `tiers.${at}`)}
          >
            <Input.TextArea
              id={`${id}${at}`}
              autoSize={{ minRows: 2, maxRows: 8 }}
              value={texts[at] ?? ''}
              onChange={event =>
                setTexts(texts.map((old, other) => (other === at ? event.target.value : old)))
              }
            />
          </Field>
        ))}
      </fieldset>
      {save.error && <Problem error={save.error} />}
      {mayChange && (
        <div className="row">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('understand:behaviour.tierSave')}
          </Button>
          <span className="muted small">{t('understand:behaviour.tierNote')}</span>
        </div>
      )}
    </form>
  );
}

export function CityTiersDrawer({ ofDay }: { ofDay: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const tiers = useCityTiers();
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('understand:behaviour.tierTable', { day: ofDay })}</Button>
      <Drawer
        title={t('understand:behaviour.of.city-tier')}
        open={open}
        onClose={() => setOpen(false)}
        size={560}
        destroyOnHidden
      >
        <QueryView query={tiers}>{saved => <Form saved={saved} onDone={() => setOpen(false)} />}</QueryView>
      </Drawer>
    </>
  );
}
