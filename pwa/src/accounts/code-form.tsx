import { useEffect, useRef, useState } from "preact/hooks";
import { BusyButton } from "../kit/busy-button";
import { Field } from "../kit/field";
import { useRefusalText } from "../kit/states";
import { useKitWords } from "../kit/words";
import type { Answer } from "../shared/call";
import { useAccountWords } from "./words";

interface CodeFormProps {
  send: (code: string) => Promise<Answer<unknown>>;
  again: () => void;
}

/** The box for a one-time code; six digits go off by themselves. */
export function CodeForm({ send, again }: CodeFormProps) {
  const words = useAccountWords();
  const { code, setCode, check, busy, wrong } = useCode(send);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  return (
    <form
      ref={form}
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void check(code);
      }}
    >
      <Field
        label={useKitWords().codeLabel}
        value={code}
        wrong={wrong}
        class="box code-box"
        inputMode="numeric"
        autocomplete="one-time-code"
        onValue={(typed) => {
          const digits = typed.normalize("NFKC").replace(/\D/g, "").slice(0, DIGITS);
          setCode(digits);
          if (digits.length === DIGITS) void check(digits);
        }}
      />
      <BusyButton busy={busy} main submit>
        {words.enter}
      </BusyButton>
      <button type="button" class="text-button" onClick={again}>
        {words.newCode}
      </button>
    </form>
  );
}

const DIGITS = 6;

function useCode(send: CodeFormProps["send"]) {
  const words = useAccountWords();
  const refusalText = useRefusalText();
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);

  async function check(typed: string): Promise<void> {
    if (busy || typed.length !== DIGITS) return;
    setBusy(true);
    const answer = await send(typed);
    setBusy(false);
    if (answer.kind === "ready") return;
    const own = answer.kind === "refused" ? words.refusals[answer.code] : undefined;
    setWrong(own ?? refusalText(answer));
    setCode("");
  }
  return { code, setCode, check, busy, wrong };
}
