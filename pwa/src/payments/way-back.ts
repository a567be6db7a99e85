import { drop, keep, kept } from "../shared/keep";

const NAME = "way-back";

/** Remember where the person was before they went to their wallet's page. */
export function keepWayBack(): void {
  void keep(NAME, location.pathname + location.search);
}

/** Return where the person was, once; a place of this app in any case. */
export async function takeWayBack(): Promise<string> {
  const path = await kept<string>(NAME);
  await drop(NAME);
  return path ?? "/payments";
}
