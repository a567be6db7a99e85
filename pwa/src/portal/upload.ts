import { type Answer, API } from "../shared/call";

/**
 * Send a file as it is, telling how many percent have left.
 *
 * Fetch cannot tell the progress of what is sent, so this is the older way.
 */
export function upload<T>(
  path: string,
  file: File,
  onPercent: (percent: number) => void,
): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", API + path);
    request.setRequestHeader("Content-Type", contentType(file.name));
    request.setRequestHeader("X-Requested-With", "tideover");
    request.setRequestHeader("Idempotency-Key", crypto.randomUUID());
    request.upload.onprogress = ({ loaded, total }) => onPercent(percentOf(loaded, total));
    request.onload = () => resolve(answerOf<T>(request.status, request.responseText));
    request.onerror = () => resolve({ kind: "unreachable" });
    request.send(file);
  });
}

export function percentOf(loaded: number, total: number): number {
  return total > 0 ? Math.floor((100 * loaded) / total) : 0;
}

export function contentType(name: string): string {
  return /\.(ndjson|jsonl)$/i.test(name) ? "application/x-ndjson" : "text/csv";
}

function answerOf<T>(status: number, text: string): Answer<T> {
  const body = parsed(text);
  if (status >= 200 && status < 300) return { kind: "ready", data: body as T, keptAt: null };
  const problem = body as { code?: string; detail?: string; fields?: Record<string, string[]> };
  return {
    kind: "refused",
    status,
    code: problem.code ?? `status_${status}`,
    detail: problem.detail ?? "",
    fields: problem.fields ?? {},
    retryAfterSeconds: null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
