import { me } from "../accounts/person";
import { Announcer } from "../kit/announce";
import { place, useCell } from "../kit/place";
import { useKitWords } from "../kit/words";
import { CurrentScreen } from "./current-screen";
import { Nav } from "./nav";
import { Notices } from "./notices";
import { routeOf } from "./routes";

/** The frame around every screen: notices above, the screen, the tabs below. */
export function Shell() {
  const words = useKitWords();
  const { path } = useCell(place);
  const tab = routeOf(path)?.route.tab ?? null;
  const signedIn = useCell(me) !== null;
  const hasNav = tab !== null && signedIn;
  return (
    <div class={hasNav ? "frame has-nav" : "frame"}>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <Notices />
      <CurrentScreen />
      {hasNav && <Nav current={tab} />}
      <Announcer />
    </div>
  );
}
