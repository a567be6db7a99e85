/** The neutral note a push carries: no amount, no lender, no word for debt. */
export interface PushNote {
  id: string;
  title: string;
  body: string;
  path: string;
}

/** Shown when a payload cannot be read: the browser demands that every push shows something. */
const QUIET: PushNote = { id: "note", title: "Tideover", body: "", path: "/inbox" };

/** Return the note in a payload; whatever is missing or foreign in it becomes neutral. */
export function readNote(text: string | null): PushNote {
  try {
    const given: Partial<Record<keyof PushNote, unknown>> = JSON.parse(text ?? "");
    return {
      id: typeof given.id === "string" ? given.id : QUIET.id,
      title: typeof given.title === "string" ? given.title : QUIET.title,
      body: typeof given.body === "string" ? given.body : QUIET.body,
      path: ownPath(given.path),
    };
  } catch {
    return QUIET;
  }
}

/** Return a path inside this app; anything that could lead elsewhere leads to the inbox. */
export function ownPath(path: unknown): string {
  const own = typeof path === "string" && /^\/(?![/\\])/.test(path);
  return own ? path : QUIET.path;
}

export function notificationOptions(note: PushNote): NotificationOptions {
  return {
    body: note.body,
    tag: note.id,
    icon: "/icons/tideover-192.png",
    badge: "/icons/tideover-192.png",
    data: { path: note.path },
  };
}

export async function showPush(
  data: PushMessageData | null,
  registration: ServiceWorkerRegistration,
): Promise<void> {
  const note = readNote(data === null ? null : data.text());
  await registration.showNotification(note.title, notificationOptions(note));
}

/** Bring an open window to the note's path, or open one; never both. */
export async function openFromNotification(
  notification: Notification,
  clients: Clients,
): Promise<void> {
  notification.close();
  const path = ownPath(notification.data?.path);
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((window) => !new URL(window.url).pathname.startsWith("/lender"));
  if (open === undefined) {
    await clients.openWindow(path);
    return;
  }
  await open.focus();
  open.postMessage({ kind: "go", path });
}
