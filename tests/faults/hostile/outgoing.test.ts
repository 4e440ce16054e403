/**
 * An address that listens is given wherever something could call it: letters, file includes, styles, settings, links in
 * workbooks and cells, headers that name a host, the source of a campaign. Nothing may connect to it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { zipFile } from '../../../src/testing/zip-file.ts';
import { openShop } from './shop-under-attack.ts';

async function listening() {
  const calls: string[] = [];
  const server = createServer((request, reply) => {
    calls.push(request.url ?? '');
    reply.end('root:x:0:0');
  });
  server.on('connection', () => calls.push('connected'));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const letter = (url: string) => `<mjml><mj-head><mj-include path="${url}/head.css" type="css" />
  <mj-font name="f" href="${url}/font.css" /><mj-style>@import url(${url}/style.css);</mj-style></mj-head>
  <mj-body background-url="${url}/back.png"><mj-include path="${url}/part.mjml" /><mj-section background-url="${url}/s.png">
  <mj-column><mj-image src="${url}/image.png" /><mj-text>{{ customer.name }} <a href="{{ unsubscribe_url }}">x</a>
  </mj-text></mj-column></mj-section></mj-body></mjml>`;

/** A workbook whose sheet, links and entities point outwards. */
const workbook = (url: string) =>
  zipFile(
    Object.entries({
      '[Content_Types].xml': `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "${url}/entity">]>
      <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
      <Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
      'xl/workbook.xml': `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets>
      <sheet name="a" sheetId="1" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
      <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="${url}/sheet.xml" TargetMode="External"/></Relationships>`,
    }).map(([name, content]) => ({ name, content })),
  );

test('nothing the server is given makes it call an address', async () => {
  const shop = await openShop();
  const { calls, url } = await listening();
  const campaign = (await shop.call('GET', '/api/campaigns/drafted')).json['definition'] as {
    message: object;
  };
  const message = { ...campaign.message, mjml: letter(url), subject: `${url}/subject` };
  const headers = { authorization: `Bearer ${shop.token}`, 'x-forwarded-host': url.slice(7) };
  const statuses = [
    (await shop.call('PUT', '/api/campaigns/drafted', { ...campaign, message })).status,
    (await shop.call('GET', '/api/campaigns/drafted/preview')).status,
    (await shop.call('POST', '/api/campaigns/drafted/test-message', { to: 'owner@shop.example' })).status,
    (await shop.call('PUT', '/api/settings', { publicUrl: url })).status,
    (await fetch(`${shop.url}/api/home`, { headers: { ...headers, origin: url, referer: url } })).status,
  ];
  for (const [name, bytes] of [
    ['book.xlsx', workbook(url)],
    ['people.csv', Buffer.from(`会员号,姓名\n=WEBSERVICE("${url}/cell"),${url}/cell\n`)],
    [`${url}/people.csv`, Buffer.from(`会员号,姓名\n1,${url}\n`)],
  ] as const) {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), name);
    const sent = await fetch(`${shop.url}/api/uploads`, { method: 'POST', body: form, headers });
    const { uploadId } = (await sent.json()) as { uploadId?: string };
    statuses.push(sent.status);
    if (uploadId)
      statuses.push(
        (await shop.call('POST', '/api/imports/preview', { uploadId, kind: 'customers' })).status,
      );
  }
  await shop.call('POST', '/api/imports/preview', { uploadId: `${url}/people.csv`, kind: 'customers' });
  // What is called later is called by now.
  await new Promise(resolve => setTimeout(resolve, 3_000));
  console.log(statuses.join(' '));
  expect(statuses.filter(status => status >= 500)).toEqual([]);
  expect(statuses).toContain(200);
  expect(calls).toEqual([]);
});
