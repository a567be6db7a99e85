import "./debts.css";
import { useState } from "preact/hooks";
import { Amount } from "../kit/amount";
import { Screen } from "../kit/screen";
import { Empty, HelpExit, Show } from "../kit/states";
import { useAnswer } from "../kit/use-answer";
import type { Debt, DebtList, Total } from "../shared/api";
import { get } from "../shared/call";
import { DebtRow } from "./debt-row";
import { inOrder, joinPages, totalsInOrder } from "./model";
import { PickDebts } from "./pick-debts";
import { DEBTS } from "./use-debt";
import { useDebtWords } from "./words";

/** Every debt over all lenders. */
export function DebtsScreen() {
  const words = useDebtWords();
  const [view, again] = useAnswer<DebtList>(DEBTS);
  return (
    <Screen title={words.title}>
      <Show view={view} again={again} blocks={[4, 5, 5, 5]}>
        {(list) => <DebtsReady list={list} />}
      </Show>
    </Screen>
  );
}

function DebtsReady({ list }: { list: DebtList }) {
  const words = useDebtWords();
  const [further, setFurther] = useState<DebtList[]>([]);
  const [picking, setPicking] = useState(false);
  const debts = joinPages(list, further);
  const { open, settled } = inOrder(debts);
  const payable = open.filter((debt) => debt.payable);
  const cursor = (further.at(-1) ?? list).next_cursor;

  async function showMore(): Promise<void> {
    const answer = await get<DebtList>(`${DEBTS}&cursor=${encodeURIComponent(cursor ?? "")}`);
    if (answer.kind === "ready") setFurther([...further, answer.data]);
  }

  if (debts.length === 0) return <NoDebts />;
  return (
    <div class="groups">
      <Totals totals={list.totals} />
      {payable.length > 1 && (
        <button
          type="button"
          class="text-button"
          aria-pressed={picking}
          onClick={() => setPicking(!picking)}
        >
          {picking ? words.stopChoosing : words.paySeveral}
        </button>
      )}
      {picking ? <PickDebts debts={payable} /> : <List debts={open} />}
      {!picking && settled.length > 0 && <Settled debts={settled} />}
      {!picking && cursor !== null && (
        <button type="button" class="text-button" onClick={() => void showMore()}>
          {words.more}
        </button>
      )}
    </div>
  );
}

function NoDebts() {
  const words = useDebtWords();
  return (
    <Empty title={words.none}>
      <p>{words.noneDo}</p>
      <HelpExit />
    </Empty>
  );
}

function Totals({ totals }: { totals: readonly Total[] }) {
  const words = useDebtWords();
  const shown = totalsInOrder(totals);
  return (
    <div class="totals">
      {shown.map((each) => (
        <p key={each.currency}>
          <Amount minor={each.outstanding_minor} currency={each.currency} big />
          <br />
          <span class="soft">
            {shown.length > 1 && `${each.currency} · `}
            {words.inAll(each.count)}
          </span>
        </p>
      ))}
    </div>
  );
}

export function List({ debts }: { debts: readonly Debt[] }) {
  const several = new Set(debts.map((debt) => debt.currency)).size > 1;
  if (debts.length === 0) return null;
  return (
    <ul class="debt-list">
      {debts.map((debt) => (
        <DebtRow key={debt.id} debt={debt} coded={several} />
      ))}
    </ul>
  );
}

function Settled({ debts }: { debts: readonly Debt[] }) {
  const words = useDebtWords();
  return (
    <section class="stack">
      <h2>{words.settledOnes}</h2>
      <List debts={debts} />
    </section>
  );
}
