import "./debts.css";
import { useEffect, useState } from "preact/hooks";
import { me } from "../accounts/person";
import { SignIn } from "../accounts/sign-in-screen";
import { useCell } from "../kit/place";
import { Screen } from "../kit/screen";
import { Empty, HelpExit, Loading, Refused } from "../kit/states";
import { useAnswer } from "../kit/use-answer";
import type { ClaimPreview, Page, WaitingClaim } from "../shared/api";
import { type Answer, post } from "../shared/call";
import { ClaimAnswer } from "./claim-answer";
import { ClaimFacts } from "./claim-facts";
import type { ClaimSource } from "./claim-source";
import { ClaimWays } from "./claim-ways";
import { useDebtWords } from "./words";

/** A bill that reached this person by a link; the token stays in the fragment, out of all logs. */
export function ClaimByLinkScreen() {
  const words = useDebtWords();
  const token = location.hash.slice(1);
  const [answer, setAnswer] = useState<Answer<ClaimPreview> | null>(null);
  const ask = (): void => void post<ClaimPreview>("/claims/preview", { token }).then(setAnswer);
  useEffect(ask, [token]);
  return (
    <Screen title={words.claimTitle} note={words.claimNote} marked>
      {answer === null && <Loading blocks={[8, 4, 4]} />}
      {answer?.kind === "unreachable" && <Refused answer={answer} again={ask} />}
      {answer?.kind === "refused" && <ClaimGone />}
      {answer?.kind === "ready" && <Claim preview={answer.data} source={{ token }} />}
    </Screen>
  );
}

/** A bill that waits for a contact this person has shown to be theirs. */
export function WaitingClaimScreen({ id }: { id: string }) {
  const words = useDebtWords();
  const [view, again] = useAnswer<Page<WaitingClaim>>("/claims");
  const found = view.kind === "ready" ? view.data.items.find((each) => each.id === id) : undefined;
  return (
    <Screen title={words.claimTitle} note={words.claimNote} back={{ to: "/today" }}>
      {view.kind === "loading" && <Loading blocks={[8, 4, 4]} />}
      {(view.kind === "unreachable" || view.kind === "refused") && (
        <Refused answer={view} again={again} />
      )}
      {view.kind === "ready" && found === undefined && <ClaimGone />}
      {found !== undefined && <Claim preview={found} source={{ id }} />}
    </Screen>
  );
}

function Claim({ preview, source }: { preview: ClaimPreview; source: ClaimSource }) {
  const words = useDebtWords();
  const person = useCell(me);
  const signedIn = person !== null && person !== undefined;
  return (
    <div class="groups">
      <ClaimFacts preview={preview} />
      {signedIn ? (
        <ClaimAnswer preview={preview} source={source} />
      ) : (
        <section class="stack">
          <h2>{words.claimSignIn}</h2>
          <SignIn onSignedIn={() => undefined} />
        </section>
      )}
      <ClaimWays source={source} />
    </div>
  );
}

function ClaimGone() {
  const words = useDebtWords();
  return (
    <Empty title={words.claimGone}>
      <p>{words.claimGoneDo}</p>
      <a class="button" href="/debts">
        {words.toDebts}
      </a>
      <HelpExit />
    </Empty>
  );
}
