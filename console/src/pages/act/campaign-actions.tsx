/** What can be done with a campaign in its state; each step says in numbers what it touches before it happens. */
import { useTranslation } from 'react-i18next';
import type { CampaignView } from '../../../../src/records/campaign.ts';
import { type CampaignMove, useMoveCampaign, useWaiting, useWaterfall } from '../../api/act.ts';
import { type Format, useFormat } from '../../format/use-format.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { May } from '../../ui/may.tsx';

interface MoveProps {
  readonly view: CampaignView;
  readonly move: CampaignMove;
  readonly text: string;
  readonly primary?: boolean;
  readonly disabled?: boolean;
}

function Move({ view, move, text, primary = false, disabled = false }: MoveProps) {
  const { t } = useTranslation();
  const run = useMoveCampaign(view.definition.name, move);
  return (
    <May needs={needed(move)}>
      <Confirm
        label={t(`act:move.${move}.label`)}
        title={t(`act:move.${move}.title`, { title: view.definition.title })}
        confirmLabel={t(`act:move.${move}.confirm`)}
        button={{ type: primary ? 'primary' : 'default', disabled }}
        danger={move === 'cancel'}
        {...(move === 'cancel' ? { typed: view.definition.name } : {})}
        run={() => run.mutateAsync(null)}
      >
        {text}
      </Confirm>
    </May>
  );
}

function useLaunchText(view: CampaignView, f: Format): string {
  const { t } = useTranslation();
  const waterfall = useWaterfall(view.definition.name, view.version, view.state === 'approved');
  if (!waterfall.data) return t('act:move.launch.textUnknown');
  const { expectedSends, control, expectedCostMinor, finalReadAt } = waterfall.data;
  return t('act:move.launch.text', {
    sends: f.count(expectedSends),
    control: f.count(control),
    cost: f.money(expectedCostMinor),
    day: finalReadAt ? f.day(finalReadAt) : '–',
  });
}

function RunningMoves({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { name } = view.definition;
  const people = useWaiting(name).data?.people ?? 0;
  const waiting = f.count(people);
  return (
    <>
      {view.state === 'running' && (
        <Move view={view} move="pause" text={t('act:move.pause.text', { n: waiting })} />
      )}
      {view.state === 'paused' && (
        <Move view={view} move="resume" primary text={t('act:move.resume.text', { n: waiting })} />
      )}
      <Move view={view} move="cancel" text={t('act:move.cancel.text', { count: people, n: waiting })} />
    </>
  );
}

const needed = (move: CampaignMove) => (move === 'approve' ? 'campaign.approve' : 'campaign.run');

export function CampaignActions({ view }: { view: CampaignView }) {
  const { t } = useTranslation();
  const f = useFormat();
  const launchText = useLaunchText(view, f);
  const { name } = view.definition;
  const editable = view.state === 'draft' || view.state === 'approved';
  return (
    <>
      {editable && (
        <May needs="campaign.change">
          <LinkButton to={`/act/campaigns/${name}/edit`}>{t('act:campaign.edit')}</LinkButton>
        </May>
      )}
      {view.state === 'draft' && (
        <Move
          view={view}
          move="approve"
          primary
          disabled={view.missing.length > 0}
          text={t('act:move.approve.text')}
        />
      )}
      {view.state === 'approved' && <Move view={view} move="launch" primary text={launchText} />}
      {(view.state === 'running' || view.state === 'paused') && <RunningMoves view={view} />}
      {view.launchedAt !== null && (
        <May needs="result.read">
          <LinkButton to={`/measure/results/${name}`} type={view.state === 'running' ? 'default' : 'primary'}>
            {t('act:campaign.toResult')}
          </LinkButton>
        </May>
      )}
    </>
  );
}
