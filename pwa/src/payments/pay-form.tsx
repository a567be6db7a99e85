import { useState } from "preact/hooks";
import { payPath } from "../debts/model";
import { Amount, useMoneyText } from "../kit/amount";
import { AmountBox } from "../kit/amount-slider";
import { Actions } from "../kit/screen";
import type { Mandate } from "../shared/api";
import { type Minor, minor, subtract } from "../shared/money";
import { ConfirmPayment } from "./confirm-payment";
import { Methods } from "./methods";
import { type Line, linesTotal } from "./model";
import { usePaymentWords } from "./words";

interface PayFormProps {
  lines: Line[];
  setLines: (lines: Line[]) => void;
  mandates: Mandate[];
  reloadMandates: () => Promise<void>;
}

export function PayForm({ lines, setLines, mandates, reloadMandates }: PayFormProps) {
  const words = usePaymentWords();
  const active = mandates.filter((mandate) => mandate.state === "active");
  const [chosen, setChosen] = useState<string | null>(null);
  const [looking, setLooking] = useState(false);
  const mandate =
    active.find(({ id }) => id === chosen) ?? (active.length === 1 ? active[0] : undefined);

  function change(id: string, amount: Minor): void {
    const next = lines.map((line) => (line.debt.id === id ? { ...line, amount } : line));
    setLines(next);
    // The address follows, so that a way through the wallet's page comes back to this amount.
    const wishes = next.map((line) => ({ id: line.debt.id, amount: line.amount }));
    history.replaceState(history.state, "", payPath(wishes));
  }

  return (
    <div class="groups">
      <Lines lines={lines} change={change} />
      <Methods
        mandates={mandates}
        chosen={mandate?.id ?? null}
        onChoose={setChosen}
        reload={reloadMandates}
      />
      {active.length > 0 && (
        <Actions>
          <button
            type="button"
            class="button main"
            aria-disabled={mandate === undefined ? "true" : undefined}
            onClick={() => setLooking(mandate !== undefined)}
          >
            {words.lookOver}
          </button>
        </Actions>
      )}
      {mandate !== undefined && (
        <ConfirmPayment
          open={looking}
          lines={lines}
          mandate={mandate}
          onClose={() => setLooking(false)}
        />
      )}
    </div>
  );
}

interface LinesProps {
  lines: Line[];
  change: (id: string, amount: Minor) => void;
}

function Lines({ lines, change }: LinesProps) {
  return (
    <section class="card stack">
      {lines.map((line) => (
        <PayLine
          key={line.debt.id}
          line={line}
          onAmount={(amount) => change(line.debt.id, amount)}
        />
      ))}
      {lines.length > 1 && <Together lines={lines} />}
    </section>
  );
}

function PayLine({ line, onAmount }: { line: Line; onAmount: (amount: Minor) => void }) {
  const words = usePaymentWords();
  const money = useMoneyText();
  const { debt, amount } = line;
  const left = subtract(debt.outstanding_minor, amount);
  return (
    <div class="pay-line">
      <div class="apart">
        <strong>{debt.lender.name}</strong>
        <span class="soft small">{debt.masked_reference}</span>
      </div>
      <AmountBox
        label={words.howMuch(debt.lender.name)}
        currency={debt.currency}
        value={amount}
        least={minor(1)}
        most={debt.outstanding_minor}
        onValue={onAmount}
      />
      <p class="soft small">
        {left === 0 ? words.settles : words.leftAfter(money(left, debt.currency))}
      </p>
    </div>
  );
}

function Together({ lines }: { lines: Line[] }) {
  const words = usePaymentWords();
  return (
    <p class="apart pay-line">
      <span>{words.together}</span>
      <strong>
        <Amount minor={linesTotal(lines)} currency={lines[0]?.debt.currency ?? "XXX"} />
      </strong>
    </p>
  );
}
