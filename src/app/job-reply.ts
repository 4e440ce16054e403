/** What of a job its reader may know: where backups lie on the machine is for those who may see backups. */
import type { Job } from '../records/job.ts';
import { may } from '../records/permission.ts';
import type { Caller } from '../records/route.ts';

const backupKinds = new Set(['backup', 'backup-scheduled']);

/** The job without its result where that names places on the machine the caller may not know. */
export const jobFor = (caller: Caller, job: Job): Job =>
  backupKinds.has(job.kind) && !may(caller, 'backup.read') ? { ...job, result: null } : job;
