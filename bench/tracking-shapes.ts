/** Bodies of tracking requests as a shop's programs send them. */

/** Mixed shapes of a shop: pages and looks at products. About 420 bytes each. */
export function eventNo(n: number, run: string): object {
  const shared = {
    messageId: `${run}-${n}`,
    userId: `u${n % 2_000}`,
    timestamp: new Date(1_772_416_800_000 + n * 10).toISOString(),
    context: {
      library: { name: 'analytics-node', version: '3.1.0' },
      page: { url: `https://shop.example/p/${n % 300}`, title: 'Tea from the mountain' },
      userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36',
    },
  };
  const product = { product_id: `sku-${n % 300}`, name: 'Longjing', price: 68.5, category: 'tea' };
  if (n % 5 === 0) return { ...shared, type: 'page', name: 'Product', properties: { path: `/p/${n % 300}` } };
  return { ...shared, type: 'track', event: 'Product Viewed', properties: product };
}

/** The body of the request with events `from` up to `to`. */
export function bodyOf(from: number, to: number, run: string): string {
  const batch = Array.from({ length: to - from }, (_, i) => eventNo(from + i, run));
  return JSON.stringify({ batch, sentAt: '2026-03-02T02:00:00.000Z' });
}
