import { useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { BusyButton } from "../kit/busy-button";
import { useSpeech } from "../kit/language";
import { Sheet } from "../kit/sheet";
import { HelpExit, useRefusalText } from "../kit/states";
import { momentText } from "../shared/day";
import { type ClaimSource, tellAbout } from "./claim-source";
import { useDebtWords } from "./words";

/** The two ways out of a claim; both work before signing in. */
export function ClaimWays({ source }: { source: ClaimSource }) {
  const words = useDebtWords();
  const { tag } = useSpeech();
  const refusalText = useRefusalText();
  const [asking, setAsking] = useState(false);
  const [told, setTold] = useState<string | null>(null);

  function show(text: string): void {
    setAsking(false);
    setTold(text);
    announce(text);
  }
  async function notMine(): Promise<void> {
    const answer = await tellAbout<null>(source, "not-me");
    show(answer.kind === "ready" ? words.notMineDone : refusalText(answer));
  }
  async function needTime(): Promise<void> {
    const answer = await tellAbout<{ quiet_until: string }>(source, "need-time");
    if (answer.kind !== "ready") return show(refusalText(answer));
    show(words.needTimeDone(momentText(answer.data.quiet_until, tag, new Date())));
  }

  if (told !== null) return <p class="quiet-card">{told}</p>;
  return (
    <div class="claim-ways">
      <button type="button" class="button" onClick={() => void needTime()}>
        {words.needTime}
      </button>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {words.isNotMine}
      </button>
      <HelpExit />
      <Sheet title={words.notMineSure} open={asking} onClose={() => setAsking(false)}>
        <p>{words.notMineText}</p>
        <BusyButton busy={false} main onClick={() => void notMine()}>
          {words.notMineYes}
        </BusyButton>
        <BusyButton busy={false} onClick={() => setAsking(false)}>
          {words.cancel}
        </BusyButton>
      </Sheet>
    </div>
  );
}
