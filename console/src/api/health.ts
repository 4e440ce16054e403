/** How the system is, the work it does by itself, and its backups. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { backupListSchema } from '../../../src/records/backup.ts';
import type { BackupScheduleView, backupScheduleRequest } from '../../../src/records/backup-schedule.ts';
import type { Health } from '../../../src/records/health.ts';
import type { scheduleListSchema } from '../../../src/records/schedule.ts';
import { request } from './client.ts';
import { useCommand } from './use-command.ts';

export const useHealth = () =>
  useQuery({
    queryKey: ['health'],
    queryFn: () => request<Health>('/api/health'),
    refetchInterval: 15_000,
  });

export const useSchedules = () =>
  useQuery({
    queryKey: ['schedules'],
    queryFn: () => request<z.infer<typeof scheduleListSchema>>('/api/schedules'),
    refetchInterval: 10_000,
  });

export const useBackups = () =>
  useQuery({
    queryKey: ['backups'],
    queryFn: () => request<z.infer<typeof backupListSchema>>('/api/backups'),
  });

export const useBackupSchedule = () =>
  useQuery({
    queryKey: ['backup-schedule'],
    queryFn: () => request<BackupScheduleView>('/api/backup-schedule'),
  });

const afterSchedule = { refreshes: [['backup-schedule'], ['health']] };

export const useSaveBackupSchedule = () =>
  useCommand(
    (body: z.input<typeof backupScheduleRequest>, key) =>
      request<BackupScheduleView>('/api/backup-schedule', { method: 'PUT', body, key }),
    afterSchedule,
  );

export const useEndBackupSchedule = () =>
  useCommand(
    (_: null, key) => request<BackupScheduleView>('/api/backup-schedule', { method: 'DELETE', key }),
    afterSchedule,
  );

export const useMakeBackup = () =>
  useCommand((body: { passphrase: string }, key) =>
    request<{ jobId: string }>('/api/backups', { method: 'POST', body, key }),
  );
