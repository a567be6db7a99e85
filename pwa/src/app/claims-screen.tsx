import { ClaimFacts } from "../debts/claim-facts";
import { useDebtWords } from "../debts/words";
import { Screen } from "../kit/screen";
import { Empty, Show } from "../kit/states";
import { useAnswer } from "../kit/use-answer";
import type { Page, WaitingClaim } from "../shared/api";
import { useAppWords } from "./words";

/** Bills that wait for a contact this person has shown to be theirs. */
export function ClaimsScreen() {
  const words = useAppWords();
  const debts = useDebtWords();
  const [view, again] = useAnswer<Page<WaitingClaim>>("/claims");
  return (
    <Screen title={words.claimsTitle} note={words.claimsNote} back={{ to: "/today" }}>
      <Show view={view} again={again} blocks={[8, 8]}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title={words.claimsNone} />
          ) : (
            <div class="groups">
              {page.items.map((claim) => (
                <div class="stack" key={claim.id}>
                  <ClaimFacts preview={claim} />
                  <a class="button" href={`/claims/${claim.id}`}>
                    {debts.claimOpen}
                  </a>
                </div>
              ))}
            </div>
          )
        }
      </Show>
    </Screen>
  );
}
