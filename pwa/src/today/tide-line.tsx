import { Amount, useMoneyText } from "../kit/amount";
import { useSpeech } from "../kit/language";
import type { Debt } from "../shared/api";
import { type Day, dayText } from "../shared/day";
import {
  dayX,
  HEIGHT,
  type Pebble,
  pebblesOf,
  place,
  START,
  sums,
  WIDTH,
  waterPath,
  waterY,
  weekMarks,
} from "./tide";
import { useTodayWords } from "./words";

/** The next 30 days as a calm line with what is due as pebbles on it. */
export function TideLine({ debts, today }: { debts: readonly Debt[]; today: Day }) {
  const words = useTodayWords();
  const pebbles = pebblesOf(debts, today);
  return (
    <figure class="tide">
      <figcaption>
        <h2>{words.tide}</h2>
        <TideText pebbles={pebbles} />
      </figcaption>
      <Picture pebbles={pebbles} today={today} />
      {pebbles.length > 0 && <TideTable pebbles={pebbles} />}
    </figure>
  );
}

function TideText({ pebbles }: { pebbles: readonly Pebble[] }) {
  const words = useTodayWords();
  const money = useMoneyText();
  const ahead = pebbles.filter((pebble) => !pebble.late);
  const late = pebbles.length - ahead.length;
  const [sum, ...others] = sums(ahead);
  const due =
    sum === undefined
      ? words.tideCalm
      : others.length > 0
        ? words.tideSeveral(ahead.length)
        : words.tideSum(ahead.length, money(sum.amount, sum.currency));
  return (
    <p class="soft">
      {due}
      {late > 0 && ` · ${words.tideLate(late)}`}
    </p>
  );
}

function Picture({ pebbles, today }: { pebbles: readonly Pebble[]; today: Day }) {
  const words = useTodayWords();
  const { tag } = useSpeech();
  const line = waterPath();
  const late = pebbles.some((pebble) => pebble.late);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path class="tide-water" d={`${line}L${WIDTH} ${HEIGHT - 22}L0 ${HEIGHT - 22}Z`} />
      <path class="tide-surface" d={line} pathLength="1" />
      {place(pebbles).map((pebble) => (
        <circle
          key={pebble.id}
          class={pebble.late ? "pebble late" : "pebble"}
          cx={pebble.x}
          cy={pebble.y}
          r={pebble.radius}
        />
      ))}
      {late && (
        <text class="tide-mark" x={START / 2} y={HEIGHT - 6}>
          {words.before}
        </text>
      )}
      {weekMarks(today).map(({ days, on }) => (
        <g key={days}>
          <path class="tide-tick" d={`M${dayX(days)} ${HEIGHT - 26}v6`} />
          <text class="tide-mark" x={dayX(days) + (days === 0 ? 8 : 0)} y={HEIGHT - 6}>
            {days === 0 ? words.now : dayText(on, tag, "month")}
          </text>
        </g>
      ))}
      <circle class="tide-now" cx={START} cy={waterY(START)} r="3" />
    </svg>
  );
}

function TideTable({ pebbles }: { pebbles: readonly Pebble[] }) {
  const words = useTodayWords();
  const { tag } = useSpeech();
  return (
    <table class="unseen">
      <caption>{words.tideTable}</caption>
      <thead>
        <tr>
          <th scope="col">{words.day}</th>
          <th scope="col">{words.lender}</th>
          <th scope="col">{words.amount}</th>
        </tr>
      </thead>
      <tbody>
        {pebbles.map((pebble) => (
          <tr key={pebble.id}>
            <td>{dayText(pebble.on, tag, "long")}</td>
            <td>{pebble.lender}</td>
            <td>
              <Amount minor={pebble.amount} currency={pebble.currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
