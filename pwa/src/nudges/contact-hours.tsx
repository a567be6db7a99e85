import "./nudges.css";
import { announce } from "../kit/announce";
import { Field } from "../kit/field";
import { Switch } from "../kit/switch";
import { useAnswer } from "../kit/use-answer";
import type { ContactPreferences } from "../shared/api";
import { call } from "../shared/call";
import { dialArc, pointOnDial } from "./day-dial";
import { PushSwitch } from "./push-switch";
import { useNudgeWords } from "./words";

/** When and how we may write: the person's own choice, changed at once. */
export function ContactHours() {
  const words = useNudgeWords();
  const [view, again] = useAnswer<ContactPreferences>("/me/contact-preferences");
  if (view.kind !== "ready") return null;
  const chosen = view.data;

  async function change(changes: Partial<ContactPreferences>): Promise<void> {
    const answer = await call("PATCH", "/me/contact-preferences", { body: changes });
    if (answer.kind === "ready") announce(words.saved);
    await again();
  }

  return (
    <section class="stack">
      <h2>{words.contactHours}</h2>
      <div class="card stack">
        <Hours chosen={chosen} change={change} />
      </div>
      <h2>{words.channels}</h2>
      <div class="card">
        <Switch
          label={words.email}
          on={chosen.email}
          onChange={(email) => void change({ email })}
        />
        <Switch label={words.sms} on={chosen.sms} onChange={(sms) => void change({ sms })} />
        <PushSwitch on={chosen.push} change={(push) => change({ push })} />
        <p class="soft small">{words.neutral}</p>
      </div>
    </section>
  );
}

interface HoursProps {
  chosen: ContactPreferences;
  change: (changes: Partial<ContactPreferences>) => Promise<void>;
}

function Hours({ chosen, change }: HoursProps) {
  const words = useNudgeWords();
  const { quiet_from, quiet_until } = chosen;
  return (
    <div class="hours">
      <Dial from={quiet_from} until={quiet_until} />
      <Field
        label={words.quietFrom}
        type="time"
        value={quiet_from}
        onValue={(time) => void (time !== "" && change({ quiet_from: time }))}
      />
      <Field
        label={words.quietUntil}
        type="time"
        value={quiet_until}
        onValue={(time) => void (time !== "" && change({ quiet_until: time }))}
      />
    </div>
  );
}

const HOURS = [0, 6, 12, 18];

function Dial({ from, until }: { from: string; until: string }) {
  const words = useNudgeWords();
  return (
    <svg class="dial" viewBox="-60 -60 120 120" role="img" aria-label={words.quiet(from, until)}>
      <circle r="40" fill="none" stroke="var(--water)" stroke-width="12" />
      <path
        d={dialArc(from, until, 40)}
        fill="none"
        stroke="var(--dusk)"
        stroke-width="12"
        stroke-linecap="round"
      />
      {HOURS.map((hour) => {
        const [x, y] = pointOnDial(hour * 60, 55);
        return (
          <text key={hour} x={x} y={y}>
            {hour}
          </text>
        );
      })}
    </svg>
  );
}
