import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Answer, get, type Ready } from "../shared/call";
import { cell } from "../shared/cell";
import { useCell } from "./place";

/** What a screen knows of an answer: nothing yet, or the answer. */
export type View<T> = { kind: "loading" } | Answer<T>;

/** Answers of this visit, shown at once while the server is asked again. */
const seen = new Map<string, Ready<unknown>>();

/** Grows when answers on screen should be asked for again: all of them, or one path's. */
const round = cell<{ turn: number; path: string | null }>({ turn: 0, path: null });

/** Ask the server again for everything on screen, for example after a payment. */
export function refreshAll(): void {
  round.set({ turn: round.get().turn + 1, path: null });
}

/** Ask the server again for one path, where it is on screen. */
export function refresh(path: string): void {
  round.set({ turn: round.get().turn + 1, path });
}

/** Return what the server last said about a path in this visit, without asking. */
export function lastSeen<T>(path: string): T | null {
  return (seen.get(path) as Ready<T> | undefined)?.data ?? null;
}

export function forgetAll(): void {
  seen.clear();
}

/** Requests on their way, so that two parts of one screen ask once. */
const asking = new Map<string, Promise<Answer<unknown>>>();

/** Ask once for a path in a round; whoever else asks meanwhile gets the same answer. */
function askOnce<T>(path: string): Promise<Answer<T>> {
  const name = `${round.get().turn} ${path}`;
  const before = asking.get(name);
  if (before !== undefined) return before as Promise<Answer<T>>;
  const asked = get<T>(path).finally(() => asking.delete(name));
  asking.set(name, asked);
  return asked;
}

interface Held<T> {
  path: string | null;
  value: View<T>;
  /** Of several questions only the answer to the last one counts. */
  asked: number;
}

/** Return the newest answer for an API path and a way to ask again; null asks nothing. */
export function useAnswer<T>(path: string | null): [View<T>, () => Promise<void>] {
  const [, draw] = useState(0);
  const held = useRef<Held<T>>({ path, value: { kind: "loading" }, asked: 0 });
  if (held.current.path !== path) held.current = { path, value: { kind: "loading" }, asked: 0 };
  const known = path === null ? undefined : (seen.get(path) as Ready<T> | undefined);
  if (held.current.value.kind === "loading" && known !== undefined) held.current.value = known;

  const load = useCallback(async () => {
    if (path === null) return;
    const mine = held.current;
    mine.asked += 1;
    const turn = mine.asked;
    const answer = await askOnce<T>(path);
    if (answer.kind === "ready") seen.set(path, answer);
    if (held.current !== mine || mine.asked !== turn) return;
    if (answer.kind !== "ready" && mine.value.kind === "ready") return;
    mine.value = answer;
    draw((n) => n + 1);
  }, [path]);

  useEffect(() => void load(), [load]);
  useRounds(path, load);

  const again = useCallback(async () => {
    if (held.current.value.kind !== "ready") {
      held.current.value = { kind: "loading" };
      draw((n) => n + 1);
    }
    await load();
  }, [load]);
  return [held.current.value, again];
}

/** Load again in each new round that means this path. */
function useRounds(path: string | null, load: () => Promise<void>): void {
  const now = useCell(round);
  const last = useRef(now.turn);
  useEffect(() => {
    if (now.turn === last.current) return;
    last.current = now.turn;
    if (now.path === null || now.path === path) void load();
  }, [now]);
}
