/** The verbs and options of the command line, as CONTRACT names them. */
import { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { productVersion } from '../product-version.ts';
import { addAccountVerbs } from './account-verbs.ts';
import { addApprovalVerbs } from './approval-verbs.ts';
import { addAuditVerb } from './audit-verb.ts';
import { addBackupScheduleVerbs } from './backup-schedule-verbs.ts';
import { addBackupVerbs } from './backup-verbs.ts';
import { addCampaignVerbs } from './campaign-verbs.ts';
import { addCustomerVerbs } from './customer-verbs.ts';
import { addDefinitionVerbs } from './definition-verbs.ts';
import { addDemoVerb } from './demo-verb.ts';
import { addDoctorVerb } from './doctor-verb.ts';
import { addHookVerbs } from './hook-verbs.ts';
import { addIdentityVerbs } from './identity-verbs.ts';
import { addImportVerb } from './import-verb.ts';
import { addIncidentVerbs } from './incident-verbs.ts';
import { addJobVerbs } from './job-verbs.ts';
import { addKeyRingVerbs } from './key-ring-verbs.ts';
import { addLogInVerbs } from './log-in-verbs.ts';
import { addMappingVerbs } from './mapping-verbs.ts';
import { addModelVerb } from './model-verb.ts';
import { addOwnAccountVerbs } from './own-account-verbs.ts';
import { addPersonVerbs } from './person-verbs.ts';
import { addPullVerbs } from './pull-verbs.ts';
import { addQualityVerbs } from './quality-verbs.ts';
import { addReviewScheduleVerbs } from './review-schedule-verbs.ts';
import { addReviewVerb } from './review-verb.ts';
import { addSegmentVerbs } from './segment-verbs.ts';
import { addServeVerb } from './serve-verb.ts';
import { addSettingsVerbs } from './settings-verbs.ts';
import { configured, optionsOf, type Terminal } from './terminal.ts';
import { addWatchVerbs } from './watch-verbs.ts';

/** Verbs of later issues: they say so and exit 2. */
const laterVerbs = ['move'];

/** The whole command line, ready to parse; errors come as `CommanderError` or coded ones. */
export function buildProgram(terminal: Terminal): Command {
  const { locale, streams } = terminal;
  const program = configured(new Command('rekindle'), terminal)
    .description(textOf('help-rekindle', locale).message)
    .version(productVersion)
    .exitOverride()
    .configureOutput({
      writeOut: text => void streams.stdout.write(text),
      writeErr: text => void streams.stderr.write(text),
      // `main` reports usage errors itself, once.
      outputError: () => {},
    });
  for (const add of [
    addServeVerb,
    addLogInVerbs,
    addOwnAccountVerbs,
    addAccountVerbs,
    addImportVerb,
    addMappingVerbs,
    addPullVerbs,
    addWatchVerbs,
    addQualityVerbs,
    addReviewVerb,
    addReviewScheduleVerbs,
    addDefinitionVerbs,
    addSegmentVerbs,
    addCampaignVerbs,
    addApprovalVerbs,
    addAuditVerb,
    addPersonVerbs,
    addCustomerVerbs,
    addHookVerbs,
    addIdentityVerbs,
    addIncidentVerbs,
    addModelVerb,
    addBackupVerbs,
    addBackupScheduleVerbs,
    addKeyRingVerbs,
    addJobVerbs,
    addSettingsVerbs,
    addDoctorVerb,
    addDemoVerb,
  ]) {
    add(program, terminal);
  }
  for (const verb of laterVerbs) addLater(program, verb);
  return program.hook('preAction', (_program, command) => actAs(terminal, command));
}

/** Verbs that begin or replace the server itself: no person's right covers them. */
const ofTheFolder = ['serve', 'demo', 'restore', 'login'];

/** Throws `cli-user-not-here` for a verb that is never a person's. */
function actAs({ acting }: Terminal, command: Command): void {
  const { user } = optionsOf(command);
  if (user === undefined) return;
  if (ofTheFolder.includes(command.name()))
    throw badInput('cli-user-not-here', { path: '--user', received: command.name() });
  acting.user = user;
}

function addLater(program: Command, name: string): void {
  program
    .command(name, { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action(() => {
      throw badInput('verb-not-built', { params: { verb: name } });
    });
}
