/**
 * Messages from a template: MJML is compiled once per campaign with its Liquid left inside, Liquid is rendered per
 * person from plain strings only. No file access, and a cap on render time, output and nesting.
 */
import { Liquid, type Template } from 'liquidjs';
import { badInput } from '../kernel/errors.ts';
import type { CampaignDefinition } from '../records/campaign.ts';

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
  const { html, errors } = await mjml2html(source, settings);
  const first = errors?.[0];
  if (first) {
    throw badInput('campaign-template', { params: { line: first.line ?? 1, problem: first.message ?? '' } });
  }
  return html;
}

/** Readable text of an HTML body: links keep their address, blocks become lines. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<(style|head|title)[\s\S]*?<\/\1>/gi, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<a\b[^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/gi, '$2 ($1)')
    .replace(/<(br|\/p|\/div|\/tr|\/h\d)\b[^>]*>/gi, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

/** Compiles a campaign's message once; MJML takes 4–100 ms, each rendering about 20 µs. */
export async function compileMessage(message: CampaignDefinition['message']): Promise<MessageTemplate> {
  const isFile = message.channel === 'file';
  const body = isFile ? '' : await compileMjml(message.mjml);
  const htmlTemplate = parse(htmlEngine, body);
  const plainTemplate = parse(textEngine, isFile ? message.text : textOfHtml(body));
  const subjectTemplate = parse(textEngine, message.subject);
  return {
    render(variables) {
      try {
        return {
          subject: String(textEngine.renderSync(subjectTemplate, variables)).replace(/[\r\n]+/g, ' '),
          html: isFile ? '' : String(htmlEngine.renderSync(htmlTemplate, variables)),
          text: String(textEngine.renderSync(plainTemplate, variables)),
        };
      } catch (error) {
        return templateError(error);
      }
    },
  };
}
