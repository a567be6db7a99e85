import { Amount, useMoneyText } from "../kit/amount";
import { useSpeech } from "../kit/language";
import type { Debt } from "../shared/api";
import { type Day, dayText } from "../shared/day";
import {
  dayMarks,
  FLAT,
  HEIGHT,
  type Pebble,
  pebblesOf,
  place,
  START,
  sums,
  WIDTH,
  waterPath,
  waterY,
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
  const line = waterPath();
  const behind = waterPath(2.1, 5);
  const bottom = `L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`;
  return (
    <div class="tide-picture" aria-hidden="true">
      <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        <path class="tide-depth" d={behind + bottom} />
        <path class="tide-water" d={line + bottom} />
        {place(pebbles).map((pebble) => (
          <ellipse
            key={pebble.id}
            class={pebble.late ? "pebble late" : "pebble"}
            cx={pebble.x}
            cy={pebble.y}
            rx={pebble.radius}
            ry={pebble.radius * FLAT}
          />
        ))}
        <path class="tide-surface" d={line} pathLength="1" />
        <path class="tide-now" d={`M${START} ${waterY(START) - 26}V${HEIGHT}`} />
      </svg>
      <Marks today={today} />
    </div>
  );
}

/** Days under the picture, as text of the page so that they grow with its letters. */
function Marks({ today }: { today: Day }) {
  const words = useTodayWords();
  const { tag } = useSpeech();
  return (
    <div class="tide-marks">
      {dayMarks(today).map(({ days, on, share }) => (
        <span key={days} style={{ insetInlineStart: `${share * 100}%` }}>
          {days === 0 ? words.now : dayText(on, tag, "month")}
        </span>
      ))}
    </div>
  );
}

function TideTable({ pebbles }: { pebbles: readonly Pebble[] }) {
  const words = useTodayWords();
  const { tag } = useSpeech();
  return (
    <div class="unseen">
      <table>
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
    </div>
  );
}
