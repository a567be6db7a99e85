import { useState } from "preact/hooks";
import { announce } from "../kit/announce";
import { BusyButton } from "../kit/busy-button";
import { Field } from "../kit/field";
import { useSpeech } from "../kit/language";
import { SelectField } from "../kit/select-field";
import { fieldMessage, useRefusalText } from "../kit/states";
import { Switch } from "../kit/switch";
import type { Me } from "../shared/api";
import type { Answer } from "../shared/call";
import { LANGUAGES, type Language, NAMES } from "../shared/language";
import { changeMe } from "./person";
import { useAccountWords } from "./words";

interface MeYouProps {
  person: Me;
  countries: readonly { code: string; name: string }[];
}

/** Name, language, country, zone, and whether amounts are hidden. */
export function MeYou({ person, countries }: MeYouProps) {
  const words = useAccountWords();
  const refusalText = useRefusalText();
  const { choose } = useSpeech();
  const [answer, setAnswer] = useState<Answer<Me> | null>(null);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  async function change(changes: Partial<Me>): Promise<void> {
    const given = await changeMe(changes);
    setAnswer(given);
    if (given.kind === "ready") announce(words.saved);
  }

  return (
    <section class="stack">
      <NameForm person={person} change={change} wrong={fieldMessage(answer, "display_name")} />
      <SelectField
        label={words.language}
        value={person.locale}
        options={LANGUAGES.map((language) => ({ value: language, text: NAMES[language] }))}
        onValue={(language) => {
          choose(language as Language);
          void change({ locale: language as Language });
        }}
      />
      <SelectField
        label={words.country}
        hint={words.countryHint}
        value={person.country ?? ""}
        options={[
          { value: "", text: words.countryNone },
          ...countries.map(({ code, name }) => ({ value: code, text: name })),
        ]}
        onValue={(country) => void change({ country: country === "" ? null : country })}
      />
      {zone !== person.time_zone && (
        <button type="button" class="text-button" onClick={() => void change({ time_zone: zone })}>
          {words.timeZoneUse(zone)}
        </button>
      )}
      <div class="card">
        <Switch
          label={words.hideAmounts}
          hint={words.hideAmountsHint}
          on={person.hide_amounts}
          onChange={(hide_amounts) => void change({ hide_amounts })}
        />
      </div>
      {answer !== null && answer.kind !== "ready" && <p class="wrong">{refusalText(answer)}</p>}
    </section>
  );
}

interface NameFormProps {
  person: Me;
  change: (changes: Partial<Me>) => Promise<void>;
  wrong: string | null;
}

function NameForm({ person, change, wrong }: NameFormProps) {
  const words = useAccountWords();
  const [name, setName] = useState(person.display_name ?? "");
  const changed = name.trim() !== (person.display_name ?? "");
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) void change({ display_name: name.trim() === "" ? null : name.trim() });
      }}
    >
      <Field
        label={words.name}
        hint={words.nameHint}
        value={name}
        wrong={wrong}
        onValue={setName}
        autocomplete="given-name"
        maxLength={60}
      />
      {changed && (
        <BusyButton busy={false} submit>
          {words.save}
        </BusyButton>
      )}
    </form>
  );
}
