/** What a test showed: that it worked, or what is wrong and how to mend it. */
import type { ReactNode } from 'react';
import { Notice } from './states.tsx';

interface TestOutcomeProps {
  readonly test: { readonly ok: boolean; readonly message: string | null; readonly remedy: string | null };
  /** Said when it worked. */
  readonly children: ReactNode;
}

export function TestOutcome({ test, children }: TestOutcomeProps) {
  return (
    <div role="status">
      <Notice tone={test.ok ? 'info' : 'less'}>
        {test.ok ? children : test.message}
        {!test.ok && test.remedy && <div>{test.remedy}</div>}
      </Notice>
    </div>
  );
}
