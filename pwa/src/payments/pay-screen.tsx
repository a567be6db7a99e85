import "./payments.css";
import { useEffect, useState } from "preact/hooks";
import { place } from "../kit/place";
import { Screen } from "../kit/screen";
import { Empty, Loading, Refused } from "../kit/states";
import { useAnswer, type View } from "../kit/use-answer";
import type { Debt, Mandate, Page } from "../shared/api";
import { get } from "../shared/call";
import { type Line, linesFor, readWishes } from "./model";
import { PayForm } from "./pay-form";
import { usePaymentWords } from "./words";

/** Pay one debt or several: how much, from where, then look it over. */
export function PayScreen() {
  const words = usePaymentWords();
  const [wishes] = useState(() => readWishes(place.get().query));
  const [debts, loadDebts] = useDebts(wishes.map((wish) => wish.id));
  const [mandates, loadMandates] = useAnswer<Page<Mandate>>("/mandates");
  const [lines, setLines] = useState<Line[] | null>(null);
  useEffect(() => {
    if (debts.kind === "ready") setLines(linesFor(wishes, debts.data));
  }, [debts, wishes]);

  const only = lines?.length === 1 ? lines[0] : undefined;
  const title =
    only === undefined
      ? words.paySeveralTitle(lines?.length ?? wishes.length)
      : words.payTitle(only.debt.lender.name);
  const back = only === undefined ? "/debts" : `/debts/${only.debt.id}`;
  const trouble = [debts, mandates].find(
    (view) => view.kind !== "ready" && view.kind !== "loading",
  );
  return (
    <Screen title={title} back={{ to: back }}>
      {trouble !== undefined ? (
        <Refused answer={trouble} again={() => void Promise.all([loadDebts(), loadMandates()])} />
      ) : lines === null || mandates.kind !== "ready" ? (
        <Loading blocks={[6, 4, 4]} />
      ) : lines.length === 0 ? (
        <NothingToPay />
      ) : (
        <PayForm
          lines={lines}
          setLines={setLines}
          mandates={mandates.data.items}
          reloadMandates={loadMandates}
        />
      )}
    </Screen>
  );
}

function NothingToPay() {
  const words = usePaymentWords();
  return (
    <Empty title={words.nothingToPay}>
      <p>{words.nothingToPayDo}</p>
      <a class="button" href="/debts">
        {words.toDebts}
      </a>
    </Empty>
  );
}

/** Return several debts by id as one answer; the first trouble stands for all. */
function useDebts(ids: readonly string[]): [View<Debt[]>, () => Promise<void>] {
  const [view, setView] = useState<View<Debt[]>>({ kind: "loading" });
  const wanted = ids.join(" ");
  async function load(): Promise<void> {
    const answers = await Promise.all(
      wanted
        .split(" ")
        .filter((id) => id !== "")
        .map((id) => get<Debt>(`/debts/${id}`)),
    );
    const trouble = answers.find((answer) => answer.kind !== "ready");
    if (trouble !== undefined) return setView(trouble);
    const data = answers.flatMap((answer) => (answer.kind === "ready" ? [answer.data] : []));
    setView({ kind: "ready", data, keptAt: null });
  }
  useEffect(() => void load(), [wanted]);
  return [view, load];
}
