/** Runs one command against the data folder's API and always lets the folder go again. */
import { type Client, connect } from './client.ts';
import type { Terminal } from './terminal.ts';

/** Connects, works and lets go; whatever `work` returns or throws passes through. */
export async function withClient<T>(
  terminal: Terminal,
  dataFolder: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connect({ dataFolder, env: terminal.env, out: terminal.out, log: terminal.log });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
