import "./nudges.css";
import { useEffect, useState } from "preact/hooks";
import { Screen } from "../kit/screen";
import { Empty, Show } from "../kit/states";
import { refresh, useAnswer } from "../kit/use-answer";
import type { Nudge, Page } from "../shared/api";
import { get, post } from "../shared/call";
import { NudgeCard } from "./nudge-card";
import { useNudgeWords } from "./words";

const INBOX = "/inbox?limit=30";

/** Everything we wrote to this person, newest first. */
export function InboxScreen() {
  const words = useNudgeWords();
  const [view, again] = useAnswer<Page<Nudge>>(INBOX);
  return (
    <Screen title={words.title}>
      <Show view={view} again={again} blocks={[6, 6, 6]}>
        {(page) => (page.items.length === 0 ? <NoNudges /> : <Nudges first={page} />)}
      </Show>
    </Screen>
  );
}

function NoNudges() {
  const words = useNudgeWords();
  return (
    <Empty title={words.empty}>
      <p>{words.emptyText}</p>
    </Empty>
  );
}

/** What stands here in full has been read; it keeps its mark for this visit. */
function useReading(shown: readonly Nudge[]): void {
  useEffect(() => {
    const unread = shown.filter((nudge) => nudge.read_at === null);
    if (unread.length === 0) return;
    void Promise.all(unread.map((nudge) => post(`/inbox/${nudge.id}/read`))).then(() =>
      refresh("/today"),
    );
  }, []);
}

function Nudges({ first }: { first: Page<Nudge> }) {
  const words = useNudgeWords();
  const [further, setFurther] = useState<Page<Nudge>[]>([]);
  const nudges = [first, ...further].flatMap((page) => page.items);
  const cursor = (further.at(-1) ?? first).next_cursor;
  useReading(first.items);

  async function showMore(): Promise<void> {
    const answer = await get<Page<Nudge>>(`${INBOX}&cursor=${encodeURIComponent(cursor ?? "")}`);
    if (answer.kind === "ready") setFurther([...further, answer.data]);
  }

  return (
    <div class="stack">
      {nudges.map((nudge) => (
        <NudgeCard key={nudge.id} nudge={nudge} />
      ))}
      {cursor !== null && (
        <button type="button" class="text-button" onClick={() => void showMore()}>
          {words.more}
        </button>
      )}
    </div>
  );
}
