import { useEffect, useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { Switch } from "../kit/switch";
import { type PushOutcome, pushHere, pushIsOn, startPush, stopPush } from "./push";
import { useNudgeWords } from "./words";

/** Notifications on this phone; the phone is asked only after the person said yes here. */
export function PushSwitch(props: { on: boolean; change: (on: boolean) => Promise<void> }) {
  const words = useNudgeWords();
  const [here, setHere] = useState(false);
  const [note, setNote] = useState<string | null>(null);
  useEffect(() => void pushIsOn().then(setHere), []);

  const texts: Record<PushOutcome, string> = {
    on: words.pushOn,
    denied: words.pushDenied,
    "not-here": words.pushNotHere,
    "install-first": words.pushInstall,
    stopped: words.pushStopped,
  };
  function say(text: string): void {
    setNote(text);
    announce(text);
  }
  async function turn(on: boolean): Promise<void> {
    const outcome = on ? await startPush() : null;
    if (!on) await stopPush();
    setHere(outcome === "on");
    say(outcome === null ? words.pushOff : texts[outcome]);
    if (outcome === "on" || outcome === null) await props.change(on);
  }

  const possible = pushHere();
  if (possible !== "possible") return <p class="soft small">{texts[possible]}</p>;
  return (
    <>
      <Switch
        label={words.push}
        hint={words.pushHint}
        on={props.on && here}
        onChange={(on) => void turn(on)}
      />
      {note !== null && <p class="soft small">{note}</p>}
    </>
  );
}
