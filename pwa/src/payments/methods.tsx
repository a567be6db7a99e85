import { useId, useState } from "preact/hooks";
import { needsStepUp, StepUp } from "../accounts/step-up";
import { BusyButton } from "../kit/busy-button";
import { useRefusalText } from "../kit/states";
import type { Mandate } from "../shared/api";
import { post } from "../shared/call";
import { PendingMethod } from "./pending-method";
import { usePaymentWords } from "./words";

interface MethodsProps {
  mandates: Mandate[];
  chosen: string | null;
  onChoose: (id: string) => void;
  reload: () => Promise<void>;
}

/** Where the money comes from: pick one, or set one up. */
export function Methods({ mandates, chosen, onChoose, reload }: MethodsProps) {
  const words = usePaymentWords();
  const active = mandates.filter((mandate) => mandate.state === "active");
  const pending = mandates.filter((mandate) => mandate.state === "pending").at(-1);
  return (
    <section class="stack">
      <h2>{active.length === 0 ? words.noMethod : words.from}</h2>
      {active.length === 0 && <p class="soft">{words.noMethodWhy}</p>}
      <div class="methods" role="radiogroup" aria-label={words.from}>
        {active.map((mandate) => (
          <Method
            key={mandate.id}
            mandate={mandate}
            chosen={mandate.id === chosen}
            onChoose={() => onChoose(mandate.id)}
          />
        ))}
      </div>
      {pending !== undefined && <PendingMethod mandate={pending} reload={reload} />}
      {pending === undefined && <AddMethod first={active.length === 0} reload={reload} />}
    </section>
  );
}

interface MethodProps {
  mandate: Mandate;
  chosen: boolean;
  onChoose: () => void;
}

function Method({ mandate, chosen, onChoose }: MethodProps) {
  const id = useId();
  const words = usePaymentWords();
  return (
    <div class="method" data-chosen={chosen}>
      <input type="radio" class="tick" name="method" id={id} checked={chosen} onChange={onChoose} />
      <label for={id}>{mandate.label || words.rail[mandate.rail]}</label>
    </div>
  );
}

function AddMethod({ first, reload }: { first: boolean; reload: () => Promise<void> }) {
  const words = usePaymentWords();
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);

  async function add(): Promise<void> {
    setAsking(false);
    setBusy(true);
    const answer = await post<Mandate>("/mandates", { rail: "sandbox" });
    setBusy(false);
    if (needsStepUp(answer)) return setAsking(true);
    setWrong(answer.kind === "ready" ? null : refusalText(answer));
    await reload();
  }

  return (
    <div class="stack">
      {wrong !== null && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      <BusyButton busy={busy} main={first} onClick={() => void add()}>
        {first ? words.addWallet : words.addAnother}
      </BusyButton>
      <StepUp open={asking} onDone={() => void add()} onClose={() => setAsking(false)} />
    </div>
  );
}
