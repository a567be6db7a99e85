import { useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { useSpeech } from "../kit/language";
import { go, place } from "../kit/place";
import { Screen } from "../kit/screen";
import { HelpExit } from "../kit/states";
import { useKitWords } from "../kit/words";
import type { Challenge, Me } from "../shared/api";
import { type Answer, post } from "../shared/call";
import { type Address, pathAfter } from "./address";
import { AddressForm } from "./address-form";
import { CodeForm } from "./code-form";
import { welcome } from "./person";
import { useAccountWords } from "./words";

/** Sign in, or begin: the account is made when the first code is right. */
export function SignInScreen() {
  const words = useAccountWords();
  const { query } = place.get();
  const to = pathAfter(query.get("to"));
  const left = query.has("left");
  return (
    <Screen title={words.signInTitle} note={words.signInNote} marked>
      <div class="groups">
        {left && <p class="quiet-card">{words.signedOut}</p>}
        <SignIn
          onSignedIn={() => {
            announce(words.signedIn);
            go(to, true);
          }}
        />
        <HelpExit />
      </div>
    </Screen>
  );
}

/** The two steps of signing in, to be put on any screen that needs a person. */
export function SignIn({ onSignedIn }: { onSignedIn: (person: Me) => void }) {
  const { language } = useSpeech();
  const [sent, setSent] = useState<{ to: Address; challenge: Challenge } | null>(null);

  function enter(person: Me): void {
    welcome(person);
    onSignedIn(person);
  }

  async function ask(to: Address): Promise<Answer<Challenge>> {
    const answer = await post<Challenge>("/sign-in/codes", { ...to, locale: language });
    if (answer.kind === "ready") setSent({ to, challenge: answer.data });
    return answer;
  }

  if (sent === null) return <AddressForm ask={ask} onPasskey={enter} />;
  return <CodeStep sent={sent} again={ask} other={() => setSent(null)} onSignedIn={enter} />;
}

interface CodeStepProps {
  sent: { to: Address; challenge: Challenge };
  again: (to: Address) => Promise<Answer<Challenge>>;
  other: () => void;
  onSignedIn: (person: Me) => void;
}

function CodeStep({ sent, again, other, onSignedIn }: CodeStepProps) {
  const words = useAccountWords();
  const { gap } = useKitWords();
  return (
    <div class="stack">
      <p>
        {words.codeSent(sent.to.address)}
        {gap}
        {words.codeMinutes}
      </p>
      <CodeForm
        key={sent.challenge.challenge_id}
        again={() => void again(sent.to)}
        send={async (code) => {
          const challenge_id = sent.challenge.challenge_id;
          const answer = await post<Me>("/sign-in/sessions", { challenge_id, code });
          if (answer.kind === "ready") onSignedIn(answer.data);
          return answer;
        }}
      />
      <button type="button" class="text-button" onClick={other}>
        {words.otherAddress}
      </button>
    </div>
  );
}
