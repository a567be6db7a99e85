/** Whose answers are kept. One cache a person, all of them gone when the person signs out. */

const PREFIX = "answers-";
const WHO = "who";
const WHO_KEY = "/who";

export async function person(): Promise<string | null> {
  const note = await caches.match(WHO_KEY, { cacheName: WHO });
  return note === undefined ? null : note.text();
}

/** Take note of who is signed in; anybody else's kept answers go. */
export async function becomePerson(id: string): Promise<void> {
  await dropAnswers(`${PREFIX}${id}`);
  const cache = await caches.open(WHO);
  await cache.put(WHO_KEY, new Response(id));
}

/** Forget the person and every kept answer. */
export async function forgetPerson(): Promise<void> {
  await caches.delete(WHO);
  await dropAnswers(null);
}

/** Keep an answer for the person who asked, unless somebody else is here by now. */
export async function keepAnswer(
  asking: string | null,
  request: Request,
  answer: Response,
): Promise<void> {
  if (asking === null || (await person()) !== asking) return;
  const cache = await caches.open(`${PREFIX}${asking}`);
  await cache.put(request, answer);
}

export async function keptAnswer(
  asking: string | null,
  request: Request,
): Promise<Response | undefined> {
  if (asking === null) return undefined;
  return await caches.match(request, { cacheName: `${PREFIX}${asking}` });
}

async function dropAnswers(except: string | null): Promise<void> {
  const names = await caches.keys();
  const gone = names.filter((name) => name.startsWith(PREFIX) && name !== except);
  await Promise.all(gone.map((name) => caches.delete(name)));
}
