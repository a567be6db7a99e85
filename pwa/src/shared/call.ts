/** The one way this app speaks to its server. */

export const API = "/api/v1";

/** Set by the service worker on an answer it kept: when the server gave it. */
export const RECEIVED_AT = "X-Tideover-Received-At";

export interface Ready<T> {
  kind: "ready";
  data: T;
  /** When the server gave this, if it is a kept answer and not a fresh one. */
  keptAt: string | null;
}

/** The server understood and said no. */
export interface Refused {
  kind: "refused";
  status: number;
  code: string;
  detail: string;
  fields: Record<string, string[]>;
  retryAfterSeconds: number | null;
}

/** No answer came. A request that changes something may or may not have arrived. */
export interface Unreachable {
  kind: "unreachable";
}

export type Answer<T> = Ready<T> | Refused | Unreachable;

export interface Sending {
  body?: unknown;
  /** Makes sending the same thing twice harmless. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export type Listener = (answer: Answer<unknown>, path: string) => void;

const listeners = new Set<Listener>();

/** Hear of every answer: for the notice bar and for a session that has ended. */
export function onAnswer(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Return the server's answer, whatever it is; throws only when `signal` gave up. */
export async function call<T>(
  method: Method,
  path: string,
  sending: Sending = {},
): Promise<Answer<T>> {
  const answer = await ask<T>(method, path, sending);
  for (const listener of listeners) listener(answer, path);
  return answer;
}

/** A server that has not answered by then counts as out of reach. */
const PATIENCE_MS = 30_000;

async function ask<T>(method: Method, path: string, sending: Sending): Promise<Answer<T>> {
  const giveUp = new AbortController();
  const patience = setTimeout(() => giveUp.abort(), PATIENCE_MS);
  const stop = (): void => giveUp.abort();
  sending.signal?.addEventListener("abort", stop);
  try {
    const response = await fetch(API + path, {
      method,
      headers: headersFor(method, sending),
      credentials: "same-origin",
      ...(sending.body === undefined ? {} : { body: JSON.stringify(sending.body) }),
      signal: giveUp.signal,
    });
    return response.ok ? await readyFrom<T>(response) : await refusedFrom(response);
  } catch (problem) {
    if (sending.signal?.aborted) throw problem;
    return { kind: "unreachable" };
  } finally {
    clearTimeout(patience);
    sending.signal?.removeEventListener("abort", stop);
  }
}

function headersFor(method: Method, sending: Sending): Record<string, string> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-Requested-With"] = "tideover";
  if (sending.body !== undefined) headers["Content-Type"] = "application/json";
  if (sending.idempotencyKey !== undefined) headers["Idempotency-Key"] = sending.idempotencyKey;
  return headers;
}

async function readyFrom<T>(response: Response): Promise<Ready<T>> {
  const text = await response.text();
  const data = (text === "" ? null : JSON.parse(text)) as T;
  return { kind: "ready", data, keptAt: response.headers.get(RECEIVED_AT) };
}

interface Problem {
  code?: string;
  detail?: string;
  title?: string;
  fields?: Record<string, string[]>;
}

export async function refusedFrom(response: Response): Promise<Refused> {
  const problem = await response.json().then(
    (body: Problem) => body,
    (): Problem => ({}),
  );
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return {
    kind: "refused",
    status: response.status,
    code: problem.code ?? `status_${response.status}`,
    detail: problem.detail ?? problem.title ?? "",
    fields: problem.fields ?? {},
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : null,
  };
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<Answer<T>> =>
  call<T>("GET", path, signal === undefined ? {} : { signal });

export const post = <T>(
  path: string,
  body?: unknown,
  idempotencyKey?: string,
): Promise<Answer<T>> =>
  call<T>("POST", path, {
    ...(body === undefined ? {} : { body }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
