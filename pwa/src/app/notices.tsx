import { useSpeech } from "../kit/language";
import { place, useCell } from "../kit/place";
import { useKitWords } from "../kit/words";
import { timeText } from "../shared/day";
import { line } from "./line";
import { takeUpdate, updateReady } from "./update";

/** What stands above every screen: no line and from when this is; a newer version. */
export function Notices() {
  const words = useKitWords();
  const { tag } = useSpeech();
  const { offline, asOf } = useCell(line);
  const ready = useCell(updateReady);
  const { path } = useCell(place);
  // Never under an open payment: what was typed would be gone.
  const offerUpdate = ready && !path.startsWith("/pay");
  return (
    <div class="notices" role="status">
      {offline && (
        <div class="notice">
          {asOf === null ? words.offline : words.offlineAsOf(timeText(asOf, tag))}
        </div>
      )}
      {offerUpdate && (
        <div class="notice news">
          {words.newVersion}
          <button type="button" onClick={() => void takeUpdate()}>
            {words.useIt}
          </button>
        </div>
      )}
    </div>
  );
}
