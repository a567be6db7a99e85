import { useEffect, useState } from "preact/hooks";
import type { Page } from "../shared/api";
import { type Answer, get } from "../shared/call";

interface Pages<Item> {
  items: Item[];
  /** The last answer: tells of loading (null), of a refusal, and of what more there is. */
  last: Answer<Page<Item>> | null;
  more: (() => Promise<void>) | null;
  reload: () => Promise<void>;
}

/** Return the items of a list answer, page after page. */
export function usePages<Item>(path: string): Pages<Item> {
  const [items, setItems] = useState<Item[]>([]);
  const [last, setLast] = useState<Answer<Page<Item>> | null>(null);

  async function load(cursor: string | null): Promise<void> {
    const join = path.includes("?") ? "&" : "?";
    const query = cursor === null ? "" : `${join}cursor=${encodeURIComponent(cursor)}`;
    const answer = await get<Page<Item>>(path + query);
    setLast(answer);
    if (answer.kind !== "ready") return;
    const page = answer.data.items;
    setItems((before) => (cursor === null ? page : [...before, ...page]));
  }

  useEffect(() => void load(null), [path]);
  const next = last?.kind === "ready" ? (last.data.next_cursor ?? null) : null;
  return {
    items,
    last,
    more: next === null ? null : () => load(next),
    reload: () => load(null),
  };
}
