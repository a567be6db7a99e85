import { useEffect, useState } from "preact/hooks";
import { BusyButton } from "../kit/busy-button";
import { Field } from "../kit/field";
import { useSpeech } from "../kit/language";
import { fieldMessage, useRefusalText } from "../kit/states";
import type { Challenge, Me } from "../shared/api";
import type { Answer } from "../shared/call";
import { type Address, readAddress } from "./address";
import {
  offersInBox,
  passkeysWork,
  signInByPasskey,
  signInFromBox,
  stopOfferingInBox,
} from "./passkey";
import { useAccountWords } from "./words";

interface AddressFormProps {
  ask: (to: Address) => Promise<Answer<Challenge>>;
  onPasskey: (person: Me) => void;
}

export function AddressForm({ ask, onPasskey }: AddressFormProps) {
  const words = useAccountWords();
  const { language } = useSpeech();
  const refusalText = useRefusalText();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  usePasskeyInBox(onPasskey);

  async function submit(): Promise<void> {
    const address = readAddress(typed, language);
    if (address === null) return setWrong(words.addressWrong);
    setBusy(true);
    const answer = await ask(address);
    setBusy(false);
    if (answer.kind === "ready") return;
    setWrong(fieldMessage(answer, "address") === null ? refusalText(answer) : words.addressWrong);
  }

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <Field
        label={words.address}
        hint={words.addressHint}
        value={typed}
        wrong={wrong}
        onValue={setTyped}
        type="text"
        inputMode="email"
        autocapitalize="none"
        spellcheck={false}
        autocomplete="username webauthn"
      />
      <BusyButton busy={busy} main submit>
        {words.sendCode}
      </BusyButton>
      {passkeysWork() && <PasskeyButton onPasskey={onPasskey} onStopped={setWrong} />}
    </form>
  );
}

interface PasskeyButtonProps {
  onPasskey: (person: Me) => void;
  onStopped: (why: string) => void;
}

function PasskeyButton({ onPasskey, onStopped }: PasskeyButtonProps) {
  const words = useAccountWords();
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState(false);
  async function enter(): Promise<void> {
    setBusy(true);
    const outcome = await signInByPasskey();
    setBusy(false);
    if (outcome.kind === "ready") onPasskey(outcome.data);
    else onStopped(outcome.kind === "stopped" ? words.passkeyStopped : refusalText(outcome));
  }
  return (
    <BusyButton busy={busy} onClick={() => void enter()}>
      {words.usePasskey}
    </BusyButton>
  );
}

/** Let the browser offer a passkey inside the address box while it is on screen. */
function usePasskeyInBox(onPasskey: (person: Me) => void): void {
  useEffect(() => {
    let here = true;
    void (async () => {
      if (!(await offersInBox()) || !here) return;
      const outcome = await signInFromBox();
      if (outcome.kind === "ready" && here) onPasskey(outcome.data);
    })();
    return () => {
      here = false;
      stopOfferingInBox();
    };
  }, []);
}
