/** Templates that would fill the memory, read files or write headers of their own, and names that play tricks. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { campaignMessage } from '../records/campaign.ts';
import { compileMessage } from './message-template.ts';
import { openSmtpChannel } from './smtp-channel.ts';
import { unsubscribeHeaders } from './unsubscribe-link.ts';

const variables = {
  customer: { name: '王小明' },
  organisation: { name: '青禾生活' },
  coupon: { code: 'BACK20', amount: '¥20' },
  unsubscribe_url: 'https://shop.example/u/token',
};
const mail = (body: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${body}</mj-text></mj-column></mj-section></mj-body></mjml>`;
const loops = (inside: string, rounds: number) =>
  `{% for i in (1..${rounds}) %}{% for j in (1..${rounds}) %}${inside}{% endfor %}{% endfor %}`;

async function rendered(message: object, name = variables.customer.name) {
  const template = await compileMessage(
    campaignMessage.parse({ channel: 'sandbox', subject: 'x', mjml: mail('x'), ...message }),
  );
  return template.render({ ...variables, customer: { name } });
}
const refusal = (message: object) => rendered(message).catch((error: { code?: string }) => error.code);

describe('a message that', () => {
  it.each([
    ['loops for ever', { mjml: mail('{% for i in (1..99999999) %}{% endfor %}') }],
    ['loops in a loop', { mjml: mail(loops('', 30_000)) }],
    ['grows to 90 MB within the caps of the engine', { mjml: mail(loops('x'.repeat(1_000), 300)) }],
    [
      'doubles a text again and again',
      { mjml: mail(`{% assign a = "xx" %}${'{% assign a = a | append: a %}'.repeat(40)}`) },
    ],
    [
      'multiplies a text',
      { mjml: mail(`{% assign a = "x" %}${'{% assign a = a | replace: "x", "xxxxxxxxxx" %}'.repeat(20)}`) },
    ],
    ['asks for a number of a million digits', { mjml: mail('{{ "now" | date: "%9999999d" }}') }],
    [
      'nests conditions without end',
      { mjml: mail(`${'{% if 1 %}'.repeat(8_000)}${'{% endif %}'.repeat(8_000)}`) },
    ],
    [
      'nests MJML without end',
      {
        mjml: `<mjml><mj-body>${'<mj-wrapper>'.repeat(5_000)}${'</mj-wrapper>'.repeat(5_000)}</mj-body></mjml>`,
      },
    ],
    ['is no MJML', { mjml: 'hello' }],
    ['is empty MJML', { mjml: '<mjml></mjml>' }],
    ['includes a file', { mjml: mail('{% include "/etc/passwd" %}') }],
    ['renders a file', { mjml: mail('{% render "../../../../etc/passwd" %}') }],
    ['takes a file for its layout', { mjml: mail('{% layout "/etc/passwd" %}') }],
    ['has a subject of 2 MB', { subject: `{% for i in (1..100000) %}${'x'.repeat(20)}{% endfor %}` }],
    ['has a text of 2 MB', { channel: 'file', text: loops('x'.repeat(20), 300) }],
  ])('%s is refused', async (_what, message) => {
    expect(await refusal(message)).toBe('campaign-template');
  });

  it.each(['html', 'css'])('includes a file as %s by MJML gets nothing of it', async type => {
    const include = `<mj-include path="/etc/passwd" type="${type}" />`;
    const place =
      type === 'css' ? `<mj-head>${include}</mj-head><mj-body></mj-body>` : `<mj-body>${include}</mj-body>`;
    const { html, text } = await rendered({ mjml: `<mjml>${place}</mjml>` });
    expect(html + text).not.toMatch(/root:|nologin/);
  });

  it('declares an entity for a file gets nothing of it', async () => {
    const mjml = `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${mail('&a;')}`;
    expect((await rendered({ mjml })).html).not.toMatch(/root:|nologin/);
  });

  it('asks for the insides of its variables gets nothing', async () => {
    const asked = [
      'customer.constructor',
      'customer.__proto__',
      'customer.name.constructor',
      'constructor.constructor',
    ];
    const { text } = await rendered({ mjml: mail(asked.map(each => `[{{ ${each} }}]`).join('')) });
    expect(text).toBe('[][][][]');
  });
});

describe('a name', () => {
  it('loses the marks that turn round or hide what stands beside it, and keeps those letters need', async () => {
    const { subject, text } = await rendered(
      { subject: '{{ customer.name }} 您好', mjml: mail('{{ customer.name }}') },
      '\u202eevil\u2066\u200b王\ufeff می\u200cخواهم',
    );
    expect(subject).toBe('evil王 می\u200cخواهم 您好');
    expect(text).toBe('evil王 می\u200cخواهم');
  });

  it('stays on the line of the subject', async () => {
    for (const end of ['\r\n', '\n', '\r', '\u2028', '\u0085', '\u0000', '\u000b']) {
      const { subject } = await rendered({ subject: '{{ customer.name }}' }, `a${end}Bcc: b@kanari.example`);
      expect(subject).toBe('a Bcc: b@kanari.example');
    }
  });

  it('is text in HTML, also inside an attribute', async () => {
    const name = '"><img src=x onerror=alert(1)>';
    const { html } = await rendered(
      { mjml: mail('<a href="https://x.example/?n={{ customer.name }}">{{ customer.name }}</a>') },
      name,
    );
    expect(html).not.toContain('<img');
  });
});

describe('a line break in an envelope', () => {
  it('becomes no header and no recipient of its own', async () => {
    const seen: { raw: string; to: string[] }[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData(stream, session, done) {
        const parts: string[] = [];
        stream.on('data', part => parts.push(String(part)));
        stream.on('end', () => {
          seen.push({ raw: parts.join(''), to: session.envelope.rcptTo.map(each => each.address) });
          done();
        });
      },
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.server.address() as AddressInfo;
    const channel = openSmtpChannel({
      host: '127.0.0.1',
      port,
      secure: false,
      maxConnections: 1,
      allowPlain: true,
    });
    const evil = 'x\r\nBcc: evil@kanari.example\r\n\r\n<p>another body</p>';
    const answer = await channel.send({
      intentId: '01a21b15-262e-7787-8b42-c2cb1d160ea9',
      to: 'fine@kanari.example',
      from: { name: evil, address: 'hello@shop.example' },
      subject: evil,
      html: '<p>body</p>',
      text: 'body',
      headers: unsubscribeHeaders(`https://shop.example/u/${evil}`),
    });
    await channel.close();
    await new Promise<void>(resolve => server.close(() => resolve()));
    expect(answer.kind).toBe('accepted');
    const [head = ''] = (seen[0]?.raw ?? '').split('\r\n\r\n');
    expect(head).not.toMatch(/^bcc:/im);
    expect(seen.map(each => each.to)).toEqual([['fine@kanari.example']]);
    expect(seen[0]?.raw).toContain('<p>body</p>');
  });
});
