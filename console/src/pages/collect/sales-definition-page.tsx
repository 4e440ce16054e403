/** What counts as a sale and who is left out: the answers every total depends on, each with its effect. */
import { useTranslation } from 'react-i18next';
import { useExclusions, useSalesDefinition } from '../../api/collect.ts';
import { CardBones } from '../../ui/bones.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView, Skeleton } from '../../ui/states.tsx';
import { DefinitionForm } from './definition-form.tsx';
import { ExclusionForm } from './exclusion-form.tsx';

const DefinitionSkeleton = () => (
  <>
    <Skeleton lines={1} />
    <CardBones lines={4} />
    <CardBones lines={6} />
  </>
);

export function Component() {
  const { t } = useTranslation();
  const definition = useSalesDefinition();
  const exclusions = useExclusions();
  return (
    <Page
      title={t('collect:definition.title')}
      question={t('collect:definition.question')}
      actions={<LinkButton to="/understand/review">{t('collect:definition.toReview')}</LinkButton>}
    >
      <QueryView query={definition} skeleton={<DefinitionSkeleton />}>
        {data => <DefinitionForm key={data.definition.version} saved={data} />}
      </QueryView>
      <Section title={t('collect:exclusion.title')} note={t('collect:exclusion.note')}>
        <QueryView query={exclusions} skeleton={<Skeleton lines={5} />}>
          {data => <ExclusionForm key={data.computedAt} saved={data} />}
        </QueryView>
      </Section>
    </Page>
  );
}
