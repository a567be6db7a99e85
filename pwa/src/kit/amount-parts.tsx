import type { Minor } from "../shared/money";
import { Amount } from "./amount";
import { useKitWords } from "./words";

interface Parts {
  borrowed_minor: Minor;
  interest_minor: Minor;
  fees_minor: Minor;
  paid_minor: Minor;
  currency: string;
}

/** What an amount is made of, always apart: borrowed · interest · fees · paid. */
export function AmountParts(parts: Parts) {
  const words = useKitWords();
  const rows: [string, Minor][] = [
    [words.borrowed, parts.borrowed_minor],
    [words.interest, parts.interest_minor],
    [words.fees, parts.fees_minor],
    [words.paid, parts.paid_minor],
  ];
  return (
    <dl class="amount-parts">
      {rows.map(([name, amount]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Amount minor={amount} currency={parts.currency} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
