import { Loading, Refused } from "../kit/states";
import type { Answer } from "../shared/call";
import { usePortalWords } from "./words";

interface ListFootProps {
  count: number;
  last: Answer<unknown> | null;
  more: (() => Promise<void>) | null;
  reload: () => Promise<void>;
}

/** What stands under a list: still loading, refused, empty, or more to show. */
export function ListFoot({ count, last, more, reload }: ListFootProps) {
  const words = usePortalWords();
  if (last === null) return <Loading blocks={[10]} />;
  if (last.kind !== "ready") return <Refused answer={last} again={() => void reload()} />;
  if (count === 0) return <p class="soft">{words.none}</p>;
  if (more === null) return null;
  return (
    <button type="button" class="button" onClick={() => void more()}>
      {words.more}
    </button>
  );
}
