/** The page itself, kept so that it opens without a line. */

const PREFIX = "shell-";
const CURRENT = `${PREFIX}${__SHELL_VERSION__}`;

/** Keep every file of this version; all or none, so a half-fetched shell is never used. */
export async function installShell(): Promise<void> {
  const cache = await caches.open(CURRENT);
  await cache.addAll(__SHELL_FILES__.map((file) => new Request(file, { cache: "no-cache" })));
}

export async function removeOldShells(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CURRENT);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Return the kept page for any path of the person's app. */
export async function shellPage(request: Request): Promise<Response> {
  const page = await caches.match("/index.html", { cacheName: CURRENT });
  return page ?? fetch(request);
}

/** Return a kept file of any kept version, or fetch it: an open page may still ask for its own. */
export async function shellFile(request: Request): Promise<Response> {
  const file = await caches.match(request, { ignoreSearch: true });
  return file ?? fetch(request);
}
