import { useEffect, useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { BusyButton } from "../kit/busy-button";
import type { Mandate } from "../shared/api";
import { get } from "../shared/call";
import { keepWayBack } from "./way-back";
import { usePaymentWords } from "./words";

interface PendingMethodProps {
  mandate: Mandate;
  reload: () => Promise<void>;
}

/** A wallet that waits for the person's yes on its own page. */
export function PendingMethod({ mandate, reload }: PendingMethodProps) {
  const words = usePaymentWords();
  const [note, setNote] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function look(pressed: boolean): Promise<void> {
    setBusy(true);
    const answer = await get<Mandate>(`/mandates/${mandate.id}`);
    setBusy(false);
    const done = answer.kind === "ready" && answer.data.state !== "pending";
    if (done) announce(words.methodReady);
    else if (pressed) setNote(words.stillWaiting);
    if (done) await reload();
  }

  // Whoever comes back from the wallet should not have to press anything.
  useEffect(() => {
    const onReturn = (): void => {
      if (document.visibilityState === "visible") void look(false);
    };
    document.addEventListener("visibilitychange", onReturn);
    void look(false);
    return () => document.removeEventListener("visibilitychange", onReturn);
  }, [mandate.id]);

  return (
    <div class="card stack">
      <h2>{words.pendingTitle}</h2>
      <p class="soft">{words.pendingText}</p>
      {mandate.approve_url !== null && (
        <a class="button main" href={mandate.approve_url} rel="noopener" onClick={keepWayBack}>
          {words.openWallet}
        </a>
      )}
      <BusyButton busy={busy} onClick={() => void look(true)}>
        {words.haveSaidYes}
      </BusyButton>
      {note !== null && <p role="status">{note}</p>}
    </div>
  );
}
