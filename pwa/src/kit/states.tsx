import type { ComponentChildren, JSX } from "preact";
import type { Answer, Refused as RefusedAnswer, Unreachable } from "../shared/call";
import { distanceSeconds } from "../shared/wait";
import { useSpeech } from "./language";
import type { View } from "./use-answer";
import { useKitWords } from "./words";

/** Grey shapes in the shape of what comes: one block for each height in rem. */
export function Loading({ blocks }: { blocks: readonly number[] }) {
  const words = useKitWords();
  return (
    <div class="groups" role="status" aria-label={words.loading}>
      {blocks.map((rem, index) => (
        <div key={index} class="ghost" style={{ blockSize: `${rem}rem` }} />
      ))}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="quiet-card stack">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Return a refusal in the reader's words: by its code, or as the server said it. */
export function useRefusalText(): (answer: RefusedAnswer | Unreachable) => string {
  const words = useKitWords();
  const { language } = useSpeech();
  return (answer) => {
    if (answer.kind === "unreachable") return words.unreachable;
    const wait = distanceSeconds(answer.retryAfterSeconds);
    const own = words.refusals[answer.status === 429 ? "too_many" : answer.code];
    const said = own ?? (language === "en" ? answer.detail : "") ?? "";
    const text = said === "" ? words.refusedDo : said;
    return wait === null ? text : text + words.gap + words.wait(words.seconds(wait));
  };
}

interface RefusedProps {
  answer: RefusedAnswer | Unreachable;
  again?: () => void;
}

/** What happened, what to do, and who helps. */
export function Refused({ answer, again }: RefusedProps) {
  const words = useKitWords();
  const missing = answer.kind === "refused" && answer.status === 404;
  const text = useRefusalText()(answer);
  const advice = answer.kind === "unreachable" ? words.unreachableDo : words.refusedDo;
  return (
    <div class="quiet-card stack" role="alert">
      <h2>{missing ? words.missing : text}</h2>
      {(missing || text !== advice) && <p class="soft">{missing ? words.missingDo : advice}</p>}
      {!missing && again !== undefined && (
        <button type="button" class="button" onClick={again}>
          {words.tryAgain}
        </button>
      )}
      {missing && (
        <a class="button" href="/today">
          {words.toToday}
        </a>
      )}
      <HelpExit />
    </div>
  );
}

export function HelpExit() {
  return (
    <a class="link-row" href="/help">
      {useKitWords().help}
    </a>
  );
}

interface ShowProps<T> {
  view: View<T>;
  again: () => void;
  /** Heights of the loading shapes. */
  blocks: readonly number[];
  children: (data: T) => JSX.Element | null;
}

/** Show one of the four states of an answer. */
export function Show<T>({ view, again, blocks, children }: ShowProps<T>) {
  if (view.kind === "loading") return <Loading blocks={blocks} />;
  return view.kind === "ready" ? children(view.data) : <Refused answer={view} again={again} />;
}

/** Return the first message about a field in a refusal. */
export function fieldMessage(answer: Answer<unknown> | null, field: string): string | null {
  return answer?.kind === "refused" ? (answer.fields[field]?.[0] ?? null) : null;
}
