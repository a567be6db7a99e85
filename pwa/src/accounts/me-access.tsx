import { useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { BusyButton } from "../kit/busy-button";
import { useSpeech } from "../kit/language";
import { useRefusalText } from "../kit/states";
import { useAnswer } from "../kit/use-answer";
import type { Page, Passkey, Session } from "../shared/api";
import { call } from "../shared/call";
import { momentText } from "../shared/day";
import { addPasskey, passkeysWork } from "./passkey";
import { findMe } from "./person";
import { needsStepUp, StepUp } from "./step-up";
import { useAccountWords } from "./words";

/** The passkeys of this person: see, add, remove. */
export function Passkeys() {
  const words = useAccountWords();
  const [view, reload] = useAnswer<Page<Passkey>>("/me/passkeys");
  const { note, busy, add, remove, stepUp } = usePasskeyChanges(reload);
  return (
    <section class="stack">
      <div>
        <h2>{words.passkeys}</h2>
        <p class="soft">{passkeysWork() ? words.passkeysHint : words.passkeyNotHere}</p>
      </div>
      {view.kind === "ready" && view.data.items.length > 0 && (
        <ul class="plain-list">
          {view.data.items.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} remove={remove} />
          ))}
        </ul>
      )}
      {passkeysWork() && (
        <BusyButton busy={busy} onClick={() => void add()}>
          {words.passkeyAdd}
        </BusyButton>
      )}
      {note !== null && <p>{note}</p>}
      <StepUp {...stepUp} />
    </section>
  );
}

function PasskeyRow(props: { passkey: Passkey; remove: (id: string) => Promise<void> }) {
  const words = useAccountWords();
  const { tag } = useSpeech();
  const name = props.passkey.name ?? words.passkeyUnnamed;
  return (
    <li class="plain-row">
      <div>
        <strong>{name}</strong>
        <p class="soft small">
          {words.added(momentText(props.passkey.created_at, tag, new Date()))}
        </p>
      </div>
      <button type="button" class="text-button" onClick={() => void props.remove(props.passkey.id)}>
        {words.passkeyRemove(name)}
      </button>
    </li>
  );
}

function usePasskeyChanges(reload: () => Promise<void>) {
  const words = useAccountWords();
  const refusalText = useRefusalText();
  const [note, setNote] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [waiting, setWaiting] = useState<(() => Promise<void>) | null>(null);

  async function add(): Promise<void> {
    setWaiting(null);
    setBusy(true);
    const outcome = await addPasskey(deviceName());
    setBusy(false);
    if (outcome.kind === "stopped") return setNote(words.passkeyStopped);
    if (needsStepUp(outcome)) return setWaiting(() => add);
    await show(outcome.kind === "ready" ? words.passkeyAdded : refusalText(outcome));
  }
  async function remove(id: string): Promise<void> {
    setWaiting(null);
    const answer = await call("DELETE", `/me/passkeys/${id}`);
    if (needsStepUp(answer)) return setWaiting(() => () => remove(id));
    await show(answer.kind === "ready" ? words.saved : refusalText(answer));
  }
  async function show(text: string): Promise<void> {
    setNote(text);
    announce(text);
    await Promise.all([reload(), findMe()]);
  }
  const stepUp = {
    open: waiting !== null,
    onDone: () => void waiting?.(),
    onClose: () => setWaiting(null),
  };
  return { note, busy, add, remove, stepUp };
}

/** Return a name a person knows this phone by, as well as the browser tells. */
function deviceName(): string {
  const found = /iPhone|iPad|Android|Macintosh|Windows|Linux/.exec(navigator.userAgent);
  return found?.[0].replace("Macintosh", "Mac") ?? "Tideover";
}

/** Every place where this person is signed in; each can be signed out from here. */
export function Sessions() {
  const words = useAccountWords();
  const { tag } = useSpeech();
  const [view, reload] = useAnswer<Page<Session>>("/me/sessions");
  if (view.kind !== "ready") return null;
  async function end(id: string): Promise<void> {
    const answer = await call("DELETE", `/me/sessions/${id}`);
    if (answer.kind === "ready") announce(words.ended);
    await reload();
  }
  return (
    <section class="stack">
      <h2>{words.sessions}</h2>
      <ul class="plain-list">
        {view.data.items.map((session) => (
          <li class="plain-row" key={session.id}>
            <div>
              <strong>{session.device ?? words.someDevice}</strong>
              <p class="soft small">
                {session.current
                  ? words.thisOne
                  : words.lastSeen(
                      momentText(session.last_seen_at ?? session.created_at, tag, new Date()),
                    )}
              </p>
            </div>
            {!session.current && (
              <button type="button" class="text-button" onClick={() => void end(session.id)}>
                {words.end}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
