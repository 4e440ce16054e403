/** What a field should have been, from the schema that refused it: short, without the value, in no language. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Examples say more than the names of formats. */
const examples: Readonly<Record<string, string>> = {
  datetime: '2026-01-31T08:00:00Z',
  date: '2026-01-31',
  time: '08:00:00',
  uuid: '01a21c7d-b6fb-74dd-a947-a843ccf73e48',
  email: 'name@example.com',
  url: 'https://example.com',
};

const generic = /^Invalid (?:string|input|ISO|UUID|email|URL)/;

/** `≤ 500`, `2026-01-31`, `string`, `drill | real`; the schema's own words where it has some. */
export function expectedText(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'too_small':
      return `${measured(issue.origin)}${issue.inclusive === false ? '>' : '≥'} ${issue.minimum}`;
    case 'too_big':
      return `${measured(issue.origin)}${issue.inclusive === false ? '<' : '≤'} ${issue.maximum}`;
    case 'invalid_format':
      return generic.test(issue.message)
        ? (examples[issue.format] ?? issue.pattern ?? issue.format)
        : issue.message;
    case 'invalid_value':
      return issue.values.map(String).join(' | ');
    case 'invalid_union':
      return unionText(issue);
    default:
      return issue.message;
  }
}

const measured = (origin: string) => (origin === 'string' || origin === 'array' ? 'length ' : '');

/** A key that is not there, or one that tells shapes apart and names none of them. */
const isAbsence = (issue: Issue) =>
  (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) ||
  (issue.code === 'invalid_union' && issue.errors.length === 0);

/**
 * The problem a reader can mend: where a value fits none of several shapes and all objections lie deeper, that of the
 * shape it has begun to be, else of the first, which is the full one. Its path begins where the given one's does.
 */
export function nearestIssue(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const shapes = issue.errors.filter(issues => issues.length > 0);
  if (shapes.length === 0 || shapes.some(issues => issues.some(({ path }) => path.length === 0)))
    return issue;
  const begun = shapes.find(issues => issues.some(each => !isAbsence(each))) ?? shapes[0];
  const nearest = begun?.find(each => !isAbsence(each)) ?? begun?.[0];
  return nearest ? nearestIssue({ ...nearest, path: [...issue.path, ...nearest.path] }) : issue;
}

/** What any of the shapes asks for at this very place, or the names by which they are told apart. */
function unionText(issue: z.core.$ZodIssueInvalidUnion): string {
  const names = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  if (names.length > 0) return names.join(' | ');
  const here = issue.errors.flatMap(issues => issues.filter(({ path }) => path.length === 0));
  return [...new Set(here.map(expectedText))].join(' | ') || issue.message;
}
