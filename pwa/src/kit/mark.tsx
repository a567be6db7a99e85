import { LANGUAGES, NAMES } from "../shared/language";
import { useSpeech } from "./language";

/** The mark, a calm tide under a low sun; and, for who cannot read this, the other languages. */
export function Mark() {
  const { language, choose } = useSpeech();
  return (
    <div class="mark">
      <img src="/icons/tideover.svg" alt="" width="56" height="56" />
      <span>Tideover</span>
      {LANGUAGES.filter((each) => each !== language).map((other) => (
        <button
          key={other}
          type="button"
          class="text-button"
          lang={other}
          onClick={() => choose(other)}
        >
          {NAMES[other]}
        </button>
      ))}
    </div>
  );
}
