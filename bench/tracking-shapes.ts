/** Bodies of tracking requests as a shop's programs send them. */

/** `views`: pages and looks at products. `shop`: of a hundred also eight baskets, three who identify and two orders. */
export type Mix = 'views' | 'shop';

const rare = (n: number, { shared, product }: { shared: object; product: object }): object | null => {
  const of = n % 100;
  if (of < 8)
    return { ...shared, type: 'track', event: 'Product Added', properties: { ...product, quantity: 1 } };
  if (of < 11)
    return {
      ...shared,
      type: 'identify',
      traits: { email: `u${n % 2_000}@shop.example`, plan: 'gold', seats: 3 },
    };
  if (of > 12) return null;
  const products = [0, 1].map(line => ({ ...product, sku: `sku-${(n + line) % 300}`, quantity: 1 }));
  return {
    ...shared,
    type: 'track',
    event: 'Order Completed',
    properties: { order_id: `o${n}`, total: 137, products },
  };
};

/** Event `n` of a run. About 420 bytes. */
export function eventNo(n: number, run: string, mix: Mix = 'views'): object {
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
  const other = mix === 'shop' ? rare(n, { shared, product }) : null;
  if (other) return other;
  if (n % 5 === 0) return { ...shared, type: 'page', name: 'Product', properties: { path: `/p/${n % 300}` } };
  return { ...shared, type: 'track', event: 'Product Viewed', properties: product };
}

/** The body of the request with events `from` up to `to`. */
export function bodyOf(from: number, to: number, { run, mix }: { run: string; mix?: Mix }): string {
  const batch = Array.from({ length: to - from }, (_, i) => eventNo(from + i, run, mix));
  return JSON.stringify({ batch, sentAt: '2026-03-02T02:00:00.000Z' });
}
