import { useState } from "preact/hooks";
import { BusyButton } from "../kit/busy-button";
import { type BoxAttributes, Field } from "../kit/field";
import { useSpeech } from "../kit/language";
import { useRefusalText } from "../kit/states";
import type { Challenge } from "../shared/api";
import { type Answer, post } from "../shared/call";
import type { Staff } from "./api";
import { SectionPage } from "./section";
import { usePortalWords } from "./words";

/** Sign in by a code to the work e-mail. */
export function StaffSignIn({ onSignedIn }: { onSignedIn: (staff: Staff) => void }) {
  const words = usePortalWords();
  const { language } = useSpeech();
  const [sent, setSent] = useState<{ email: string; id: string } | null>(null);
  return (
    <SectionPage title={words.signIn}>
      <div class="narrow">
        {sent === null ? (
          <OneBox
            key="email"
            label={words.email}
            button={words.sendCode}
            input={{ type: "email", autocomplete: "email" }}
            send={async (email) => {
              const answer = await post<Challenge>("/staff/sign-in/codes", {
                email,
                locale: language,
              });
              if (answer.kind === "ready") setSent({ email, id: answer.data.challenge_id });
              return answer;
            }}
          />
        ) : (
          <>
            <p>{words.codeSent(sent.email)}</p>
            <OneBox
              key={sent.id}
              label={words.code}
              button={words.enter}
              input={{ inputMode: "numeric", autocomplete: "one-time-code", maxLength: 6 }}
              refusal={words.codeWrong}
              send={async (code) => {
                const body = { challenge_id: sent.id, code: code.replace(/\D/g, "") };
                const answer = await post<Staff>("/staff/sign-in/sessions", body);
                if (answer.kind === "ready") onSignedIn(answer.data);
                return answer;
              }}
            />
            <button type="button" class="text-button" onClick={() => setSent(null)}>
              {words.otherEmail}
            </button>
          </>
        )}
      </div>
    </SectionPage>
  );
}

interface OneBoxProps {
  label: string;
  button: string;
  input: BoxAttributes;
  /** Said instead of the server's words when the server says no to what was typed. */
  refusal?: string;
  send: (typed: string) => Promise<Answer<unknown>>;
}

function OneBox({ label, button, input, refusal, send }: OneBoxProps) {
  const refusalText = useRefusalText();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  async function submit(): Promise<void> {
    if (busy || typed.trim() === "") return;
    setBusy(true);
    const answer = await send(typed.trim());
    setBusy(false);
    if (answer.kind === "ready") return;
    const own = answer.kind === "refused" && answer.status !== 429 ? refusal : undefined;
    setWrong(own ?? refusalText(answer));
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field label={label} value={typed} onValue={setTyped} wrong={wrong} {...input} />
      <BusyButton busy={busy} main submit>
        {button}
      </BusyButton>
    </form>
  );
}
