/** Keeps the mapping in sight under a name, so that the next file of its kind is read the same way. */
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MappingChoice } from '../../../../src/records/import.ts';
import type { Mapping } from '../../../../src/records/mapping.ts';
import { useSaveMapping } from '../../api/collect.ts';
import { Field } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { Problem } from '../../ui/states.tsx';

interface SaveMappingProps {
  readonly mapping: Mapping;
  readonly onSaved: (choice: MappingChoice) => void;
}

const unnamed = 'suggested';
const isName = (name: string) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(name);

export function SaveMapping({ mapping, onSaved }: SaveMappingProps) {
  const { t } = useTranslation();
  const id = useId();
  const given = mapping.name === unnamed;
  const [name, setName] = useState(given ? '' : mapping.name);
  const [title, setTitle] = useState(given ? '' : mapping.title);
  const save = useSaveMapping(({ name: saved, version }) => onSaved({ saved, version, part: mapping.part }));
  return (
    <Section title={t('collect:mapping.save')} note={t('collect:mapping.saveNote')}>
      <div className="stack">
        <div className="form-grid">
          <Field
            id={`${id}-name`}
            label={t('collect:mapping.saveName')}
            hint={t('collect:mapping.saveNameHint')}
          >
            <Input
              id={`${id}-name`}
              value={name}
              maxLength={63}
              onChange={event => setName(event.target.value)}
            />
          </Field>
          <Field id={`${id}-title`} label={t('collect:mapping.saveTitle')}>
            <Input
              id={`${id}-title`}
              value={title}
              maxLength={120}
              onChange={event => setTitle(event.target.value)}
            />
          </Field>
        </div>
        {save.error && <Problem error={save.error} />}
        <div className="row">
          <Button
            disabled={!isName(name) || title.trim() === ''}
            loading={save.isPending}
            onClick={() => save.mutate({ ...mapping, name, title: title.trim() })}
          >
            {t('collect:mapping.saveIt')}
          </Button>
        </div>
      </div>
    </Section>
  );
}
