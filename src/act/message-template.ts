/**
 * Messages from a template: MJML is compiled once per campaign with its Liquid left inside, Liquid is rendered per
 * person from plain strings only. No file access, and a cap on render time, output and nesting.
 */
import { Liquid, type Template } from 'liquidjs';
import { badInput } from '../kernel/errors.ts';
import type { CampaignDefinition } from '../records/campaign.ts';
import { textOfHtml } from './html-text.ts';

/** The variables a message may use; strings and numbers only. */
export interface MessageVariables {
  readonly customer: { readonly name: string };
  readonly organisation: { readonly name: string };
  readonly coupon: { readonly code: string; readonly amount: string };
  readonly unsubscribe_url: string;
}

export interface RenderedMessage {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export interface MessageTemplate {
  /** Renders for one person; throws `campaign-template` when the template goes over its caps. */
  render(variables: MessageVariables): RenderedMessage;
}

const engineOptions = {
  templates: {},
  strictFilters: true,
  strictVariables: false,
  parseLimit: 400_000,
  renderLimit: 500,
  memoryLimit: 4_000_000,
} as const;

// `escape` by default is right for HTML; subject and plain text must not turn & into &amp;.
const htmlEngine = new Liquid({ ...engineOptions, outputEscape: 'escape' });
const textEngine = new Liquid(engineOptions);

interface LiquidProblem {
  readonly message?: string;
  readonly token?: { getPosition?: () => [number, number] };
}

function templateError(error: unknown): never {
  const problem = error as LiquidProblem;
  const line = problem.token?.getPosition?.()[0] ?? 1;
  throw badInput('campaign-template', { params: { line, problem: problem.message ?? '' }, cause: error });
}

function parse(engine: Liquid, source: string): Template[] {
  try {
    return engine.parse(source);
  } catch (error) {
    return templateError(error);
  }
}

async function compileMjml(source: string): Promise<string> {
  const { default: mjml2html } = await import('mjml');
  // Without its font list MJML would make every reader's program fetch a font from a third party.
  const settings = { validationLevel: 'soft', keepComments: false, fonts: {} } as const;
  // MJML throws plain errors for what is no MJML, and runs out of stack on endless nesting.
  const { html, errors } = await mjml2html(source, settings).catch((cause: Error) => {
    throw badInput('campaign-template', { params: { line: 1, problem: cause.message }, cause });
  });
  const first = errors?.[0];
  if (first) {
    throw badInput('campaign-template', { params: { line: first.line ?? 1, problem: first.message ?? '' } });
  }
  return html;
}

/**
 * The longest subject and body a person may get, in characters: the engine's own caps count work and memory, not what
 * comes out (300 × 300 rounds of a text of 1 KB made 90 MB within them).
 */
const mostSubject = 300;
const mostBody = 400_000;

function notLonger(text: string, most: number, part: string): string {
  if (text.length <= most) return text;
  throw badInput('campaign-template', {
    params: { line: 1, problem: `the ${part} would be ${text.length} characters long, at most ${most}` },
  });
}

/** Line breaks would begin another header, and direction marks would turn round what stands after a name. */
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
/** A name as a message writes it: without marks nobody sees. */
export const plainName = (name: string): string =>
  name.replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');

/** Compiles a campaign's message once; MJML takes 4–100 ms, each rendering about 20 µs. */
export async function compileMessage(message: CampaignDefinition['message']): Promise<MessageTemplate> {
  const isFile = message.channel === 'file';
  const body = isFile ? '' : await compileMjml(message.mjml);
  const htmlTemplate = parse(htmlEngine, body);
  const plainTemplate = parse(textEngine, isFile ? message.text : textOfHtml(body));
  const subjectTemplate = parse(textEngine, message.subject);
  return {
    render(given) {
      const variables = { ...given, customer: { ...given.customer, name: plainName(given.customer.name) } };
      const filled = (engine: Liquid, template: Template[]): string => {
        try {
          return String(engine.renderSync(template, variables));
        } catch (error) {
          return templateError(error);
        }
      };
      return {
        subject: notLonger(oneLine(filled(textEngine, subjectTemplate)), mostSubject, 'subject'),
        html: isFile ? '' : notLonger(filled(htmlEngine, htmlTemplate), mostBody, 'body'),
        text: notLonger(filled(textEngine, plainTemplate), mostBody, 'text'),
      };
    },
  };
}
