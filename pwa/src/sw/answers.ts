import { RECEIVED_AT } from "../shared/call";
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

/** Ask the server first; without a line give the last known answer, marked with its time. */
export async function newestAnswer(request: Request): Promise<Response> {
  const asking = await person();
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await keepAnswer(asking, request, marked(fresh.clone()));
    return fresh;
  } catch (unreachable) {
    const last = await keptAnswer(asking, request);
    if (last === undefined) throw unreachable;
    return last;
  }
}

/** Return a copy that carries the moment the server gave it. */
export function marked(response: Response): Response {
  const headers = new Headers(response.headers);
  const given = Date.parse(headers.get("Date") ?? "");
  headers.set(RECEIVED_AT, new Date(Number.isNaN(given) ? Date.now() : given).toISOString());
  return new Response(response.body, { status: response.status, headers });
}
