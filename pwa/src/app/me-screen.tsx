import { useState } from "preact/hooks";
import { Passkeys, Sessions } from "../accounts/me-access";
import { MeYou } from "../accounts/me-you";
import { me, signOut } from "../accounts/person";
import { useAccountWords } from "../accounts/words";
import { BusyButton } from "../kit/busy-button";
import { useSpeech } from "../kit/language";
import { useCell } from "../kit/place";
import { Screen } from "../kit/screen";
import { HelpExit, Loading } from "../kit/states";
import { ContactHours } from "../nudges/contact-hours";
import { stopPush } from "../nudges/push";
import { countries } from "./advisers";
import { useAppWords } from "./words";

/** The person's own settings; everything here is theirs to change. */
export function MeScreen() {
  const words = useAccountWords();
  const app = useAppWords();
  const { language } = useSpeech();
  const person = useCell(me);
  return (
    <Screen title={words.me}>
      {person === null || person === undefined ? (
        <Loading blocks={[6, 6, 8]} />
      ) : (
        <div class="groups">
          <MeYou person={person} countries={countries(language)} />
          <ul class="plain-list">
            <li class="plain-row">
              <a href="/payments">{app.payments}</a>
              <span aria-hidden="true">›</span>
            </li>
          </ul>
          <ContactHours />
          <Contacts />
          <Passkeys />
          <Sessions />
          <HelpExit />
          <SignOut />
        </div>
      )}
    </Screen>
  );
}

function Contacts() {
  const words = useAccountWords();
  const contacts = useCell(me)?.contacts ?? [];
  const names = { sms: words.sms, email: words.email };
  return (
    <section class="stack">
      <h2>{words.contacts}</h2>
      <ul class="plain-list">
        {contacts.map((contact) => (
          <li class="plain-row" key={contact.id}>
            <span class="tabular">{contact.masked}</span>
            <span class="soft small">{names[contact.channel]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function SignOut() {
  const words = useAccountWords();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  async function leaveNow(): Promise<void> {
    setBusy(true);
    // Whoever holds this phone next must not get this person's notifications.
    await stopPush().catch(() => undefined);
    const answer = await signOut();
    setBusy(false);
    if (answer.kind === "unreachable") return setWrong(words.signOutOffline);
    // A whole new page, so that nothing of the person stays in memory either.
    location.replace("/sign-in?left");
  }
  return (
    <div class="stack">
      <BusyButton busy={busy} onClick={() => void leaveNow()}>
        {words.signOut}
      </BusyButton>
      {wrong !== null && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
