import { expect, test } from 'vitest';
import { engineFailure } from './engine-error.ts';

const mutation = (cause: string) =>
  new Error(
    `Code: 341. DB::Exception: Exception happened during execution of mutation 'mutation_7.txt' with part 'all_1_1_0' reason: '${cause}'. This error maybe retryable or not.`,
  );

test('a mutation that failed for want of memory or room is what it failed of, not a bug', () => {
  const failed = (cause: string) => engineFailure(mutation(cause), 'privacy.erase');
  expect(failed('Code: 241. DB::Exception: (total) memory limit exceeded')).toMatchObject({
    code: 'facts-memory-exceeded',
  });
  expect(failed('Code: 243. DB::Exception: Cannot reserve 1.00 MiB')).toMatchObject({
    code: 'facts-disk-full',
  });
});

test('of any other cause its code is told, and nothing of what the engine quotes', () => {
  const { message } = engineFailure(
    mutation("Code: 6. DB::Exception: Cannot parse string '王芳' as Date"),
    'x',
  );
  expect(message).toContain('(cause: 6)');
  expect(message).not.toContain('王芳');
  expect(engineFailure(mutation('stopped'), 'x').message).toContain('(cause: 341)');
  expect(engineFailure(new Error('odd'), 'x').message).toBe(
    'facts statement x failed: odd (cause: none named)',
  );
});
