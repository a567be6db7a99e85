import "./debts.css";
import { useState } from "preact/hooks";
import { Amount } from "../kit/amount";
import { Choice } from "../kit/choice";
import { go } from "../kit/place";
import { Actions, Screen } from "../kit/screen";
import { Show } from "../kit/states";
import type { Choices } from "../shared/api";
import type { Minor } from "../shared/money";
import { payPath } from "./model";
import { PartChoice } from "./part-choice";
import { Steps } from "./steps";
import { useDebt } from "./use-debt";
import { type Quote, useQuote } from "./use-quote";
import { useDebtWords } from "./words";

type Way = "all" | "part" | "nothing";

/** The choice card: each way to go on with its cost, its end and what follows. */
export function ChooseScreen({ id }: { id: string }) {
  const words = useDebtWords();
  const [debt] = useDebt(id);
  const [part, setPart] = useState<Minor | null>(null);
  const quote = useQuote(id, part);
  const lender = debt.kind === "ready" ? debt.data.lender.name : words.backToDebt;
  return (
    <Screen title={words.choiceTitle} back={{ to: `/debts/${id}`, label: lender }}>
      <Show view={quote.view} again={quote.again} blocks={[4, 8, 5]}>
        {(choices) => (
          <Ways id={id} choices={choices} part={part} setPart={setPart} quote={quote} />
        )}
      </Show>
    </Screen>
  );
}

interface WaysProps {
  id: string;
  choices: Choices;
  part: Minor | null;
  setPart: (amount: Minor) => void;
  quote: Quote;
}

function Ways({ id, choices, part, setPart, quote }: WaysProps) {
  const words = useDebtWords();
  const [way, setWay] = useState<Way | null>(null);
  const amount = part ?? choices.part.pay_minor;
  const mayPart = choices.part.most_minor > choices.part.least_minor;

  function goOn(): void {
    if (way === "all") go(payPath([{ id, amount: choices.all.pay_minor }]));
    if (way === "part") go(payPath([{ id, amount }]));
    if (way === "nothing") go("/today");
  }

  return (
    <div class="stack" role="radiogroup" aria-label={words.choiceTitle}>
      <AllChoice choices={choices} chosen={way === "all"} onChoose={() => setWay("all")} />
      {mayPart && (
        <PartChoice
          choices={choices}
          amount={amount}
          behind={quote.behind}
          chosen={way === "part"}
          onChoose={() => setWay("part")}
          onAmount={(next) => {
            setWay("part");
            setPart(next);
          }}
        />
      )}
      <NothingChoice
        choices={choices}
        chosen={way === "nothing"}
        onChoose={() => setWay("nothing")}
      />
      <a class="link-row" href="/help">
        {words.cannot}
      </a>
      <Actions>
        <button
          type="button"
          class="button main"
          aria-disabled={way === null ? "true" : undefined}
          onClick={goOn}
        >
          {way === "nothing" ? words.okay : words.continue}
        </button>
      </Actions>
    </div>
  );
}

interface OneWay {
  choices: Choices;
  chosen: boolean;
  onChoose: () => void;
}

function AllChoice({ choices, chosen, onChoose }: OneWay) {
  const words = useDebtWords();
  const amount = <Amount minor={choices.all.pay_minor} currency={choices.currency} />;
  return (
    <Choice name="way" title={words.payAll} aside={amount} chosen={chosen} onChoose={onChoose}>
      <p>{words.payAllThen}</p>
    </Choice>
  );
}

function NothingChoice({ choices, chosen, onChoose }: OneWay) {
  const words = useDebtWords();
  const { next } = choices.nothing;
  return (
    <Choice name="way" title={words.nothingNow} chosen={chosen} onChoose={onChoose}>
      {next.length === 0 ? (
        <p>{words.nothingElse}</p>
      ) : (
        <>
          <p>{words.nothingThen}</p>
          <Steps steps={next} currency={choices.currency} />
        </>
      )}
    </Choice>
  );
}
