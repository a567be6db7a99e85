const NAME = "way-back";

/**
 * Remember where the person was before they go to their wallet's page.
 *
 * Kept by the tab and at once: the page is left in the same moment, and a slower store might lose it.
 */
export function keepWayBack(): void {
  sessionStorage.setItem(NAME, location.pathname + location.search);
}

/** Return where the person was, once; a place of this app in any case. */
export function takeWayBack(): string {
  const path = sessionStorage.getItem(NAME);
  sessionStorage.removeItem(NAME);
  return path ?? "/payments";
}
