/** Which sheet of a workbook, or which file of an archive, is meant. Never guessed for an import. */
import { badInput } from '../../kernel/errors.ts';

/**
 * Throws `import-file-empty` without any, `import-part-unknown` for a name it has not, and `import-part-needed` where
 * there are several and none is named; a preview takes the first of those and shows which.
 */
export function chosenPart(
  parts: readonly string[],
  { part, isPreview }: { readonly part: string | null; readonly isPreview: boolean },
): string {
  const [first] = parts;
  if (first === undefined) throw badInput('import-file-empty', { path: 'file' });
  const expected = parts.slice(0, 30).join(', ');
  if (part !== null) {
    if (parts.includes(part)) return part;
    throw badInput('import-part-unknown', {
      path: 'mapping.part',
      received: part,
      expected,
      params: { part },
    });
  }
  if (parts.length > 1 && !isPreview)
    throw badInput('import-part-needed', {
      path: 'mapping.part',
      expected,
      params: { count: parts.length },
    });
  return first;
}
