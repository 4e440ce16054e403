/**
 * The statistics of a read in a thread of their own: redraws for a million people take seconds, and the server answers
 * everybody else meanwhile. The thread gets plain data and returns plain data; it knows no store.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { StoredResult } from '../records/result.ts';
import { type ResultFacts, resultOf } from './result-document.ts';

/** Below so many people the statistics take less than starting a thread (about 0.1 s). */
const fewPeople = 20_000;

const people = ({ figures }: ResultFacts) =>
  figures ? figures.assigned.treatment.buyers.length + figures.assigned.control.buyers.length : 0;

/** `resultOf(facts)`, in a thread when many people were assigned. A failure in it is thrown here. */
export async function resultAside(facts: ResultFacts): Promise<StoredResult> {
  if (people(facts) < fewPeople) return resultOf(facts);
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: facts });
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}

if (!isMainThread && parentPort) parentPort.postMessage(resultOf(workerData as ResultFacts));
