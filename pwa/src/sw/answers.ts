import { RECEIVED_AT } from "../shared/call";
import { pause } from "../shared/wait";
import { keepAnswer, keptAnswer, person } from "./person";
import { routeOf } from "./routes";
import { shellFile, shellPage } from "./shell";

/** Return what the worker answers with, or null to leave the request to the browser. */
export function answerFor(request: Request, origin: string): Promise<Response> | null {
  const route = routeOf(request, origin);
  if (route === "page") return shellPage(request);
  if (route === "file") return shellFile(request);
  return route === "kept-answer" ? newestAnswer(request) : null;
}

/** On a slow line the last known answer shows after this long, and the fresh one is kept. */
const PATIENCE_MS = 4_000;

/**
 * Ask the server first; give the last known answer, marked with its time, without a line or
 * when the line is slow.
 */
export async function newestAnswer(request: Request, patienceMs = PATIENCE_MS): Promise<Response> {
  const asking = await person();
  const fresh = freshAnswer(asking, request);
  const arrived = fresh.catch(() => undefined);
  const soon = await Promise.race([arrived, pause(patienceMs)]);
  return soon ?? (await keptAnswer(asking, request)) ?? (await fresh);
}

async function freshAnswer(asking: string | null, request: Request): Promise<Response> {
  const fresh = await fetch(request);
  if (fresh.ok) await keepAnswer(asking, request, marked(fresh.clone()));
  return fresh;
}

/** Return a copy that carries the moment the server gave it. */
export function marked(response: Response): Response {
  const headers = new Headers(response.headers);
  const given = Date.parse(headers.get("Date") ?? "");
  headers.set(RECEIVED_AT, new Date(Number.isNaN(given) ? Date.now() : given).toISOString());
  return new Response(response.body, { status: response.status, headers });
}
