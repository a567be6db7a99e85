import "./debts.css";
import { Amount } from "../kit/amount";
import { AmountParts } from "../kit/amount-parts";
import { Due } from "../kit/due";
import { useSpeech } from "../kit/language";
import { Actions, Screen } from "../kit/screen";
import { StatePill } from "../kit/state-pill";
import { HelpExit, Show } from "../kit/states";
import type { Debt } from "../shared/api";
import { momentText } from "../shared/day";
import { askedNow } from "./model";
import { Steps } from "./steps";
import { useDebt } from "./use-debt";
import { useDebtWords } from "./words";

/** One debt: the big number, then what it is made of, then what happens next. */
export function DebtScreen({ id }: { id: string }) {
  const words = useDebtWords();
  const [view, again] = useDebt(id);
  const title = view.kind === "ready" ? view.data.lender.name : words.title;
  return (
    <Screen title={title} back={{ to: "/debts", label: words.title }}>
      <Show view={view} again={again} blocks={[6, 4, 6]}>
        {(debt) => <DebtReady debt={debt} />}
      </Show>
    </Screen>
  );
}

function DebtReady({ debt }: { debt: Debt }) {
  const words = useDebtWords();
  const settled = debt.state === "settled";
  return (
    <div class="groups">
      <section class="stack">
        <div class="apart">
          <Amount minor={debt.outstanding_minor} currency={debt.currency} big />
          <StatePill state={debt.state} />
        </div>
        <AmountParts {...debt} />
        <AsOf debt={debt} />
      </section>
      <DebtFacts debt={debt} />
      {settled ? (
        <div class="quiet-card">
          <h2>{words.settledTitle}</h2>
          <p class="soft">{words.settledText}</p>
        </div>
      ) : (
        <section class="card stack">
          <h2>{words.whatNext}</h2>
          <Steps steps={debt.next} currency={debt.currency} />
        </section>
      )}
      <DebtWays debt={debt} />
    </div>
  );
}

function DebtFacts({ debt }: { debt: Debt }) {
  const words = useDebtWords();
  const late = debt.days_until_due < 0;
  const asked = askedNow(debt);
  return (
    <dl class="facts">
      {debt.state !== "settled" && (
        <div>
          <dt>{late ? words.wasDue : words.dueLabel}</dt>
          <dd>
            <Due on={debt.due_on} days={debt.days_until_due} />
          </dd>
        </div>
      )}
      {asked !== debt.outstanding_minor && (
        <div>
          <dt>{words.dueAmount}</dt>
          <dd>
            <Amount minor={asked} currency={debt.currency} />
          </dd>
        </div>
      )}
      {debt.title !== null && debt.title !== "" && (
        <div>
          <dt>{words.forWhat}</dt>
          <dd>{debt.title}</dd>
        </div>
      )}
      <div>
        <dt>{words.reference}</dt>
        <dd class="tabular">{debt.masked_reference}</dd>
      </div>
      <div>
        <dt>{words.lender}</dt>
        <dd>
          {debt.lender.origin === "collector" && `${words.collector}, `}
          {debt.lender.verified ? words.verified : words.unverified}
        </dd>
      </div>
    </dl>
  );
}

function AsOf({ debt }: { debt: Debt }) {
  const words = useDebtWords();
  const { tag } = useSpeech();
  return <p class="soft small">{words.asOf(momentText(debt.as_of, tag, new Date()))}</p>;
}

function DebtWays({ debt }: { debt: Debt }) {
  const words = useDebtWords();
  if (debt.state === "settled") return <HelpExit />;
  return (
    <>
      {debt.state === "checking" && <p class="quiet-card">{words.checkingNow}</p>}
      {!debt.payable && debt.state !== "checking" && <p class="quiet-card">{words.notPayable}</p>}
      <div class="link-rows">
        <a class="link-row" href="/help">
          {words.cannot}
        </a>
        <a class="link-row" href="/help?about=not-mine">
          {words.notMine}
        </a>
      </div>
      {debt.payable && (
        <Actions>
          <a class="button main" href={`/debts/${debt.id}/choose`}>
            {words.chooseWhat}
          </a>
        </Actions>
      )}
    </>
  );
}
