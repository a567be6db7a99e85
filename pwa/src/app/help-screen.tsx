import { useState } from "preact/hooks";
import { me } from "../accounts/person";
import { useSpeech } from "../kit/language";
import { place, useCell } from "../kit/place";
import { Screen } from "../kit/screen";
import { SelectField } from "../kit/select-field";
import { type Adviser, countries, helpIn, likelyCountry } from "./advisers";
import { useAppWords } from "./words";

/** Somebody to talk to, always one tap away, signed in or not, online or not. */
export function HelpScreen() {
  const words = useAppWords();
  const { language } = useSpeech();
  const own = useCell(me)?.country ?? null;
  const [country, setCountry] = useState(own ?? likelyCountry(navigator.languages) ?? "");
  const here = helpIn(country);
  const notMineFirst = place.get().query.get("about") === "not-mine";
  const notMine = <Lines title={words.notMineTitle} text={words.notMine} />;
  return (
    <Screen title={words.helpTitle} note={words.helpNote} back={{ to: "/today" }}>
      <div class="groups">
        {notMineFirst && notMine}
        <section class="stack">
          <SelectField
            label={words.helpIn}
            value={country}
            options={[
              ...countries(language).map(({ code, name }) => ({ value: code, text: name })),
              { value: "", text: words.helpOther },
            ]}
            onValue={setCountry}
          />
          {here?.advisers.map((each) => <AdviserCard key={each.name} adviser={each} />) ?? (
            <p class="quiet-card">{words.helpElsewhere}</p>
          )}
        </section>
        {here !== null && (
          <section class="stack">
            <div>
              <h2>{words.crisisTitle}</h2>
              <p>{words.crisisText}</p>
            </div>
            {here.crisis.map((each) => (
              <AdviserCard key={each.name} adviser={each} />
            ))}
          </section>
        )}
        <Lines title={words.cantPayTitle} text={words.cantPay} />
        {!notMineFirst && notMine}
        <Lines title={words.scamTitle} text={words.scam} />
      </div>
    </Screen>
  );
}

function AdviserCard({ adviser }: { adviser: Adviser }) {
  const words = useAppWords();
  const { language } = useSpeech();
  return (
    <div class="card stack">
      <div>
        <h2>{adviser.name}</h2>
        {adviser.note !== null && <p class="soft">{adviser.note[language]}</p>}
      </div>
      <div class="help-ways">
        {adviser.phone !== null && (
          <a class="button" href={`tel:${adviser.phone.replace(/[^\d+]/g, "")}`}>
            {words.helpCall(adviser.phone)}
          </a>
        )}
        {adviser.site !== null && (
          <a class="button" href={adviser.site} target="_blank" rel="noopener noreferrer">
            {words.helpSite(new URL(adviser.site).hostname.replace(/^www\./, ""))}
          </a>
        )}
      </div>
    </div>
  );
}

function Lines({ title, text }: { title: string; text: string }) {
  return (
    <section class="stack">
      <h2>{title}</h2>
      {text.split("\n").map((line) => (
        <p key={line}>{line}</p>
      ))}
    </section>
  );
}
