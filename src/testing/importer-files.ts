/** Small orders files for processes that import again and again until they are killed. */
import { mapping as mappingSchema } from '../records/mapping.ts';

const linesPerFile = 3000;

/** Reads the files below. */
export const killedMapping = mappingSchema.parse({
  kind: 'orders',
  name: 'killed',
  title: 'killed',
  source: 'killed',
  columns: {
    orderId: 'order',
    customer: 'member',
    orderedAt: 'at',
    sku: 'sku',
    quantity: 'n',
    netAmount: 'net',
  },
  dateField: 'orderedAt',
});

/** Lines of file `n`: mostly sales, every tenth a return of the line before it, every hundredth unreadable. */
export function ordersFile(n: number): string {
  const rows = Array.from({ length: linesPerFile }, (_, i) => {
    const bad = i % 100 === 99;
    const back = i % 10 === 5;
    const order = `${n}-${back ? `r${i}` : i}`;
    const sku = `s${(back ? i - 1 : i) % 50}`;
    const at = bad ? 'never' : `2026-01-${String((i % 28) + 1).padStart(2, '0')} 10:00:00`;
    return `${order},m${i % 300},${at},${sku},${back ? -1 : 1},${back ? -10 : 10}`;
  });
  return `order,member,at,sku,n,net\n${rows.join('\n')}\n`;
}
