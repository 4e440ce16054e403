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

/** What any of the shapes asks for at this very place; deeper problems differ from shape to shape. */
function unionText(issue: z.core.$ZodIssueInvalidUnion): string {
  const here = issue.errors.flatMap(issues => issues.filter(({ path }) => path.length === 0));
  return [...new Set(here.map(expectedText))].join(' | ') || issue.message;
}
