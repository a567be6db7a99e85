import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { me } from "../accounts/person";
import { go, place, useCell } from "../kit/place";
import { Screen } from "../kit/screen";
import { Loading, Refused } from "../kit/states";
import { useKitWords } from "../kit/words";
import type { Unreachable } from "../shared/call";
import { routeOf } from "./routes";

type Loaded = { pattern: string; Show: ComponentType<{ id: string }> };

const UNREACHABLE: Unreachable = { kind: "unreachable" };

/** The screen of the path; a stranger is asked in first and then brought back here. */
export function CurrentScreen() {
  const { path, query, visit } = useCell(place);
  const person = useCell(me);
  const found = routeOf(path);
  const shut = person === null && found !== null && found.route.open !== true;
  useEffect(() => {
    if (path === "/") return go("/today", true);
    if (!shut) return;
    const search = query.toString();
    const back = search === "" ? path : `${path}?${search}`;
    go(path === "/today" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(back)}`, true);
  }, [shut, path, query]);
  const [loaded, failed, again] = useLoaded(path);
  const words = useKitWords();

  if (found === null && path !== "/") {
    return (
      <Screen title={words.missing} key={visit}>
        <div class="stack">
          <p>{words.missingDo}</p>
          <a class="button" href="/today">
            {words.toToday}
          </a>
        </div>
      </Screen>
    );
  }
  if (failed) {
    return (
      <Screen title={words.unreachable} key={visit}>
        <Refused answer={UNREACHABLE} again={again} />
      </Screen>
    );
  }
  if (found === null || shut || loaded?.pattern !== found.route.pattern) return <Waiting />;
  return <loaded.Show key={visit} id={found.params.id ?? ""} />;
}

function Waiting() {
  return (
    <main class="screen" id="main">
      <Loading blocks={[2, 8, 4]} />
    </main>
  );
}

/** Return the component of a path once its file is here, whether that failed, and a retry. */
function useLoaded(path: string): [Loaded | null, boolean, () => void] {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  const pattern = routeOf(path)?.route.pattern;
  useEffect(() => {
    let wanted = true;
    setFailed(false);
    const route = routeOf(path)?.route;
    if (route === undefined) return;
    Promise.resolve(route.load()).then(
      (Show) => wanted && setLoaded({ pattern: route.pattern, Show }),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [pattern, turn]);
  return [loaded, failed, () => setTurn((n) => n + 1)];
}
