import "../debts/debts.css";
import "./today.css";
import { me } from "../accounts/person";
import { List } from "../debts/debts-screen";
import { DEBTS } from "../debts/use-debt";
import { useMoneyText } from "../kit/amount";
import { useSpeech } from "../kit/language";
import { useCell } from "../kit/place";
import { Actions, Screen } from "../kit/screen";
import { Empty, HelpExit, Show } from "../kit/states";
import { useAnswer } from "../kit/use-answer";
import { Unfinished } from "../payments/unfinished";
import type { DebtList, Payment, Today } from "../shared/api";
import { dayText, partOfDay } from "../shared/day";
import { NextCard } from "./next-card";
import { TideLine } from "./tide-line";
import { useTodayWords } from "./words";

/** The first screen: what comes, what is next, and the one thing to do. */
export function TodayScreen() {
  const words = useTodayWords();
  const { tag } = useSpeech();
  const [view, again] = useAnswer<Today>("/today");
  const name = useCell(me)?.display_name ?? null;
  const greeting = words.greeting[partOfDay(new Date().getHours())];
  const title = name === null || name === "" ? greeting : words.named(greeting, name);
  const note = view.kind === "ready" ? dayText(view.data.today, tag, "long") : undefined;
  return (
    <Screen title={title} note={note}>
      <Show view={view} again={again} blocks={[9, 8, 4]}>
        {(today) => <TodayReady today={today} />}
      </Show>
    </Screen>
  );
}

function TodayReady({ today }: { today: Today }) {
  const words = useTodayWords();
  const [debts] = useAnswer<DebtList>(DEBTS);
  const [first, ...also] = today.next;
  const known = debts.kind === "ready" ? debts.data.items : today.next;
  return (
    <div class="groups">
      <Unfinished />
      {today.checking.map((payment) => (
        <Checking key={payment.id} payment={payment} />
      ))}
      {known.length > 0 && <TideLine debts={known} today={today.today} />}
      {today.waiting_claims > 0 && <Waiting count={today.waiting_claims} />}
      {first === undefined ? <Calm /> : <NextCard debt={first} />}
      {first?.payable && first.state !== "checking" && (
        <Actions>
          <a class="button main" href={`/debts/${first.id}/choose`}>
            {words.chooseWhat}
          </a>
        </Actions>
      )}
      {(also.length > 0 || today.more_this_month > 0) && (
        <section class="stack">
          <h2>{words.also}</h2>
          <List debts={also} />
          <a class="link-row" href="/debts">
            {today.more_this_month > 0
              ? words.moreThisMonth(today.more_this_month)
              : words.allDebts}
          </a>
        </section>
      )}
    </div>
  );
}

function Calm() {
  const words = useTodayWords();
  return (
    <Empty title={words.calm}>
      <p>{words.calmText}</p>
      <HelpExit />
    </Empty>
  );
}

function Waiting({ count }: { count: number }) {
  const words = useTodayWords();
  return (
    <ul class="plain-list">
      <li class="plain-row">
        <span>{words.waiting(count)}</span>
        <a class="link-row" href="/claims">
          {words.waitingLook}
        </a>
      </li>
    </ul>
  );
}

function Checking({ payment }: { payment: Payment }) {
  const words = useTodayWords();
  const money = useMoneyText();
  return (
    <div class="quiet-card">
      <p>{words.checking(money(payment.amount_minor, payment.currency))}</p>
      <a class="link-row" href={`/payments/${payment.id}`}>
        {words.checkingLook}
      </a>
    </div>
  );
}
