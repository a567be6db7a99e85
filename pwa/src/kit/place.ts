import { useEffect, useState } from "preact/hooks";
import { type Cell, cell } from "../shared/cell";

/** Where the person is in the app. */
export interface Place {
  path: string;
  query: URLSearchParams;
  /** Grows with each move, so that going to the same path again is a move too. */
  visit: number;
}

let visits = 0;

function here(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search), visit: visits++ };
}

export const place: Cell<Place> = cell(here());

const scrolls = new Map<number, number>();

function depth(): number {
  const state: unknown = history.state;
  return typeof state === "number" ? state : 0;
}

/** Go to a path of this app. */
export function go(to: string, replace = false): void {
  scrolls.set(depth(), window.scrollY);
  if (replace) history.replaceState(depth(), "", to);
  else history.pushState(depth() + 1, "", to);
  place.set(here());
  window.scrollTo(0, 0);
}

/** Go back inside the app, or to `fallback` when the person came straight here. */
export function goBack(fallback: string): void {
  if (depth() > 0) history.back();
  else go(fallback, true);
}

/** Make plain links move inside the app, and Back return to where the page was scrolled. */
export function startMoving(isOwn: (path: string) => boolean): void {
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    place.set(here());
    const top = scrolls.get(depth()) ?? 0;
    requestAnimationFrame(() => requestAnimationFrame(() => window.scrollTo(0, top)));
  });
  addEventListener("click", (event) => {
    const path = ownLink(event);
    if (path === null || !isOwn(new URL(path, location.origin).pathname)) return;
    event.preventDefault();
    go(path);
  });
}

/** Return the path a plain click on a link of this app leads to; null for every other click. */
function ownLink(event: MouseEvent): string | null {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (!plain || event.defaultPrevented || !(event.target instanceof Element)) return null;
  const link = event.target.closest("a");
  if (link === null || link.target !== "" || link.hasAttribute("download")) return null;
  return link.origin === location.origin ? link.pathname + link.search + link.hash : null;
}

export function useCell<T>(watched: Cell<T>): T {
  const [value, setValue] = useState(watched.get());
  useEffect(() => {
    setValue(() => watched.get());
    return watched.watch(() => setValue(() => watched.get()));
  }, [watched]);
  return value;
}

/** Return what a pattern such as "/debts/:id" finds in a path, or null when it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":") && value !== "") found[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return found;
}
