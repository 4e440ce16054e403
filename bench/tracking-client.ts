/**
 * A program that sends tracking requests, in a process of its own: sockets kept open, requests put together before the clock
 * starts, of the answers only the status read. It takes from the machine what a load must and nothing from the server's
 * process.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf, type Mix } from './tracking-shapes.ts';

/** What to send. */
export interface Load {
  readonly url: string;
  readonly key: string;
  readonly events: number;
  readonly perRequest: number;
  /** Begins every message id. */
  readonly run: string;
  readonly mix?: Mix;
  readonly connections: number;
  /** Events a second in even steps; 0: each connection sends as soon as it is answered. */
  readonly eventsPerSecond: number;
}

/** What came of it. Milliseconds count from the moment a request was due. */
export interface Sent {
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

/** One open connection, one request after another. */
class Lane {
  readonly #socket: Socket;
  #answer = Promise.withResolvers<number>();
  #text = '';

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', data => this.#read(data.toString('latin1')));
    socket.on('error', cause => this.#answer.reject(cause));
    socket.on('close', () => this.#answer.reject(new RangeError('closed')));
    this.#answer.promise.catch(() => {});
  }

  /** Answers of both servers say how long they are or come in chunks that end with an empty one. */
  #read(data: string): void {
    this.#text += data;
    const head = this.#text.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /content-length: (\d+)/i.exec(this.#text)?.[1];
    const isWhole =
      length === undefined
        ? this.#text.endsWith('0\r\n\r\n')
        : this.#text.length >= head + 4 + Number(length);
    if (!isWhole) return;
    const status = Number(this.#text.slice(9, 12));
    this.#text = '';
    this.#answer.resolve(status);
  }

  async send(request: Buffer): Promise<void> {
    this.#answer = Promise.withResolvers<number>();
    this.#socket.write(request);
    const status = await this.#answer.promise;
    if (status !== 200) throw new RangeError(`status ${status}`);
  }

  close(): void {
    this.#answer.promise.catch(() => {});
    this.#socket.destroy();
  }
}

const openLane = ({ url }: Load) =>
  new Promise<Lane>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => resolve(new Lane(socket)));
    socket.once('error', reject);
  });

function requestOf(load: Load, number: number): Buffer {
  const { key, events, perRequest } = load;
  const from = number * perRequest;
  const body = bodyOf(from, Math.min(events, from + perRequest), load);
  const head = `POST /v1/batch HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}

const made = 400e6;

/** Sends a load and measures. Fails on anything but 200. */
async function send(load: Load): Promise<Sent> {
  const count = Math.ceil(load.events / load.perRequest);
  // What does not fit into memory is put together on the way, at a low rate only.
  const isMade = load.events * 450 < made;
  const requests = isMade ? Array.from({ length: count }, (_, n) => requestOf(load, n)) : null;
  const lanes = await Promise.all(Array.from({ length: load.connections }, () => openLane(load)));
  const everyMs = load.eventsPerSecond > 0 ? (1_000 * load.perRequest) / load.eventsPerSecond : 0;
  process.send?.('ready');
  await new Promise<void>(resolve => process.once('message', () => resolve()));
  const began = performance.now();
  const took = new Float64Array(count);
  let next = 0;
  const work = async (lane: Lane) => {
    for (let number = next++; number < count; number = next++) {
      const request = requests?.[number] ?? requestOf(load, number);
      const due = everyMs > 0 ? began + number * everyMs : performance.now();
      const early = due - performance.now();
      if (early > 0) await sleep(early);
      await lane.send(request);
      took[number] = performance.now() - due;
    }
  };
  await Promise.all(lanes.map(work));
  const seconds = (performance.now() - began) / 1_000;
  for (const lane of lanes) lane.close();
  took.sort();
  const at = (share: number) =>
    Number((took[Math.min(count - 1, Math.floor(count * share))] ?? 0).toFixed(1));
  return { seconds, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(1) };
}

process.once('message', async load => {
  process.send?.(await send(load as Load));
  process.disconnect();
});
