import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Answer, get, type Ready } from "../shared/call";
import { cell } from "../shared/cell";
import { useCell } from "./place";

/** What a screen knows of an answer: nothing yet, or the answer. */
export type View<T> = { kind: "loading" } | Answer<T>;

/** Answers of this visit, shown at once while the server is asked again. */
const seen = new Map<string, Ready<unknown>>();

const round = cell(0);

/** Ask the server again for everything on screen, for example after a payment. */
export function refreshAll(): void {
  round.set(round.get() + 1);
}

export function forgetAll(): void {
  seen.clear();
}

/** Return the newest answer for an API path and a way to ask again; null asks nothing. */
export function useAnswer<T>(path: string | null): [View<T>, () => Promise<void>] {
  const [, draw] = useState(0);
  const view = useRef<{ path: string | null; value: View<T> }>({
    path,
    value: { kind: "loading" },
  });
  if (view.current.path !== path) view.current = { path, value: { kind: "loading" } };
  const known = path === null ? undefined : (seen.get(path) as Ready<T> | undefined);
  if (view.current.value.kind === "loading" && known !== undefined) view.current.value = known;
  const turn = useCell(round);

  const load = useCallback(async () => {
    if (path === null) return;
    const answer = await get<T>(path);
    if (answer.kind === "ready") seen.set(path, answer);
    if (view.current.path !== path) return;
    if (answer.kind === "ready" || view.current.value.kind !== "ready") {
      view.current.value = answer;
      draw((n) => n + 1);
    }
  }, [path]);

  // A new round asks again, though nothing inside reads its number.
  useEffect(() => {
    void load();
  }, [load, turn]);

  const again = useCallback(async () => {
    if (view.current.value.kind !== "ready") {
      view.current.value = { kind: "loading" };
      draw((n) => n + 1);
    }
    await load();
  }, [load]);
  return [view.current.value, again];
}
