/**
 * Code that sends events, as the console shows it with the server's own address. Tests run every one of them against a real
 * server, so a snippet is added together with how it is run there.
 */

export interface SnippetPlace {
  /** `https://rekindle.example`, without a path. */
  readonly url: string;
  readonly writeKey: string;
}

export interface Snippet {
  readonly id: 'curl' | 'fetch' | 'node' | 'rudder' | 'browser';
  /** A name of a program or package, the same in every language. */
  readonly title: string;
  readonly code: (place: SnippetPlace) => string;
}

const host = (url: string) => url.replace(/^https?:\/\//, '');
const protocol = (url: string) => (url.startsWith('https:') ? 'https' : 'http');

export const snippets: readonly Snippet[] = [
  {
    id: 'browser',
    title: '@segment/analytics-next',
    code: ({ url, writeKey }) => `import { AnalyticsBrowser } from '@segment/analytics-next';

const writeKey = '${writeKey}';
const integrations = {
  'Segment.io': { apiKey: writeKey, apiHost: '${host(url)}/v1', protocol: '${protocol(url)}' },
};
const analytics = AnalyticsBrowser.load({ writeKey, cdnSettings: { integrations } }, { integrations });

analytics.page('Home');
analytics.track('Product Viewed', { sku: 'tea-7', price: 68.5 });
`,
  },
  {
    id: 'node',
    title: '@segment/analytics-node',
    code: ({ url, writeKey }) => `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: '${writeKey}', host: '${url}' });

analytics.identify({ userId: 'M-1001', traits: { plan: 'gold' } });
analytics.track({ userId: 'M-1001', event: 'Product Viewed', properties: { sku: 'tea-7', price: 68.5 } });
await analytics.closeAndFlush();
`,
  },
  {
    id: 'rudder',
    title: '@rudderstack/rudder-sdk-node',
    code: ({ url, writeKey }) => `import RudderAnalytics from '@rudderstack/rudder-sdk-node';

const analytics = new RudderAnalytics('${writeKey}', { dataPlaneUrl: '${url}' });

analytics.track({ userId: 'M-1001', event: 'Product Viewed', properties: { sku: 'tea-7', price: 68.5 } });
await analytics.flush();
`,
  },
  {
    id: 'fetch',
    title: 'fetch',
    code: ({ url, writeKey }) => `const reply = await fetch('${url}/v1/track', {
  method: 'POST',
  headers: { authorization: 'Bearer ${writeKey}', 'content-type': 'application/json' },
  body: JSON.stringify({
    userId: 'M-1001',
    event: 'Product Viewed',
    messageId: crypto.randomUUID(),
    properties: { sku: 'tea-7', price: 68.5 },
  }),
});
if (!reply.ok) console.error(await reply.text());
`,
  },
  {
    id: 'curl',
    title: 'curl',
    code: ({ url, writeKey }) => `curl --fail-with-body '${url}/v1/track' \\
  --user '${writeKey}:' \\
  --header 'content-type: application/json' \\
  --data '{"userId": "M-1001", "event": "Product Viewed", "messageId": "order-page-1", "properties": {"sku": "tea-7"}}'
`,
  },
];
