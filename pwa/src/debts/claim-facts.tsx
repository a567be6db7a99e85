import { Due } from "../kit/due";
import type { ClaimPreview } from "../shared/api";
import { useDebtWords } from "./words";

/** What may be shown before it is known who looks: no amount, and the reference masked. */
export function ClaimFacts({ preview }: { preview: ClaimPreview }) {
  const words = useDebtWords();
  return (
    <section class="card stack">
      <div>
        <h2 class="debt-lender">{preview.lender.name}</h2>
        <p class="soft">{preview.lender.verified ? words.verified : words.unverified}</p>
      </div>
      <dl class="facts">
        <div>
          <dt>{words.reference}</dt>
          <dd class="tabular">{preview.masked_reference}</dd>
        </div>
        <div>
          <dt>{words.claimDue}</dt>
          <dd>
            <Due on={preview.due_on} />
          </dd>
        </div>
      </dl>
      <p class="soft small">{words.claimAmount}</p>
    </section>
  );
}
