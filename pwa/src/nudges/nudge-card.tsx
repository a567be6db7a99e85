import { useState } from "preact/hooks";
import { useSpeech } from "../kit/language";
import { useRefusalText } from "../kit/states";
import type { Nudge, NudgeWhy } from "../shared/api";
import { type Answer, get } from "../shared/call";
import { momentText } from "../shared/day";
import { useNudgeWords } from "./words";

/** One message, what it leads to, and why it came. */
export function NudgeCard({ nudge }: { nudge: Nudge }) {
  const words = useNudgeWords();
  const { tag } = useSpeech();
  return (
    <article class="card nudge" data-read={nudge.read_at !== null}>
      <div class="apart">
        <h2>{nudge.title}</h2>
        <span class="soft small">
          {nudge.read_at === null && <span class="nudge-new">{words.unread}</span>}
          <time dateTime={nudge.at}>{momentText(nudge.at, tag, new Date())}</time>
        </span>
      </div>
      <p>{nudge.body}</p>
      {nudge.link !== null && (
        <a class="link-row" href={nudge.link}>
          {words.open}
        </a>
      )}
      <WhyThis nudge={nudge} />
    </article>
  );
}

function WhyThis({ nudge }: { nudge: Nudge }) {
  const words = useNudgeWords();
  const [why, setWhy] = useState<Answer<NudgeWhy> | null>(null);

  function look(open: boolean): void {
    if (open) void get<NudgeWhy>(`/inbox/${nudge.id}/why`).then(setWhy);
  }

  return (
    <details class="why" onToggle={(event) => look(event.currentTarget.open)}>
      <summary>{words.why}</summary>
      <div class="stack" aria-live="polite">
        {why !== null && <Reasons why={why} />}
        {nudge.code !== null && <p class="soft small">{words.code(nudge.code)}</p>}
      </div>
    </details>
  );
}

function Reasons({ why }: { why: Answer<NudgeWhy> }) {
  const refusalText = useRefusalText();
  if (why.kind !== "ready") return <p>{refusalText(why)}</p>;
  return (
    <>
      {why.data.reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </>
  );
}
