/** A program that opens a facts folder and holds it until its input ends; for tests between processes. */
import { openFacts } from '../store/facts/open-facts.ts';

const folder = process.argv[2] ?? '';

try {
  const facts = await openFacts({ folder });
  process.stdout.write(`${JSON.stringify({ opened: true })}\n`);
  for await (const _ of process.stdin);
  await facts.close();
} catch (error) {
  const { code, detail } = error as { code?: string; detail?: { params?: object } };
  process.stdout.write(`${JSON.stringify({ code, params: detail?.params })}\n`);
}
